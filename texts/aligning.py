"""Which word of one passage answers to which word of another, as pairs in order.

Knows words and how alike they are; does not know what a difference means. Near linear: shared runs of words first,
then a small table of likenesses for each gap between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from rapidfuzz.distance import OSA, LCSseq

from texts.seeding import Run, shared_runs

CELLS = 1600  # the largest table of likenesses
CELLS_OF_WORDS = 400_000_000  # the largest pair of passages compared for equal words in one gap
EDGE = 40  # words beyond the outermost shared run that are looked at
GAP = 0.3
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Side:
    """One passage: its folded words, with the places of cuts among them."""

    words: Sequence[str]
    cuts: frozenset[int] = field(default_factory=frozenset)
    backwards: bool = False

    def part(self, start: int, end: int) -> Side:
        return Side(self.words[start:end], frozenset(c - start for c in self.cuts if start <= c < end))

    def reversed(self) -> Side:
        last = len(self.words) - 1
        return Side(self.words[::-1], frozenset(last - c for c in self.cuts), not self.backwards)


@dataclass(frozen=True, slots=True)
class Link:
    """Words `[left, left + lefts)` of one passage answer to `[right, right + rights)` of the other.

    Mostly one to one; two to one where a word is written as two ("to day", "today").
    """

    left: int
    right: int
    lefts: int = 1
    rights: int = 1


def align(left: Side, right: Side) -> list[Link]:
    """The links between two passages, in order. `align(a, b)` and `align(b, a)` are mirror images."""
    if tuple(left.words) > tuple(right.words):
        return [Link(link.right, link.left, link.rights, link.lefts) for link in _align(right, left)]
    return _align(left, right)


def nearness(one: str, other: str) -> int | None:
    """How many letters apart two folded words are, if they may be two spellings of one word; else None."""
    longest = max(len(one), len(other))
    if longest > LONGEST_WORD or any(c.isdigit() for c in one + other):
        return None
    allowed = 2 if longest >= 6 else 1 if longest >= 4 else 0
    apart = OSA.distance(one, other, score_cutoff=allowed)
    return apart if 0 < apart <= allowed else None


def _align(left: Side, right: Side) -> list[Link]:
    numbers = {word: n for n, word in enumerate(dict.fromkeys([*left.words, *right.words]))}
    lefts, rights = [numbers[w] for w in left.words], [numbers[w] for w in right.words]
    runs = shared_runs(lefts, rights, (sorted(left.cuts), sorted(right.cuts)))
    if not runs:
        return _fill(left, right, 0, 0)
    links = _before(left, right, runs[0])
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        links += [Link(run.left + n, run.right + n) for n in range(run.length)]
        start = (run.left + run.length, run.right + run.length)
        if following:
            gap = left.part(start[0], following.left), right.part(start[1], following.right)
            links += _fill(*gap, *start)
        else:
            links += _after(left, right, *start)
    return links


def _before(left: Side, right: Side, run: Run) -> list[Link]:
    ends = run.left, run.right
    near = left.part(max(0, ends[0] - EDGE), ends[0]), right.part(max(0, ends[1] - EDGE), ends[1])
    links = _outwards(near[0].reversed(), near[1].reversed())
    return [
        Link(ends[0] - link.left - link.lefts, ends[1] - link.right - link.rights, link.lefts, link.rights)
        for link in reversed(links)
    ]


def _after(left: Side, right: Side, i: int, j: int) -> list[Link]:
    return _moved(_outwards(left.part(i, i + EDGE), right.part(j, j + EDGE)), i, j)


def _outwards(left: Side, right: Side) -> list[Link]:
    """Links from a shared run out towards the ends of the passages, which need not be reached."""
    links = _table(left, right, to_the_end=False)
    i, j = (links[-1].left + links[-1].lefts, links[-1].right + links[-1].rights) if links else (0, 0)
    lefts, rights = left.words[i:], right.words[j:]
    if len(lefts) <= len(rights):
        return links + [Link(i + n, j + at + n) for at in _place(lefts, rights) for n in range(len(lefts))]
    return links + [Link(i + at + n, j + n) for at in _place(rights, lefts) for n in range(len(rights))]


def _place(words: Sequence[str], others: Sequence[str]) -> list[int]:
    """The first place of all `words` in a row among `others`, if they are more than a chance small word."""
    if sum(map(len, words)) < 4:
        return []
    places = (at for at in range(len(others) - len(words) + 1) if others[at : at + len(words)] == words)
    return list(islice(places, 1))


def _fill(left: Side, right: Side, i: int, j: int) -> list[Link]:
    """The links in a gap whose two ends are fixed; `i` and `j` are where the gap begins."""
    cells = len(left.words) * len(right.words)
    if not cells or cells > CELLS_OF_WORDS:
        return []
    if cells <= CELLS:
        return _moved(_table(left, right, to_the_end=True), i, j)
    return _moved(_fill_large(left, right), i, j)


def _fill_large(left: Side, right: Side) -> list[Link]:
    links: list[Link] = []
    a = b = 0
    for block in LCSseq.opcodes(list(left.words), list(right.words)):
        if block.tag == "equal":
            links += _fill_small(left.part(a, block.src_start), right.part(b, block.dest_start), a, b)
            size = block.src_end - block.src_start
            links += [Link(block.src_start + n, block.dest_start + n) for n in range(size)]
            a, b = block.src_end, block.dest_end
    return links + _fill_small(left.part(a, len(left.words)), right.part(b, len(right.words)), a, b)


def _fill_small(left: Side, right: Side, i: int, j: int) -> list[Link]:
    if len(left.words) * len(right.words) > CELLS:
        return []
    return _moved(_table(left, right, to_the_end=True), i, j)


def _moved(links: list[Link], i: int, j: int) -> list[Link]:
    return [Link(link.left + i, link.right + j, link.lefts, link.rights) for link in links]


# The table: the best score of aligning the first i words with the first j, and the step that gave it.

_Step = tuple[int, int]


def _table(left: Side, right: Side, *, to_the_end: bool) -> list[Link]:
    """Links of two short passages that begin together, and end together too if `to_the_end`."""
    rows, columns = len(left.words) + 1, len(right.words) + 1
    scores = [[0.0] * columns for _ in range(rows)]
    steps: list[list[_Step]] = [[(0, 0)] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if i or j:
                scores[i][j], steps[i][j] = _best_step(left, right, i, j, scores)
    end = (rows - 1, columns - 1) if to_the_end else _highest(scores)
    return _links(steps, left, right, end)


def _best_step(left: Side, right: Side, i: int, j: int, scores: list[list[float]]) -> tuple[float, _Step]:
    best, step = float("-inf"), (0, 0)
    if i and j:
        gain = likeness(left.words[i - 1], right.words[j - 1])
        if gain > 0:
            best, step = scores[i - 1][j - 1] + gain, (1, 1)
        for a, b in ((2, 1), (1, 2)):
            if i >= a and j >= b and _joined(left, right, i, j, (a, b)) and scores[i - a][j - b] + 1.2 > best:
                best, step = scores[i - a][j - b] + 1.2, (a, b)
    if i and (score := scores[i - 1][j] - _gap(left.cuts, i - 1, right.cuts, j)) > best:
        best, step = score, (1, 0)
    if j and (score := scores[i][j - 1] - _gap(right.cuts, j - 1, left.cuts, i)) > best:
        best, step = score, (0, 1)
    return best, step


def _joined(left: Side, right: Side, i: int, j: int, size: _Step) -> bool:
    lefts, rights = left.words[i - size[0] : i], right.words[j - size[1] : j]
    order = -1 if left.backwards else 1
    return "".join(lefts[::order]) == "".join(rights[::order])


def _gap(cuts: frozenset[int], word: int, other_cuts: frozenset[int], other: int) -> float:
    """What it costs to pass over a word: little if it is a cut, or falls into one marked on the other side."""
    return 0.02 if word in cuts or other - 1 in other_cuts or other in other_cuts else GAP


@lru_cache(maxsize=20_000)
def likeness(one: str, other: str) -> float:
    """1 for equal words, less for words that look alike, 0 for words that do not."""
    if one == other:
        return 1.0
    if max(len(one), len(other)) > LONGEST_WORD:
        return 0.0
    if nearness(one, other):
        return 0.8
    alike = OSA.normalized_similarity(one, other, score_cutoff=0.5)
    return 0.6 * alike


def _highest(scores: list[list[float]]) -> tuple[int, int]:
    cells = ((score, -i - j, i, j) for i, row in enumerate(scores) for j, score in enumerate(row))
    best = max(cells)
    return best[2], best[3]


def _links(steps: list[list[_Step]], left: Side, right: Side, end: tuple[int, int]) -> list[Link]:
    links = []
    i, j = end
    while i or j:
        a, b = steps[i][j]
        i, j = i - a, j - b
        if a and b:
            links.append(Link(i, j, a, b))
    return links[::-1]
