"""Feedback leaves with who may read it, and comes back where reviews are written, released to nobody."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.exchange.importing import undoing
from annotator.notes.models import Annotation
from annotator.people.models import User
from annotator.review.models import Assignment, Criterion, Level, NoteReview, Review
from annotator.review.releasing import release
from annotator.review.reviewing import finish, write_on_note
from tests.grouping import make_class
from tests.making import make_note, make_text
from tests.test_round_trip import exported, forget, imported
from tests.test_taking_back import taken_back
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(instructor: User, learner1: User, learner2: User) -> Assignment:
    """Both have written; the first is reviewed with a rubric."""
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner1, learner2])
    work = Assignment.objects.create(group=group, title="Read", created_by=instructor)
    criterion = Criterion.objects.create(assignment=work, name="Depth", place=1)
    level = Level.objects.create(criterion=criterion, words="Deep", points=3, place=1)
    for person in (learner1, learner2):
        note = make_note(text, person, visibility="group", group=group, assignment=work)
        write_on_note(note, instructor, feedback=f"On the note of {person}", reviewed=True)
    finish(work, learner1, instructor, feedback="On *all* of it", levels=[level])
    return work


def said(by: User) -> str:
    return exported(Annotation.objects, by).decode()


def columns() -> list[Any]:
    on_notes = NoteReview.objects.order_by("feedback").values("annotation", "feedback", "feedback_html", "reviewed")
    fields = ("learner", "reviewer", "state", "feedback", "feedback_html", "points", "reviewed_at", "marks__level")
    return [*on_notes, *Review.objects.order_by("learner").values(*fields)]


def emptied() -> None:
    Review.objects.all().delete()
    forget()


def test_a_learner_takes_away_what_is_released_to_them_and_nothing_else(
    work: Assignment, instructor: User, learner1: User, learner2: User, outsider: User
) -> None:
    everybody = (instructor, learner1, learner2, outsider)
    assert ["On the note" in said(one) for one in everybody] == [True, False, False, False]
    release(work, instructor)
    for words, readers in {"On the note of learner1": 2, "On *all* of it": 2, "On the note of learner2": 1}.items():
        assert [words in said(one) for one in everybody] == [number < readers for number in range(4)]


def test_an_instructor_brings_it_back_as_it_was_and_to_the_desk(work: Assignment, instructor: User) -> None:
    before = columns()
    release(work, instructor)
    data = exported(Annotation.objects, instructor)
    emptied()
    job = imported(data, instructor)
    assert columns() == before and not Review.objects.exclude(release=None)
    assert Review.objects.get(state="reviewed").total == Decimal(3) and not job.items.exclude(cut=[])
    assert undoing.foretold(job) == (job.total, [])
    taken_back(job)
    assert not Review.objects.exists() and not NoteReview.objects.exists() and not Annotation.objects.exists()


def test_what_was_written_here_stays(work: Assignment, instructor: User, learner1: User, learner2: User) -> None:
    data = exported(Annotation.objects, instructor)
    emptied()
    finish(work, learner1, instructor, feedback="Written here")
    job = imported(data, instructor)
    assert Review.objects.get(learner=learner1).feedback == "Written here" and NoteReview.objects.count() == 2
    write_on_note(Annotation.objects.get(author=learner2), instructor, feedback="Looked again", reviewed=True)
    assert dict(undoing.foretold(job)[1]) == {"It was reviewed, or handed in.": 1}


def test_where_it_has_no_place_the_dry_run_says_so(work: Assignment, instructor: User, client: Client) -> None:
    data = json.loads(exported(Annotation.objects, instructor))
    text = json.dumps(data).replace(str(work.pk), "01932f3c-5a00-7c4e-8f2d-000000000000")
    emptied()
    job = imported(text.encode(), instructor)
    assert not Review.objects.exists()
    assert all("The feedback on it is left out" in item.cut[0] for item in job.items.all())
    client.force_login(instructor)
    shown = client.get(reverse("import-of-notes", args=[job.pk])).content.decode()
    assert "Feedback on the work of 2 students is left out" in shown


@pytest.mark.parametrize(
    "odd", [[1], [{"assignment": 3}], "x", [{"assignment": "a", "words": "b", "learner": 1, "by": {}}]]
)
def test_what_is_no_review_is_none(work: Assignment, instructor: User, odd: Any) -> None:
    data = json.loads(exported(Annotation.objects, instructor))
    data["annotator"]["reviews"] = odd
    emptied()
    imported(json.dumps(data).encode(), instructor)
    assert Text.objects.count() == 1 and Annotation.objects.count() == 2 and not Review.objects.exists()
