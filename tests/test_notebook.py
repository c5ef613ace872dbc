"""The notebook: all one wrote, all that is addressed to one, and acts on many of one's own."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.finding.models import Entry
from annotator.groups.membering import end
from annotator.notes.models import Annotation, Reply, Tag
from annotator.notes.notices import tell
from annotator.notes.threads import add_reply
from annotator.people.models import User
from annotator.review.handing_in import stood_at
from annotator.review.models import Assignment
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor, title="On the pact")


@pytest.fixture
def mine(client: Client, learner1: User) -> Client:
    client.force_login(learner1)
    return client


def keys(*written: Annotation | Reply) -> list[int]:
    by_note = [Entry.objects.get(annotation=one, reply=None) for one in written if isinstance(one, Annotation)]
    return [entry.pk for entry in by_note] + [one.entry.pk for one in written if isinstance(one, Reply)]


def act(client: Client, *written: Annotation | Reply, **data: Any) -> str:
    return client.post(reverse("act-on-notes"), {"entry": keys(*written), **data}).content.decode()


def shown(client: Client, **query: str) -> str:
    return client.get(reverse("notebook"), query).content.decode()


def test_it_has_what_one_wrote_and_what_others_answered(
    mine: Client, text: Text, learner1: User, learner2: User
) -> None:
    note = make_note(text, learner1, body="My quagga", visibility="private")
    other = make_note(text, learner2, body="Their zebra")
    add_reply(other, learner1, "My answer")
    answered = make_note(text, learner1, "questioning", body="My question")
    add_reply(answered, learner2, "Their answer")
    tell(answered, learner2, "Somebody decided it.")
    written = shown(mine)
    assert all(words in written for words in ("My quagga", "My answer", "My question"))
    assert "Their zebra" not in written and "Their answer" not in written
    addressed = shown(mine, of="addressed")
    assert "Their answer" in addressed and "Somebody decided it." in addressed and "My answer" not in addressed
    assert "My quagga" in shown(mine, q="kind:note") and "My question" not in shown(mine, q="kind:note")
    assert "There is no operator" in shown(mine, q="foo:x")
    assert note.entries.count() == 1


def test_tags_go_on_many_and_off_again(mine: Client, text: Text, learner1: User) -> None:
    one, two = make_note(text, learner1, tags=["old"]), make_note(text, learner1)
    said = act(mine, one, two, act="tag", tags="zoo, Old World")
    assert "2 tagged" in said
    assert one.tags.count() == 3 and two.tags.count() == 2 and one.edits.count() == 1
    act(mine, one, two, act="untag", tags="zoo, Old World")
    assert [tag.name for tag in one.tags.all()] == ["old"] and not two.tags.exists()
    assert "Write a tag" in act(mine, one, act="tag", tags=" ,")
    assert "At most 20 tags" in act(mine, one, act="tag", tags=",".join(f"t{n}" for n in range(20)))
    assert one.tags.count() == 1


def test_what_is_deleted_together_comes_back_together(mine: Client, text: Text, learner1: User, learner2: User) -> None:
    one, two = make_note(text, learner1), make_note(text, learner1)
    reply = add_reply(make_note(text, learner2), learner1, "An answer")
    chosen = keys(one, two, reply)
    assert "3 deleted" in act(mine, one, two, reply, act="delete")
    assert Annotation.objects.filter(deleted=None).count() == 1 and Reply.objects.get().deleted
    assert "3 are back" in mine.post(reverse("restore-notes"), {"entry": chosen}).content.decode()
    assert not Annotation.objects.exclude(deleted=None).exists() and not Reply.objects.get().deleted


def test_nobody_acts_on_what_others_wrote(mine: Client, text: Text, learner2: User) -> None:
    note = make_note(text, learner2)
    for what in ({"act": "delete"}, {"act": "tag", "tags": "zoo"}):
        assert "0 " in act(mine, note, **what)
    note.refresh_from_db()
    assert note.deleted is None and not note.tags.exists()
    note.remove()
    mine.post(reverse("restore-notes"), {"entry": keys(note)})
    assert Annotation.objects.get().deleted


def test_notes_move_to_a_group_that_reads_their_text(
    mine: Client, instructor: User, text: Text, learner1: User, learner2: User
) -> None:
    other = make_text(author=instructor, title="Another")
    group = make_class(instructor, text, learner=[learner1, learner2])
    here, there = make_note(text, learner1, visibility="private"), make_note(other, learner1, visibility="private")
    answered = make_note(text, learner1, visibility="instructors", group=group)
    add_reply(answered, instructor, "An answer")
    assert "History 101" in shown(mine)
    said = act(mine, here, there, answered, act="move", to=f"group:{group.pk}")
    assert "1 moved" in said and "a text that the group does not read" in said and "answered by others" in said
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.group, here.visibility, there.group) == (group, "group", None)
    end(group.memberships.get(person=learner1), learner1)
    assert "no longer write in" in act(mine, here, act="delete")
    refused = act(mine, act="tag", tags="zebra, okapi", query="of=written&q=quagga")
    assert "Choose at least one" in refused and "q=quagga&amp;tags=zebra%2C+okapi" in refused
    assert 'value="zebra, okapi"' in shown(mine, tags="zebra, okapi"), "what was typed is there to be used"


def test_those_chosen_are_exported_and_those_found(mine: Client, text: Text, learner1: User, learner2: User) -> None:
    note, other = make_note(text, learner1, body="My quagga"), make_note(text, learner2, body="Their zebra")
    make_note(text, learner1, body="My okapi")
    answer = add_reply(other, learner1, "My answer")
    data = {"entry": keys(note, answer, other), "act": "export"}
    page: Any = mine.post(reverse("act-on-notes"), data, follow=True)
    offered = page.content.decode()
    assert "notes that you chose" in offered and "2 notes, with their replies" in offered
    link = html.unescape(re.search(r'href="(\?[^"]*form=csv)"', offered)[1])  # type: ignore[index]
    taken = b"".join(mine.get(reverse("export-mine") + link)).decode()
    assert "My quagga" in taken and "My answer" in taken and "okapi" not in taken
    assert re.search(r'href="/search/export/\?q=quagga[^"]*by%3Ame"', shown(mine, q="quagga"))


def test_what_one_wrote_is_counted_and_narrowed_down_by_text_tag_state_and_date(
    monkeypatch: pytest.MonkeyPatch, mine: Client, instructor: User, text: Text, learner1: User, learner2: User
) -> None:
    make_note(text, learner1, tags=["zoo"]).resolve(learner1)
    note = make_note(text, learner1, "questioning")
    Annotation.objects.filter(pk=note.pk).update(created=datetime(2024, 3, 5, tzinfo=UTC))
    make_note(text, learner2, "highlighting", tags=["theirs"])
    make_note(make_text(author=instructor, title="Another"), learner1)
    counted = mine.get(reverse("notebook-facets")).content.decode()
    for link in ("in%3A%22On+the+pact%22", "tag%3Azoo", "is%3Asettled", "after%3A2024-03+before%3A2024-04"):
        assert f'href="/notebook/?q={link}"' in counted
    assert "3 in all" in counted and "theirs" not in counted
    assert "after%3A2024-03" in shown(mine, facets="1") and "after%3A2024-03" not in shown(mine)
    assert "0 in all" in mine.get(reverse("notebook-facets"), {"of": "addressed"}).content.decode()
    monkeypatch.setattr("annotator.finding.facets.COUNTED", 2)
    for some in (shown(mine, facets="1"), mine.get(reverse("notebook-facets")).content.decode()):
        assert "there are more" in some and "<h2>Person</h2>" not in some, "all of it is by oneself"


def undo(client: Client, done: str) -> str:
    """Press the one button of the page that says what was done."""
    edits = re.findall(r'name="edit" value="(\d+)"', done)
    return client.post(reverse("undo-on-notes"), {"edit": edits}).content.decode()


def worn(note: Annotation) -> list[str]:
    return [tag.name for tag in Tag.objects.filter(annotation=note)]


def test_tags_are_taken_back_to_what_each_note_had(mine: Client, text: Text, learner1: User, learner2: User) -> None:
    one, two, three = (make_note(text, learner1, tags=tags) for tags in (["old", "zoo"], [], ["war"]))
    done = act(mine, one, two, three, act="tag", tags="zoo, war, new")
    three.refresh_from_db()
    three.amend(learner1, tags=["mine alone"])
    said = undo(mine, done)
    assert "2 as before" in said and "1: changed again since" in said
    assert (worn(one), worn(two), worn(three)) == (["old", "zoo"], [], ["mine alone"])
    assert "3 as before" not in undo(mine, done) and worn(one) == ["old", "zoo"]  # pressed twice, it is done once
    undo(mine, said)
    assert worn(two) == ["new", "war", "zoo"]  # what was taken back can be brought back
    taken = act(mine, one, act="untag", tags="zoo")
    stranger = Client()
    stranger.force_login(learner2)
    assert "0 as before" in undo(stranger, taken) and "zoo" not in worn(one)


def test_moved_notes_go_back_to_where_each_was(
    mine: Client, instructor: User, text: Text, learner1: User, learner2: User
) -> None:
    group, other = (make_class(instructor, text, name=name, learner=[learner1, learner2]) for name in ("One", "Two"))
    work = Assignment.objects.create(group=other, title="Reading", created_by=instructor)
    work.texts.add(text)
    places: list[dict[str, Any]] = [
        {"visibility": "private"},
        {"visibility": "public"},
        {"visibility": "instructors", "group": other, "assignment": work},
        {"visibility": "public"},
        {"visibility": "public"},
    ]
    notes = [make_note(text, learner1, **place) for place in places]
    done = act(mine, *notes, act="move", to=f"group:{group.pk}")
    assert "5 moved" in done
    add_reply(notes[3], learner2, "An answer for the group alone")
    notes[4].remove()
    said = undo(mine, done)
    assert "3 as before" in said and "answered by others" in said and "deleted since" in said
    for note in notes:
        note.refresh_from_db()
    stand = [(note.visibility, note.group, note.assignment) for note in notes]
    assert stand[:3] == [("private", None, None), ("public", None, None), ("instructors", other, work)]
    assert stand[3][:2] == stand[4][:2] == ("group", group)


def test_nothing_goes_back_into_a_group_that_one_has_left(
    mine: Client, instructor: User, text: Text, learner1: User
) -> None:
    group, other = (make_class(instructor, text, name=name, learner=[learner1]) for name in ("One", "Two"))
    note = make_note(text, learner1, visibility="group", group=other)
    done = act(mine, note, act="move", to=f"group:{group.pk}")
    end(other.memberships.get(person=learner1), learner1)
    assert "you can no longer write in" in undo(mine, done)
    note.refresh_from_db()
    assert note.group == group


def test_what_stood_at_a_deadline_is_not_changed_by_taking_back(
    mine: Client, instructor: User, text: Text, learner1: User
) -> None:
    group, other = (make_class(instructor, text, name=name, learner=[learner1]) for name in ("One", "Two"))
    work = Assignment.objects.create(group=other, title="Reading", created_by=instructor)
    work.texts.add(text)
    note = make_note(text, learner1, visibility="group", group=other, assignment=work)
    done = act(mine, note, act="move", to=f"group:{group.pk}")
    moment = timezone.now()
    undo(mine, done)
    assert (len(stood_at(work, learner1, moment)), len(stood_at(work, learner1, timezone.now()))) == (0, 1)


def test_it_costs_the_same_with_few_and_many_notes(mine: Client, text: Text, learner1: User) -> None:
    costs = []
    for count in (2, 12):
        for _ in range(count):
            make_note(text, learner1, tags=["zoo"])
        with CaptureQueriesContext(connection) as queries:
            shown(mine)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 16, costs
