"""Paragraphs that tests change and find again, and the pieces that others are made of at random."""

from __future__ import annotations

from texts.spans import Span

HOUSE = "The house of many windows stood where the river bends, and nobody had counted its doors."
ROBIN = "Robin went to the harbour in winter; the letters were lost at sea, and no ship returned."
BRIDGE = "A long book was written about the quarrel between the two towns that share one bridge."
MILL = "Below the mill the water is slow, and children sail boats of bark there until it freezes."
THREE = f"{HOUSE}\n\n{ROBIN}\n\n{BRIDGE}\n"

# Whole words, letters in one and in two code points, signs with two forms, all kinds of space.
PIECES = [
    "the",
    "house",
    "The",
    "é",
    "e\u0301",
    "co\u00adop",
    "ﬁne",
    "…",
    "...",
    "“",
    '"',
    " ",
    " ",
    "\n\n",
    "\r\n",
    "字",
    "😀",
]


def span_of(words: str, text: str, nth: int = 0) -> Span:
    """Where `words` stand in `text`, the first time or that many times later."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return Span(at, at + len(words))
