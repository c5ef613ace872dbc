"""A site with many notes on it: `python -m annotator.bench.filling 100000`, in the environment of its database."""

from __future__ import annotations

from typing import Any

from annotator.bench import server

TEXTS, AUTHORS, BATCH = 20, 50, 5_000


def fill(count: int) -> dict[str, Any]:
    """Until there are `count` public notes on TEXTS texts by AUTHORS people; nothing is made twice."""
    from annotator.notes.models import Annotation

    texts, people = _texts(), _people()
    already = Annotation.objects.count()
    for first in range(already, count, BATCH):
        _store(texts, people, range(first, min(first + BATCH, count)))
    return {"notes": Annotation.objects.count(), "text": str(texts[0].pk)}


def _people() -> list[Any]:
    from annotator.people.models import User

    names = [f"writer{number:02}" for number in range(AUTHORS)]
    rows = [User(username=name, email=f"{name}@example.org") for name in names]
    User.objects.bulk_create(rows, ignore_conflicts=True)
    return list(User.objects.filter(username__in=names).order_by("username"))


def _texts() -> list[Any]:
    from annotator.bench.reading import WORDS
    from annotator.library.publishing import publish
    from annotator.people.models import User
    from texts.models import Text

    owner, _ = User.objects.get_or_create(username="owner", email="owner@example.org", may_edit=True)
    for number in range(Text.objects.filter(added_by=owner).count(), TEXTS):
        text = Text.objects.create(title=f"Text {number}", added_by=owner)
        publish(text, "\n\n".join(f"{place} {number} {WORDS}." for place in range(300)), author=owner)
    return list(Text.objects.filter(added_by=owner).select_related("latest").order_by("created", "pk"))


def _store(texts: list[Any], people: list[Any], numbers: range) -> None:
    from annotator.bench.reading import KINDS, note_on, store
    from texts.spans import Span

    made = []
    for number in numbers:
        text = texts[number % TEXTS]
        start = number * 97 % (len(text.latest.plain) - 40)
        span, kind = Span(start, start + 24), KINDS[number % 3]
        made.append(note_on(text, span, kind, people[number % AUTHORS], handle=number))
    store(made)


if __name__ == "__main__":
    server.report(fill)
