"""Which sentences of a text drew notes and questions: a mark on several sentences counts at each of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from texts.sentences import sentences
from texts.spans import Span

ROW, GAP, LONGEST = 22, 26, 90  # user units of the picture: a sentence's row, where bars begin, the longest bar


@dataclass(frozen=True)
class Sentence:
    """Its place in its paragraph, from 1; its words; how many notes and questions touch them."""

    number: int
    span: Span
    words: str
    notes: int = 0
    questions: int = 0

    @property
    def total(self) -> int:
        return self.notes + self.questions


@dataclass(frozen=True)
class Row:
    """A sentence in the picture: a bar for notes, and one for questions after it."""

    sentence: Sentence
    y: int
    notes: int
    questions: int

    @property
    def questions_at(self) -> int:
        return GAP + self.notes + (2 if self.notes else 0)

    @property
    def label_at(self) -> int:
        return self.questions_at + self.questions + 6

    @property
    def middle(self) -> int:
        return self.y + ROW // 2 + 4


@dataclass(frozen=True)
class Paragraph:
    number: int
    sentences: list[Sentence]
    rows: list[Row]

    @property
    def touched(self) -> list[Sentence]:
        return [one for one in self.sentences if one.total]

    @property
    def height(self) -> int:
        return ROW * len(self.sentences)


def heat(plain: str, parts: Sequence[Span], first: int, marks: Iterable[tuple[int, int, bool]]) -> list[Paragraph]:
    """The paragraphs `parts` of a text, numbered from `first`; `marks` are (start, end, is a question) in code points."""
    by_part = [
        [Sentence(n, span, span.of(plain)) for n, span in enumerate(sentences(plain, part), 1)] for part in parts
    ]
    counted = iter(_counted([one for part in by_part for one in part], list(marks)))
    found = [[next(counted) for _ in part] for part in by_part]
    most = max((one.total for part in found for one in part), default=0)
    return [Paragraph(n, part, _rows(part, most)) for n, part in enumerate(found, first)]


def _counted(every: list[Sentence], marks: list[tuple[int, int, bool]]) -> list[Sentence]:
    starts, ends = [one.span.start for one in every], [one.span.end for one in every]
    notes, questions = [0] * (len(every) + 1), [0] * (len(every) + 1)
    for start, end, is_question in marks:
        changes = questions if is_question else notes
        changes[bisect_right(ends, start)] += 1  # the first sentence that ends after the mark begins
        changes[bisect_left(starts, end)] -= 1  # the first that begins where it has ended
    totals = zip(every, accumulate(notes), accumulate(questions), strict=False)
    return [replace(one, notes=noted, questions=asked) for one, noted, asked in totals]


def _rows(part: list[Sentence], most: int) -> list[Row]:
    return [
        Row(one, place * ROW, _length(one.notes, most), _length(one.questions, most)) for place, one in enumerate(part)
    ]


def _length(count: int, most: int) -> int:
    return max(round(count / most * LONGEST), 3) if count else 0
