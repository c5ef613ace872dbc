"""The index of passages is true to what was published last, and quotations are found in it, mistakes and all."""

from __future__ import annotations

from io import StringIO
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from annotator.library.publishing import add_comments, add_text, publish
from annotator.people.models import User
from annotator.search.indexing import index_at_first
from annotator.search.models import Passage
from annotator.search.quoting import Looked, likely
from annotator.search.terms import parts, words
from annotator.search.wordindex import having
from tests.conftest import SLOW_MACHINES
from tests.making import make_text
from texts.blocks import blocks
from texts.importing.drafts import CommentDraft, Draft
from texts.models import Text
from texts.rendering import render
from texts.spans import Span

pytestmark = pytest.mark.django_db


def found(*ways: str) -> list[str]:
    """The passages that have all words of one of `ways`, as "title: paragraph"."""
    passages = Passage.objects.filter(having([way.split() for way in ways])).select_related("text")
    return sorted(f"{passage.text.title}: {passage.number}" for passage in passages)


def rows() -> list[tuple[Any, ...]]:
    return list(Passage.objects.order_by("text", "start").values_list("text", "revision", "number", "start", "words"))


# What is kept of words


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("They weren’t brought—into", "they weren t brought into"),
        ("in\u00addifference, ﬁne, Ünïcode", "indifference fine unicode"),
        ("STRASSE Straße İstanbul", "strasse strasse istanbul"),
        ("Он сказал: «Ещё»", "он сказал еще"),
        ("中国。他说 abc", "中 国 他 说 abc"),
        ("مُحَمَّد كتب", "محمد كتب"),
        ("a_b -- … 1939–45", "a b 1939 45"),
        ("x" * 3000, "x" * 60),
        ("\n— …", ""),
    ],
)
def test_words_are_kept_without_case_accents_and_glyphs(written: str, kept: str) -> None:
    assert words(written) == kept


def test_what_a_misspelling_leaves_of_a_long_word_is_kept_too() -> None:
    assert parts("the indifference of it") == "indif0 0rence"
    assert parts("中 国 人 abc 民 站") == "中国 国人 民站"


# Paragraphs


def test_paragraphs_are_counted_as_a_reader_counts_them() -> None:
    rendering = render(
        "# Head\n\nOne\nwrapped In lines\n\n- two\n- *three*\n\n> four\n\n| five | b |\n|---|---|\n| six | d |\n"
    )
    found = blocks(rendering.html, rendering.plain)
    told = [(block.number, " ".join(block.span.of(rendering.plain).split())) for block in found]
    assert told == [
        *((1, "Head"), (1, "One wrapped In lines"), (2, "two"), (3, "three")),
        *((4, "four"), (5, "five b"), (6, "six d")),
    ]


@pytest.mark.parametrize("source", ["One & two", "One.\n\nTwo <3 “x”.\n", "[a](</x>y>)\n\nb", "&nbsp;", "a\n***\nb"])
def test_blocks_have_all_words_of_the_text(source: str) -> None:
    rendering = render(source)
    told = "".join(block.span.of(rendering.plain) for block in blocks(rendering.html, rendering.plain))
    assert told.split() == rendering.plain.split() or "".join(told.split()) == "".join(rendering.plain.split())


# The index


def test_what_is_published_is_found_and_what_was_there_before_is_not(instructor: User) -> None:
    text = make_text("The old bridge.\n\nThe river.", author=instructor)
    assert found("bridge") == ["A text: 1"] and found("river bridge") == []
    publish(text, "The new ferry.\n\nA field.\n\nThe river.", author=instructor, base=text.latest)
    assert found("bridge") == [] and found("river") == ["A text: 3"]
    assert found("ferry", "field") == ["A text: 1", "A text: 2"]


def test_comments_are_found_as_soon_as_they_are_stored(instructor: User) -> None:
    draft = Draft("An article.", comments=[CommentDraft(1, "First comment."), CommentDraft(2, "Second comment.")])
    article = add_text(draft, instructor, title="Article")
    add_comments(article, [CommentDraft(3, "Third comment.")], instructor)
    assert found("article") == ["Article: 1"]
    assert len(found("comment")) == 3


def test_a_failed_publication_leaves_the_index_as_it_was(instructor: User) -> None:
    text = make_text("The old bridge.", author=instructor)
    before = rows()
    with pytest.raises(ValueError, match="edits"):
        publish(text, "The new bridge.", author=instructor, base=text.latest, edits=[[4, 7, "odd"]])
    assert rows() == before and found("old") == ["A text: 1"] and found("new") == []


def test_passages_lie_on_their_words_and_long_paragraphs_are_cut_between_words(instructor: User) -> None:
    text = make_text("Short.\n\n" + "many words " * 1000 + "\n\n" + "x" * 4000, author=instructor)
    assert text.latest
    passages = list(Passage.objects.filter(text=text))
    assert {passage.number for passage in passages} == {1, 2, 3}
    assert max(passage.end - passage.start for passage in passages) <= 1500
    plain = text.latest.plain
    assert all(words(Span(one.start, one.end).of(plain)) == one.words for one in passages)
    assert "".join(plain[one.start : one.end] for one in passages).replace(" ", "") == "".join(plain.split())


def test_making_the_index_again_changes_nothing(instructor: User) -> None:
    text = make_text("One.\n\nTwo.", author=instructor)
    make_text("A comment.", author=instructor, parent=text)
    publish(text, "One.\n\nThree 中国人.", author=instructor, base=text.latest)
    before = rows()
    Passage.objects.filter(number=2).delete()
    assert found("three") == []
    out = StringIO()
    call_command("reindex", stdout=out)
    assert rows() == before and found("three") == ["A text: 2"] and found("国人") == ["A text: 2"]
    assert "3 passages" in out.getvalue()


def test_publishing_a_long_text_takes_as_few_queries_as_a_short_one(instructor: User) -> None:
    counts = []
    for paragraphs in (2, 60):
        text = make_text("\n\n".join(f"Paragraph {n}." for n in range(paragraphs)), author=instructor)
        with CaptureQueriesContext(connection) as queries:
            publish(text, "\n\n".join(f"Passage {n}." for n in range(paragraphs)), author=instructor, base=text.latest)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_words_of_any_script_and_length_are_no_error(instructor: User) -> None:
    make_text("𞤀𞤣𞤤𞤢𞤥 a" + "中" * 3000 + "\n\n" + "ß" * 9000 + " 'quoted' \\ \" & | ! <b>", author=instructor)
    assert found("quoted") == ["A text: 2"] and found("中中") == ["A text: 1"] * 3


def test_a_text_without_words_has_no_passages(instructor: User) -> None:
    text = Text.objects.create(title="Empty", added_by=instructor)
    publish(text, "&nbsp;", author=instructor)
    assert not Passage.objects.filter(text=text, words__gt="").exists()


# Quotations

CHURCHILL = "They were not bought into the scale against Hitler and were treated with an indifference -not to say disdain-which keft a mark on Stalin’s mind"
MEMOIRS = "The Soviet offer was ignored. They were not brought into the scale against Hitler, and were treated with an indifference—not to say disdain—which left a mark in Stalin’s mind. Events took their course."


def told(looked: Looked) -> list[str]:
    return [hit.excerpt for hit in looked.hits]


def test_churchill_is_found_whatever_was_misspelt(instructor: User) -> None:
    make_text("Something else.\n\nAnd against Hitler.", author=instructor)
    text = make_text(f"One.\n\nTwo.\n\n{MEMOIRS}", author=instructor, title="Memoirs")
    (hit,) = likely(CHURCHILL, instructor).hits
    assert (hit.text, hit.revision, hit.number, hit.last) == (text, text.latest, 3, 3)
    assert hit.excerpt.startswith("They were not brought") and hit.excerpt.endswith("in Stalin’s mind")
    assert text.latest and hit.span.of(text.latest.plain) == hit.excerpt
    assert 94 <= hit.per_cent < 100


def test_the_same_words_are_one_hundred_per_cent_alike(instructor: User) -> None:
    make_text(MEMOIRS, author=instructor)
    looked = likely("“they were treated with an Indifference -- not to say disdain…”"[10:], instructor)
    assert [hit.per_cent for hit in looked.hits] == [100]


@pytest.mark.parametrize(
    ("source", "quoted", "excerpt"),
    [
        ("He said: “It’s the soldiers’ right” — twice.", "\"It's the soldiers' right\" - twice", "It’s the soldiers’ right” — twice"),
        ("One fine day came.\n\nThen nothing did happen at all.", "fine day came. Then nothing did", "fine day came.\nThen nothing did"),
        (
            "We shall fight on the beaches, we shall fight on the landing grounds, we shall never surrender.",
            "We shall fight on the beaches … we shall never surender",
            "We shall fight on the beaches, we shall fight on the landing grounds, we shall never surrender",
        ),
        ("A first line that opens.\n\nBetween.\n\nAnd so it ends here.", "first line that opens [...] so it ends here", "first line that opens.\nBetween.\nAnd so it ends here"),
        ("Он сказал: «Ещё не вечер, товарищи», и ушёл.", "еще не вечер товарищи", "Ещё не вечер, товарищи"),
        ("他说:中国人民从此站起来了。大家都笑。", "中国人民从此占起来了", "中国人民从此站起来了"),
        ("ثم قال: العلمُ نورٌ والجهلُ ظلام، وانصرف.", "العلم نور والجهل ضلام", "العلمُ نورٌ والجهلُ ظلام"),
        ("สวัสดีครับ ผมชื่อสมชายและผมรักเมืองไทย", "ผมชื่อสมชัยและผมรักเมืองไทย", "ผมชื่อสมชายและผมรักเมืองไทย"),
        ("The in\u00addifference was com\u00adplete then.", "indifference was complete", "in\u00addifference was com\u00adplete"),
        ("Cafe\u0301 society was naïve about it.", "café society was naive about it", "Cafe\u0301 society was naïve about it"),
        ("Ye olde shoppe.", "Ye olde shoppe", "Ye olde shoppe"),
    ],
)  # fmt: skip
def test_a_quotation_is_found_in_other_glyphs_scripts_and_cuts(
    source: str, quoted: str, excerpt: str, instructor: User
) -> None:
    make_text("Nothing of it is here, 人 и не here.", author=instructor)
    make_text(source, author=instructor)
    assert told(likely(quoted, instructor)) == [excerpt]


def test_a_quotation_over_two_paragraphs_says_so(instructor: User) -> None:
    make_text("Zero.\n\nOne fine day came.\n\nThen nothing did happen at all.", author=instructor)
    (hit,) = likely("fine day came. Then nothing did happen", instructor).hits
    assert (hit.number, hit.last) == (2, 3)


@pytest.mark.parametrize("quoted", ["", "  ", "…", "—", "?!", "words that nobody has written anywhere"])
def test_nothing_found_is_nothing(quoted: str, instructor: User) -> None:
    make_text(MEMOIRS, author=instructor)
    assert likely(quoted, instructor) == Looked()


def test_a_quotation_is_not_its_own_source(instructor: User) -> None:
    text = make_text(f"{MEMOIRS}\n\nAgain: {MEMOIRS}", author=instructor)
    assert text.latest
    start = text.latest.plain.index("They were")
    looked = likely(CHURCHILL, instructor, but=(text.pk, Span(start, start + 150)))
    assert [(hit.number, hit.text) for hit in looked.hits] == [(2, text)]


def test_a_source_just_beside_the_quotation_is_found(instructor: User) -> None:
    text = make_text("He said: “fools rush in where angels”.\n\nFools rush in, where angles fear.", author=instructor)
    assert text.latest
    start = text.latest.plain.index("fools")
    looked = likely("fools rush in where angels", instructor, but=(text.pk, Span(start, start + 26)))
    assert told(looked) == ["Fools rush in, where angles"]


def test_the_same_words_in_neighbouring_paragraphs_are_two_places(instructor: User) -> None:
    make_text("I have a dream today.\n\nYes: I have a dream today.", author=instructor)
    assert [hit.number for hit in likely("I have a dream today", instructor).hits] == [1, 2]


def test_the_article_of_a_comment_is_looked_at_first_and_always(instructor: User) -> None:
    for _ in range(30):
        make_text(MEMOIRS, author=instructor, title="Elsewhere")
    article = make_text(MEMOIRS.replace("scale against", "balance of"), author=instructor, title="Here")
    comment = make_text(f"He wrote: {CHURCHILL}", author=instructor, parent=article)
    assert comment.latest
    looked = likely(CHURCHILL, instructor, near=article, but=(comment.pk, Span(0, len(comment.latest.plain))))
    assert looked.hits[0].text == article and looked.hits[0].likeness < looked.hits[1].likeness
    assert looked.cut and len(looked.hits) == 20


def test_a_list_that_is_whole_does_not_say_that_it_is_cut(instructor: User) -> None:
    for _ in range(5):
        make_text(MEMOIRS, author=instructor)
    assert not likely(CHURCHILL, instructor).cut
    looked = likely(CHURCHILL, instructor, limit=4)
    assert looked.cut and len(looked.hits) == 4


def test_nobody_finds_words_of_texts_that_they_cannot_read(instructor: User, outsider: User, settings: Any) -> None:
    make_text(MEMOIRS, author=instructor, title="Open")
    hidden = make_text(MEMOIRS, author=instructor, title="Hidden", readers="members")
    make_text(MEMOIRS, author=instructor, title="Comment", parent=hidden, readers="members")
    seen = {hit.text.title for hit in likely(CHURCHILL, AnonymousUser(), near=hidden).hits}
    assert seen == {"Open"}
    assert {hit.text.title for hit in likely(CHURCHILL, outsider).hits} == {"Open", "Hidden", "Comment"}
    settings.ANONYMOUS_READING = False
    assert likely(CHURCHILL, AnonymousUser()) == Looked()


def test_looking_takes_as_few_queries_in_many_texts_as_in_one(instructor: User) -> None:
    counts = []
    for more in (1, 12):
        for _ in range(more):
            article = make_text(MEMOIRS, author=instructor)
        with CaptureQueriesContext(connection) as queries:
            likely(CHURCHILL, instructor, near=article)
        counts.append(len(queries))
    assert max(counts) <= 10


def test_a_long_quotation_is_found_by_its_beginning_and_end(instructor: User) -> None:
    long = " ".join(f"Sentence {n} of {words(MEMOIRS)[n % 40 :]}." for n in range(40))
    make_text(f"Before it.\n\n{long}\n\nAfter it.", author=instructor)
    (hit,) = likely(long.replace("ignored", "ignred"), instructor).hits
    assert hit.excerpt.strip(".") == long.strip(".")


def test_common_words_alone_are_found_together(instructor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.search.rarity.ROWS", 100)
    for n in range(60):
        make_text(" ".join(Random(n).sample("to be or not that is the".split(), 4)), author=instructor)
    make_text("To be, or not to be, that is the question.", author=instructor, title="Hamlet")
    looked = likely("to be or not to be that is the qestion", instructor)
    assert [hit.text.title for hit in looked.hits] == ["Hamlet"]


@pytest.fixture
def shelf(instructor: User) -> list[str]:
    """Texts of common words and of rare ones, in several scripts."""
    vocabulary = "the of and to a in that it was he for on are as with his they be at one have this from or had by hot but some what there we can out other were all your when up use word how said an each she which do their time if will way about many then them would write like so these her long make thing see him two has look more day could go come did sound no most people my over know than call first who may down side been now find any new work part take get place made live where after back little only round man year came show every good me give our under name very through just form much great think say help low line before turn cause same mean differ move right boy old too does tell sentence set three want air well also play small end put home read hand port large spell add even land here must big high such follow act why ask men change went light kind off need house picture try us again animal point mother world near build self earth father indifference extraordinarily telecommunications Rindfleischetikettierung правительство социалистический народ 中国人民 人民日报".split()
    random = Random(7)
    texts = [" ".join(random.choices(vocabulary, k=90)) for _ in range(25)]
    for text in texts:
        make_text(text.replace(" the ", " the.\n\n", 1), author=instructor)
    return texts


@hypothesis_settings(suppress_health_check=[*SLOW_MACHINES, HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_six_words_with_a_tenth_of_their_letters_wrong_are_found(data: Any, shelf: list[str], instructor: User) -> None:
    text = data.draw(st.sampled_from(shelf))
    every = text.split()
    first = data.draw(st.integers(0, len(every) - 6))
    stretch = list(" ".join(every[first : first + data.draw(st.integers(6, 30))]))
    letters = [n for n, letter in enumerate(stretch) if letter.isalpha()]
    for n in data.draw(st.sets(st.sampled_from(letters), max_size=len(letters) // 10)):
        stretch[n] = data.draw(st.sampled_from("xqzж国"))
    looked = likely("".join(stretch), instructor)
    whole = " ".join(every[first : first + len("".join(stretch).split())])
    assert any(words(whole) in words(hit.excerpt) or words(hit.excerpt) in words(whole) for hit in looked.hits)


def test_misspelt_words_take_no_place_from_those_that_are_there(
    instructor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.search.rarity.ROWS", 2)
    monkeypatch.setattr("annotator.search.rarity.SINGLE", 2)
    for n in range(40):
        make_text(f"Some of the usual words, number {n}.", author=instructor)
    make_text("The quagga was some of the usual words.", author=instructor, title="Quagga")
    looked = likely("The quagga wqs sqme oq thee usuql worrds", instructor)
    assert [hit.text.title for hit in looked.hits] == ["Quagga"]


def test_texts_that_were_there_before_the_index_are_found(instructor: User) -> None:
    make_text("One.\n\nTwo.", author=instructor)
    Text.objects.create(title="Not published yet", added_by=instructor)
    before = rows()
    Passage.objects.all().delete()
    index_at_first(apps, None)
    assert rows() == before and found("two") == ["A text: 2"]
