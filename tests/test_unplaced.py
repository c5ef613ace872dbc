"""A note that came without a place: an orphan from its first day, with its reason, that people can place."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.library.publishing import publish
from annotator.notes.annotating import annotate
from annotator.notes.models import Act, Annotation, State
from annotator.notes.reanchoring import reanchor
from annotator.notes.repairing import repair, waiting
from annotator.people.models import User
from tests.making import make_text
from texts.models import Text
from texts.spans import Span

pytestmark = pytest.mark.django_db
WHY = "Its words are not in this text"


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text("One two three.", author=instructor)


@pytest.fixture
def lost(text: Text, learner1: User) -> Annotation:
    words = {"exact": "four five", "unplaced": WHY}
    return annotate(
        Annotation(text=text, revision=text.latest, motivation="commenting", body="Hm.", author=learner1, **words)
    )


def standing(note: Annotation) -> tuple[str, int | None, str]:
    row: Any = Annotation.objects.standing().get(pk=note.pk)
    return row.stands, row.at, row.because


def test_it_is_listed_as_an_orphan_with_its_reason_and_rebuilt_as_one(text: Text, lost: Annotation) -> None:
    assert standing(lost) == (State.ORPHAN, None, WHY)
    publish(text, "Zero one two three.", author=text.added_by, base=text.latest)
    assert standing(lost)[:2] == (State.ORPHAN, None)
    assert reanchor(text).changes == {}


def test_its_author_gives_it_a_place_that_is_carried_on(text: Text, lost: Annotation, learner1: User) -> None:
    assert list(waiting(text, learner1)) == [lost]
    repair(lost, Act.PLACED, learner1, Span(4, 7))
    assert standing(lost)[:2] == (State.EXACT, 4)
    publish(text, "Zero one two three.", author=text.added_by, base=text.latest)
    assert standing(lost)[:2] == (State.EXACT, 9)
    assert reanchor(text).changes == {}
