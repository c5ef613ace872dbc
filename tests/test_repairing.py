"""Notes whose words changed or went wait for a person, who decides; what was decided is kept, and the author is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.models import Anchor, Annotation, Notice, Repair, State
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

FIRST = """Nobody in London answered him in time, he said afterwards.

A second paragraph speaks of divisions that could have been sent."""
SECOND = FIRST.replace("London", "Paris").split("\n\n")[0] + "\n\nNothing is left here of it."


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(FIRST, author=instructor, title="The offer")


def revise(text: Text, source: str, by: User) -> None:
    publish(text, source, author=by, base=text.latest)
    text.refresh_from_db()


@pytest.fixture
def changed(text: Text, learner1: User, instructor: User) -> Annotation:
    note = make_note(text, learner1, words="Nobody in London answered him in time", body="Who?")
    make_note(text, learner1, words="divisions that could have been sent", body="How many?")
    revise(text, SECOND, instructor)
    return note


def page(user: User, text: Text) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("repairs", args=[text.pk])).content.decode()


def decide(user: User, note: Annotation, status: int = 302, **data: object) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(reverse("repair", args=[note.pk]), data)
    assert answer.status_code == status
    return answer.content.decode()


def anchor_of(note: Annotation) -> Anchor:
    return Anchor.objects.get(annotation=note, revision=Text.objects.get(pk=note.text_id).latest)


def seen(note: Annotation) -> dict[str, Any]:
    """What the page of the queue sends back of the place it showed."""
    anchor = anchor_of(note)
    return {"revision": anchor.revision_id, "start": anchor.start, "end": anchor.end}


def test_an_editor_sees_old_words_beside_new_and_why(changed: Annotation, text: Text, instructor: User) -> None:
    html = page(instructor, text)
    assert "2 notes on “The offer”" in html
    assert '<del><span class="visually-hidden">gone: </span>London</del>' in html
    assert '<ins><span class="visually-hidden">added: </span>Paris</ins>' in html
    assert "nowhere in the text" in html


def test_a_learner_sees_their_own_and_nobody_elses(
    changed: Annotation, text: Text, learner1: User, learner2: User
) -> None:
    assert "2 notes on" in page(learner1, text)
    assert "No note waits for a place here" in page(learner2, text)


def test_a_private_note_waits_for_its_author_alone(text: Text, learner1: User, instructor: User) -> None:
    make_note(text, learner1, words="divisions that could have been sent", body="secret", visibility="private")
    revise(text, SECOND, instructor)
    assert "secret" in page(learner1, text)
    assert "secret" not in page(instructor, text)


def test_confirming_keeps_the_note_on_the_new_words_and_tells_its_author(
    changed: Annotation, text: Text, instructor: User
) -> None:
    Notice.objects.all().delete()
    decide(instructor, changed, act="confirmed", **seen(changed))
    anchor = anchor_of(changed)
    assert (anchor.state, anchor.settled) == (State.CHANGED, True)
    made = Repair.objects.get()
    assert (made.by, made.act) == (instructor, "confirmed")
    assert Notice.objects.get().person == changed.author
    assert "1 note on" in page(instructor, text)
    assert "by instructor in revision 2" in page(instructor, text)


def test_a_confirmed_note_asks_again_only_when_its_words_change_again(
    changed: Annotation, text: Text, instructor: User
) -> None:
    decide(instructor, changed, act="confirmed", **seen(changed))
    revise(text, SECOND + " And more.", instructor)
    assert anchor_of(changed).settled
    revise(text, SECOND.replace("Paris", "Rome"), instructor)
    assert not anchor_of(changed).settled


def test_quoting_other_words_puts_the_note_there(changed: Annotation, text: Text, learner1: User) -> None:
    decide(learner1, changed, act="placed", words="Nothing is left")
    anchor = anchor_of(changed)
    assert text.latest
    assert text.latest.plain[anchor.start : anchor.end] == "Nothing is left"
    assert (anchor.state, anchor.settled) == (State.EXACT, True)


def test_words_that_stand_twice_are_offered_to_choose_from(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    revise(text, "One word here.\n\nOne word there.", instructor)
    html = decide(learner1, note, 422, act="placed", words="One word")
    assert html.count('name="near" value="') == 2
    assert text.latest
    second = text.latest.plain.rindex("One word")
    decide(learner1, note, act="placed", words="One word", near=second)
    assert anchor_of(note).start == second


def test_words_that_are_not_there_are_refused_and_stay_in_the_form(changed: Annotation, learner1: User) -> None:
    html = decide(learner1, changed, 422, act="placed", words="Not a word of it")
    assert "These words are not in the text" in html
    assert "Not a word of it</textarea>" in html
    assert not Repair.objects.exists()


def test_words_selected_on_the_page_are_taken_only_from_the_latest_revision(
    changed: Annotation, text: Text, learner1: User, instructor: User
) -> None:
    assert text.latest
    stale: dict[str, Any] = {"revision": str(text.latest.pk), "start": 0, "end": 6, "exact": "Nobody", "act": "placed"}
    revise(text, "Before. " + SECOND, instructor)
    assert "Select them again" in decide(learner1, changed, 422, **stale)
    fresh = {**stale, "revision": str(text.latest.pk), "start": 8, "end": 14}
    decide(learner1, changed, **fresh)
    assert anchor_of(changed).start == 8


def test_nothing_is_confirmed_where_there_are_no_words(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    revise(text, SECOND, instructor)
    decide(learner1, note, act="confirmed", revision=text.latest_id, start=0, end=5)
    assert not Repair.objects.exists()
    decide(learner1, note, act="left")
    assert "No note waits for a place here" in page(learner1, text)


def test_a_decision_can_be_made_again(changed: Annotation, text: Text, instructor: User) -> None:
    decide(instructor, changed, act="left")
    assert anchor_of(changed).start is None
    decide(instructor, changed, act="placed", words="Nobody in Paris")
    assert anchor_of(changed).state == State.EXACT
    assert [made.act for made in Repair.objects.all()] == ["left", "placed"]


def test_the_queue_asks_as_much_for_many_notes_as_for_few(text: Text, learner1: User, instructor: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(learner1, text)
        return len(captured)

    make_note(text, learner1, words="divisions that could have been sent")
    revise(text, SECOND, instructor)
    few = queries()
    revise(text, FIRST, instructor)
    for _ in range(15):
        make_note(text, learner1, words="divisions that could have been sent")
    revise(text, SECOND + " Again.", instructor)
    assert queries() == few


def test_the_reader_offers_to_put_a_note_on_selected_words(changed: Annotation, text: Text, learner1: User) -> None:
    client = Client()
    client.force_login(learner1)
    html = client.get(reverse("reader", args=[text.pk]), {"repair": str(changed.pk)}).content.decode()
    assert "2 notes need a place" in html
    assert "Put the note here" in html
    assert "Put the note here" not in client.get(reverse("reader", args=[text.pk])).content.decode()


def test_a_place_that_is_not_the_notes_any_more_is_not_confirmed(
    changed: Annotation, text: Text, learner1: User, instructor: User
) -> None:
    """The words confirmed are the words that were shown."""
    old = seen(changed)
    revise(text, "Before. " + SECOND, instructor)
    decide(instructor, changed, act="confirmed", **old)
    decide(instructor, changed, act="confirmed")
    current = seen(changed)
    decide(learner1, changed, act="placed", words="Nothing is left")
    decide(instructor, changed, act="confirmed", **current)
    assert [made.act for made in Repair.objects.all()] == ["placed"]


def test_a_script_is_sent_to_the_page_that_says_why(changed: Annotation, instructor: User) -> None:
    client = Client()
    client.force_login(instructor)
    address = reverse("repair", args=[changed.pk])
    answer = client.post(address, {"act": "confirmed"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, address)
    assert "has changed since this page was shown to you" in client.get(address).content.decode()


def test_a_card_offers_to_confirm_until_somebody_has(changed: Annotation, learner1: User, learner2: User) -> None:
    client = Client()
    client.force_login(learner1)
    card = reverse("card", args=[changed.pk])
    assert '<button class="quiet">Confirm</button>' in client.get(card).content.decode()
    answer = client.post(
        reverse("repair", args=[changed.pk]),
        {"act": "confirmed", **seen(changed)},
        headers={"HX-Request": "true"},
    )
    html = answer.content.decode()
    assert "kept on them</a> by hand" in html
    assert "Choose another place" not in html
    assert "Confirmed in revision 2, by learner1" in client.get(reverse("history", args=[changed.pk])).content.decode()
    client.force_login(learner2)
    assert "Choose another place" not in client.get(card).content.decode()


def test_a_decision_is_taken_back_and_the_note_waits_again(
    changed: Annotation, text: Text, learner1: User, instructor: User
) -> None:
    before = anchor_of(changed)
    decide(instructor, changed, act="left")
    assert page(instructor, text).count('value="undone"') == 1
    decide(instructor, changed, act="undone", back="queue")
    after = anchor_of(changed)
    assert (after.start, after.state, after.reason, after.settled) == (before.start, "changed", before.reason, False)
    html = page(instructor, text)
    assert "2 notes on" in html
    assert 'value="undone"' not in html
    assert "Taken back" in html
    assert "has taken back" in Notice.objects.filter(person=learner1).latest("pk").words


def test_what_was_decided_on_an_earlier_revision_is_decided_again_instead(
    changed: Annotation, text: Text, instructor: User
) -> None:
    decide(instructor, changed, act="left")
    revise(text, "Before. " + SECOND, instructor)
    assert 'value="undone"' not in page(instructor, text)
    decide(instructor, changed, act="undone")
    assert [made.act for made in Repair.objects.all()] == ["left"]


def test_the_queue_goes_on_at_the_next_note(changed: Annotation, text: Text, instructor: User) -> None:
    client = Client()
    client.force_login(instructor)
    other = text.annotations.exclude(pk=changed.pk).get()
    data = {"act": "left", "back": "queue", "page": "1", "next": other.pk}
    answer = client.post(reverse("repair", args=[changed.pk]), data)
    assert answer.headers["Location"] == f"{reverse('repairs', args=[text.pk])}?page=1#repair-{other.pk}"
    answer = client.post(reverse("repair", args=[other.pk]), {**data, "next": "//evil", "page": "&x"})
    assert answer.headers["Location"] == f"{reverse('repairs', args=[text.pk])}?page=%26x"


def test_places_where_the_words_may_stand_are_offered(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    revise(text, "Nothing.\n\nThere are *divisions* that could have been sent, and more.", instructor)
    Anchor.objects.filter(annotation=note, revision=text.latest).update(start=None, end=None, state="orphan")
    client = Client()
    client.force_login(learner1)
    html = client.get(reverse("repair", args=[note.pk])).content.decode()
    assert "Its words may stand here" in html
    assert "<mark>divisions that could have been sent</mark>" in html
    start = text.latest.plain.index("divisions")  # type: ignore[union-attr]
    assert f'name="start" value="{start}"' in html


def test_a_repair_with_half_a_place_is_refused_by_the_database(changed: Annotation, text: Text) -> None:
    assert text.latest_id
    with pytest.raises(IntegrityError):
        Repair.objects.create(
            annotation=changed, revision_id=anchor_of(changed).revision_id, act="placed", start=1, by=changed.author
        )


def test_who_has_switched_keys_off_gets_none(changed: Annotation, text: Text, learner1: User) -> None:
    assert "notes/repairs.js" in page(learner1, text)
    learner1.shortcuts_on = False
    learner1.save()
    html = page(learner1, text)
    assert "notes/repairs.js" not in html
    assert "Keys:" not in html
