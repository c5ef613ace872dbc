"""An anonymous assignment, and notes that are not shown yet: neither a name nor a word of them at any address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.groups.models import Group
from annotator.notes.models import Annotation, Edit, Repair, Source, Verdict
from annotator.notes.repairing import repair
from annotator.notes.threads import add_reply
from annotator.people.models import User
from annotator.review.models import Assignment
from tests.making import make_text
from tests.test_assignments import make_assignment, make_group, note_for
from tests.test_rights import MATRIX
from texts.models import Text

pytestmark = pytest.mark.django_db

NAME = "Zanzibar Quux"
WORDS = "Quagga-7791"
OF_ALL_KINDS = {"card", "history", "web-annotation"}
NAMES_MEMBERS = {
    "group",
    "profile",
    "group-people",
    "group-activity",
    "assignments",
}  # who is in a group is no secret in it


@pytest.fixture
def editor(db: None) -> User:
    """A learner among learners who may also edit texts: sees more pages than any other peer."""
    return User.objects.create_user("peer", "peer@example.org", may_edit=True, display_name="Peer")


@pytest.fixture
def writer(learner1: User) -> User:
    learner1.display_name = NAME
    learner1.save()
    return learner1


@pytest.fixture
def group(instructor: User, writer: User, editor: User) -> Group:
    return make_group(instructor, writer, editor, texts=(make_text(author=instructor),))


def write_all(assignment: Assignment, writer: User) -> list[Annotation]:
    """One of each kind, with all that a person leaves beside notes."""
    kinds = ("commenting", "questioning", "editing", "assessing", "highlighting")
    notes = [note_for(assignment, writer, kind, tags=["idea"]) for kind in kinds]
    for note in notes[:4]:
        note.amend(writer, body=f"{WORDS} again.")
        add_reply(note, writer, f"{WORDS} replied.").amend(writer, f"{WORDS} replied again.")
    notes[0].resolve(writer)
    notes[1].resolve(writer, answer=notes[1].replies.get())
    repair(notes[0], "left", writer)  # type: ignore[arg-type]
    check = notes[3].quote_check
    Source.objects.create(quote_check=check, citation="A book.", added_by=writer)
    second = User.objects.create_user("second", "second@example.org")
    for reader in (writer, second):
        check.give(Verdict(reader=reader, wording="altered", attribution="confirmed"))
    check.reopen(writer, "Look again.")
    assert Edit.objects.count() == 8 and Repair.objects.exists()
    return notes


def addresses_of(
    text: Text, notes: list[Annotation], group: Group, assignment: Assignment
) -> Iterator[tuple[str, str]]:
    """(name, address) of all that is looked at: every address that is got."""
    handles = ",".join(str(note.handle) for note in notes)
    query = {"n": f"{text.pk}:{handles}"}
    person = notes[0].author_id
    ways: dict[str, list[tuple[list[Any], dict[str, str]]]] = {
        "nothing": [([], {})],
        "text": [([text.pk], {})],
        "kind": [([text.pk], {"kind": "name"})],
        "cards": [([text.pk], query)],
        "revision": [([text.pk, 1], {})],
        "revision-cards": [([text.pk, 1], query)],
        "person": [([person], {})],
        "note": [],
        "reply": [([reply.pk], {}) for note in notes for reply in note.replies.all()],
        "source": [([source.pk], {}) for source in notes[3].quote_check.sources.all()],
        "group": [([group.pk], {})],
        "assignment": [([assignment.pk], {})],
        "work": [([assignment.pk, person], {})],
    }
    for name, row in MATRIX.items():
        if row.method == "get":
            apt = [note for note in notes if name in OF_ALL_KINDS or note.motivation == row.motivation]
            for args, asked in [([note.pk], {}) for note in apt] if row.of == "note" else ways.get(row.of, []):
                yield name, reverse(name, args=args, query=asked or None)
    for name in ("reader", "spans", "notes-of-text"):
        for asked in ({"assignment": str(assignment.pk)}, {"by": str(person)}):
            yield name, reverse(name, args=[text.pk], query=asked)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown_to(user: User | Client, address: str) -> tuple[int, str]:
    client = user if isinstance(user, Client) else signed_in(user)
    answer = client.get(address, follow=True)
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, content.decode()


def test_a_peer_finds_the_name_at_no_address(group: Group, writer: User, editor: User) -> None:
    assignment = make_assignment(group, anonymous=True)
    notes = write_all(assignment, writer)
    number = assignment.pens.get(person=writer).number
    client, seen, told = signed_in(editor), 0, []
    for name, address in addresses_of(group.texts.get(), notes, group, assignment):
        status, content = shown_to(client, address)
        seen += f"Reader {number}" in content
        hidden = re.compile(f"{NAME}|learner1" + ("" if name == "profile" else f"|/people/{writer.pk}"))
        if status == 200 and name not in NAMES_MEMBERS and hidden.search(content):
            told.append((address, hidden.search(content)))
    assert told == []
    assert seen > 10


def test_the_group_page_and_the_profile_put_no_name_to_a_note(group: Group, writer: User, editor: User) -> None:
    assignment = make_assignment(group, anonymous=True)
    write_all(assignment, writer)
    _, profile = shown_to(editor, reverse("profile", args=[writer.pk]))
    assert NAME in profile and WORDS not in profile
    _, page = shown_to(editor, reverse("group", args=[group.pk]))
    people = page.index('id="people"')
    after = page[page.index("</section>", people) :]
    assert WORDS in after and NAME not in after


def test_what_happened_lately_names_who_came_and_not_who_wrote(group: Group, writer: User, editor: User) -> None:
    write_all(make_assignment(group, anonymous=True), writer)
    _, page = shown_to(editor, reverse("group-activity", args=[group.pk]))
    lines = re.findall(r"<li.*?</li>", page, re.DOTALL)
    named = [line for line in lines if NAME in line]
    written = [line for line in lines if " on “" in line]
    assert len(named) == 1 and "came into the group" in named[0]
    assert len(written) > 5 and all("Reader" in line for line in written)


def test_instructors_and_the_writer_see_names(group: Group, writer: User, instructor: User, editor: User) -> None:
    assignment = make_assignment(group, anonymous=True)
    note = note_for(assignment, writer)
    assert NAME in shown_to(instructor, reverse("card", args=[note.pk]))[1]
    assert "Reader" not in shown_to(writer, reverse("card", args=[note.pk]))[1]
    told = note_for(assignment, instructor)
    assert "instructor" in shown_to(editor, reverse("card", args=[told.pk]))[1]


def test_filtering_by_person_finds_no_anonymous_note(group: Group, writer: User, editor: User) -> None:
    assignment = make_assignment(group, anonymous=True)
    note_for(assignment, writer)
    address = reverse("notes-of-text", args=[group.texts.get().pk], query={"by": str(writer.pk)})
    assert "No note matches" in shown_to(editor, address)[1]


def test_one_writer_is_not_the_same_in_two_assignments(group: Group, writer: User, editor: User) -> None:
    for title in ("A", "B"):
        note_for(make_assignment(group, anonymous=True, title=title), writer)
    client = Client()
    client.force_login(editor)
    told = client.get(reverse("spans", args=[group.texts.get().pk])).json()
    assert sorted(told["texts"][0]["authors"]) == [0, 1]
    assert str(writer.pk) not in str(told)


def test_what_is_hidden_is_at_no_address(group: Group, writer: User, editor: User) -> None:
    assignment = make_assignment(group, peers="after_own", peers_after=2)
    notes = write_all(assignment, writer)
    client = signed_in(editor)
    keys = re.compile("|".join([WORDS, *(str(note.handle) for note in notes)]))
    for name, address in addresses_of(group.texts.get(), notes, group, assignment):
        status, content = shown_to(client, address)
        answer = content.replace(address, "")
        assert not keys.search(answer), address
        assert MATRIX[name].of not in ("note", "reply", "source", "work") or status in (403, 404), address


def test_counts_are_the_same_with_and_without_what_is_hidden(group: Group, writer: User, editor: User) -> None:
    assignment = make_assignment(group, peers="revealed")
    text = group.texts.get()
    pages = [
        reverse("status", args=[text.pk]),
        reverse("notes-of-text", args=[text.pk]),
        reverse("spans", args=[text.pk]),
        reverse("profile", args=[writer.pk]),
        reverse("assignments"),
        reverse("coverage", args=[text.pk]),
        reverse("checks", args=[text.pk]),
        reverse("assignment", args=[assignment.pk]),
    ]
    token = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"')
    before = [token.sub("", shown_to(editor, page)[1]) for page in pages]
    write_all(assignment, writer)
    assert [token.sub("", shown_to(editor, page)[1]) for page in pages] == before
