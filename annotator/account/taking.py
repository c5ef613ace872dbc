"""All that the site keeps of one person, as one JSON object written piece by piece: constant memory, however much it is.

Its shape: `format` "annotator-account", `version` 1, `made` (a moment), and then one list for each name of SECTIONS, of
objects whose fields are named as SECTIONS says. Keys are UUIDs or numbers; moments are ISO 8601 with a zone; `start` and
`end` are code points in the plain text of the revision `revision_id`. `before` is what an edit changed, field by field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotator import permissions
from annotator.coverage.models import SignOff, Tick
from annotator.finding.models import SavedSearch
from annotator.groups.models import Membership
from annotator.notes.models import Annotation, Edit, Notice, Query, Reference, Repair, Reply, Source, Tag, Verdict
from annotator.people.models import Token, User
from annotator.review.models import Review, Submission
from texts.models import Revision, Text

CHUNK = 500  # rows at a time

PERSON = "id username display_name email date_joined last_login shortcuts_on marks_in_text keys may_edit"
NOTE = (
    "id text_id text__title text__source_url revision_id start end exact prefix suffix motivation body colour visibility "
    "group_id group__name assignment_id assignment__title created modified deleted resolved"
)
SECTIONS: dict[str, tuple[Callable[[Any], QuerySet[Any]], str]] = {
    "person": (lambda one: User.objects.filter(pk=one.pk), PERSON),
    "email_addresses": (lambda one: EmailAddress.objects.filter(user=one.pk), "email verified primary"),
    "notes": (lambda one: Annotation.objects.filter(author=one.pk), NOTE),
    "tags": (lambda one: Tag.objects.filter(annotation__author=one.pk), "annotation_id name"),
    "typo_queries": (
        lambda one: Query.objects.filter(annotation__author=one.pk),
        "annotation_id proposed category certain in_source state decided reason",
    ),
    "quote_checks": (
        lambda one: Annotation.objects.filter(author=one.pk, quote_check__isnull=False),
        "id quote_check__speaker quote_check__work quote_check__dated quote_check__state",
    ),
    "sources": (lambda one: Source.objects.filter(added_by=one.pk), "id quote_check_id citation locator url excerpt created deleted"),
    "verdicts": (
        lambda one: Verdict.objects.filter(reader=one.pk),
        "quote_check_id wording attribution context reason created withdrawn",
    ),
    "replies": (lambda one: Reply.objects.filter(author=one.pk), "id annotation_id body created modified deleted"),
    "edits": (
        lambda one: Edit.objects.filter(Q(annotation__author=one.pk) | Q(reply__author=one.pk)),
        "annotation_id reply_id before created",
    ),
    "repairs": (lambda one: Repair.objects.filter(by=one.pk), "annotation_id act start end revision_id created"),
    "texts_added": (lambda one: Text.objects.filter(added_by=one.pk), "id title byline kind created"),
    "revisions": (lambda one: Revision.objects.filter(author=one.pk), "id text_id number message created"),
    "works_on_the_shelf": (lambda one: Reference.objects.filter(added_by=one.pk), "id kind title created"),
    "places_looked_at": (lambda one: Tick.objects.filter(by=one.pk), "text_id decision reason created"),
    "texts_signed_off": (lambda one: SignOff.objects.filter(by=one.pk), "text_id created withdrawn"),
    "memberships": (
        lambda one: Membership.objects.filter(person=one.pk), "group_id group__name role joined how left",
    ),
    "work_handed_in": (
        lambda one: Submission.objects.filter(person=one.pk), "id assignment_id assignment__title",
    ),
    "reviews_received": (
        lambda one: Review.objects.filter(permissions.readable_reviews(one), learner=one.pk, release__isnull=False),
        "id assignment_id assignment__title feedback released_marks released_points reviewed_at",
    ),
    "reviews_given": (
        lambda one: Review.objects.filter(reviewer=one.pk), "id assignment_id learner_id feedback state modified",
    ),
    "notices": (lambda one: Notice.objects.filter(person=one.pk), "annotation_id assignment_id words created seen"),
    "searches": (lambda one: SavedSearch.objects.filter(owner=one.pk), "name query created"),
    "access_tokens": (lambda one: Token.objects.filter(person=one.pk), "name scope created expires revoked last_used"),
}  # fmt: skip


def account(person: Any) -> Iterator[bytes]:
    """Everything of `person`, for that person alone: also what they deleted, and what stands on texts now closed to them."""
    head = {"format": "annotator-account", "version": 1, "made": timezone.now()}
    yield _json(head)[:-1]
    for name, (rows, fields) in SECTIONS.items():
        yield b",\n" + _json(name) + b": ["
        yield from _rows(rows(person), fields.split())
        yield b"]"
    yield b"}\n"


def _rows(rows: QuerySet[Any], fields: list[str]) -> Iterator[bytes]:
    comma = b"\n"
    for row in rows.order_by("pk").values(*fields).iterator(chunk_size=CHUNK):
        yield comma + _json({name.replace("__", "_"): value for name, value in row.items()})
        comma = b",\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
