"""A quote check between two readers: claimed, proposed, confirmed or disputed, and opened again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.correcting import accept
from annotator.notes.models import Anchor, Annotation, Check, Notice, Query, Source, Verdict
from annotator.notes.models.check import GivenAlready, Refusal
from annotator.people.models import User
from tests.making import make_note, make_text
from tests.test_checking import check_page, client_of, words_of
from texts.models import Text

pytestmark = pytest.mark.django_db

FINDING = {"wording": "altered", "attribution": "confirmed", "context": "fair"}
OTHER = {"wording": "not_found", "attribution": "disputed", "context": "cut"}


@pytest.fixture
def note(learner1: User, instructor: User) -> Annotation:
    """learner1's check of "keft a mark", with a source."""
    made = make_note(make_text("It keft a mark on him.", author=instructor), learner1, "assessing", "keft a mark")
    Source.objects.create(quote_check=made.quote_check, citation="A book.", excerpt="left a mark", added_by=learner1)
    return made


def send(person: User, note: Annotation, name: str, **data: Any) -> str:
    """Post from the check's page; the words of the page that comes back."""
    answer = client_of(person).post(
        reverse(name, args=[note.pk]), {"back": "check", **data}, follow=True, headers={"Accept": "text/html"}
    )
    return words_of(answer)


def state(note: Annotation) -> str:
    return Check.objects.get(pk=note.pk).state


def settle(note: Annotation, first: User, second: User, found: dict[str, str] = FINDING) -> None:
    send(first, note, "verdict", **FINDING)
    send(second, note, "verdict", **found)


# Claiming


def test_a_claim_is_shown_and_nobody_else_can_take_it(note: Annotation, learner2: User, outsider: User) -> None:
    assert "It is yours until" in send(learner2, note, "claim")
    assert state(note) == "claimed"
    assert "You are at work on it since" in check_page(note, learner2)
    seen = check_page(note, outsider)
    assert "Another reader is at work on it since" in seen and "Claim it" not in seen and "learner2" not in seen
    assert "Another reader is at work on this check." in send(outsider, note, "claim")
    assert Check.objects.get().claimed_by == learner2


def test_a_claim_is_left_to_others_or_released_by_an_editor(
    note: Annotation, learner2: User, outsider: User, instructor: User
) -> None:
    send(learner2, note, "claim")
    assert client_of(outsider).post(reverse("release", args=[note.pk])).status_code == 403
    assert "It is free for others again." in send(learner2, note, "release")
    assert state(note) == "open"
    send(learner2, note, "claim")
    assert "Release it for others" in check_page(note, instructor)
    send(instructor, note, "release")
    assert (state(note), Check.objects.get().claimed_by) == ("open", None)


def test_a_verdict_releases_the_claim_of_its_reader(note: Annotation, learner2: User, outsider: User) -> None:
    send(learner2, note, "claim")
    send(learner2, note, "verdict", **FINDING)
    assert (state(note), Check.objects.get().claimed_by) == ("proposed", None)
    send(outsider, note, "claim")
    assert (state(note), Check.objects.get().claimed_by) == ("proposed", outsider)
    send(outsider, note, "verdict", **FINDING)
    assert (state(note), Check.objects.get().claimed_by) == ("confirmed", None)


def test_who_has_judged_cannot_claim_the_second_verdict(note: Annotation, learner2: User, outsider: User) -> None:
    send(learner2, note, "verdict", **FINDING)
    assert "You have judged already" in send(learner2, note, "claim")
    card = reverse("card", args=[note.pk])
    assert "Claim it" not in client_of(learner2).get(card).content.decode()
    assert "Claim it" in client_of(outsider).get(card).content.decode()


def test_the_card_claims_too(note: Annotation, learner2: User) -> None:
    answer = client_of(learner2).post(reverse("claim", args=[note.pk]), headers={"HX-Request": "true"})
    assert "You are at work on it since" in answer.content.decode() and "Leave it to others" in answer.content.decode()


def test_a_card_that_comes_too_late_shows_who_is_at_work(note: Annotation, learner2: User, outsider: User) -> None:
    send(learner2, note, "claim")
    client = client_of(outsider)
    card = client.post(reverse("claim", args=[note.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "Another reader is at work on it since" in card
    assert "Another reader is at work on this check." not in words_of(client.get(reverse("library")))


# Two verdicts


def test_two_readers_who_agree_confirm(note: Annotation, learner2: User, outsider: User) -> None:
    assert "Waiting for a second reader" in send(learner2, note, "verdict", **FINDING)
    assert "Both readers agree: the check is confirmed." in send(outsider, note, "verdict", **FINDING, reason="Seen.")
    assert (state(note), Check.objects.get().outcome) == ("confirmed", "altered")
    told = {notice.person.username: notice.words for notice in Notice.objects.all()}
    assert told == dict.fromkeys(
        ("learner1", "learner2"), "Two readers agree about the quotation “keft a mark”: altered."
    )


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ({"wording": "exact", "attribution": "confirmed", "context": "fair"}, "sound"),
        ({"wording": "trivial", "attribution": "confirmed", "context": "not_judged"}, "sound"),
        ({"wording": "translated", "attribution": "confirmed", "context": "fair"}, "sound"),
        ({"wording": "exact", "attribution": "another", "context": "fair"}, "doubtful"),
        ({"wording": "exact", "attribution": "confirmed", "context": "misleading"}, "doubtful"),
        ({"wording": "altered", "attribution": "another", "context": "cut"}, "altered"),
        ({"wording": "not_found", "attribution": "unattributed", "context": "fair"}, "not-found"),
    ],
)
def test_the_badge_calls_nothing_sound_that_is_somebody_else_s_or_misleads(
    note: Annotation, learner2: User, outsider: User, found: dict[str, str], outcome: str
) -> None:
    for reader in (learner2, outsider):
        note.quote_check.give(Verdict(reader=reader, **found))
    assert Check.objects.get().outcome == outcome
    assert badges(note.text) == [outcome]


def test_two_readers_who_disagree_are_told_and_led_to_the_thread(
    note: Annotation, learner2: User, outsider: User
) -> None:
    settle(note, learner2, outsider, OTHER)
    assert state(note) == "disputed"
    assert {notice.person.username for notice in Notice.objects.all()} == {"learner1", "learner2", "outsider"}
    page = check_page(note)
    assert "Two readers disagree: talk it over in the thread" in page
    assert "learner2" in page and "outsider" in page and "Not found" in page
    assert "The quote check on “keft a mark”" in words_of(client_of(learner2).get(reverse("notices")))


def test_nobody_is_told_of_a_first_verdict(note: Annotation, learner2: User) -> None:
    send(learner2, note, "verdict", **FINDING)
    assert not Notice.objects.exists()


def test_a_first_verdict_is_replaced_and_withdrawn_by_its_reader(
    note: Annotation, learner2: User, outsider: User
) -> None:
    send(learner2, note, "verdict", **FINDING, reason="First thought.")
    html = client_of(learner2).get(reverse("check", args=[note.pk])).content.decode()
    assert "First thought.</textarea>" in html
    page = send(learner2, note, "verdict", **OTHER, reason="Second thought.")
    assert "Second thought." in page and "Round 1, withdrawn" in page and "First thought." in page
    assert "First thought." not in check_page(note, outsider)
    assert "Your verdict is withdrawn." in send(learner2, note, "withdraw-verdict")
    assert state(note) == "open"
    settle(note, outsider, learner2)
    assert "Second thought" not in check_page(note, outsider)


def test_nothing_is_withdrawn_after_the_second_verdict(note: Annotation, learner2: User, outsider: User) -> None:
    settle(note, learner2, outsider)
    assert "only before a second reader has judged" in send(learner2, note, "withdraw-verdict")
    assert state(note) == "confirmed"
    with pytest.raises(GivenAlready):
        note.quote_check.give(Verdict(reader=learner2, **OTHER))


def test_a_verdict_stays_in_the_form_when_it_is_refused(note: Annotation, learner2: User) -> None:
    note.quote_check.sources.all().delete()
    answer = client_of(learner2).post(
        reverse("verdict", args=[note.pk]), {"back": "check", **FINDING, "reason": "Long thought."}
    )
    assert answer.status_code == 422
    assert "Long thought.</textarea>" in answer.content.decode()
    assert "Add at least one source before you give a verdict." in words_of(answer)
    assert state(note) == "open"


def test_the_author_of_a_private_check_learns_that_nobody_can_confirm_it(learner1: User) -> None:
    hidden = make_note(make_text(author=learner1), learner1, "assessing", visibility="private")
    assert "nobody can give the second verdict" in check_page(hidden, learner1)


def test_two_windows_that_know_an_old_state_move_the_check_on_and_not_back(
    note: Annotation, learner2: User, outsider: User
) -> None:
    first, second, third = (Check.objects.get(pk=note.pk) for _ in range(3))
    Check.objects.filter(pk=note.pk).update(speaker="Corrected meanwhile")
    first.give(Verdict(reader=learner2, **FINDING))
    second.give(Verdict(reader=outsider, **FINDING))
    with pytest.raises(Refusal):
        third.claim(learner2)
    now = Check.objects.get(pk=note.pk)
    assert (now.state, now.speaker) == ("confirmed", "Corrected meanwhile")


def test_a_source_is_removed_only_while_no_verdict_leans_on_it(
    note: Annotation, learner1: User, learner2: User, outsider: User, instructor: User
) -> None:
    source = Source.objects.get()
    remove = reverse("remove-source", args=[source.pk])
    send(learner2, note, "verdict", **FINDING)
    assert client_of(learner1).post(remove).status_code == 403
    send(outsider, note, "verdict", **FINDING)
    send(instructor, note, "reopen-check", reason="Again.")
    assert client_of(learner1).post(remove).status_code == 403
    assert "Remove this source" not in check_page(note, learner1)


def test_a_withdrawn_verdict_leans_on_no_source(note: Annotation, learner1: User, learner2: User) -> None:
    send(learner2, note, "verdict", **FINDING)
    send(learner2, note, "withdraw-verdict")
    send(learner2, note, "claim")
    assert "Remove this source" in check_page(note, learner1)
    client_of(learner1).post(reverse("remove-source", args=[Source.objects.get().pk]))
    assert Source.objects.get().deleted


# Rounds


def test_an_editor_opens_a_settled_check_again_and_the_verdicts_stay(
    note: Annotation, learner2: User, outsider: User, instructor: User
) -> None:
    settle(note, learner2, outsider)
    assert "Say why" in send(instructor, note, "reopen-check", reason=" ")
    page = send(instructor, note, "reopen-check", reason="The 1948 edition differs.")
    assert state(note) == "open"
    assert "Round 1 was confirmed (altered); opened again by instructor" in page
    assert "The 1948 edition differs." in check_page(note) and "learner2" in check_page(note)
    assert Notice.objects.filter(words__contains="The 1948 edition differs.").count() == 3
    settle(note, learner2, outsider, OTHER)
    assert (state(note), Check.objects.get().round) == ("disputed", 2)


def test_the_first_verdict_of_a_new_round_is_as_closed_as_that_of_the_first(
    note: Annotation, learner2: User, outsider: User, instructor: User
) -> None:
    settle(note, learner2, outsider)
    send(instructor, note, "reopen-check", reason="Again.")
    send(learner2, note, "verdict", **OTHER, reason="Quagga.")
    page = check_page(note, outsider)
    assert "Quagga" not in page and "Not found" not in page.split("Give this verdict")[1]
    assert "Waiting for a second reader" in page


def test_an_open_check_is_not_opened_again(note: Annotation, instructor: User) -> None:
    assert client_of(instructor).get(reverse("reopen-check", args=[note.pk])).status_code == 403
    with pytest.raises(Refusal):
        note.quote_check.reopen(instructor, "Why not.")


def test_two_readers_judge_the_same_words(
    note: Annotation, learner1: User, learner2: User, outsider: User, instructor: User
) -> None:
    send(learner2, note, "verdict", **FINDING)
    assert Verdict.objects.get().words == "keft a mark"
    publish(note.text, "It left a mark on him.", author=instructor, base=note.text.latest)
    send(outsider, note, "verdict", **FINDING)
    assert (state(note), Check.objects.get().round) == ("proposed", 2)
    assert list(Verdict.objects.filter(disclosed=None).values_list("round", "words")) == [
        (1, "keft a mark"),
        (2, "left a mark"),
    ]
    send(learner2, note, "verdict", **FINDING)
    assert state(note) == "confirmed"


def test_the_database_keeps_one_standing_verdict_of_a_reader(note: Annotation, learner2: User) -> None:
    note.quote_check.give(Verdict(reader=learner2, **FINDING))
    with pytest.raises(IntegrityError):
        Verdict.objects.create(quote_check=note.quote_check, reader=learner2, **FINDING)


def test_a_visitor_sees_no_forms(note: Annotation, learner2: User) -> None:
    page = words_of(Client().get(reverse("check", args=[note.pk])))
    assert "Give this verdict" not in page and "Claim it" not in page and "Reply" not in page


# Changed since


def test_an_accepted_typo_query_leaves_the_check_saying_that_the_quotation_changed(
    note: Annotation, learner2: User, outsider: User, instructor: User
) -> None:
    settle(note, learner2, outsider)
    text = note.text
    assert badges(text) == ["altered"]
    query = make_note(text, outsider, "editing", "keft", query=Query(proposed="left"))
    accept(text, [query.pk], instructor)
    anchor = Anchor.objects.current().get(annotation=note)
    assert (anchor.state, anchor.end) != ("orphan", None)
    said = "The quotation has changed since it was checked. It was: keft a mark. It is now: left a mark."
    assert said in check_page(note)
    assert said in words_of(Client().get(reverse("card", args=[note.pk])))
    assert sorted(badges(text)) == ["accepted", "changed"]
    assert "the same, word for word" in check_page(note).lower()
    listed = words_of(Client().get(reverse("notes-of-text", args=[text.pk], query={"state": "check-changed"})))
    assert "1 note matches the filter" in listed


def badges(text: Text) -> list[str]:
    return [badge for _, _, badge in Client().get(reverse("spans", args=[text.pk])).json()["badges"]]


def test_before_the_second_verdict_the_change_begins_a_new_round(
    note: Annotation, learner2: User, outsider: User, instructor: User
) -> None:
    send(learner2, note, "verdict", **FINDING)
    publish(note.text, "It left a mark on him.", author=instructor, base=note.text.latest)
    page = check_page(note, outsider)
    assert "The quotation has changed since the first reader judged it." in page and "begins a new round" in page
    assert badges(note.text) == ["checking"]


def test_words_that_are_gone_are_said_to_be_gone(
    note: Annotation, learner2: User, outsider: User, instructor: User
) -> None:
    settle(note, learner2, outsider)
    publish(note.text, "Nobody said a thing to anybody.", author=instructor, base=note.text.latest)
    assert "Its words are gone from the text." in check_page(note)


def test_an_untouched_quotation_has_not_changed(
    note: Annotation, learner2: User, outsider: User, instructor: User
) -> None:
    settle(note, learner2, outsider)
    publish(note.text, "Before that: It keft a mark on him.", author=instructor, base=note.text.latest)
    assert "has changed since" not in check_page(note)
    assert not Check.objects.changed().exists()
