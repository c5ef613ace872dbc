"""Changes made to a text, by kind, so that the true new place of every character is known.

Knows what it did and nothing of how others find it out. The same seed makes the same changes.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from annotator.bench.drafts import Draft, joined, new
from annotator.bench.writings import ELISA, ROBIN, Writer

_MARKS = r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_WORD = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_]*)*")
_SENTENCE = re.compile(r"\S[^\n.!?。؟।]*(?:[.!?。؟।]+[\"”’')]*|(?=\n)|$)(?: (?=\S))?")
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\n))*\n*")


Edit = Callable[[Draft, Writer], Draft]


def typos(draft: Draft, writer: Writer, rate: float) -> Draft:
    """A letter of some words is dropped, added or put for another."""
    rng = writer.rng

    def pieces() -> Iterator[Draft]:
        for part in draft.parts(_WORD):
            yield _mistyped(part, rng) if rng.random() < rate and _WORD.match(part.text) else part

    return joined(pieces())


def _mistyped(part: Draft, rng: random.Random) -> Draft:
    word = _WORD.match(part.text)
    assert word
    at = rng.randrange(word.end())
    around = part.text[max(0, at - 1) : at + 2].lower()
    letter = rng.choice([c for c in "aeioustrnxzåж字" if c not in around])
    act = rng.choice(["drop", "add", "put"]) if word.end() > 2 else "add"
    if act == "drop" and around.count(part.text[at].lower()) > 1:  # nobody could say which of two was dropped
        act = "put"
    middle = [] if act == "drop" else [new(letter)]
    return joined([part.part(0, at), *middle, part.part(at + (act != "add"), len(part.text))])


def sentences(draft: Draft, writer: Writer, rate: float) -> Draft:
    """Some sentences are cut, and some are added."""

    def pieces() -> Iterator[Draft]:
        for part in draft.parts(_SENTENCE):
            chance = writer.rng.random()
            if chance < rate and part.text.strip():
                yield new("".join(re.findall(r"\n+$", part.text)))
                continue
            if rate <= chance < 2 * rate:
                yield new(writer.sentence() + writer.manner.space)
            yield part

    return joined(pieces())


def moves(draft: Draft, writer: Writer, rate: float) -> Draft:
    """Some paragraphs go elsewhere."""
    parts = draft.parts(_PARAGRAPH)
    for _ in range(max(1, int(len(parts) * rate))):
        part = parts.pop(writer.rng.randrange(len(parts)))
        parts.insert(writer.rng.randrange(len(parts) + 1), part)
    return joined(part if part.text.endswith("\n\n") else joined([part, new("\n")]) for part in parts)


def section_deleted(draft: Draft, writer: Writer) -> Draft:
    parts = draft.parts(_PARAGRAPH)
    size = max(1, len(parts) // 8)
    start = writer.rng.randrange(max(1, len(parts) - size))
    return joined([*parts[:start], *parts[start + size :]])


_CURLED = [(r'(?<!\S)"', "“"), (r'"', "”"), (r"'", "’"), (r"\.\.\.", "…"), (r"(?<= )-(?= )", "—")]


def typography(draft: Draft, writer: Writer) -> Draft:
    """Lines are wrapped anew; quotation marks, dashes and ellipses take other forms."""
    for pattern, glyph in _CURLED:
        draft = _respelled(draft, pattern, partial(_always, glyph))
    width, at = writer.rng.randint(40, 90), 0

    def wrap(match: re.Match[str]) -> str:
        nonlocal at
        if match.start() - at < width:
            return " "
        at = match.start()
        return writer.rng.choice(["\n", "\r\n", "  "])

    return _respelled(draft, r"(?<=[^\n]) (?=[^\n])", wrap)


def _always(glyph: str, _: re.Match[str]) -> str:
    return glyph


def unicode_forms(draft: Draft, writer: Writer) -> Draft:
    """Letters are composed or taken apart, marks change their order, spaces no longer break, and words may be hyphenated."""
    rng = writer.rng
    forms: list[Literal["NFC", "NFD"]] = ["NFC", "NFD"]
    form = rng.choice(forms)
    draft = _respelled(
        draft, r"\w[\u0300-\u036f\u05b0-\u05c7\u064b-\u065f]*", lambda m: unicodedata.normalize(form, m[0])
    )
    draft = _respelled(draft, r" ", lambda _: "\u00a0" if rng.random() < 0.2 else " ")
    draft = _respelled(draft, r"fi", lambda _: "ﬁ" if rng.random() < 0.5 else "fi")
    cuts = re.compile(r"(?<=[^\W\d_]{2})(?=[^\W\d_]{2})")
    parts = draft.parts(cuts)
    return joined(
        joined([part, new("\u00ad")]) if n < len(parts) - 1 and rng.random() < 0.1 else part
        for n, part in enumerate(parts)
    )


def _respelled(draft: Draft, pattern: str, form: Callable[[re.Match[str]], str]) -> Draft:
    def pieces() -> Iterator[Draft]:
        end = 0
        for match in re.finditer(pattern, draft.text):
            yield draft.part(end, match.start())
            letters, part = form(match), draft.part(*match.span())
            yield part if letters == match[0] else part.spelled(letters)
            end = match.end()
        yield draft.part(end, len(draft.text))

    return joined(pieces())


def markdown(draft: Draft, writer: Writer) -> Draft:
    """Marks are put around words, and taken away."""
    rng = writer.rng

    def pieces() -> Iterator[Draft]:
        for part in draft.parts(_WORD):
            word = _WORD.match(part.text)
            if word and rng.random() < 0.04:
                mark = rng.choice(["**", "*", "_", "`", "["])
                close = f"](https://example.org/{rng.randrange(999)})" if mark == "[" else mark
                yield from (new(mark), part.part(0, word.end()), new(close), part.part(word.end(), len(part.text)))
            else:
                yield part

    unmarked = [part for part in draft.parts(re.compile(r"\*\*|(?<=\*\*)")) if part.text != "**" or rng.random() < 0.5]
    return joined(pieces()) if len(unmarked) < 3 else joined(unmarked)


def twins_cut(draft: Draft, writer: Writer) -> Draft:
    """Of two paragraphs that are nearly alike, one goes."""
    parts = draft.parts(_PARAGRAPH)
    kept: list[Draft] = []
    for part in parts:
        if kept and _alike(kept[-1].text, part.text) and writer.rng.random() < 0.7:
            if writer.rng.random() < 0.5:
                kept[-1] = part
        else:
            kept.append(part)
    return joined(kept)


def _alike(left: str, right: str) -> bool:
    ours, theirs = left.split(), right.split()
    return len(ours) == len(theirs) and sum(a == b for a, b in zip(ours, theirs, strict=True)) > 0.6 * len(ours)


def renamed(draft: Draft, writer: Writer) -> Draft:
    """Robin becomes Elisa here and there; another Robin stays."""

    def pieces() -> Iterator[Draft]:
        for part in draft.parts(re.compile(rf"\b{ROBIN}\b|(?<=\b{ROBIN})")):
            yield new(ELISA) if part.text == ROBIN and writer.rng.random() < 0.5 else part

    return joined(pieces())


def rewriting(draft: Draft, writer: Writer) -> Draft:
    """Half of the sentences get other words; some are cut or added; paragraphs move."""

    def pieces() -> Iterator[Draft]:
        for part in draft.parts(_SENTENCE):
            yield _rewritten(part, writer) if writer.rng.random() < 0.5 else part

    return moves(sentences(joined(pieces()), writer, 0.1), writer, 0.05)


def _rewritten(part: Draft, writer: Writer) -> Draft:
    def pieces() -> Iterator[Draft]:
        for piece in part.parts(_WORD):
            word, chance = _WORD.match(piece.text), writer.rng.random()
            if not word or chance > 0.4:
                yield piece
                continue
            rest = piece.part(word.end(), len(piece.text))
            others = " ".join(w for w in writer.words(writer.rng.randint(1, 2)) if w.lower() != word[0].lower())
            yield from (
                (new(others), rest)
                if chance < 0.25
                else (piece, new(others + writer.manner.space))[: 2 if chance < 0.33 else 0]
            )

    return joined(pieces())


def mixed(draft: Draft, writer: Writer) -> Draft:
    for edit in (
        partial(typos, rate=0.02),
        partial(sentences, rate=0.03),
        markdown,
        partial(moves, rate=0.03),
        typography,
    ):
        draft = edit(draft, writer)
    return unicode_forms(draft, writer)


EDITS: dict[str, Edit] = {
    "typos in 1 % of words": partial(typos, rate=0.01),
    "typos in 5 %": partial(typos, rate=0.05),
    "sentences added and cut": partial(sentences, rate=0.05),
    "paragraphs moved": partial(moves, rate=0.06),
    "section deleted": section_deleted,
    "re-wrapped, smart quotes, dashes": typography,
    "Unicode forms, soft hyphens, NBSP": unicode_forms,
    "Markdown marks added and removed": markdown,
    "look-alikes beside the cut one": twins_cut,
    "names replaced": renamed,
    "all of it mixed": mixed,
    "heavy rewriting": rewriting,
}


def first_text(kind: str, manner: str, size: int, seed: int) -> tuple[str, Writer]:
    """A text of about `size` code points fit for the kind of edit, and the writer who will make it."""
    writer = Writer(manner, seed)
    text = writer.text(size)
    return (with_twins(text, writer), writer) if kind.startswith("look-alikes") else (text, writer)


def with_twins(text: str, writer: Writer) -> str:
    """Every third paragraph is followed by one that differs in a few words."""
    blocks: list[str] = []
    for n, block in enumerate(text.rstrip("\n").split("\n\n")):
        blocks.append(block)
        words = block.split(" ")
        if n % 3 == 0 and len(words) > 8:
            for at in writer.rng.sample(range(len(words)), max(1, len(words) // 8)):
                words[at] = next(word for word in writer.words(9) if word != words[at])
            blocks.append(" ".join(words))
    return "\n\n".join(blocks) + "\n"
