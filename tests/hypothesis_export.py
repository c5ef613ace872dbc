"""A Hypothesis export of the sample corpus, after the shape that its API documents: several hundred annotations as people
would have made them on the page of the article, some of them on words that have changed since."""

from __future__ import annotations

from random import Random
from typing import Any

PAGE = "https://paper.example/news/1939"
GONE = "words that never stood in this article at all, and stand nowhere in its comments either"


def units(plain: str) -> int:
    return sum(2 if letter > "\uffff" else 1 for letter in plain)


def annotation(number: int, plain: str, span: tuple[int, int], **said: Any) -> dict[str, Any]:
    """On words of a page that begins with 1,000 other characters, so that no position fits here."""
    start, end = span
    quote = {"type": "TextQuoteSelector", "exact": plain[start:end]}
    quote |= {"prefix": plain[max(0, start - 32) : start], "suffix": plain[end : end + 32]}
    at = 1_000 + units(plain[:start])
    position = {"type": "TextPositionSelector", "start": at, "end": at + units(plain[start:end])}
    ranges = {"type": "RangeSelector", "startContainer": "/div[1]/p[2]", "endContainer": "/div[1]/p[2]"}
    user = f"acct:reader{number % 7}@hypothes.is"
    return {
        "id": f"h{number:05}",
        "created": f"2024-03-{number % 28 + 1:02}T10:00:00.000000+00:00",
        "updated": f"2024-03-{number % 28 + 1:02}T11:00:00.000000+00:00",
        "user": user,
        "user_info": {"display_name": f"Reader Number {number % 7}"},
        "uri": PAGE,
        "text": f"Thought *{number}*",
        "tags": ["import"] if number % 5 == 0 else [],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"], "admin": [user], "update": [user], "delete": [user]},
        "target": [{"source": PAGE, "selector": [{**ranges, "startOffset": 0, "endOffset": 9}, position, quote]}],
        "document": {"title": ["Stalin planned to send a million troops"]},
        "links": {"html": f"https://hypothes.is/a/h{number:05}"},
        "flagged": False,
        "hidden": False,
        **said,
    }


def export(plains: list[str], count: int = 300, seed: int = 7) -> dict[str, Any]:
    """`count` annotations on the first of `plains` and the others; every tenth is nearly or not there, and a reply follows
    every sixth."""
    random, rows = Random(seed), []
    for number in range(count):
        plain = plains[0] if number % 4 else plains[number // 4 % len(plains)]
        start = random.randrange(len(plain) - 90)
        made = annotation(number, plain, (start, start + random.randint(30, 80)))
        quote = made["target"][0]["selector"][2]
        if number % 20 == 3:
            quote |= {"exact": GONE, "prefix": "", "suffix": ""}
        rows.append(made)
        if number % 6 == 0:
            answer = annotation(10_000 + number, plain, (0, 1), references=[made["id"]], text="I *agree*.")
            rows.insert(random.randrange(len(rows)), {**answer, "target": [{"source": PAGE}]})
    return {
        "export_date": "2024-04-01",
        "export_userid": "acct:reader1@hypothes.is",
        "client_version": "1.1",
        "annotations": rows,
    }
