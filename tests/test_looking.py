"""A quotation is looked for in the library, what is found becomes a source, and earlier checks lend theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.annotating import annotate
from annotator.notes.models import Annotation, Check, Source, Verdict
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

MISQUOTED = "They were not bought into the scale against Hitler and were treated with an indifference -not to say disdain-which keft a mark on Stalin’s mind"
MEMOIRS = "The offer was ignored.\n\nA long story. They were not brought into the scale against Hitler, and were treated with an indifference—not to say disdain—which left a mark in Stalin’s mind. Events took their course."


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def memoirs(instructor: User) -> Text:
    fields = {
        "title": "The Gathering Storm",
        "byline": "Winston S. Churchill",
        "publisher": "Cassell",
        "published": "1948",
    }
    return make_text(MEMOIRS, author=instructor, **fields)


@pytest.fixture
def check(instructor: User, learner1: User) -> Annotation:
    article = make_text("An article on something else.", author=instructor, title="The article")
    comment = make_text(f"He wrote: “{MISQUOTED}.” So there.", author=instructor, parent=article)
    return make_note(comment, learner1, "assessing", MISQUOTED)


def look(person: User, note: Annotation) -> str:
    answer = signed_in(person).get(reverse("find-quotation", args=[note.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def use(person: User, note: Annotation, text: Text, start: int, end: int, **fields: Any) -> Any:
    data = {"text": text.pk, "revision": text.latest_id, "start": start, "end": end, "back": "check", **fields}
    return signed_in(person).post(reverse("use-passage", args=[note.pk]), data)


def place_of(text: Text, words: str) -> tuple[int, int]:
    assert text.latest
    start = text.latest.plain.index(words)
    return start, start + len(words)


# What is found


def test_a_reader_finds_the_right_wording_with_its_place_and_likeness(
    learner2: User, check: Annotation, memoirs: Text
) -> None:
    html = look(learner2, check)
    assert "1 place<" in html and "Paragraph 2 of “The Gathering Storm”" in html
    assert "Nearly the same words, 98 % alike" in html
    assert "<mark>They were not </mark>" in html and '<span class="offer__other">brought</span>' in html
    assert "3 words differ" in html and "Use as source" in html
    start, end = place_of(memoirs, MEMOIRS.split("story. ")[1].split(". Events")[0])
    assert f"?words={memoirs.latest_id}%3A{start}-{end}" in html


def test_the_quotation_itself_is_not_offered(learner2: User, check: Annotation) -> None:
    assert "Nothing found" in look(learner2, check)


def test_a_comment_is_told_that_its_article_has_the_words(instructor: User, learner1: User) -> None:
    make_text(MEMOIRS, author=instructor, title="Elsewhere")
    article = make_text(MEMOIRS.replace("left a mark", "made a mark"), author=instructor, title="Here")
    note = make_note(make_text(MISQUOTED, author=instructor, parent=article), learner1, "assessing", MISQUOTED)
    html = look(learner1, note)
    assert html.index("“Here”, the article of this comment") < html.index("Paragraph 2 of “Elsewhere”")


def test_a_check_of_lost_words_is_looked_for_all_the_same(
    learner2: User, instructor: User, check: Annotation, memoirs: Text
) -> None:
    publish(check.text, "All of it is gone.", author=instructor, base=check.text.latest)
    assert "Paragraph 2 of “The Gathering Storm”" in look(learner2, check)


def test_a_check_of_a_whole_text_is_told_that_there_are_no_words_to_look_for(
    instructor: User, learner1: User, memoirs: Text
) -> None:
    whole = Annotation(text=memoirs, revision=memoirs.latest, motivation="assessing", body="All?", author=learner1)
    note = annotate(whole, check=Check(speaker="Churchill"))
    html = look(learner1, note)
    assert "Nothing found" in html and "there are no quoted words to look for" in html


def test_the_page_says_when_there_are_more_places(instructor: User, learner2: User, check: Annotation) -> None:
    for _ in range(22):
        make_text(MEMOIRS, author=instructor)
    html = look(learner2, check)
    assert "20 places" in html and "There are more places than are shown here" in html


def test_what_is_written_in_texts_is_not_markup(instructor: User, learner1: User, check: Annotation) -> None:
    make_text(f"&lt;script&gt;x&lt;/script&gt; {MISQUOTED}", author=instructor, title="<b>Bold</b>")
    html = look(learner1, check)
    assert "&lt;script&gt;x" in html and "<script>x" not in html and "<b>Bold" not in html


def test_the_page_takes_as_few_queries_for_many_hits_as_for_one(
    instructor: User, learner2: User, check: Annotation
) -> None:
    counts = []
    client = signed_in(learner2)
    client.get(reverse("find-quotation", args=[check.pk]))  # counted from the first time on
    for more in (1, 6):
        for _ in range(more):
            article = make_text(MEMOIRS, author=instructor)
            other = make_note(make_text(MISQUOTED, author=instructor, parent=article), learner2, "assessing", MISQUOTED)
            Source.objects.create(quote_check=other.quote_check, citation="A book.", added_by=learner2)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("find-quotation", args=[check.pk]))
        counts.append(len(queries))
    assert counts[1] <= counts[0] < 40


# Use as source


def test_what_is_found_becomes_a_source_with_everything_filled_in(
    learner2: User, check: Annotation, memoirs: Text
) -> None:
    answer = use(learner2, check, memoirs, *place_of(memoirs, "not brought into the scale"), primary="1")
    assert answer.status_code == 302 and answer.url == reverse("check", args=[check.pk])
    source = check.quote_check.sources.get()
    assert source.citation == "Winston S. Churchill, The Gathering Storm (Cassell, 1948)"
    assert (source.locator, source.excerpt_language, source.primary, source.added_by) == (
        "paragraph 2",
        "en",
        True,
        learner2,
    )
    assert source.excerpt == MEMOIRS.split("story. ")[1].split(" Events")[0]
    assert source.url == f"http://testserver/texts/{memoirs.pk}/" and source.seen
    assert "A source of this check already" in look(learner2, check)


def test_the_address_of_a_text_is_where_it_was_published(instructor: User, learner2: User, check: Annotation) -> None:
    text = make_text(MEMOIRS, author=instructor, source_url="https://example.org/storm")
    use(learner2, check, text, 0, 9)
    assert check.quote_check.sources.get().url == "https://example.org/storm"


def test_a_comment_is_cited_with_its_article(instructor: User, learner2: User, check: Annotation) -> None:
    comment = make_text(
        MEMOIRS, author=instructor, parent=make_text(author=instructor, title="War"), byline="A. Reader"
    )
    use(learner2, check, comment, *place_of(comment, "Events took"))
    source = check.quote_check.sources.get()
    assert source.citation == "A. Reader, “Comment 1”, War" and source.excerpt == "Events took their course."


def test_the_same_passage_is_a_source_once_and_can_be_taken_back(
    learner2: User, check: Annotation, memoirs: Text
) -> None:
    for _ in range(2):
        use(learner2, check, memoirs, *place_of(memoirs, "not brought"))
    source = check.quote_check.sources.get()
    assert signed_in(learner2).post(reverse("remove-source", args=[source.pk])).status_code == 302
    use(learner2, check, memoirs, *place_of(memoirs, "not brought"))
    assert check.quote_check.sources.filter(deleted=None).count() == 1


def test_a_passage_that_has_changed_since_is_not_used_unseen(
    instructor: User, learner2: User, check: Annotation, memoirs: Text
) -> None:
    old = memoirs.latest_id
    publish(memoirs, "Other words.", author=instructor, base=memoirs.latest)
    answer = use(learner2, check, memoirs, 0, 5, revision=old)
    assert answer.url == reverse("find-quotation", args=[check.pk]) and not check.quote_check.sources.exists()


@pytest.mark.parametrize(
    "wrong", [{"start": 5, "end": 5}, {"start": 99999, "end": 100000}, {"start": -1}, {"text": "x"}]
)
def test_no_source_is_made_of_no_words(wrong: dict[str, Any], learner2: User, check: Annotation, memoirs: Text) -> None:
    data = {"text": memoirs.pk, "revision": memoirs.latest_id, "start": 0, "end": 9, **wrong}
    answer = signed_in(learner2).post(reverse("use-passage", args=[check.pk]), data)
    assert answer.status_code == 404 and not check.quote_check.sources.exists()


def test_readers_are_warned_before_they_show_a_closed_text(
    instructor: User, learner2: User, check: Annotation, memoirs: Text
) -> None:
    warning = "Only signed-in people can read this text"
    assert warning not in look(learner2, check)
    Text.objects.filter(pk=memoirs.pk).update(readers="members")
    assert warning in look(learner2, check)


# The same quotation was checked before


@pytest.fixture
def earlier(instructor: User, learner1: User) -> Annotation:
    text = make_text(f"Also here: “{MISQUOTED.replace('keft', 'left')}”.", author=instructor, title="Another paper")
    note = make_note(text, learner1, "assessing", MISQUOTED.replace("keft", "left"))
    fields = {
        "quote_check": note.quote_check,
        "citation": "Churchill 1948",
        "locator": "p. 301",
        "excerpt": "They were",
    }
    Source.objects.create(added_by=learner1, archived_url="https://archive.example/x", primary=True, **fields)
    return note


def test_an_earlier_check_is_shown_with_its_state_and_lends_its_sources(
    learner2: User, check: Annotation, earlier: Annotation
) -> None:
    html = look(learner2, check)
    assert "The same quotation was checked before" in html and "Unchecked, in “Another paper”" in html
    assert "Churchill 1948, p. 301" in html and "Use its source" in html
    for count in (1, 1):
        signed_in(learner2).post(reverse("reuse-sources", args=[check.pk]), {"check": earlier.pk})
        assert check.quote_check.sources.count() == count
    source = check.quote_check.sources.get()
    assert (source.locator, source.archived_url, source.primary) == ("p. 301", "https://archive.example/x", True)
    assert source.added_by == learner2


def test_nothing_of_a_verdict_is_shown_before_the_second(
    learner1: User, learner2: User, outsider: User, check: Annotation, earlier: Annotation
) -> None:
    finding = {"wording": "not_found", "attribution": "unattributed", "context": "misleading", "reason": "Quagga-55"}
    earlier.quote_check.give(Verdict(reader=learner1, **finding))
    html = look(outsider, check)
    assert "Waiting for a second reader, in" in html
    assert not any(word in html for word in ("Quagga-55", "Not found", "Unattributed", "Misleading", str(learner1.pk)))
    earlier.quote_check.give(Verdict(reader=learner2, **finding))
    assert "Not found, in “Another paper”" in look(outsider, check)


def test_checks_that_one_cannot_read_are_neither_shown_nor_lent(
    learner1: User, learner2: User, check: Annotation, earlier: Annotation
) -> None:
    Annotation.objects.filter(pk=earlier.pk).update(visibility="private")
    assert "Not checked before" in look(learner2, check)
    answer = signed_in(learner2).post(reverse("reuse-sources", args=[check.pk]), {"check": earlier.pk})
    assert answer.status_code == 404 and not check.quote_check.sources.exists()
    assert "checked before" in look(learner1, check)


def test_removed_sources_are_not_lent(learner2: User, check: Annotation, earlier: Annotation) -> None:
    earlier.quote_check.sources.get().delete()
    assert "It has no source yet" in look(learner2, check)


def test_a_check_of_other_words_is_no_earlier_check(instructor: User, learner2: User, check: Annotation) -> None:
    make_note(make_text(MEMOIRS, author=instructor), learner2, "assessing", "Events took their course")
    assert "Not checked before" in look(learner2, check)


@pytest.mark.parametrize("other", ["", "x", "0190d5a5-0000-7000-8000-000000000000"])
def test_sources_of_no_check_are_not_lent(other: str, learner2: User, check: Annotation) -> None:
    answer = signed_in(learner2).post(reverse("reuse-sources", args=[check.pk]), {"check": other})
    assert answer.status_code == 404


# Links between texts


def quoted(check: Annotation, memoirs: Text, by: User) -> Source:
    use(by, check, memoirs, *place_of(memoirs, "not brought into the scale against Hitler"))
    return Source.objects.get(quote_check=check.quote_check)


def follow(source: Source, person: User | None = None) -> Any:
    client = signed_in(person) if person else Client()
    return client.get(reverse("source-words", args=[source.pk]))


def test_a_card_says_what_a_comment_quotes_and_leads_to_the_words(
    learner2: User, check: Annotation, memoirs: Text
) -> None:
    source = quoted(check, memoirs, learner2)
    card = Client().get(reverse("card", args=[check.pk])).content.decode()
    assert card.index("This comment quotes paragraph 2 of “The Gathering Storm”") < card.index("<details")
    assert "revised since" not in card
    start, end = place_of(memoirs, "not brought into the scale against Hitler")
    words = "not%20brought%20into%20the%20scale%20against%20Hitler"
    at = f"/texts/{memoirs.pk}/?words={memoirs.latest_id}%3A{start}-{end}#text-{memoirs.pk}"
    assert follow(source).url == f"{at}:~:text={words}"


def test_a_comment_that_quotes_its_own_article_says_so(instructor: User, learner1: User) -> None:
    article = make_text(MEMOIRS, author=instructor)
    note = make_note(make_text(MISQUOTED, author=instructor, parent=article), learner1, "assessing", MISQUOTED)
    quoted(note, article, learner1)
    assert (
        "This comment quotes paragraph 2 of the article"
        in Client().get(reverse("card", args=[note.pk])).content.decode()
    )


def test_the_link_follows_the_words_through_revisions(
    instructor: User, learner2: User, check: Annotation, memoirs: Text
) -> None:
    source = quoted(check, memoirs, learner2)
    revision = publish(memoirs, f"New first paragraph.\n\n{MEMOIRS}", author=instructor, base=memoirs.latest)
    start, end = place_of(memoirs, "not brought into the scale against Hitler")
    assert source.found_start and start > source.found_start
    assert follow(source).url.startswith(f"/texts/{memoirs.pk}/?words={revision.pk}%3A{start}-{end}#")
    assert "revised since" in Client().get(reverse("card", args=[check.pk])).content.decode()


def test_words_that_have_changed_are_not_passed_off_as_those_quoted(
    instructor: User, learner2: User, check: Annotation, memoirs: Text
) -> None:
    source = quoted(check, memoirs, learner2)
    changed = publish(memoirs, MEMOIRS.replace("the scale", "a balance"), author=instructor, base=memoirs.latest)
    html = follow(source, learner2).content.decode()
    assert "The words of this source have changed" in html and "revision 1" in html
    assert "not brought into the scale" in html and f"words={changed.pk}" in html and "Read it as it was" in html
    publish(memoirs, "All gone, every bit.", author=instructor, base=changed)
    html = follow(source).content.decode()
    assert "The words of this source are gone" in html and "Read it as it was" not in html


def test_those_who_cannot_read_a_text_get_no_link_into_it(learner2: User, check: Annotation, memoirs: Text) -> None:
    source = quoted(check, memoirs, learner2)
    Text.objects.filter(pk=memoirs.pk).update(readers="members")
    assert "This comment quotes" not in Client().get(reverse("card", args=[check.pk])).content.decode()
    assert follow(source).status_code == 404 and follow(source, learner2).status_code == 302


def test_the_place_goes_with_sources_that_are_used_again(
    learner1: User, learner2: User, check: Annotation, earlier: Annotation, memoirs: Text
) -> None:
    source = quoted(check, memoirs, learner2)
    signed_in(learner2).post(reverse("reuse-sources", args=[earlier.pk]), {"check": check.pk})
    copy = Source.objects.get(quote_check=earlier.quote_check, found_text=memoirs)
    assert (copy.found_revision_id, copy.found_start) == (source.found_revision_id, source.found_start)
