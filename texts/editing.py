"""Changing words of the plain text in the Markdown that they come from, and proving each change by rendering.

The words are looked for in the source with whatever marks stand between their letters. A change counts only if rendering
the new source gives exactly the old plain text with those words replaced; otherwise nothing is changed and a person is
asked. Knows no revision and no right.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from texts.escaping import escape_line, escape_words
from texts.rendering import render
from texts.spans import Span

MOST_TRIES = 12  # renderings; each costs about a second for a text of 1 MB
LONGEST = 5_000  # code points that one change may replace
MARKS = re.compile(r"[*_~`\\]+|\]\([^()\n]*\)|\]\[[^\]\n]*\]|[\[\]<>]|\{[^}\n]*\}")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
CLOSING = ",.;:!?)]}”’»…"  # signs that no space stands before
SPACE = re.compile(r"\\?\s(?:[\s>]|&nbsp;)*")


class Refused(ValueError):
    """The change cannot be made without doubt; the message is a sentence for the person who asked for it."""


@dataclass(frozen=True)
class Edited:
    """The new source and its plain text, and what was done to the old plain text: `(span, words)`, last place first."""

    source: str
    plain: str
    edits: list[tuple[Span, str]]


def replace(source: str, span: Span, words: str) -> Edited:
    """Put `words` in the place of `span` of the plain text. Raises Refused if that cannot be proved."""
    plain = render(source).plain
    if not span.within(plain) or len(span) > LONGEST or not span.of(plain).strip():
        raise Refused("These words are not in the text, or they are too many to be changed at once.")
    for start, end in _widened(plain, span, words):
        wanted = plain[:start] + words + plain[end:]
        for candidate in _candidates(source, plain, Span(start, end), words):
            if render(candidate).plain == wanted:
                return Edited(candidate, wanted, [(Span(start, end), words)])
    raise Refused(f"“{span.of(plain)}” could not be found in the Markdown of this text without doubt.")


def replace_all(source: str, changes: Iterable[tuple[Span, str]]) -> Edited:
    """Several changes in one, none of which may overlap another. Raises Refused if any of them cannot be proved."""
    ordered = sorted(changes, key=lambda change: change[0], reverse=True)
    for (later, _), (earlier, _) in itertools.pairwise(ordered):
        if earlier.overlaps(later):
            raise Refused("Two of these changes are about the same words. Decide them one after the other.")
    edits: list[tuple[Span, str]] = []
    for span, words in ordered:  # from the end, so that earlier places stay where they are
        done = replace(source, span, words)
        source, edits = done.source, [*edits, *done.edits]
    return Edited(source, render(source).plain, edits)


def _widened(plain: str, span: Span, words: str) -> Iterator[tuple[int, int]]:
    """The span itself; where whole words are deleted, rather with one of the spaces beside them."""
    exact, before, after = span.of(plain), plain[max(0, span.start - 1) : span.start], plain[span.end : span.end + 1]
    if not words and exact == exact.strip():
        if before in ("", " ", "\n") and after == " ":
            yield span.start, span.end + 1
        if before == " " and (after in ("", " ", "\n") or after in CLOSING):
            yield span.start - 1, span.end
    yield span.start, span.end


def _candidates(source: str, plain: str, span: Span, words: str) -> Iterator[str]:
    """New sources, the likeliest first: at each place where the words may stand, with marks in them escaped or not."""
    exact = span.of(plain)
    places = _places(source, exact)
    for place in _likeliest(places, len(source), plain, span)[:MOST_TRIES]:
        head = _common(exact, words)
        tail = _common(exact[head:][::-1], words[head:][::-1])
        middle = words[head : len(words) - tail]
        for written in dict.fromkeys((escape_words(middle), escape_line(middle), middle)):
            yield _rewritten(source, place, head, len(exact) - tail, written)


Letters = list[tuple[int, int]]  # for each letter of the words, where it stands in the source


def _places(source: str, exact: str) -> list[Letters]:
    """Everywhere in the source that these letters follow one another, with nothing but marks between them."""
    first = exact[0]
    starts = re.finditer(rf"\\?{re.escape(first)}|&(?=[#\w]+;)" if not first.isspace() else r"\\?\s", source)
    return [letters for start in starts if (letters := _walk(source, start.start(), exact))]


def _walk(source: str, at: int, exact: str) -> Letters | None:
    letters: Letters = []
    for letter in exact:
        end = _letter_end(source, at, letter)
        while end is None:
            mark = MARKS.match(source, at)
            if not mark or not letters:
                return None
            at = mark.end()
            end = _letter_end(source, at, letter)
        letters.append((at, end))
        at = end
    return letters


def _letter_end(source: str, at: int, letter: str) -> int | None:
    """Where one letter of the plain text ends in the source, if it stands at `at`: bare, escaped or as an entity."""
    if letter.isspace():
        space = SPACE.match(source, at)
        return space.end() if space else None
    entity = ENTITY.match(source, at)
    if entity and html.unescape(entity[0]) == letter:
        return entity.end()
    if source.startswith("\\" + letter, at):
        return at + 2
    return at + 1 if source.startswith(letter, at) else None


def _likeliest(places: list[Letters], length: int, plain: str, span: Span) -> list[Letters]:
    """The one with the same number among its likes first, then those nearest in proportion."""
    exact = span.of(plain)
    before = len(re.findall(f"(?={re.escape(exact)})", plain[: span.start + len(exact) - 1]))
    whole = max(1, len(plain))
    nearest = sorted(places, key=lambda place: abs(place[0][0] / max(1, length) - span.start / whole))
    same_number = places[before : before + 1]
    return same_number + [place for place in nearest if place not in same_number]


def _rewritten(source: str, place: Letters, head: int, until: int, written: str) -> str:
    """Only the letters that differ are touched; marks that stood between them are kept after the new words."""
    gone = place[head:until]
    if not gone:
        at = place[head][0] if head < len(place) else place[-1][1]
        return source[:at] + written + source[at:]
    marks = [source[left[1] : right[0]] for left, right in itertools.pairwise(gone)]
    return source[: gone[0][0]] + written + "".join(marks) + source[gone[-1][1] :]


def _common(left: str, right: str) -> int:
    """How many letters two words begin with in common."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
