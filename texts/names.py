"""Proper names in an English text, by where its capitals stand.

A capital in the middle of a sentence makes a name; at its beginning, where every word has one, only a word that is a
name elsewhere in the text, or that another capitalised word follows. Small words that belong to names ("of", "van")
join them. It does not know any names: days and months are left out by list, and headings in capitals fool it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from texts.found import Found
from texts.sentences import sentences
from texts.spans import Span

_WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_])+(?!\w)|[^\W\d_](?:[^\W_]|['’](?=[^\W_]))*")
JOINING = frozenset("of de la le du des von van der den di da del bin al el".split())
FIRST_PERSON = re.compile(r"I(?:['’]\w+)?\Z")
NO_NAMES = frozenset(  # alone; "The Sunday Telegraph" is one
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday mr mrs ms dr sir ok ad bc am pm".split()
)
FIRST_WORDS = frozenset(
    "a an the this that these those he she it we you they his her its our your their my i who what when where why "
    "how which and or but nor so yet for if as at by in on of to from with without into over under after before "
    "during since until while because although though unless both either neither not no yes all any some each "
    "every many much most more few such one two there here then thus hence now instead however therefore moreover "
    "perhaps indeed even only also just could would should can may might must shall will do does did is are was "
    "were be been have has had let right still again once often never always soon later first second third next "
    "last finally".split()
)
POSSESSIVE = re.compile(r"['’]s\Z|['’]\Z")


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    first: bool  # of its sentence, or after an opening quotation mark or a colon
    other: bool  # part of a date or number

    @property
    def capital(self) -> bool:
        return not self.other and self.text[0].isupper() and not FIRST_PERSON.match(self.text)


def names(plain: str, apart_from: Iterable[Span] = ()) -> Iterator[Found]:
    """The names in the text, each time one stands there; spans leave out a possessive 's.

    Words in the spans of `apart_from`, such as dates, belong to no name.
    """
    other = {at for span in apart_from for at in range(span.start, span.end)}
    read = [_words(plain, sentence, other) for sentence in sentences(plain)]
    known = {_bare(w.text) for words in read for w in words if w.capital and not w.first}
    for words in read:
        if not _is_shouted(words):
            for name in _groups(plain, words):
                yield from _offer(name, known)


def _words(plain: str, sentence: Span, other: set[int]) -> list[_Word]:
    found = ((m.group(), *m.span()) for m in _WORD.finditer(plain, sentence.start, sentence.end))
    return [
        _Word(text, start, end, n == 0 or _begins(plain, start), not other.isdisjoint(range(start, end)))
        for n, (text, start, end) in enumerate(found)
    ]


def _begins(plain: str, at: int) -> bool:
    return plain[at - 1 : at] in {"“", "‘", '"', "„", "«", "("} or plain[max(0, at - 2) : at] == ": "


def _is_shouted(words: Sequence[_Word]) -> bool:
    """A line in capitals says nothing about names."""
    return len(words) > 2 and all(word.text.isupper() for word in words)


def _groups(plain: str, words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Capitalised words that stand together, with the small words that join them."""
    group: list[_Word] = []
    for n, word in enumerate(words):
        beside = bool(group) and _stand_together(plain, group[-1], word)
        ahead = words[n + 1] if n + 1 < len(words) else None
        joins = word.text in JOINING and ahead is not None and ahead.capital and plain[word.end : ahead.start] == " "
        if beside and (word.capital or joins) and not POSSESSIVE.search(group[-1].text):
            group.append(word)
            continue
        if group:
            yield group
        group = [word] if word.capital else []
    if group:
        yield group


def _stand_together(plain: str, word: _Word, following: _Word) -> bool:
    between = plain[word.end : following.start]
    return between in {" ", "-", "–", "\u00a0", "\n"} or (between == ". " and len(word.text) == 1)


def _offer(group: list[_Word], known: set[str]) -> Iterator[Found]:
    if group[0].first:
        group = _without_first(group, known)
    if not all(word.text.lower() in NO_NAMES | FIRST_WORDS for word in group):
        end = group[-1].end - (len(group[-1].text) - len(_bare(group[-1].text)))
        yield Found(Span(group[0].start, end), "name", _reason(group))


def _without_first(group: list[_Word], known: set[str]) -> list[_Word]:
    """A group at the beginning of a sentence, less a first word that has its capital only from standing there."""
    first = group[0]
    if first.text.lower() in FIRST_WORDS:
        return group[1:] if len(group) > 1 and group[1].capital else []
    return group if len(group) > 1 or _bare(first.text) in known or first.text.isupper() else []


def _reason(group: list[_Word]) -> str:
    if group[0].first and len(group) == 1:
        return "A word with a capital, which is a name elsewhere in this text."
    if len(group) == 1:
        return "A word with a capital in the middle of a sentence: a name."
    return f"Capitals on {len(group)} words that belong together: a name."


def _bare(word: str) -> str:
    return POSSESSIVE.sub("", word)
