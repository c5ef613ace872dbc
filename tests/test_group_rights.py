"""Every role in and around a group × every visibility × what is done with a note, before and after the group is archived."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotator.groups.membering import end
from annotator.groups.models import Group, Membership
from annotator.notes.audience import audiences, groups_here
from annotator.notes.models import Annotation
from annotator.people.models import User
from tests.conftest import person
from tests.grouping import make_class
from tests.making import make_note, make_text
from tests.test_rights import MATRIX, SIGN_IN, _prepare, _prepare_coverage, _request
from texts.models import Text

pytestmark = pytest.mark.django_db

INSIDE = ("teacher", "assistant", "author", "learner", "observer")
OUTSIDE = ("gone", "outsider", "editor", "visitor")
ROLES = INSIDE + OUTSIDE
READERS: dict[str, tuple[str, ...]] = {
    "private": ("author",),
    "instructors": ("teacher", "assistant", "author"),
    "group": INSIDE,
    "public": ROLES,
}
WRITERS = ("teacher", "assistant", "author", "learner")
# What is done with a note, and which of those who read it may; None: all of them.
READING = {"card": None, "history": None, "web-annotation": None}
WRITING: dict[str, tuple[str, ...]] = {
    "reply": WRITERS,
    "edit": ("author",),
    "move-note": ("author",),
    "delete": ("author",),
    "resolve": ("author", "teacher"),
}
POSTS = {"delete", "resolve"}
OF_A_TEXT = {"text", "note", "reply", "cards", "source", "revision", "revision-cards"}
OF_A_TEXT |= {"offer", "batch", "kind", "sign-off"}


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    people: dict[str, Any] = {role: person(role) for role in ROLES if role not in ("visitor", "editor")}
    return {**people, "editor": person("editor", may_edit=True), "visitor": None}


@pytest.fixture
def text(cast: dict[str, Any]) -> Text:
    return make_text(author=cast["outsider"])


@pytest.fixture
def group(cast: dict[str, Any], text: Text) -> Group:
    people: dict[str, Any] = {
        "assistant": [cast["assistant"]],
        "learner": [cast["author"], cast["learner"], cast["gone"]],
        "observer": [cast["observer"]],
    }
    group = make_class(cast["teacher"], text, **people)
    end(Membership.objects.get(group=group, person=cast["gone"]), cast["gone"])
    return group


def note_of(text: Text, group: Group, author: User, visibility: str, **fields: Any) -> Annotation:
    return make_note(
        text, author, visibility=visibility, group=group if visibility in ("instructors", "group") else None, **fields
    )


def client_of(actor: User | None) -> Client:
    client = Client()
    if actor:
        client.force_login(actor)
    return client


def status(client: Client, act: str, note: Annotation) -> int:
    """What is answered; whatever was changed by it is undone, so that the next finds all as it was."""
    before = transaction.savepoint()
    send = client.post if act in POSTS else client.get
    answer = int(send(reverse(act, args=[note.pk])).status_code)
    transaction.savepoint_rollback(before)
    return answer


def expected(act: str, role: str, visibility: str, archived: bool) -> set[int]:
    """The answers that are right."""
    if role == "visitor" and act in WRITING:
        return {SIGN_IN}
    if role not in READERS[visibility]:
        return {404}
    if act in READING:
        return {200}
    if visibility == "public":
        allowed = {**WRITING, "reply": ROLES, "resolve": ("author", "editor")}[act]
        return {200, 302} if role in allowed else {403}
    if visibility == "private":
        return {200, 302}
    return {200, 302} if role in WRITING[act] and not archived else {403}


@pytest.mark.parametrize("archived", [False, True], ids=["open", "archived"])
@pytest.mark.parametrize("visibility", READERS)
def test_what_each_role_may_do_with_a_note(
    visibility: str, archived: bool, cast: dict[str, Any], text: Text, group: Group
) -> None:
    wrong = []
    notes = {act: note_of(text, group, cast["author"], visibility) for act in (*READING, *WRITING)}
    if archived:
        Group.objects.update(archived=timezone.now())
    for role in ROLES:
        client = client_of(cast[role])
        for act, note in notes.items():
            got, right = status(client, act, note), expected(act, role, visibility, archived)
            if got not in right:
                wrong.append(f"{role}, {act}: {got}, not {right}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_words_of_a_note_are_in_no_answer_to_who_may_not_read_it(
    role: str, cast: dict[str, Any], text: Text, group: Group
) -> None:
    for visibility in READERS:
        note_of(text, group, cast["author"], visibility, body=f"Zanzibar-{visibility}")
    client = client_of(cast[role])
    for name, row in MATRIX.items():
        if row.of in ("text", "nothing", "person", "cards") and row.method == "get":
            keys = {"text": [text.pk], "nothing": [], "person": [cast["author"].pk], "cards": [text.pk]}[row.of]
            query = {"n": ",".join([f"{text.pk}:{note.handle}" for note in Annotation.objects.all()][:1])}
            answer = client.get(reverse(name, args=keys), query if row.of == "cards" else {})
            content = b"".join(answer) if answer.streaming else answer.content
            hidden = [v for v in READERS if role not in READERS[v] and f"Zanzibar-{v}".encode() in content]
            assert hidden == [], name


@pytest.mark.parametrize("role", ROLES)
def test_numbers_count_only_what_the_role_can_read(role: str, cast: dict[str, Any], text: Text, group: Group) -> None:
    for visibility in READERS:
        note_of(text, group, cast["author"], visibility)
    readable = sum(role in roles for roles in READERS.values())
    in_group = sum(role in READERS[visibility] for visibility in ("instructors", "group"))
    client = client_of(cast[role])
    assert client.get(reverse("reader", args=[text.pk])).context["counts"]["notes"] == readable
    assert client.get(reverse("spans", args=[text.pk])).json()["total"] == readable
    assert client.get(reverse("library")).context["texts"][0].notes == readable
    assert client.get(reverse("profile", args=[cast["author"].pk])).context["total"] == readable
    assert client.get(reverse("notes-of-text", args=[text.pk])).context["notes"].paginator.count == readable
    page = client.get(reverse("group", args=[group.pk]))
    if role in INSIDE:
        assert page.context["texts"][0][1]["notes"] == page.context["notes"].paginator.count == in_group
    else:
        assert page.status_code in (404, SIGN_IN)


@pytest.mark.parametrize("role", WRITERS)
def test_the_number_of_those_who_would_read_is_what_the_rule_finds(
    role: str, cast: dict[str, Any], text: Text, group: Group
) -> None:
    writer, told = cast[role], {}
    for audience in audiences(text, groups_here(writer, text)):
        if audience.people is not None:
            note = make_note(text, writer, visibility=audience.visibility, group=audience.group)
            told[note.pk] = (audience.people, audience.words)
    assert told
    readable = [set(Annotation.objects.readable_by(user).values_list("pk", flat=True)) for user in User.objects.all()]
    for pk, (people, words) in told.items():
        assert people == sum(pk in notes for notes in readable), words


def test_who_is_outside_finds_nothing_of_a_text_for_groups() -> None:
    owner, author = person("owner", may_edit=True), person("author")
    people = {"gone": person("gone"), "stranger": person("stranger"), "editor": person("editor", may_edit=True)}
    clients = {role: client_of(people.get(role)) for role in ("gone", "stranger", "editor", "visitor")}
    text = make_text(author=owner)
    group = make_class(owner, text, learner=[author, people["gone"]])
    end(Membership.objects.get(group=group, person=people["gone"]), owner)
    Text.objects.update(readers="groups")
    text.refresh_from_db()
    for name, row in MATRIX.items():
        if row.of in OF_A_TEXT:
            before = transaction.savepoint()
            note = make_note(text, author, row.motivation, visibility="group", group=group)
            reply = note.replies.create(author=author, body="A reply.")
            _prepare(row, note, reply, author)
            _prepare_coverage(row, text, author)
            address, data = _request(name, row, text, note, reply)
            for role, client in clients.items():
                answer = getattr(client, row.method)(address, data)
                assert answer.status_code in ((404, SIGN_IN) if role == "visitor" else (404,)), (name, role)
            transaction.savepoint_rollback(before)
