"""People are told what became of their notes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.models import Notice
from annotator.notes.notices import notices_of, tell, tell_of_losses
from annotator.people.models import User
from tests.making import WORDS, make_note, make_text
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
    client.post(reverse("notices"), {"until": Notice.objects.get().pk})
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
    notice = Notice.objects.get()
    client.post(reverse("notices"), {"until": notice.pk})
    client.post(reverse("notices"), {"notice": notice.pk})
    notice.refresh_from_db()
    assert notice.seen is None


def test_an_author_gets_one_notice_for_all_notes_that_a_revision_has_shaken(
    text: Text, learner1: User, learner2: User, instructor: User
) -> None:
    first = make_note(text, learner1)
    make_note(text, learner1, words="nobody answered him", body="secret thought")
    make_note(text, learner1, words="Why the Molotov-Ribbnetrop was Necessary, he said")
    make_note(text, learner2)
    publish(text, "Why the Molotov-Ribbentrop was Necessary, he said.", author=instructor, base=text.latest)
    told = Notice.objects.get(person=learner1)
    assert told.words == "Revision 2 of “The offer” has changed the words of 2 of your notes and taken away those of 1."
    assert Notice.objects.filter(person=learner2).count() == 1
    first.remove()
    html = page(learner1)
    assert "See these notes" in html
    assert reverse("repairs", args=[text.pk]) in html


def test_an_author_hears_of_trouble_again_only_when_it_is_another(text: Text, learner1: User, instructor: User) -> None:
    words = "Why the Molotov-Ribbnetrop was Necessary, he said, and nobody answered him."
    make_note(text, learner1, words=words)
    changed = "The Soviet offer was in effect ignored. " + words.replace("Necessary", "needed")
    for source, told in ((changed, 1), (changed + " More.", 1), (GONE, 2), (GONE + " More.", 2), (changed, 3)):
        publish(text, source, author=instructor, base=text.latest)
        assert Notice.objects.count() == told, source


def test_telling_asks_as_much_for_many_authors_as_for_few(text: Text, learner1: User, instructor: User) -> None:
    def queries() -> int:
        text.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            tell_of_losses(text.latest, instructor)  # type: ignore[arg-type]
        return len(captured)

    make_note(text, learner1)
    publish(text, GONE, author=instructor, base=text.latest)
    few = queries()
    publish(text, WORDS, author=instructor, base=text.latest)
    for number in range(12):
        make_note(text, User.objects.create_user(f"person{number}", f"person{number}@example.org"))
    publish(text, GONE, author=instructor, base=text.latest)
    assert queries() == few


def test_what_comes_while_somebody_reads_stays_new(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1)
    tell(note, instructor, "The first.")
    until = Notice.objects.get().pk
    tell(note, instructor, "The second.")
    tell(note, instructor, "The third.")
    client = Client()
    client.force_login(learner1)
    client.post(reverse("notices"), {"until": until})
    assert unread() == ["The third.", "The second."]
    client.post(reverse("notices"), {"notice": Notice.objects.get(words="The third.").pk, "page": "1"})
    assert unread() == ["The second."]
    client.post(reverse("notices"), {"until": "x", "notice": "9" * 30})
    client.post(reverse("notices"))
    assert unread() == ["The second."]


def unread() -> list[str]:
    return list(Notice.objects.filter(seen=None).values_list("words", flat=True))


def test_notices_go_on_over_pages_and_ask_as_much_for_many(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1)
    client = Client()
    client.force_login(learner1)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("notices"))
        return len(captured)

    tell(note, instructor, "Number 0.")
    few = queries()
    for number in range(1, 40):
        tell(note, instructor, f"Number {number}.")
    assert queries() == few
    seen = "".join(client.get(reverse("notices"), {"page": number}).content.decode() for number in (1, 2))
    assert all(seen.count(f"Number {number}.</p>") == 1 for number in range(40))
    assert "40 notices, 40 new; 1 to 25 on this page" in seen


def test_a_notice_of_a_text_that_became_unreadable_is_not_shown(text: Text, learner1: User, instructor: User) -> None:
    """Several notes or one: nothing is told to somebody who is not signed in."""
    make_note(text, learner1)
    make_note(text, learner1, words="nobody answered him")
    publish(text, GONE, author=instructor, base=text.latest)
    assert not notices_of(AnonymousUser()).exists()
    assert notices_of(learner1).count() == 1
