"""Looking for quotations with small errors in 1,000 texts of 20 KB: how long it takes, and how many are found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import accumulate
from random import Random
from statistics import median, quantiles
from typing import Any

from annotator.bench import server

TEXTS, SIZE, QUOTATIONS = 1_000, 20_000, 100
WORDS = 30_000  # different ones; the n-th is n times as rare as the first, as in real texts
SYLLABLES = (
    "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu tha she chi pro stra ing ent ous ter con".split()
)
COMMON = "the of and to a in that is was he for it with as his on be at by I this had not are but from or have an they".split()


def run(quick: bool = False) -> dict[str, Any]:
    count = TEXTS // 10 if quick else TEXTS
    return server.on_both("annotator.bench.searching", count)


def table(result: dict[str, Any]) -> str:
    head = (
        f"## Searching\n\n{QUOTATIONS} quotations of 8 to 40 words, one letter in twenty wrong, looked for in texts of "
        f"{SIZE // 1000} KB; milliseconds for each, everything counted. The index is built as texts are stored."
    )
    columns = "| database | texts | passages | p50 | p95 | found | queries | storing a text | index of it |\n|---|---|---|---|---|---|---|---|---|"
    rows = [
        f"| {name} | {row['texts']:,} | {row['passages']:,} | {row['p50']:.0f} | {row['p95']:.0f} | {row['found']:.0%} "
        f"| {row['queries']} | {row['storing']:.0f} | {row['indexing']:.0f} |"
        for name, row in result.items()
    ]
    return "\n".join([f"{head}\n\n{columns}", *rows])


def _paragraphs(random: Random) -> Iterator[str]:
    """About SIZE characters of words in the proportions of a language."""
    words = [*COMMON, *("".join(random.choices(SYLLABLES, k=random.choice((1, 2, 2, 3, 3, 4)))) for _ in range(WORDS))]
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    while True:
        paragraph = random.choices(words, cum_weights=weights, k=random.randint(40, 140))
        yield " ".join(paragraph).capitalize() + "."


def _quotation(plain: str, random: Random) -> str:
    words = plain.split()
    first = random.randrange(len(words) - 40)
    letters = list(" ".join(words[first : first + random.randint(8, 40)]))
    for n, letter in enumerate(letters):
        if letter.isalpha() and random.random() < 0.05:
            letters[n] = random.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def _search(count: int) -> dict[str, Any]:
    """In a process of its own, against the database of its environment."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from annotator.people.models import User
    from annotator.search.indexing import index
    from annotator.search.models import Passage
    from annotator.search.quoting import likely
    from texts.models import Text

    reader = User.objects.create(username="reader", email="reader@example.org")
    storing = _store(count, reader)
    texts = list(Text.objects.select_related("latest").order_by("pk")[: count : max(1, count // QUOTATIONS)])
    begun = time.perf_counter()
    for text in texts:
        assert text.latest
        index([text.latest])
    indexing = (time.perf_counter() - begun) / len(texts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    random, taken, found, queries = Random(2), [], 0, 0
    for text in texts[:QUOTATIONS]:
        assert text.latest
        quoted = _quotation(text.latest.plain, random)
        with CaptureQueriesContext(connection) as captured:
            begun = time.perf_counter()
            hits = likely(quoted, reader).hits
            taken.append(time.perf_counter() - begun)
        found += bool(hits) and hits[0].text.pk == text.pk
        queries = max(queries, len(captured))
    return {
        "texts": count,
        "passages": Passage.objects.count(),
        "p50": median(taken) * 1000,
        "p95": quantiles(taken, n=20)[-1] * 1000,
        "found": found / len(taken),
        "queries": queries,
        "storing": storing * 1000,
        "indexing": indexing * 1000,
    }


def _store(count: int, author: Any) -> float:
    """Seconds for each text."""
    from annotator.library.publishing import add_text
    from texts.importing.drafts import Draft

    paragraphs, taken = _paragraphs(Random(1)), 0.0
    for number in range(count):
        words: list[str] = []
        while sum(map(len, words)) < SIZE:
            words.append(next(paragraphs))
        begun = time.perf_counter()
        add_text(Draft("\n\n".join(words)), author, title=f"Text {number}")
        taken += time.perf_counter() - begun
    return taken / count


if __name__ == "__main__":
    server.report(_search)
