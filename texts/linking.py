"""Two texts laid beside each other: what survived is found, the gaps are aligned, and every character gets its place."""

from __future__ import annotations

from texts.folding import fold
from texts.gapping import gaps
from texts.gaps import Aligner
from texts.links import Links
from texts.passage import Passage
from texts.sliding import slid
from texts.surviving import Survivors


def links_between(old: str, new: str) -> Links:
    """Linear in the texts."""
    before, after = Passage(fold(old)), Passage(fold(new))
    kept = Survivors(before, after)
    aligner = Aligner(before, after)
    for gap in gaps(kept):
        aligner.align(gap)
    rows = slid([*kept.rows(), *aligner.rows], before, after, kept.shingles)
    return Links(before, after, rows, aligner.pairs)
