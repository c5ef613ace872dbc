"""From pasted words or uploaded bytes to drafts: nothing a person wrote is lost or invented on the way."""

from __future__ import annotations

import codecs
import re
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.importing import LARGEST, CommentDraft, Draft, Form, Unreadable, decode, read_text, recognise
from texts.rendering import normal, render

pytestmark = pytest.mark.pure

CORPUS = Path(__file__).parent.parent / "annotator" / "library" / "corpus" / "article-with-comments.txt"
NUMBER = re.compile(r"#?(\d{1,6})[.):]?")

MARKS = (
    """
# |## |#|* |- |+ |1. |1) |#1 |12. |> |    |\t|```|~~~|`|**|_|~~|[|]|(|)|!|<|>|&|&amp;|\\|| | a | b ||---|:-:||^|:|[^a]: |
---|===|=|-|https://e.org|<b>|é|𝒳|👩‍👩‍👧|ש|\u0301|\u200b|\u00a0|\u2028|\x85|word|Two words|by A. Writer|By|“Quoted|.|,
""".strip()
    .replace("\n", "")
    .split("|")
)
lines = st.lists(st.one_of(st.sampled_from([*MARKS, " "]), st.text(max_size=4)), max_size=12).map("".join)
pasted = st.lists(st.one_of(lines, st.sampled_from(["", "  ", "1. one", "  2. two", "\r"])), max_size=15).map("\n".join)


def squeezed(words: str) -> str:
    """`words` without white space."""
    return "".join(words.split())


def shown(source: str) -> str:
    """What a reader of this Markdown reads, without white space."""
    return squeezed(render(source).plain)


def holds_all(draft: Draft, words: str) -> bool:
    """The draft's article and comments are exactly `words`, but for white space and the numbers before comments."""
    left, article = squeezed(normal(words)), shown(draft.source)
    return left.startswith(article) and are_comments(left.removeprefix(article), draft.comments)


def are_comments(left: str, comments: list[CommentDraft]) -> bool:
    """`left` is each comment's number as it may be written, and its words."""
    if not comments:
        return left == ""
    number, words = comments[0].number, shown(comments[0].source)
    for length in range(1, 9):
        written = NUMBER.fullmatch(left[:length])
        if written and int(written[1]) == number and left[length:].startswith(words):
            rest = left[length:].removeprefix(words)
            if are_comments(rest, comments[1:]):
                return True
    return False


# Nothing is lost


def test_the_sample_corpus_is_an_article_with_two_comments_and_loses_no_character() -> None:
    words = decode(CORPUS.read_bytes())
    assert recognise(words) == "article"
    draft = read_text(words, "article")
    assert [comment.number for comment in draft.comments] == [1, 2]
    assert holds_all(draft, words)
    assert draft.byline == "Nick Holdsworth in Moscow"
    assert "Ribbnetrop" in draft.comments[1].source and "keft" in draft.comments[1].source


@given(pasted)
def test_plain_words_are_shown_as_they_were_pasted(words: str) -> None:
    draft = read_text(words, "plain")
    assert draft.comments == []
    assert holds_all(draft, words)


@given(pasted)
def test_whatever_is_read_as_an_article_keeps_all_its_words(words: str) -> None:
    assert holds_all(read_text(words, "article"), words)


@given(pasted)
def test_markdown_is_kept_as_it_was_written(words: str) -> None:
    assert read_text(words, "markdown").source == normal(words).strip("\n")


paragraph = st.text(alphabet="ab Z.,'“é𝒳*_#[]<>&`|-=~\\", min_size=1, max_size=80).filter(
    lambda words: words.strip() and not re.match(r"\s*#?\d|\s*#", words)
)


@given(
    st.lists(paragraph, min_size=1, max_size=4),
    st.lists(st.lists(paragraph, min_size=1, max_size=3), min_size=1, max_size=6),
    st.sampled_from(["{}. ", "  {}. ", "{}) ", "  #{}: ", "\t{}. "]),
)
def test_an_article_and_its_comments_come_apart_as_they_were_put_together(
    article: list[str], comments: list[list[str]], number: str
) -> None:
    """Each comment begins with its number; its further paragraphs stand deeper than the numbers do."""
    depth = " " * 8
    under = [number.format(place) + f"\n\n{depth}".join(parts) for place, parts in enumerate(comments, 1)]
    words = "\n\n".join([*article, *under])
    draft = read_text(words, "article")
    assert recognise(words) == "article"
    assert [comment.number for comment in draft.comments] == list(range(1, len(comments) + 1))
    assert [shown(comment.source) for comment in draft.comments] == [squeezed("".join(parts)) for parts in comments]
    assert shown(draft.source) == squeezed("".join(article))


@pytest.mark.parametrize("ending", ["#", "##", " # ", "\\#", "C#"])
def test_a_headline_keeps_the_signs_at_its_end(ending: str) -> None:
    draft = read_text(f"The Number {ending}\n\nwords follow.", "plain")
    assert draft.source.startswith("## ")
    assert holds_all(draft, f"The Number {ending}\n\nwords follow.")


@pytest.mark.parametrize(
    ("heading", "title"),
    [("# Could it?", "Could it?"), ("## A *word* ##", "A word"), ("# Learn C#", "Learn C#"), ("#\n\nA line", "A line")],
)
def test_markdown_suggests_its_first_heading_as_title(heading: str, title: str) -> None:
    assert read_text(f"{heading}\n\nWords.", "markdown").title == title


def test_a_list_inside_an_article_is_no_comments() -> None:
    words = "Three things:\n\n1. one\n\n2. two\n\nAnd the article goes on."
    assert recognise(words) == "plain"
    draft = read_text(words, "article")
    assert draft.comments == []
    assert draft.remarks[0] == "No numbered comments were found under the text."


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("Just words.", "plain"),
        ("# A heading\n\nwords", "markdown"),
        ("See [this](https://e.org).", "markdown"),
        ("Words.\n\n1. First!", "article"),
        ("Words.\r\n\r\n1. First!\r\n\r\n2. Second!", "article"),
    ],
)
def test_the_form_of_words_is_recognised(words: str, form: Form) -> None:
    assert recognise(words) == form


# Large and hostile


def test_ten_thousand_comments_are_read_each_with_its_number() -> None:
    words = "An article.\n\n" + "\n\n".join(f"{n}. Comment {n}" for n in range(1, 10_001))
    draft = read_text(words, recognise(words))
    assert [comment.number for comment in draft.comments] == list(range(1, 10_001))
    assert draft.comments[-1].source == "Comment 10000"


def test_five_megabytes_are_read_whole() -> None:
    words = "word " * 1_000_000
    draft = read_text(decode(words.encode()), "plain")
    assert squeezed(draft.source) == "word" * 1_000_000


class Steps:
    """Counts the lines run inside texts.importing: work, in a unit that is the same on every machine."""

    def __init__(self) -> None:
        self.taken = 0

    def __enter__(self) -> Steps:
        self.before = sys.gettrace()
        sys.settrace(self.enter)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(self.before)

    def enter(self, frame: FrameType, event: str, argument: object) -> Any:
        return self.count if "importing" in frame.f_code.co_filename else None

    def count(self, frame: FrameType, event: str, argument: object) -> Any:
        self.taken += event == "line"
        return self.count


def steps(words: str) -> int:
    with Steps() as counted:
        read_text(words, "article")
    return counted.taken


@pytest.mark.parametrize("line", ["1. a\n\n", "1. a\n", "#1 a\n\nb\n\n", "  1. a\n\n1. b\n\n"])
def test_many_lists_that_begin_at_one_take_work_in_proportion(line: str) -> None:
    assert steps(line * 400) < 3 * steps(line * 200)


# From bytes


ENGLISH = "He said “a café – naïve”, and left."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ENGLISH.encode(), ENGLISH),
        (ENGLISH.encode("utf-8-sig"), ENGLISH),
        (ENGLISH.encode("utf-16"), ENGLISH),
        (codecs.BOM_UTF16_BE + ENGLISH.encode("utf-16-be"), ENGLISH),
        (ENGLISH.encode("utf-32"), ENGLISH),
        (ENGLISH.encode("cp1252"), ENGLISH),
        ("café".encode("cp1252"), "café"),
        ("it’s".encode("cp1252"), "it’s"),
        ("It cost £5 – no more.".encode("cp1252"), "It cost £5 – no more."),
        ("Größe und Straße".encode("cp1252"), "Größe und Straße"),
        ("Garçon, où est-il? C’était très bien. ".encode("cp1252") * 5, "Garçon, où est-il? C’était très bien. " * 5),
        ("Zażółć gęślą jaźń, po polsku".encode("cp1250"), "Zażółć gęślą jaźń, po polsku"),
        ("Привет мир, это русский текст.".encode("cp1251"), "Привет мир, это русский текст."),
        ("这是一个中文的文章,请阅读。".encode("gb18030"), "这是一个中文的文章,请阅读。"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_has(data: bytes, words: str) -> None:
    assert decode(data) == words


@given(st.text(min_size=1).filter(lambda words: words.strip().isprintable() and words.strip() and "\0" not in words))
def test_unicode_files_come_back_as_they_were_written(words: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert decode(words.encode(encoding)) == words or words.startswith("\ufeff")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b" \n\t\r\n", "There are no words in this file."),
        (codecs.BOM_UTF8, "There are no words in this file."),
        (codecs.BOM_UTF16_LE, "There are no words in this file."),
        ("\u200b\ufeff\u00a0".encode(), "There are no words in this file."),
        (b"\x01\x02\x03", "There are no words in this file."),
        (b"words\x00words", "This file holds binary data, not text."),
        (b"\xe9\x00\x01\xff", "This file holds binary data, not text."),
        ("words".encode("utf-16-le"), "This file holds binary data, not text."),
        (bytes(range(128, 256)), "The encoding of this file is not known. Save it as UTF-8 and try again."),
        (b"%PDF-1.7 ...", "This is a PDF, not plain text or Markdown. Copy its words, or save it as text."),
        (b"\x89PNG\r\n", "This is a PNG image, not plain text or Markdown. Copy its words, or save it as text."),
        (b"a" * (LARGEST + 1), "This file is larger than 10 MB. Split it into several texts."),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        decode(data)
    assert str(refusal.value) == sentence


@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reading(data: bytes) -> None:
    with suppress(Unreadable):
        words = decode(data)
        assert holds_all(read_text(words, "plain"), words)
