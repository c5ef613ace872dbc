"""People are told what became of their notes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.models import Notice
from annotator.notes.notices import tell
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

GONE = "Something else is said here now, in other words."


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor, title="The offer")


def page(user: User, address: str = "notices") -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse(address)).content.decode()


def test_an_author_is_told_once_that_the_words_are_gone(text: Text, learner1: User, instructor: User) -> None:
    make_note(text, learner1)
    publish(text, GONE, author=instructor, base=text.latest)
    assert Notice.objects.get().words.startswith("The words of your note on “The offer” are gone")
    publish(text, GONE + " More.", author=instructor, base=text.latest)
    assert Notice.objects.count() == 1
    assert "are gone" in page(learner1)


def test_nobody_is_told_what_they_did_themselves(text: Text, instructor: User) -> None:
    make_note(text, instructor)
    publish(text, GONE, author=instructor, base=text.latest)
    assert not Notice.objects.exists()


def test_the_bar_counts_what_is_new_until_it_is_read(text: Text, learner1: User, instructor: User) -> None:
    tell(make_note(text, learner1), instructor, "Something happened.")
    assert "<strong>1<" in page(learner1, "library")
    client = Client()
    client.force_login(learner1)
    client.post(reverse("notices"))
    assert "<strong>1<" not in page(learner1, "library")
    assert "Something happened." in page(learner1)


def test_a_notice_goes_with_a_note_that_is_deleted(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1)
    tell(note, instructor, "Something happened.")
    note.remove()
    assert "Something happened." not in page(learner1)


def test_another_persons_notices_are_not_shown(text: Text, learner1: User, learner2: User, instructor: User) -> None:
    tell(make_note(text, learner1), instructor, "Something happened.")
    assert "Something happened." not in page(learner2)
    client = Client()
    client.force_login(learner2)
    client.post(reverse("notices"))
    assert Notice.objects.get().seen is None
