"""Setting work, reading for it, handing it in: what stands on the pages, and what is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.groups.models import Group, GroupText, Membership
from annotator.notes.models import Annotation, Edit
from annotator.notes.threads import add_reply
from annotator.people.models import User
from annotator.review.handing_in import Refused, hand_in, settle, stood_at, submitted, take_back
from annotator.review.models import Assignment, Level, Review, Submission
from annotator.review.progress import written_by
from annotator.review.roster import roster
from annotator.review.work import work_of
from tests.making import make_text
from tests.test_assignments import HOUR, make_assignment, make_group, note_for
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor)


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User, text: Text) -> Group:
    return make_group(instructor, learner1, learner2, texts=(text,))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fields(text: Text, **more: Any) -> dict[str, Any]:
    """What an instructor sends at least."""
    return {"title": "Close reading", "peers": "always", f"text-{text.pk}": "on", **more}


def rubric(*rows: tuple[str, str, str]) -> dict[str, Any]:
    """(key, name, levels) of each criterion."""
    return {f"criterion_{name}": [row[place] for row in rows] for place, name in enumerate(("key", "name", "levels"))}


# Setting


def test_an_instructor_sets_an_assignment_with_a_rubric(group: Group, instructor: User, text: Text) -> None:
    asked = {"instructions": "Look *closely*.", "peers": "after_own", "peers_after": "2", "wanted_notes": "3"}
    levels = "2 Says why, with the passage\n1: Says why\n0,5 – Says something"
    data = fields(text, due="2030-01-31T12:00", **asked, **rubric(("", "Evidence", levels), ("", "", "")))
    answer = signed_in(instructor).post(reverse("new-assignment", args=[group.pk]), data)
    made = Assignment.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert (made.peers, made.peers_after, made.wanted_notes, made.wanted_questions) == ("after_own", 2, 3, 0)
    assert "<em>closely</em>" in made.instructions_html
    assert list(made.texts.all()) == [text]
    told = [(str(level.points.normalize()), level.words) for level in made.criteria.get().levels.all()]
    assert told == [("2", "Says why, with the passage"), ("1", "Says why"), ("0.5", "Says something")]


def test_rows_of_the_rubric_come_and_go_without_storing(group: Group, instructor: User, text: Text) -> None:
    client, address = signed_in(instructor), reverse("new-assignment", args=[group.pk])
    page = client.post(address, fields(text, add="1", **rubric(("", "Evidence", "1 Some"))))
    assert page.content.count(b'name="criterion_name"') == 2 and b"Evidence" in page.content
    page = client.post(address, fields(text, drop="0", **rubric(("", "Evidence", "1 Some"), ("", "Style", "1 Fine"))))
    assert b"Style" in page.content and b"Evidence" not in page.content
    assert not Assignment.objects.exists()


def test_changing_the_rubric_keeps_the_rows_that_stay(group: Group, instructor: User, text: Text) -> None:
    made = make_assignment(group)
    kept, gone = made.criteria.create(name="Evidence"), made.criteria.create(name="Style", place=1)
    level = Level.objects.create(criterion=kept, words="Some", points=1)
    address = reverse("edit-assignment", args=[made.pk])
    data = fields(text, **rubric((str(kept.pk), "Proof", "1 Some\n2 Much")))
    assert signed_in(instructor).post(address, data).status_code == 302
    assert [one.pk for one in made.criteria.all()] == [kept.pk]
    assert made.criteria.get().name == "Proof" and not made.criteria.filter(pk=gone.pk).exists()
    assert kept.levels.first() == level and kept.levels.count() == 2


def test_a_level_is_known_by_its_words_wherever_it_moves(group: Group, instructor: User, text: Text) -> None:
    made = make_assignment(group)
    kept = made.criteria.create(name="Evidence")
    some, much = (
        Level.objects.create(criterion=kept, words=words, points=points, place=points)
        for points, words in ((1, "Some"), (2, "Much"))
    )
    levels = "3 Most\n2 Much\n1 Some"
    data = fields(text, **rubric((str(kept.pk), "Evidence", levels)))
    signed_in(instructor).post(reverse("edit-assignment", args=[made.pk]), data)
    now = [(level.words, level.pk) for level in kept.levels.all()]
    assert now[1:] == [("Much", much.pk), ("Some", some.pk)] and now[0][0] == "Most"


def test_what_has_marked_somebody_is_not_taken_out(group: Group, instructor: User, learner1: User, text: Text) -> None:
    made = make_assignment(group)
    kept = made.criteria.create(name="Evidence")
    level = Level.objects.create(criterion=kept, words="Some", points=1)
    review = Review.objects.create(assignment=made, learner=learner1, reviewer=instructor)
    review.marks.create(criterion=kept, level=level)
    client, address = signed_in(instructor), reverse("edit-assignment", args=[made.pk])
    assert "cannot be taken out" in client.post(address, fields(text)).content.decode()
    data = fields(text, **rubric((str(kept.pk), "Proof", "1 Some proof")))
    assert client.post(address, data).status_code == 302
    assert review.marks.get().level.words == "Some proof"


def test_what_is_being_read_is_not_taken_back(group: Group, instructor: User, learner1: User) -> None:
    made = make_assignment(group)
    hand_in(made, learner1)
    Review.objects.create(assignment=made, learner=learner1, reviewer=instructor)
    with pytest.raises(Refused):
        take_back(made, learner1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"peers": "after_own"}, "Say how many"),
        ({"peers": "after_due"}, "need one"),
        ({"opens": "2030-02-01T10:00", "due": "2030-01-01T10:00"}, "before it opens"),
        ({"points": "many"}, "Enter a number"),
        (rubric(("", "Evidence", "much")), "Begin each line with its points"),
        (rubric(("", "", "1 Some")), "Give the criterion a name"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_lost(
    wrong: dict[str, Any], sentence: str, group: Group, instructor: User, text: Text
) -> None:
    data = fields(text, instructions="Look closely.", **wrong) if "title" not in wrong else {**fields(text), **wrong}
    answer = signed_in(instructor).post(reverse("new-assignment", args=[group.pk]), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Assignment.objects.exists()


def test_an_assignment_needs_a_text_of_the_group(group: Group, instructor: User) -> None:
    other = make_text(author=instructor)
    answer = signed_in(instructor).post(reverse("new-assignment", args=[group.pk]), fields(other))
    assert answer.status_code == 422 and b"Choose at least one text" in answer.content


def test_texts_stand_in_the_order_set(group: Group, instructor: User, text: Text) -> None:
    second = make_text(author=instructor, title="Second")
    GroupText.objects.create(group=group, text=second, place=5, added_by=instructor)
    data = fields(text, **{f"text-{second.pk}": "on", f"place-{second.pk}": "1", f"place-{text.pk}": "2"})
    signed_in(instructor).post(reverse("new-assignment", args=[group.pk]), data)
    assert list(Assignment.objects.get().texts.order_by("read_for__place")) == [second, text]


def test_learners_do_not_find_it_before_it_opens(group: Group, instructor: User, learner1: User) -> None:
    made = make_assignment(group, opens=timezone.now() + HOUR)
    assert signed_in(learner1).get(made.get_absolute_url()).status_code == 404
    assert made.title.encode() not in signed_in(learner1).get(group.get_absolute_url()).content
    assert signed_in(instructor).get(made.get_absolute_url()).status_code == 200


def test_another_due_date_for_one_learner(group: Group, instructor: User, learner1: User, learner2: User) -> None:
    made = make_assignment(group, due=timezone.now() + HOUR)
    until = timezone.now() + timedelta(days=3)
    data = {"person": learner1.pk, "due": f"{until:%Y-%m-%dT%H:%M}"}
    client = signed_in(instructor)
    client.post(reverse("extend-assignment", args=[made.pk]), data)
    due = {row.person: row.due for row in roster(made, made.created_by)}
    assert due == {learner2: made.due, learner1: made.extensions.get().due}
    client.post(reverse("end-extension", args=[made.pk, made.extensions.get().pk]))
    assert made.due_of(learner1) == made.due


# Reading for it


def write_for(client: Client, text: Text, **more: Any) -> Any:
    data = {"motivation": "commenting", "body": "A thought.", "exact": "Soviet offer", **more}
    return client.post(reverse("annotate", args=[text.pk]), data)


def test_what_is_written_in_an_assignment_is_written_for_it(group: Group, text: Text, learner1: User) -> None:
    first, second = make_assignment(group), make_assignment(group, title="Second")
    client, shared = signed_in(learner1), f"group:{group.pk}"
    page = client.get(reverse("reader", args=[text.pk], query={"assignment": str(first.pk)})).content.decode()
    assert f'name="assignment" value="{first.pk}"' in page
    write_for(client, text, assignment=first.pk, visibility=shared, body="For the first.")
    write_for(client, text, assignment=second.pk, visibility=f"instructors:{group.pk}", body="For the second.")
    write_for(client, text, assignment=first.pk, visibility="public", body="For everybody.")
    found = {note.body: note.assignment for note in Annotation.objects.all()}
    assert found == {"For the first.": first, "For the second.": second, "For everybody.": None}
    for assignment, other in ((first, "For the second."), (second, "For the first.")):
        asked = {"assignment": str(assignment.pk)}
        for name in ("reader", "notes-of-text"):
            assert other not in client.get(reverse(name, args=[text.pk], query=asked)).content.decode()
        assert client.get(reverse("spans", args=[text.pk], query=asked)).json()["total"] == 1


def test_nobody_writes_for_an_assignment_that_is_put_away(group: Group, text: Text, learner1: User) -> None:
    made = make_assignment(group, archived=timezone.now())
    answer = write_for(signed_in(learner1), text, assignment=made.pk, visibility=f"group:{group.pk}")
    assert answer.status_code == 422 and b"Nothing can be written for this assignment now" in answer.content


def test_an_outsider_reads_for_no_assignment(group: Group, text: Text, outsider: User) -> None:
    asked = {"assignment": str(make_assignment(group).pk)}
    assert signed_in(outsider).get(reverse("reader", args=[text.pk], query=asked)).status_code == 404


def test_a_note_that_leaves_the_group_leaves_the_assignment(group: Group, learner1: User, instructor: User) -> None:
    note = note_for(make_assignment(group), learner1)
    note.amend(learner1, visibility="private", group=None)
    assert note.assignment and written_by(note.assignment, learner1).nothing
    note.amend(learner1, visibility="group", group=group)
    assert note.assignment
    note.amend(learner1, visibility="group", group=make_group(instructor, learner1))
    assert note.assignment is None


def test_progress_counts_what_is_asked_and_nothing_else(group: Group, learner1: User, learner2: User) -> None:
    made = make_assignment(group, wanted_notes=3, wanted_questions=1, wanted_replies=1, wanted_characters=500)
    note_for(made, learner1, body="Twelve signs")
    note_for(made, learner1, body="Twelve signs").remove()
    note_for(made, learner1, "questioning", body="Why?", visibility="instructors")
    note_for(made, learner1, "commenting", body="Mine.", visibility="private", group=None)
    note_for(made, learner1, "highlighting")
    add_reply(note_for(made, learner1), learner1, "To myself.")
    add_reply(note_for(made, learner2), learner1, "To you.")
    parts = [str(part) for part in written_by(made, learner1).against(made)]
    assert parts == ["2 of 3 notes", "1 of 1 question", "1 of 1 reply", "33 of 500 characters"]


# Handing in


def test_a_learner_hands_in_and_takes_back(group: Group, learner1: User) -> None:
    made = make_assignment(group, wanted_notes=1, due=timezone.now() + HOUR)
    client, address = signed_in(learner1), reverse("hand-in", args=[made.pk])
    assert b"Hand in less than asked?" in client.post(address).content
    assert not Submission.objects.exclude(handed_in=None).exists()
    note_for(made, learner1)
    assert client.post(address).status_code == 302
    submission = Submission.objects.get()
    assert submission.handed_in and submission.rows.count() == 1
    client.post(reverse("take-work-back", args=[made.pk]))
    submission.refresh_from_db()
    assert submission.handed_in is None and not submission.rows.exists()


def test_what_is_handed_in_stays_once_the_time_is_up(group: Group, learner1: User) -> None:
    made = make_assignment(group, due=timezone.now() - HOUR)
    hand_in(made, learner1)
    with pytest.raises(Refused):
        take_back(made, learner1)


def test_what_changed_since_is_told_word_by_word(group: Group, learner1: User) -> None:
    made = make_assignment(group)
    same, other, gone = (note_for(made, learner1, body=f"The {name} words.") for name in ("same", "first", "lost"))
    hand_in(made, learner1)
    other.amend(learner1, body="The second words.")
    gone.remove()
    note_for(made, learner1, body="The new words.")
    pieces = work_of(made, learner1, submitted(made, learner1)[1], learner1)
    assert [piece.state for piece in pieces] == ["", "changed since", "deleted since", "written since"]
    assert [(one.kind, one.text) for one in pieces[1].changed if one.kind != "same"] == [
        ("gone", "first"),
        ("added", "second"),
    ]
    page = signed_in(learner1).get(reverse("work", args=[made.pk, learner1.pk])).content.decode()
    assert "<del>first</del>" in page and "The lost words." in page and same.body in page


def back_in_time(thing: Any, moment: Any) -> None:
    type(thing).objects.filter(pk=thing.pk).update(created=moment)
    thing.refresh_from_db()


def test_what_stood_at_the_deadline_is_found_at_any_time_after_it(group: Group, learner1: User, learner2: User) -> None:
    now = timezone.now()
    made = make_assignment(group, due=now - HOUR)
    edited, private, late, deleted = (note_for(made, learner1, body=f"{name} at first") for name in "ABCD")
    reply = add_reply(note_for(made, learner2), learner1, "R at first")
    for thing in (edited, private, deleted, reply):
        back_in_time(thing, now - 5 * HOUR)
    for body, when in (("A before it", 2 * HOUR), ("A after it", HOUR / 2)):
        edited.amend(learner1, body=body)
        back_in_time(Edit.objects.latest("pk"), now - when)
    reply.amend(learner1, "R after it")
    private.amend(learner1, visibility="private", group=None)
    deleted.remove()
    for _ in range(2):
        stood = stood_at(made, learner1, now - HOUR)
        assert [row.body for row in stood] == ["A before it", "B at first", "D at first", "R at first"]
        assert settle(made, learner1).rows.count() == 4
        edited.amend(learner1, body="A much later")
    assert "A before it" in [row.body for row in submitted(made, learner1)[1] or []]
    assert late.body not in [row.body for row in stood]


def test_what_is_moved_away_after_the_deadline_stood_at_it(group: Group, learner1: User, instructor: User) -> None:
    made = make_assignment(group, due=timezone.now())
    note = note_for(made, learner1, body="Written in time")
    made.due = timezone.now()
    made.save()
    note.amend(learner1, visibility="group", group=make_group(instructor, learner1))
    assert [row.body for row in submitted(made, learner1)[1] or []] == ["Written in time"]
    assert stood_at(made, learner1, timezone.now()) == []


def test_before_the_deadline_there_is_nothing_to_review(group: Group, learner1: User) -> None:
    made = make_assignment(group, due=timezone.now() + HOUR)
    note_for(made, learner1)
    assert submitted(made, learner1) == (None, None)
    with pytest.raises(Refused):
        settle(made, learner1)


def test_those_who_did_nothing_come_first(group: Group, learner1: User, learner2: User) -> None:
    third = User.objects.create_user("aa-third", "third@example.org")
    Membership.objects.create(group=group, person=third, role="learner", how="added")
    made = make_assignment(group, due=timezone.now() + HOUR)
    for person in (third, learner1):
        note_for(made, person)
    hand_in(made, third)
    Assignment.objects.filter(pk=made.pk).update(due=timezone.now() - 2 * HOUR)
    made.refresh_from_db()
    rows = [(row.person, row.state) for row in roster(made, made.created_by)]
    assert rows == [(learner2, "nothing"), (learner1, "not handed in"), (third, "handed in late")]


def test_a_learner_sees_nobody_elses_work(group: Group, learner1: User, learner2: User, instructor: User) -> None:
    address = reverse("work", args=[make_assignment(group).pk, learner1.pk])
    codes = [signed_in(person).get(address).status_code for person in (learner1, learner2, instructor)]
    assert codes == [200, 404, 200]


def test_the_list_says_what_is_to_be_done(group: Group, learner1: User, instructor: User, outsider: User) -> None:
    later, soon = (
        make_assignment(group, title=name, due=timezone.now() + days * 24 * HOUR)
        for name, days in (("Later", 5), ("Soon", 1))
    )
    page = signed_in(learner1).get(reverse("assignments")).content.decode()
    assert page.index("Soon") < page.index("Later")
    hand_in(soon, learner1)
    page = signed_in(learner1).get(reverse("assignments")).content.decode()
    assert page.index("Later") < page.index("Handed in") < page.index("Soon")
    assert "Set for groups you teach" in signed_in(instructor).get(reverse("assignments")).content.decode()
    assert "Nothing is set for you" in signed_in(outsider).get(reverse("assignments")).content.decode()
    assert later.title not in signed_in(outsider).get(reverse("assignments")).content.decode()


def test_pages_ask_as_much_for_many_learners_as_for_few(group: Group, instructor: User, learner1: User) -> None:
    made = make_assignment(group, anonymous=True, wanted_notes=2)
    asked = {"assignment": str(made.pk)}
    text = group.texts.get()
    pages = [
        (instructor, made.get_absolute_url(), 20),
        (learner1, made.get_absolute_url(), 22),
        (learner1, reverse("assignments"), 12),
        (learner1, reverse("notes-of-text", args=[text.pk], query=asked), 32),
    ]
    counts = [[_queries(*page) for page in pages]]
    for number in range(8):
        person = User.objects.create_user(f"more{number}", f"more{number}@example.org")
        Membership.objects.create(group=group, person=person, role="learner", how="added")
        add_reply(note_for(made, person), person, "More.")
        make_assignment(group, title=f"Another {number}")
    counts.append([_queries(*page) for page in pages])
    assert all(after <= most for after, (_, _, most) in zip(counts[1], pages, strict=True)), counts
    assert counts[1][0] <= counts[0][0] + 1


def _queries(person: User, address: str, most: int) -> int:
    client = signed_in(person)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_history_of_a_note_says_no_keys(group: Group, learner1: User, instructor: User) -> None:
    made = make_assignment(group)
    note = note_for(made, learner1)
    note.amend(learner1, visibility="group", group=make_group(instructor, learner1))
    page = signed_in(learner1).get(reverse("history", args=[note.pk])).content.decode()
    assert "Group before" in page and str(made.pk) not in page
