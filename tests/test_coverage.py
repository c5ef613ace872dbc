"""What of a text was looked at: ticks that outlive edits, quote checks that count, and sign-offs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from annotator.coverage.models import Offer, SignOff, Survey, Tick
from annotator.coverage.standing import covering
from annotator.coverage.surveying import survey, texts_on, unsearched
from annotator.coverage.ticking import look_at
from annotator.coverage.views import pages
from annotator.library.publishing import publish
from annotator.notes.models import Source, Verdict
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text
from texts.spans import Span

pytestmark = pytest.mark.django_db

SOURCE = """Churchill wrote in 1948 that “they were not bought into the scale”. He had 12 secretaries.

Nobody answered him in London."""


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(SOURCE, author=instructor)


@pytest.fixture
def reading(client: Client, learner1: User) -> Client:
    client.force_login(learner1)
    return client


def offers(text: Text, reader: Any = None) -> dict[str, str]:
    """How each find stands, by its words."""
    text.refresh_from_db()
    survey(unsearched(texts_on(text)).select_related("latest"))
    asking = reader or text.added_by or AnonymousUser()
    found = covering(texts_on(text), asking).offers.select_related("text__latest")
    return {Span(one.start, one.end).of(one.text.latest.plain): one.stands for one in found}


def offer(text: Text, words: str) -> Offer:
    survey(unsearched(texts_on(text)).select_related("latest"))
    assert text.latest
    return next(one for one in text.offers.all() if Span(one.start, one.end).of(text.latest.plain) == words)


def tick(client: Client, text: Text, words: str, act: str = "tick", **data: str) -> Any:
    return client.post(reverse(act, args=[text.pk]), {"mark": offer(text, words).mark, **data})


def rewrite(text: Text, source: str) -> None:
    publish(text, source, author=text.added_by, base=text.latest)
    text.refresh_from_db()


def test_a_visitor_sees_what_can_be_checked_and_why(client: Client, text: Text) -> None:
    page = client.get(reverse("coverage", args=[text.pk]))
    assertContains(page, "These words stand between quotation marks.")
    assertContains(page, "<mark>12</mark>", html=True)
    assertContains(page, "A number in figures.")
    assertNotContains(page, "data-tick")


def test_all_counts_equal_the_rows_they_lead_to(reading: Client, text: Text) -> None:
    tick(reading, text, "12")
    address = reverse("coverage", args=[text.pk])
    tally = reading.get(address).context["tally"]
    for state, number in (("", tally.found), ("open", tally.open), ("looked", tally.looked_at)):
        assert len(reading.get(address, {"state": state}).context["rows"]) == number > 0
    for kind, _, number in tally.open_by_kind:
        assert len(reading.get(address, {"state": "open", "kind": kind}).context["rows"]) == number


def test_ticking_twice_is_ticking_once(reading: Client, text: Text, learner1: User) -> None:
    assert tick(reading, text, "12").status_code == 302
    tick(reading, text, "12")
    assert Tick.objects.get().by == learner1
    assert offers(text)["12"] == "checked"


def test_who_dismisses_says_why(reading: Client, text: Text) -> None:
    asked = tick(reading, text, "London", "dismiss", reason=" ")
    assertContains(asked, "Say why nobody needs to check this", status_code=422)
    assert not Tick.objects.exists()
    tick(reading, text, "London", "dismiss", reason="Everybody knows it.")
    assert offers(text)["London"] == "dismissed"
    assertContains(reading.get(reverse("coverage", args=[text.pk])), "Everybody knows it.")


def test_undoing_opens_a_find_and_keeps_the_row(reading: Client, text: Text, learner1: User) -> None:
    tick(reading, text, "12")
    tick(reading, text, "12", "undo-tick")
    assert offers(text)["12"] == "open"
    assert Tick.objects.get().undone_by == learner1
    tick(reading, text, "12")
    assert offers(text)["12"] == "checked"


def test_nobody_undoes_what_another_learner_ticked(reading: Client, client: Client, text: Text, learner2: User) -> None:
    tick(reading, text, "12")
    client.force_login(learner2)
    assert tick(client, text, "12", "undo-tick").status_code == 403
    assertNotContains(client.get(reverse("coverage", args=[text.pk])), "data-undo")
    assert offers(text)["12"] == "checked"


def test_an_edit_takes_ticks_from_changed_sentences_alone(reading: Client, text: Text) -> None:
    for words in ("12", "London", "1948"):
        tick(reading, text, words)
    rewrite(text, SOURCE.replace("12 secretaries", "12 clerks"))
    now = offers(text)
    assert (now["12"], now["London"], now["1948"]) == ("open", "checked", "checked")


def test_a_moved_paragraph_keeps_its_ticks(reading: Client, text: Text) -> None:
    tick(reading, text, "London")
    rewrite(text, "Nobody answered him in London.\n\n" + SOURCE.split("\n\n")[0])
    assert offers(text)["London"] == "checked"


def test_going_back_to_a_revision_brings_its_ticks_back(reading: Client, text: Text) -> None:
    tick(reading, text, "12")
    rewrite(text, SOURCE.replace("12", "13"))
    assert "12" not in offers(text)
    rewrite(text, SOURCE)
    assert offers(text)["12"] == "checked"


def test_glyphs_and_spacing_cost_no_tick(reading: Client, text: Text) -> None:
    tick(reading, text, "they were not bought into the scale")
    rewrite(text, SOURCE.replace("“", '"').replace("”", '"').replace(" wrote in", "\nwrote in"))
    assert offers(text)["they were not bought into the scale"] == "checked"


def test_the_same_sentence_twice_is_two_places(reading: Client, instructor: User) -> None:
    text = make_text("He had 12 clerks.\n\nHe had 12 clerks.", author=instructor)
    tick(reading, text, "12")
    assert sorted(one.stands for one in covering(texts_on(text), instructor).offers) == ["checked", "open"]


def test_a_quote_check_counts_for_its_quotation(text: Text, learner1: User, learner2: User) -> None:
    words = "they were not bought into the scale"
    note = make_note(text, learner1, "assessing", words)
    assert offers(text, learner2)[words] == "checking"
    note.quote_check.state, note.quote_check.outcome = "confirmed", "altered"
    note.quote_check.save()
    assert offers(text, learner2)[words] == "checked"
    assert offers(text, learner2)["1948"] == "open"


def test_a_check_does_not_hold_for_words_that_changed_since(
    text: Text, learner1: User, learner2: User, instructor: User
) -> None:
    words = "they were not bought into the scale"
    check = make_note(text, learner1, "assessing", words).quote_check
    Source.objects.create(quote_check=check, citation="A book", added_by=learner1)
    for reader in (instructor, learner2):
        check.give(Verdict(reader=reader, wording="altered", attribution="confirmed", context="fair"))
    assert offers(text)[words] == "checked"
    rewrite(text, SOURCE.replace("bought", "brought"))
    assert offers(text)[words.replace("bought", "brought")] == "checking"


def test_a_private_quote_check_shows_in_no_count_of_others(text: Text, learner1: User, learner2: User) -> None:
    words = "they were not bought into the scale"
    make_note(text, learner1, "assessing", words, visibility="private")
    assert offers(text, learner1)[words] == "checking"
    assert offers(text, learner2)[words] == "open"


def test_checks_on_parts_count_when_together_they_hold_the_quotation(
    client: Client, text: Text, learner1: User
) -> None:
    note = make_note(text, learner1, "assessing", "not bought into the scale")
    assert offers(text)["they were not bought into the scale"] == "open"
    client.force_login(learner1)
    page = client.get(reverse("coverage", args=[text.pk]))
    assertContains(page, f'<a href="{note.get_absolute_url()}">a quote check</a> stands on a part of it')
    make_note(text, learner1, "assessing", "they were")
    assert offers(text)["they were not bought into the scale"] == "checking"


def test_the_article_page_has_its_comments_and_a_comment_only_itself(reading: Client, text: Text) -> None:
    comment = make_text("There were 40 of them.", author=text.added_by, parent=text)  # type: ignore[arg-type]
    assertContains(reading.get(reverse("coverage", args=[text.pk])), "<mark>40</mark>", html=True)
    alone = reading.get(reverse("coverage", args=[comment.pk]))
    assertContains(alone, "<mark>40</mark>", html=True)
    assertNotContains(alone, "<mark>1948</mark>", html=True)


def test_htmx_gets_the_row_and_the_counts_of_the_page_it_stands_on(reading: Client, text: Text) -> None:
    comment = make_text("There were 40 of them.", author=text.added_by, parent=text)  # type: ignore[arg-type]
    data = {"mark": offer(comment, "40").mark, "on": str(text.pk)}
    answer = reading.post(reverse("tick", args=[comment.pk]), data, headers={"HX-Request": "true"})
    assertContains(answer, 'hx-swap-oob="true"')
    assertContains(answer, "1 looked at")
    assertContains(answer, f"/texts/{text.pk}/coverage/?state=looked")
    assertNotContains(answer, "<html")


def test_words_that_changed_while_somebody_read_are_not_ticked(reading: Client, text: Text) -> None:
    mark = offer(text, "12").mark
    rewrite(text, SOURCE.replace("12", "13"))
    answer = reading.post(reverse("tick", args=[text.pk]), {"mark": mark}, headers={"HX-Request": "true"})
    assertContains(answer, "have changed since this page was shown", status_code=422)
    assert not Tick.objects.exists()


def test_other_languages_get_quotations_and_numbers_and_are_told(client: Client, instructor: User) -> None:
    text = make_text("Er sagte „nein“ zu Ribbentrop am 3. Mai 1940.", author=instructor, language="de")
    page = client.get(reverse("coverage", args=[text.pk]))
    assertContains(page, "This text is not in English")
    assert {row.offer.kind for row in page.context["rows"]} == {"quotation", "number"}


def test_another_language_is_searched_anew(text: Text) -> None:
    assert "London" in offers(text)
    Text.objects.filter(pk=text.pk).update(language="de")
    assert "London" not in offers(text)


def test_what_is_derived_can_be_thrown_away(reading: Client, text: Text) -> None:
    tick(reading, text, "12")
    before = offers(text)
    Survey.objects.all().delete()
    Offer.objects.all().delete()
    assert offers(text) == before


def test_empty_states_say_what_to_do(client: Client, instructor: User) -> None:
    nothing = make_text("nothing to check here.", author=instructor)
    assertContains(client.get(reverse("coverage", args=[nothing.pk])), "The rules find nothing to check here")
    assertContains(client.get(reverse("coverage", args=[nothing.pk]), {"state": "nonsense"}), "Select a valid choice")


# All of one kind


def dismiss_names(client: Client, text: Text, **changes: Any) -> Any:
    shown = client.get(reverse("dismiss-all", args=[text.pk]), {"kind": "name"}).context["form"].initial
    return client.post(
        reverse("dismiss-all", args=[text.pk]), {**shown, "reason": "All known.", **changes}, follow=True
    )


def test_all_open_names_are_dismissed_with_one_reason(reading: Client, text: Text, learner2: User) -> None:
    comment = make_text("Leeds was in London.", author=learner2, parent=text)
    look_at(offer(comment, "London"), comment, learner2)
    answer = dismiss_names(reading, text)
    assertContains(answer, "1 place dismissed")
    every = covering(texts_on(text), learner2).offers
    assert {one.stands for one in every.filter(kind="name", text=text)} == {"dismissed"}
    assert {one.stands for one in every.exclude(kind="name")} == {"open"}
    assert offers(comment)["London"] == "checked"


def test_what_was_dismissed_in_one_go_is_taken_back_in_one(reading: Client, text: Text) -> None:
    rewrite(text, SOURCE.replace("London", "London and Leeds"))
    tick(reading, text, "London")
    dismiss_names(reading, text)
    batch = reading.get(reverse("coverage", args=[text.pk])).context["batch"]
    dismissed = Tick.objects.standing().filter(batch=batch["batch"])
    assert batch["count"] == dismissed.count() > 0
    reading.post(reverse("undo-batch", args=[text.pk, batch["batch"]]))
    assert not dismissed.exists()
    assert offers(text)["London"] == "checked"
    assert reading.get(reverse("coverage", args=[text.pk])).context["batch"] is None


def test_dismissing_all_needs_a_reason_and_the_number_that_was_shown(reading: Client, text: Text) -> None:
    assertContains(dismiss_names(reading, text, reason=""), "Say why nobody needs", status_code=422)
    assertContains(dismiss_names(reading, text, number=99), "open places now, and 99 when", status_code=422)
    assert not Tick.objects.exists()
    assert reading.get(reverse("dismiss-all", args=[text.pk]), {"kind": "nonsense"}).status_code == 404


# The line in the reader


def test_the_reader_asks_for_the_count_and_searches_nothing_itself(client: Client, text: Text) -> None:
    assertContains(client.get(reverse("reader", args=[text.pk])), reverse("coverage-line", args=[text.pk]))
    assert not Survey.objects.exists()
    line = client.get(reverse("coverage-line", args=[text.pk]))
    found = text.offers.count()
    assertContains(line, f"{found} of {found} checkable places open")
    assertContains(line, "?state=open")


def test_long_texts_are_not_searched_for_a_line(client: Client, text: Text, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 20)
    assertContains(client.get(reverse("coverage-line", args=[text.pk])), "not counted yet")
    client.get(reverse("coverage", args=[text.pk]))
    assertContains(client.get(reverse("coverage-line", args=[text.pk])), "checkable places open")


def test_the_page_asks_the_database_few_questions(
    reading: Client, text: Text, learner1: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        comment = make_text(f"He had {number + 20} of them, “all of them”.", author=learner1, parent=text)
        make_note(comment, learner1, "assessing", "all of them")
        look_at(offer(comment, str(number + 20)), comment, learner1)
    reading.get(reverse("coverage", args=[text.pk]))
    with django_assert_max_num_queries(17):
        reading.get(reverse("coverage", args=[text.pk]))
    with django_assert_max_num_queries(10):
        reading.get(reverse("coverage-line", args=[text.pk]))


# Sign-off


@pytest.fixture
def editing(client: Client, instructor: User) -> Client:
    client.force_login(instructor)
    return client


def sign(client: Client, text: Text, **data: Any) -> Any:
    shown = client.get(reverse("sign-off", args=[text.pk])).context["form"].initial
    return client.post(reverse("sign-off", args=[text.pk]), {**shown, **data})


def test_an_editor_is_told_what_is_open_before_signing_off(editing: Client, text: Text) -> None:
    page = editing.get(reverse("sign-off", args=[text.pk]))
    count = text.offers.count()
    assertContains(page, f"{count} of {count} places are open")
    assertContains(sign(editing, text), "Say that you know what is open", status_code=422)
    assert not SignOff.objects.exists()
    assert sign(editing, text, aware="on", note="For Monday.").status_code == 302
    made = SignOff.objects.get()
    assert (made.open, made.found, made.revision, made.note) == (count, count, text.latest, "For Monday.")


def test_nothing_open_needs_no_confirmation(editing: Client, instructor: User) -> None:
    assert sign(editing, make_text("nothing here.", author=instructor)).status_code == 302
    assert SignOff.objects.get().open == 0


def test_what_changed_while_an_editor_read_is_shown_first(editing: Client, text: Text) -> None:
    shown = editing.get(reverse("sign-off", args=[text.pk])).context["form"].initial
    rewrite(text, SOURCE.replace("12", "13"))
    answer = editing.post(reverse("sign-off", args=[text.pk]), {**shown, "aware": "on", "note": "Kept words."})
    assertContains(answer, "Something has changed since you were shown this", status_code=422)
    assertContains(answer, "Kept words.", status_code=422)
    assert not SignOff.objects.exists()


def test_a_sign_off_names_the_sentences_that_changed_since(editing: Client, text: Text) -> None:
    sign(editing, text, aware="on")
    address = reverse("coverage", args=[text.pk])
    assertContains(editing.get(address), "signed off at revision 1")
    rewrite(text, SOURCE.replace("12", "13").replace("London", "Leeds"))
    page = editing.get(address)
    assertContains(page, "2 sentences changed since")
    assert page.context["signed"].sentences == ["He had 13 secretaries.", "Nobody answered him in Leeds."]
    rewrite(text, SOURCE)
    assertContains(editing.get(address), "no sentence was changed since")


def test_a_withdrawn_sign_off_is_kept_and_not_shown(editing: Client, text: Text, instructor: User) -> None:
    sign(editing, text, aware="on")
    editing.post(reverse("withdraw-sign-off", args=[SignOff.objects.get().pk]))
    assert SignOff.objects.get().withdrawn_by == instructor
    page = editing.get(reverse("coverage", args=[text.pk]))
    assertContains(page, "The article is not signed off")
    assertContains(page, "1 earlier sign-off")
    assertContains(page, "(withdrawn by instructor")
