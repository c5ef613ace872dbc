"""Quote checks as pages: a quotation held against its sources, and what a reader sees and says of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.checking.comparing import FAR, LONGEST, shown
from annotator.library import demo
from annotator.notes.models import Annotation, Source
from annotator.people.models import User
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db

CHURCHILL = (
    "They were not bought into the scale against Hitler and were treated with an indifference -not to say disdain-which "
    "keft a mark on Stalin’s mind"
)
MEMOIRS = (
    "They were not brought into the scale against Hitler, and were treated with an indifference—not to say "
    "disdain—which left a mark in Stalin’s mind."
)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def note(learner1: User, instructor: User) -> Annotation:
    """learner1's check of the Churchill quotation, without a source."""
    return make_note(make_text(f"He wrote: {CHURCHILL}.", author=instructor), learner1, "assessing", CHURCHILL)


@pytest.fixture
def memoirs(note: Annotation, learner1: User) -> Source:
    return Source.objects.create(
        quote_check=note.quote_check, citation="The Gathering Storm, 1948.", excerpt=MEMOIRS, added_by=learner1
    )


def words_of(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode().split("</header>", 1)[-1])).split())


def check_page(note: Annotation, person: User | None = None) -> str:
    client = client_of(person) if person else Client()
    answer = client.get(reverse("check", args=[note.pk]))
    assert answer.status_code == 200
    return words_of(answer)


# The comparison


def test_the_churchill_quotation_differs_in_three_words_and_two_dashes() -> None:
    held = shown(CHURCHILL, MEMOIRS)
    assert [(told.kind, told.words) for told in held.differences] == [
        ("spelling", "bought, in the source: brought"),
        ("punctuation", "hyphen, in the source: long dash"),
        ("punctuation", "hyphen, in the source: long dash"),
        ("spelling", "keft, in the source: left"),
        ("other word", "on, in the source: in"),
    ]
    assert held.proposal == "Altered"


def test_the_aligned_lines_have_every_word_of_both() -> None:
    held = shown(CHURCHILL, MEMOIRS)
    assert " ".join(pair.quoted for pair in held.pairs).split() == CHURCHILL.replace("-", " - ").split()
    letters = "".join(pair.source for pair in held.pairs)
    assert "".join(letters.split()) == "".join(MEMOIRS.split())


def test_far_words_of_a_long_excerpt_are_counted_and_not_shown() -> None:
    held = shown("They were not bought", f"{'before ' * 100}They were not brought {'after ' * 100}")
    assert "characters more]" in held.spoken
    assert max(len(held.pairs), 1) < 4 * FAR
    assert held.summary.startswith("1 word differs")


def test_scripts_without_spaces_are_aligned_by_characters() -> None:
    assert [pair.quoted for pair in shown("春眠不覺曉", "春眠不觉曉").pairs] == list("春眠不覺曉")


def test_words_of_another_language_are_not_compared() -> None:
    held = shown("Der Krieg", "The war", ("de", "en-GB"))
    assert held.proposal == "Translated" and not held.differences
    assert shown("The war", "The war", ("en", "en-GB")).proposal == "Exact"


def test_what_is_too_long_to_compare_is_said() -> None:
    assert f"{LONGEST:,} at most" in shown("a", "b" * (LONGEST + 1)).trouble


# The page


def test_anybody_who_reads_the_text_sees_the_whole_check(note: Annotation, memoirs: Source) -> None:
    page = check_page(note)
    assert "He wrote: They were not bought" in page
    assert "bought, in the source: brought" in page
    assert "3 words differ, 2 punctuation marks differ, nothing omitted but 1 comma." in page
    assert "The comparison proposes: altered . You decide." in page
    assert "Your verdict" not in page


def test_a_reader_s_form_begins_with_the_proposal_and_nothing_is_saved(
    note: Annotation, memoirs: Source, learner2: User
) -> None:
    html = client_of(learner2).get(reverse("check", args=[note.pk])).content.decode()
    assert '<option value="altered" selected>' in html
    assert not note.quote_check.verdicts.exists()


def test_the_form_says_what_the_comparison_proposes(note: Annotation, memoirs: Source, learner2: User) -> None:
    client, address = client_of(learner2), reverse("verdict", args=[note.pk])
    assert client.get(address).headers["Location"] == reverse("check", args=[note.pk]) + "#judging"
    in_card = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "The comparison proposes: altered. You decide." in in_card


def test_the_card_says_the_difference_and_leads_to_the_check(note: Annotation, memoirs: Source) -> None:
    html = Client().get(reverse("card", args=[note.pk])).content.decode()
    assert "3 words differ" in html and reverse("check", args=[note.pk]) in html


def test_the_author_corrects_the_claim(note: Annotation, learner1: User) -> None:
    address = reverse("edit-claim", args=[note.pk])
    answer = client_of(learner1).post(address, {"speaker": "W. S. Churchill", "work": "Memoirs", "dated": "1948"})
    assert answer.headers["Location"] == reverse("check", args=[note.pk])
    assert "W. S. Churchill Work Memoirs Date 1948" in check_page(note)
    wrong = client_of(learner1).post(address, {"speaker": "Kept name", "dated": "last year"})
    assert wrong.status_code == 422 and "Kept name" in wrong.content.decode()
    history = words_of(Client().get(reverse("history", args=[note.pk])))
    assert "Speaker before Churchill" in history


def test_a_note_of_another_kind_has_no_check(learner1: User) -> None:
    other = make_note(make_text(author=learner1), learner1)
    assert Client().get(reverse("check", args=[other.pk])).status_code == 404


def test_words_are_compared_while_they_are_typed(learner2: User) -> None:
    answer = client_of(learner2).post(reverse("compare-words"), {"exact": "keft a mark", "excerpt": "left a mark"})
    assert "keft, in the source: left" in words_of(answer)
    assert "hx-swap-oob" not in answer.content.decode()
    form = {"exact": "keft a mark", "excerpt": "left a mark", "said": "source-1-said"}
    read_out = client_of(learner2).post(reverse("compare-words"), form).content.decode()
    assert '<p id="source-1-said" hx-swap-oob="innerHTML">1 word differs, nothing omitted.</p>' in read_out
    emptied = client_of(learner2).post(reverse("compare-words"), {**form, "excerpt": ""})
    assert (
        emptied.status_code == 200 and '<p id="source-1-said" hx-swap-oob="innerHTML"></p>' in emptied.content.decode()
    )


def test_without_a_script_a_button_compares_and_saves_nothing(note: Annotation, learner2: User) -> None:
    form = {"citation": "Memoirs", "exact": CHURCHILL, "excerpt": MEMOIRS, "compare": "1", "url": "nonsense"}
    answer = client_of(learner2).post(reverse("add-source", args=[note.pk]), form)
    assert answer.status_code == 200
    html = unescape(answer.content.decode())
    assert "bought, in the source: brought" in html and f"{MEMOIRS}</textarea>" in html and "Memoirs</textarea>" in html
    assert not Source.objects.exists()


def test_nothing_typed_is_lost_when_a_source_is_refused(note: Annotation, learner2: User) -> None:
    form = {"citation": "", "excerpt": MEMOIRS, "exact": CHURCHILL, "url": "ftp://example.org/a"}
    answer = client_of(learner2).post(reverse("add-source", args=[note.pk]), form)
    assert answer.status_code == 422
    html = unescape(answer.content.decode())
    assert "Write an address that begins with https:// or http://." in html
    assert f"{MEMOIRS}</textarea>" in html and "ftp://example.org/a" in html and "keft, in the source: left" in html


def test_a_source_from_the_page_leads_back_to_it(note: Annotation, learner2: User) -> None:
    form = {"citation": "Memoirs", "excerpt": MEMOIRS, "back": "check"}
    answer = client_of(learner2).post(reverse("add-source", args=[note.pk]), form)
    assert answer.headers["Location"] == reverse("check", args=[note.pk])
    assert "1 source Memoirs" in check_page(note)


def test_the_page_asks_as_many_queries_for_many_sources(
    note: Annotation, memoirs: Source, learner2: User, django_assert_max_num_queries: Any
) -> None:
    client = client_of(learner2)
    for number in range(20):
        Source.objects.create(quote_check=note.quote_check, citation=f"Book {number}", excerpt="x", added_by=learner2)
    with django_assert_max_num_queries(13):
        client.get(reverse("check", args=[note.pk]))


def test_the_sample_s_check_shows_what_is_wrong(django_user_model: Any, settings: Any) -> None:
    settings.DEMO = True
    demo.load()
    sample = Annotation.objects.get(motivation="assessing")
    assert "3 words differ, 2 punctuation marks differ" in check_page(sample)
