"""What the site keeps of one person, table by table; and what an export of it leaves out, each with its reason.

`held` names the columns with a key to a person that a section is about. A test walks all models: a new column that names
a person stands in a section or in LEFT_OUT.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from annotator import permissions
from annotator.coverage.models import SignOff, Tick
from annotator.exchange.models import Foreign, Import
from annotator.finding.models import SavedSearch
from annotator.groups.models import Group, GroupText, Invitation, Membership, RoleChange, Seat
from annotator.library.models import Upload
from annotator.notes.models import (
    Annotation,
    Check,
    Decision,
    Edit,
    Notice,
    Query,
    Reference,
    ReferenceEdit,
    Reopening,
    Repair,
    Reply,
    Source,
    Tag,
    Verdict,
)
from annotator.people.models import Token, User
from annotator.review.models import (
    Assignment,
    Endorsement,
    Extension,
    NoteReview,
    Pen,
    Phrase,
    Release,
    Review,
    Submission,
    Submitted,
    Viewing,
)
from texts.models import Revision, Text

PERSON = (
    "id username display_name first_name last_name email date_joined last_login is_active is_staff is_superuser "
    "shortcuts_on marks_in_text keys may_edit"
)
NOTE = (
    "id text_id text__title text__source_url revision_id start end exact prefix suffix unplaced motivation body colour "
    "visibility group_id group__name assignment_id assignment__title answer_id copied_from_id created modified deleted resolved"
)
CITED = (
    "id kind title authors editors container publisher place date volume issue pages edition doi isbn url accessed language "
    "note created"
)
SOURCE = "id quote_check_id reference_id citation locator url archived_url primary seen excerpt excerpt_language created deleted"


class Section(NamedTuple):
    """`fields` are the columns that leave; `held` those that name the person, as app.model.field."""

    rows: Callable[[Any], QuerySet[Any]]
    fields: str
    held: str = ""


def _of(model: Any, fields: str, *columns: str) -> Section:
    """Rows that name the person in one of these columns."""

    def rows(one: Any) -> QuerySet[Any]:
        named = Q()
        for column in columns:
            named |= Q(**{column: one.pk})
        found: QuerySet[Any] = model._default_manager.filter(named)
        return found

    return Section(rows, fields, " ".join(f"{model._meta.label}.{column}" for column in columns))


def _reviews(one: Any) -> QuerySet[Any]:
    """Released ones, as the person may read them."""
    return Review.objects.filter(permissions.readable_reviews(one), learner=one.pk, release__isnull=False)


SECTIONS: dict[str, Section] = {
    "person": Section(lambda one: User.objects.filter(pk=one.pk), PERSON),
    "email_addresses": _of(EmailAddress, "email verified primary", "user"),
    "notes": _of(Annotation, NOTE, "author"),
    "tags": Section(lambda one: Tag.objects.filter(annotation__author=one.pk), "annotation_id name"),
    "typo_queries": Section(
        lambda one: Query.objects.filter(annotation__author=one.pk),
        "annotation_id proposed category certain in_source state decided reason link duplicate_of_id applied_in_id",
    ),
    "quote_checks": Section(
        lambda one: Check.objects.filter(annotation__author=one.pk),
        "annotation_id speaker work dated state outcome round",
    ),
    "quote_checks_claimed": _of(Check, "annotation_id claimed", "claimed_by"),
    "quote_checks_opened_again": _of(Reopening, "quote_check_id round state outcome reason created", "by"),
    "sources": _of(Source, SOURCE, "added_by"),
    "verdicts": _of(
        Verdict, "quote_check_id round wording attribution context reason words created withdrawn disclosed", "reader"
    ),
    "replies": _of(Reply, "id annotation_id body created modified deleted", "author"),
    "edits": Section(
        lambda one: Edit.objects.filter(Q(annotation__author=one.pk) | Q(reply__author=one.pk)),
        "annotation_id reply_id before created",
    ),
    "edits_made": _of(Edit, "annotation_id reply_id created", "editor"),
    "notes_resolved": _of(Annotation, "id resolved", "resolved_by"),
    "decisions": _of(Decision, "query_id state reason created", "by"),
    "repairs": _of(Repair, "annotation_id act start end revision_id created", "by"),
    "notes_endorsed": _of(Endorsement, "annotation_id at", "by"),
    "notes_on_other_sites": _of(Foreign, "id visibility group_id document earlier created modified deleted", "author"),
    "imports": _of(Import, "id name form stage total choices created finished", "by"),
    "texts_added": _of(
        Text, "id title byline publisher published source_url language rights readers kind created", "added_by"
    ),
    "revisions": _of(Revision, "id text_id number message created", "author"),
    "documents_on_their_way": _of(Upload, "id name kind size state trouble created", "person"),
    "works_on_the_shelf": _of(Reference, CITED, "added_by"),
    "changes_of_works": _of(ReferenceEdit, "reference_id before created", "editor"),
    "places_looked_at": _of(Tick, "text_id kind words sentence decision reason created undone", "by"),
    "places_looked_at_undone": _of(Tick, "text_id undone", "undone_by"),
    "texts_signed_off": _of(SignOff, "text_id revision_id note found open created withdrawn", "by"),
    "sign_offs_withdrawn": _of(SignOff, "text_id withdrawn", "withdrawn_by"),
    "groups_made": _of(Group, "id kind name description created archived", "created_by"),
    "texts_shown_to_groups": _of(GroupText, "group_id text_id added", "added_by"),
    "memberships": _of(Membership, "group_id group__name role joined how left", "person"),
    "changes_of_role": Section(
        lambda one: RoleChange.objects.filter(membership__person=one.pk), "membership__group_id before after at"
    ),
    "invitations": _of(
        Invitation, "group_id group__name role created expires revoked", "person", "accepted_by"
    ),
    "invitations_made": _of(Invitation, "group_id role created expires most_uses uses revoked", "created_by"),
    "seats_in_sections": _of(Seat, "section__name division__group_id since until", "person"),
    "assignments_set": _of(Assignment, "id group_id title instructions created", "created_by"),
    "more_time": _of(Extension, "assignment_id assignment__title due", "person"),
    "names_for_peers": _of(Pen, "assignment_id number", "person"),
    "work_handed_in": _of(Submission, "id assignment_id assignment__title handed_in stood", "person"),
    "work_as_it_stood": Section(
        lambda one: Submitted.objects.filter(submission__person=one.pk),
        "submission_id annotation_id reply_id motivation exact body written",
    ),
    "reviews_received": Section(
        _reviews,
        "id assignment_id assignment__title feedback released_marks released_points reviewed_at",
        "review.Review.learner",
    ),
    "feedback_on_notes": Section(
        lambda one: NoteReview.objects.filter(review__in=_reviews(one)), "review_id annotation_id feedback modified"
    ),
    "reviews_given": _of(Review, "id assignment_id learner_id feedback state modified", "reviewer"),
    "feedback_given_on_notes": Section(
        lambda one: NoteReview.objects.filter(review__reviewer=one.pk), "review_id annotation_id feedback modified"
    ),
    "releases": _of(Release, "assignment_id at undone", "by"),
    "phrases": _of(Phrase, "group_id words shared", "owner"),
    "looking_through_others_eyes": _of(Viewing, "group_id begun ended", "viewer"),
    "looked_through_by_others": _of(Viewing, "group_id begun ended", "person"),
    "notices": _of(Notice, "annotation_id assignment_id sets revision_id words created seen", "person"),
    "searches": _of(SavedSearch, "name query created", "owner"),
    "access_tokens": _of(Token, "name scope created expires revoked last_used", "person"),
}  # fmt: skip

LEFT_OUT = {
    "drafts": "what you have typed and not sent is in your browser alone",
    "words of texts": "texts are not notes; their words are in the library, with their history",
    "files uploaded": "they are kept for a day at most, and were yours to begin with",
    "passwords and tokens": "only their hashes are kept, which open nothing",
    "admin.LogEntry.user": "the operator’s log of the site, about others",
    "finding.Entry.author": "an index of notes and replies, made of them",
    "notes.Query.decided_by": "the last of the decisions, which are all here",
    "groups.Membership.added_by": "a membership is of the person who has it",
    "groups.Membership.ended_by": "a membership is of the person who has it",
    "groups.RoleChange.by": "a role is of the person who has it",
    "groups.Seat.placed_by": "a seat is of the person who has it",
    "review.Extension.given_by": "more time is of the person who has it",
    "review.ReviewClaim.learner": "that somebody is at work on a review, for ten minutes",
    "review.ReviewClaim.reviewer": "that you are at work on a review, for ten minutes",
}
