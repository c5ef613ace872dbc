"""Who may do what at every address: one matrix. An address without a row fails the suite."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from annotator.coverage.signing import sign_off
from annotator.coverage.standing import Tally
from annotator.coverage.surveying import survey
from annotator.coverage.ticking import dismiss_all, look_at
from annotator.exchange.arriving import read
from annotator.exchange.importing.taking import take_in
from annotator.finding.saving import make_link, save
from annotator.groups.dividing import add_section, own_division
from annotator.groups.models import Group, Invitation
from annotator.notes.correcting import accept
from annotator.notes.models import Annotation, Check, Query, Reference, Reply, Source, Verdict
from annotator.people.models import Token, User
from annotator.review.models import Assignment, Phrase
from annotator.review.releasing import release
from annotator.review.reviewing import finish
from tests.grouping import make_class
from tests.making import make_note, make_text, make_upload
from texts.models import Text

pytestmark = pytest.mark.django_db

ROLES = (
    "visitor",
    "outsider",
    "learner2",
    "learner1",
    "instructor",
)  # learner1 wrote it, instructor may edit texts
SIGN_IN = 302  # to the sign-in page; nothing at the address is told


@dataclass(frozen=True)
class Row:
    """One address. `public` and `private` give the answers for each role of ROLES, on a note of that visibility."""

    of: str
    public: tuple[int, ...]
    private: tuple[int, ...] = ()
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    motivation: str = "commenting"
    then: str = ""  # what must hold before: "deleted", "decided", "accepted", "claimed", "settled"


ALL = (200,) * 5
MOVED = (308,) * 5
OWN_ONLY = (404, 404, 404, 200, 404)
SIGNED_IN = (SIGN_IN, 200, 200, 200, 200)
EDITORS = (SIGN_IN, 403, 403, 403, 200)
AUTHOR = (SIGN_IN, 403, 403, 302, 403)
AUTHOR_HIDDEN = (SIGN_IN, 404, 404, 302, 404)
AUTHOR_OR_EDITOR = (SIGN_IN, 403, 403, 302, 302)
EDITOR = (SIGN_IN, 403, 403, 403, 302)
EDITOR_DONE = (SIGN_IN, 403, 403, 403, 303)
ANYBODY_SIGNED_IN = (SIGN_IN, 302, 302, 302, 302)
ALREADY_THERE = (302, 302, 302, 302, 302)

MEMBERS = (SIGN_IN, 404, 200, 200, 200)
INSTRUCTORS = (SIGN_IN, 404, 403, 403, 200)
INSTRUCTORS_DO = (SIGN_IN, 404, 403, 403, 302)
UPLOADER = (SIGN_IN, 404, 404, 404, 200)
UPLOADER_DOES = (SIGN_IN, 404, 404, 404, 302)

IMPORTERS = (SIGN_IN, 404, 404, 404, 200)  # one's own; here it is the instructor's
IMPORTERS_DO = (SIGN_IN, 404, 404, 404, 302)

BOOK = {"kind": "book", "title": "The Gathering Storm"}
NOTE_PAGE = Row("note", ALL, OWN_ONLY)
MATRIX: dict[str, Row] = {
    "library": Row("nothing", ALL),
    "import": Row("nothing", EDITORS),
    # A document on its way is the instructor's own.
    "upload": Row("upload", UPLOADER),
    "upload-progress": Row("upload", UPLOADER),
    "upload-again": Row("upload", UPLOADER_DOES, method="post"),
    "upload-discard": Row("upload", UPLOADER_DOES, method="post"),
    "markdown-preview": Row("nothing", (403, 200, 200, 200, 200), method="post", data={"content": "*a*"}),
    "edit-details": Row("text", EDITORS),
    "edit-words": Row("text", EDITORS),
    "merge-words": Row("text", (SIGN_IN, 403, 403, 403, 422), method="post", data={"words": "New words."}),
    "new-version": Row("text", EDITORS),
    "text-history": Row("text", SIGNED_IN),
    "compare": Row("text", SIGNED_IN),
    "revision": Row("revision", SIGNED_IN),
    "revision-spans": Row("revision", SIGNED_IN),
    "revision-cards": Row("revision-cards", SIGNED_IN),
    "restore": Row("revision", EDITORS),
    "profile": Row("person", ALL),
    "notebook": Row("nothing", SIGNED_IN),
    "notebook-facets": Row("nothing", SIGNED_IN),
    "act-on-notes": Row("entry", SIGNED_IN, method="post", data={"act": "delete"}),
    "undo-on-notes": Row("entry", SIGNED_IN, method="post", data={"edit": "1"}),
    "restore-notes": Row("entry", SIGNED_IN, method="post"),
    "export-account": Row("nothing", SIGNED_IN),
    "delete-account": Row("nothing", SIGNED_IN),
    "preferences": Row("nothing", SIGNED_IN),
    "tokens": Row("nothing", SIGNED_IN),
    "unsent": Row("nothing", SIGNED_IN),
    "throw-away-unsent": Row("key", ANYBODY_SIGNED_IN, method="post"),
    "revoke-token": Row("token", (SIGN_IN, 404, 404, 302, 404), method="post"),
    "reader": Row("text", ALL),
    "spans": Row("text", ALL),
    "notes-of-text": Row("text", ALL),
    "status": Row("text", ALL),
    "annotate": Row("text", SIGNED_IN),
    "query-hints": Row("text", SIGNED_IN),
    "queries": Row("text", EDITORS),
    "accept-queries": Row("text", (SIGN_IN, 403, 403, 403, 302), method="post"),
    "stet-queries": Row("text", (SIGN_IN, 403, 403, 403, 302), method="post"),
    "cards": Row("cards", ALL, ALL),
    "annotation": NOTE_PAGE,
    "annotations": Row("nothing", ALL),
    "text-annotations": Row("text", ALL),
    "group-annotations": Row("group", (404, 404, 200, 200, 200)),
    # These lead elsewhere, whatever is there.
    "annotations-bare": Row("nothing", MOVED),
    "text-annotations-bare": Row("shelf", MOVED),
    "group-annotations-bare": Row("shelf", MOVED),
    "annotation-of-text": Row("shelved", MOVED, MOVED),
    "annotation-of-group": Row("shelved", MOVED, MOVED),
    "api": Row("nothing", ALL),
    "openapi": Row("nothing", ALL),
    "card": NOTE_PAGE,
    "history": NOTE_PAGE,
    "reply": Row("note", ANYBODY_SIGNED_IN, AUTHOR_HIDDEN, "post", {"body": "Yes."}),
    "edit": Row("note", AUTHOR, AUTHOR_HIDDEN, "post", {"body": "New.", "visibility": "public"}),
    "delete": Row("note", (SIGN_IN, 403, 403, 200, 403), (SIGN_IN, 404, 404, 200, 404), "post"),
    "undelete": Row("note", AUTHOR_HIDDEN, AUTHOR_HIDDEN, "post", then="deleted"),
    "resolve": Row("note", AUTHOR_OR_EDITOR, AUTHOR_HIDDEN, "post"),
    "reopen": Row("note", AUTHOR_OR_EDITOR, AUTHOR_HIDDEN, "post"),
    "accept": Row("note", EDITOR_DONE, (SIGN_IN, 404, 404, 403, 404), "post", motivation="editing"),
    "take-back": Row("note", EDITOR_DONE, (SIGN_IN, 404, 404, 403, 404), "post", motivation="editing", then="accepted"),
    "stet": Row("note", EDITOR, (SIGN_IN, 404, 404, 403, 404), "post", {"reason": "It says so."}, "editing"),
    "duplicate": Row("note", EDITOR, (SIGN_IN, 404, 404, 403, 404), "post", {"of": "OTHER"}, "editing"),
    "withdraw": Row("note", AUTHOR, AUTHOR_HIDDEN, "post", motivation="editing"),
    "reopen-query": Row("note", EDITOR, (SIGN_IN, 404, 404, 403, 404), "post", motivation="editing", then="decided"),
    "checks": Row("text", ALL),
    "quoted-in": Row("text", ALL),
    "check": Row("note", ALL, OWN_ONLY, motivation="assessing"),
    "edit-claim": Row("note", AUTHOR, AUTHOR_HIDDEN, "post", {"speaker": "Eden"}, "assessing"),
    "find-quotation": Row("note", SIGNED_IN, (SIGN_IN, 404, 404, 200, 404), motivation="assessing"),
    "use-passage": Row("note", ANYBODY_SIGNED_IN, AUTHOR_HIDDEN, "post", {"text": "PASSAGE"}, "assessing"),
    "reuse-sources": Row("note", ANYBODY_SIGNED_IN, AUTHOR_HIDDEN, "post", {"check": "OTHER"}, "assessing"),
    "source-words": Row("source", ALREADY_THERE, (404, 404, 404, 302, 404), motivation="assessing"),
    "compare-words": Row("nothing", SIGNED_IN, method="post", data={"exact": "keft", "excerpt": "left"}),
    "look-on-shelf": Row("note", SIGNED_IN, (SIGN_IN, 404, 404, 200, 404), "post", {"shelf_q": "Memoirs"}, "assessing"),
    "sources": Row("nothing", SIGNED_IN),
    "add-reference": Row("nothing", (SIGN_IN, 302, 302, 302, 302), method="post", data=BOOK),
    "import-sources": Row("nothing", SIGNED_IN),
    "export-sources": Row("nothing", SIGNED_IN),
    "reference": Row("reference", SIGNED_IN),
    "edit-reference": Row("reference", AUTHOR_OR_EDITOR, method="post", data=BOOK),
    "export-reference": Row("reference", SIGNED_IN),
    "add-source": Row("note", ANYBODY_SIGNED_IN, AUTHOR_HIDDEN, "post", {"citation": "A book."}, "assessing"),
    "verdict": Row(
        "note",
        ANYBODY_SIGNED_IN,
        AUTHOR_HIDDEN,
        "post",
        {"wording": "altered", "attribution": "confirmed", "context": "fair"},
        "assessing",
    ),
    "withdraw-verdict": Row("note", ANYBODY_SIGNED_IN, AUTHOR_HIDDEN, "post", motivation="assessing"),
    "claim": Row("note", ANYBODY_SIGNED_IN, AUTHOR_HIDDEN, "post", motivation="assessing"),
    "release": Row("note", AUTHOR_OR_EDITOR, AUTHOR_HIDDEN, "post", motivation="assessing", then="claimed"),
    "reopen-check": Row(
        "note", EDITOR, (SIGN_IN, 404, 404, 403, 404), "post", {"reason": "A new source."}, "assessing", "settled"
    ),
    "repairs": Row("text", SIGNED_IN),
    "repair": Row("note", AUTHOR_OR_EDITOR, AUTHOR_HIDDEN, "post", {"act": "left"}),
    "notices": Row("nothing", SIGNED_IN),
    "claimreview": Row("note", ALL, OWN_ONLY, motivation="assessing", then="confirmed"),
    "web-annotation": NOTE_PAGE,
    "checks-feed": Row("nothing", ALL),
    "text-checks-feed": Row("text", ALL),
    "checks-report": Row("text", ALL),
    "import-notes": Row("nothing", EDITORS),
    "import-of-notes": Row("import", IMPORTERS),
    "choose-for-import": Row("import", (SIGN_IN, 404, 404, 404, 422), method="post"),
    "import-step": Row("import", IMPORTERS_DO, method="post"),
    "store-import": Row("import", IMPORTERS_DO, method="post"),
    "take-back-import": Row("import", IMPORTERS_DO, method="post"),
    "discard-import": Row("import", IMPORTERS_DO, method="post"),
    "export-text": Row("text", ALL),
    "edition": Row("text", ALL),
    "export-search": Row("nothing", ALL),
    "export-all": Row("nothing", SIGNED_IN),
    "export-mine": Row("nothing", SIGNED_IN),
    "export-group": Row("group", MEMBERS),
    "corrections": Row("note", SIGNED_IN, (SIGN_IN, 404, 404, 200, 404), motivation="assessing", then="confirmed"),
    "coverage": Row("text", ALL),
    "coverage-line": Row("text", ALL),
    "tick": Row("offer", ANYBODY_SIGNED_IN, method="post"),
    "dismiss": Row("offer", ANYBODY_SIGNED_IN, method="post", data={"reason": "A heading."}),
    "undo-tick": Row("offer", AUTHOR_OR_EDITOR, method="post", then="ticked"),
    "dismiss-all": Row("kind", SIGNED_IN),
    "undo-batch": Row("batch", AUTHOR_OR_EDITOR, method="post", then="batched"),
    "sign-off": Row("text", EDITORS),
    "withdraw-sign-off": Row("sign-off", EDITOR, method="post"),
    "remove-source": Row("source", AUTHOR, AUTHOR_HIDDEN, "post", motivation="assessing"),
    "edit-reply": Row("reply", AUTHOR, AUTHOR_HIDDEN, "post", {"body": "Better."}),
    "delete-reply": Row("reply", (SIGN_IN, 403, 403, 200, 403), (SIGN_IN, 404, 404, 200, 404), "post"),
    "undelete-reply": Row("reply", AUTHOR_HIDDEN, AUTHOR_HIDDEN, "post", then="deleted"),
    "move-note": Row("note", (SIGN_IN, 403, 403, 200, 403), (SIGN_IN, 404, 404, 200, 404)),
    "search": Row("nothing", ALL),
    "search-facets": Row("nothing", ALL),
    "search-within": Row("text", ALL),
    "search-suggest": Row("nothing", ALL),
    "search-feed": Row("search", ALL),
    "saved-searches": Row("nothing", SIGNED_IN),
    "save-search": Row("nothing", ANYBODY_SIGNED_IN, method="post", data={"q": "war", "name": "War"}),
    "remove-search": Row("saved-search", (SIGN_IN, 404, 404, 302, 404), method="post"),
    "make-feed-link": Row("saved-search", (SIGN_IN, 404, 404, 200, 404), method="post"),
    "revoke-feed-link": Row("saved-search", (SIGN_IN, 404, 404, 302, 404), method="post"),
    "saved-feed": Row("feed", ALL),
    # Groups: learner1 is a learner in it, learner2 an observer, the instructor instructs it, and the outsider is not in it.
    "groups": Row("nothing", SIGNED_IN),
    "new-group": Row("nothing", SIGNED_IN),
    "group": Row("group", MEMBERS),
    "group-people": Row("group", INSTRUCTORS),
    "group-settings": Row("group", INSTRUCTORS),
    "archive-group": Row("group", INSTRUCTORS_DO, method="post"),
    "unarchive-group": Row("group", INSTRUCTORS_DO, method="post"),
    "group-texts": Row("group", INSTRUCTORS),
    "remove-group-text": Row("group-text", INSTRUCTORS_DO, method="post"),
    "add-person": Row("group", INSTRUCTORS_DO, method="post", data={"who": "outsider", "role": "learner"}),
    "add-list": Row("group", INSTRUCTORS),
    "set-role": Row("member", INSTRUCTORS_DO, method="post", data={"role": "assistant"}),
    "remove-person": Row("member", INSTRUCTORS),
    "limit-assistant": Row("member", INSTRUCTORS_DO),
    "people-history": Row("group", INSTRUCTORS),
    "group-activity": Row("group", MEMBERS),
    "group-sections": Row("group", INSTRUCTORS),
    "division": Row("division", INSTRUCTORS),
    "draw-sections": Row("division", INSTRUCTORS_DO, method="post", data={"size": "4"}),
    "fill-sections": Row("division", INSTRUCTORS_DO, method="post"),
    "place-learner": Row("division", INSTRUCTORS_DO, method="post"),
    "new-section": Row("division", INSTRUCTORS_DO, method="post", data={"name": "North"}),
    "edit-section": Row("section", INSTRUCTORS_DO, method="post", data={"name": "North"}),
    "remove-section": Row("section", INSTRUCTORS_DO, method="post"),
    "make-link": Row("group", INSTRUCTORS, method="post", data={"role": "learner", "days": "7"}),
    "revoke-invitation": Row("group-invitation", INSTRUCTORS_DO, method="post"),
    "leave-group": Row("group", MEMBERS),
    "join-group": Row("link", (SIGN_IN, 200, 302, 302, 302)),
    "accept-invitation": Row("invitation", (SIGN_IN, 302, 404, 404, 404), method="post"),
    "decline-invitation": Row("invitation", (SIGN_IN, 302, 404, 404, 404), method="post"),
    "settle": Row("reply", AUTHOR_OR_EDITOR, AUTHOR_HIDDEN, "post", motivation="questioning"),
    # Assignments of that group; the work is learner1's.
    "assignments": Row("nothing", SIGNED_IN),
    "new-assignment": Row("group", INSTRUCTORS),
    "assignment": Row("assignment", MEMBERS),
    "assignment-strip": Row("assignment", MEMBERS),
    "edit-assignment": Row("assignment", INSTRUCTORS),
    "archive-assignment": Row("assignment", INSTRUCTORS_DO, method="post"),
    "unarchive-assignment": Row("assignment", INSTRUCTORS_DO, method="post"),
    "reveal-notes": Row("assignment", INSTRUCTORS_DO, method="post"),
    "hide-notes": Row("assignment", INSTRUCTORS_DO, method="post"),
    "extend-assignment": Row("assignment", (SIGN_IN, 404, 403, 403, 422), method="post"),
    "end-extension": Row("extension", INSTRUCTORS_DO, method="post"),
    "hand-in": Row("assignment", (SIGN_IN, 404, 403, 200, 403), method="post"),
    "take-work-back": Row("assignment", (SIGN_IN, 404, 403, 302, 403), method="post"),
    "work": Row("work", (SIGN_IN, 404, 404, 200, 200)),
    "overview": Row("assignment", INSTRUCTORS),
    "overview-heat": Row("assignment", INSTRUCTORS),
    "overview-person": Row("work", INSTRUCTORS),
    "export-notes-csv": Row("assignment", INSTRUCTORS),
    "export-notes-xlsx": Row("assignment", INSTRUCTORS),
    "export-learners-csv": Row("assignment", INSTRUCTORS),
    "export-learners-xlsx": Row("assignment", INSTRUCTORS),
    "copy-group": Row("group", INSTRUCTORS),
    "view-as": Row("group", INSTRUCTORS),
    "begin-viewing": Row("member", INSTRUCTORS_DO, method="post"),
    "end-viewing": Row("nothing", ANYBODY_SIGNED_IN, method="post"),
    # Their review: learners have no desk, and read their own feedback once it is released.
    "desk": Row("assignment", INSTRUCTORS_DO),
    "desk-students": Row("assignment", INSTRUCTORS),
    "desk-student": Row("work", INSTRUCTORS),
    "save-review": Row("work", INSTRUCTORS_DO, method="post"),
    "reviewed": Row("work", INSTRUCTORS_DO, method="post"),
    "unreviewed": Row("work", INSTRUCTORS_DO, method="post"),
    "take-over-review": Row("work", INSTRUCTORS_DO, method="post"),
    "take-review-back": Row("work", INSTRUCTORS_DO, method="post", then="released"),
    "desk-notes": Row("assignment", INSTRUCTORS),
    "write-on-notes": Row("assignment", INSTRUCTORS_DO, method="post"),
    "undo-notes": Row("assignment", INSTRUCTORS_DO, method="post"),
    "full-credit": Row("assignment", INSTRUCTORS),
    "undo-full-credit": Row("credit", INSTRUCTORS_DO, method="post"),
    "release-reviews": Row("assignment", INSTRUCTORS),
    "undo-release": Row("assignment", INSTRUCTORS_DO, method="post", then="released"),
    "phrases": Row("assignment", INSTRUCTORS),
    "remove-phrase": Row("phrase", INSTRUCTORS_DO, method="post"),
    "feedback": Row("assignment", (SIGN_IN, 404, 404, 200, 404), then="released"),
    "review-note": Row("reviewed-note", (SIGN_IN, 404, 403, 403, 302), method="post"),
    "endorse": Row("reviewed-note", (SIGN_IN, 404, 403, 403, 302), method="post"),
    "unendorse": Row("reviewed-note", (SIGN_IN, 404, 403, 403, 302), method="post"),
}
NOT_OURS = ("account_", "admin:", "socialaccount_", "mfa_")


def addresses(resolver: URLResolver | None = None) -> list[str]:
    """The names of all our own addresses."""
    names: list[str] = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            names += [] if pattern.namespace or "allauth" in str(pattern.urlconf_name) else addresses(pattern)
        elif isinstance(pattern, URLPattern):
            names.append(str(pattern.name))
    return names


def test_every_address_has_a_row() -> None:
    assert sorted(addresses()) == sorted(MATRIX)


@pytest.fixture
def cast(instructor: User, learner1: User, learner2: User, outsider: User) -> dict[str, User | None]:
    return {
        "visitor": None,
        "outsider": outsider,
        "learner1": learner1,
        "learner2": learner2,
        "instructor": instructor,
    }


def answers(
    name: str, row: Row, visibility: str, cast: dict[str, User | None], roles: tuple[str, ...] = ROLES, **fields: Any
) -> dict[str, int]:
    """The status that each of `roles` gets at one address, of a note by learner1."""
    author = cast["learner1"]
    assert author
    text = make_text(author=author, **fields)
    note = make_note(text, author, row.motivation, visibility=visibility)
    reply = Reply.objects.create(annotation=note, author=author, body="A reply.")
    _prepare(row, note, reply, author)
    _prepare_coverage(row, text, author)
    address, data = _request(name, row, text, note, reply)
    return {role: _answer(row.method, address, data, cast[role]) for role in roles}


def _answer(method: str, address: str, data: dict[str, Any], actor: User | None) -> int:
    """Whatever was changed by it is undone, so that the next of the cast finds all as it was."""
    before = transaction.savepoint()
    client = Client()
    if actor:
        client.force_login(actor)
    status = getattr(client, method)(address, data).status_code
    transaction.savepoint_rollback(before)
    return int(status)


def _prepare(row: Row, note: Annotation, reply: Reply, author: User) -> None:
    if row.motivation == "assessing":
        found = {"found_text": note.text, "found_revision": note.text.latest, "found_start": 0, "found_end": 3}
        Source.objects.create(quote_check=note.quote_check, citation="A book.", added_by=author, **found)
    if row.then == "claimed":
        note.quote_check.claim(author)
    if row.then == "settled":
        for reader in (author, User.objects.create_user("reader", "reader@example.org")):
            note.quote_check.give(Verdict(reader=reader, wording="altered", attribution="confirmed"))
    if row.then == "decided":
        note.query.decide("stet", author, "Because.")
    if row.then == "confirmed":
        for reader in (author, User.objects.exclude(pk=author.pk).earliest("username")):
            note.quote_check.give(Verdict(reader=reader, wording="exact", attribution="confirmed", context="fair"))
    if row.then == "accepted":
        accept(note.text, [note.pk], author)
    if row.then == "deleted":
        (reply if row.of == "reply" else note).remove()


def _prepare_coverage(row: Row, text: Text, author: User) -> None:
    if row.of in ("offer", "batch"):
        survey([text])
    if row.then == "batched":
        dismiss_all(text.offers.all(), author, "Known.", uuid.uuid4())
    if row.then == "ticked":
        look_at(text.offers.earliest("number"), text, author)
    if row.of == "sign-off":
        sign_off(text, author, "", Tally())


GROUP_KEYS = ("group", "group-text", "member", "group-invitation", "link", "invitation", "division", "section")
FREE_OF_TEXTS = (
    "import",
    "nothing",
    "person",
    "token",
    "upload",
    "reference",
    "search",
    "saved-search",
    "feed",
    "entry",
    *GROUP_KEYS,
)


def _group_keys(of: str, text: Text) -> list[Any]:
    """A class of the cast that reads `text`, without the outsider; an invitation is for the outsider."""
    cast = {person.username: person for person in User.objects.all()}
    teacher = cast["instructor"]
    group = make_class(teacher, text, learner=[cast["learner1"]], observer=[cast["learner2"]])
    if of in ("link", "group-invitation"):
        link = Invitation(group=group, created_by=teacher)
        token = link.make_token()
        link.save()
        return [token] if of == "link" else [group.pk, link.pk]
    if of == "invitation":
        return [Invitation.objects.create(group=group, created_by=teacher, person=cast["outsider"]).pk]
    if of in ("division", "section"):
        division = own_division(group)
        section = add_section(division, "South", [], teacher)
        return [group.pk, division.pk, *([section.pk] if of == "section" else [])]
    keys: dict[str, list[Any]] = {
        "group": [],
        "group-text": [text.pk],
        "member": [group.memberships.get(person=cast["learner1"]).pk],
    }
    return [group.pk, *keys[of]]


ASSIGNMENT_KEYS = ("assignment", "extension", "work", "credit", "phrase", "reviewed-note")


def _assignment_keys(of: str, text: Text, then: str = "") -> list[Any]:
    """An assignment of that class, with an extension for learner1."""
    group = Group.objects.get(pk=_group_keys("group", text)[0])
    learner = User.objects.get(username="learner1")
    made = Assignment.objects.create(group=group, title="Close reading", created_by=group.created_by)
    longer = made.extensions.create(person=learner, due=timezone.now() + timedelta(days=1), given_by=group.created_by)
    if then == "released":
        finish(made, learner, group.created_by)
        release(made, group.created_by)
    if of == "reviewed-note":
        return [make_note(text, learner, visibility="group", group=group, assignment=made).pk]
    keys: dict[str, list[Any]] = {"assignment": [], "extension": [longer.pk], "work": [learner.pk]}
    keys["credit"] = [uuid.uuid4()]
    keys["phrase"] = (
        [Phrase.objects.create(group=group, owner=group.created_by, words="Why?").pk] if of == "phrase" else []
    )
    return [made.pk, *keys[of]]


def _request(name: str, row: Row, text: Text, note: Annotation, reply: Reply) -> tuple[str, dict[str, Any]]:
    if row.of == "upload":
        return reverse(name, args=[make_upload(User.objects.get(username="instructor")).pk]), {}
    if row.of in GROUP_KEYS:
        return reverse(name, args=_group_keys(row.of, text)), dict(row.data)
    if row.of in ASSIGNMENT_KEYS:
        return reverse(name, args=_assignment_keys(row.of, text, row.then)), dict(row.data)
    if row.of == "cards":
        return reverse(name, args=[text.pk], query={"n": f"{text.pk}:{note.handle}"}), {}
    if row.of == "revision-cards":
        return reverse(name, args=[text.pk, 1], query={"n": f"{text.pk}:{note.handle}"}), {}
    data = dict(row.data)
    if data.get("of") == "OTHER":
        data["of"] = str(make_note(text, note.author, "editing").pk)
    if data.get("text") == "PASSAGE":
        data = {"text": str(text.pk), "revision": str(text.latest_id), "start": 0, "end": 10}
    if data.get("check") == "OTHER":
        other = make_note(text, note.author, "assessing")
        Source.objects.create(quote_check=other.quote_check, citation="A book.", added_by=note.author)
        data["check"] = str(other.pk)
    keys: dict[str, list[Any]] = {
        "nothing": [],
        "text": [text.pk],
        "shelf": [text.pk],
        "shelved": [text.pk, note.pk],
        "revision": [text.pk, 1],
        "person": [note.author_id],
        "note": [note.pk],
        "reply": [reply.pk],
        "key": ["0" * 32],
    }
    if row.of == "entry":
        return reverse(name), {**data, "entry": note.entries.get(reply=None).pk}
    if row.of == "search":
        return reverse(name, query={"q": "kind:note"}), data
    if row.of in ("saved-search", "feed"):
        kept = save(note.author, "Mine", "kind:note")
        return reverse(name, args=[make_link(kept) if row.of == "feed" else kept.pk]), data
    if row.of == "kind":
        return reverse(name, args=[text.pk], query={"kind": "name"}), data
    if row.of == "batch":
        return reverse(name, args=[text.pk, text.ticks.earliest("pk").batch]), data
    if row.of == "offer":
        return reverse(name, args=[text.pk]), {**data, "mark": text.offers.earliest("number").mark}
    if row.of == "sign-off":
        return reverse(name, args=[text.sign_offs.get().pk]), data
    if row.of == "token":
        return reverse(name, args=[Token.make(note.author, "A script", "read")[0].pk]), data
    if row.of == "import":
        arrived = read(b'[{"id": "urn:1", "target": "https://example.org/a"}]')
        return reverse(name, args=[take_in(arrived, User.objects.get(username="instructor"), "a.json").pk]), data
    if row.of == "reference":
        book = Reference.objects.create(kind="book", title="Memoirs", added_by=note.author)
        return reverse(name, args=[book.pk]), data
    if row.of == "source":
        return reverse(name, args=[note.quote_check.sources.get().pk]), data
    return reverse(name, args=keys[row.of]), data


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_public_notes(name: str, cast: dict[str, User | None]) -> None:
    row = MATRIX[name]
    assert answers(name, row, "public", cast) == dict(zip(ROLES, row.public, strict=True))


@pytest.mark.parametrize("name", sorted(name for name, row in MATRIX.items() if row.private))
def test_private_notes(name: str, cast: dict[str, User | None]) -> None:
    row = MATRIX[name]
    assert answers(name, row, "private", cast) == dict(zip(ROLES, row.private, strict=True))


def test_a_visitor_finds_nothing_of_a_text_for_members(cast: dict[str, User | None]) -> None:
    for name, row in MATRIX.items():
        if row.of not in FREE_OF_TEXTS:
            before = transaction.savepoint()
            got = answers(name, row, "public", cast, ("visitor",), readers="members")
            assert got["visitor"] in (404, SIGN_IN, 308), name  # 308 tells nothing of what is there
            transaction.savepoint_rollback(before)


@pytest.mark.parametrize(
    "name",
    sorted(name for name, row in MATRIX.items() if row.of in ("text", "note", "cards") and row.method == "get"),
)
def test_a_private_note_is_in_no_answer_to_others(
    name: str, cast: dict[str, User | None], learner1: User, learner2: User
) -> None:
    row = MATRIX[name]
    text = make_text(author=learner1)
    secret = make_note(text, learner1, "commenting", visibility="private", body="Zanzibar-7791")
    client = Client()
    client.force_login(learner2)
    address, data = _request(name, row, text, secret, Reply(annotation=secret))
    answer = client.get(address, data)
    content = b"".join(answer) if answer.streaming else answer.content
    assert b"Zanzibar-7791" not in content
    assert str(secret.pk).encode() not in content


def test_an_unknown_key_is_not_found(client: Client) -> None:
    assert client.get(reverse("annotation", args=[uuid.uuid4()])).status_code == 404


def test_withdrawing_a_decided_query_is_refused(learner1: User, instructor: User) -> None:
    note = make_note(make_text(author=instructor), learner1, "editing")
    note.query.decide("stet", instructor, "Because.")
    client = Client()
    client.force_login(learner1)
    assert client.post(reverse("withdraw", args=[note.pk])).status_code == 403
    assert Query.objects.get(pk=note.pk).state == "stet"


def test_a_verdict_is_shown_to_nobody_else_until_two_are_given(learner1: User, learner2: User, outsider: User) -> None:
    note = make_note(make_text(author=learner1), learner1, "assessing")
    Source.objects.create(quote_check=note.quote_check, citation="A book.", added_by=learner1)
    finding = {
        "wording": "not_found",
        "attribution": "unattributed",
        "context": "misleading",
        "reason": "Quagga-55",
    }
    client = Client()
    client.force_login(learner1)
    client.post(reverse("verdict", args=[note.pk]), finding)
    assert b"Quagga-55" in client.get(reverse("card", args=[note.pk])).content
    client.force_login(learner2)
    assert b"Quagga-55" not in client.get(reverse("card", args=[note.pk])).content
    assert b"Quagga-55" not in client.get(reverse("reader", args=[note.text_id])).content
    assert Check.objects.get(pk=note.pk).state == "proposed"
    client.post(reverse("verdict", args=[note.pk]), finding)
    client.force_login(outsider)
    assert b"Quagga-55" in client.get(reverse("card", args=[note.pk])).content
    assert Check.objects.get(pk=note.pk).state == "confirmed"
