"""Which revisions of texts here are, letter by letter, those that a file knows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from annotator.exchange.arriving import Source
from annotator.exchange.versions import digests, keys_of
from texts.models import Revision


class Versions:
    """Of the sources of one file. Asks once for each text."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._named = {one.address: list(one.revisions) for one in sources}
        self.plain = cache(_plain)
        self._same: dict[tuple[str, Any], dict[int, Any]] = {}

    def of(self, source: str, text: Any) -> dict[int, Any]:
        """Keys of revisions by their number: from the first after which the text has had the same words, there and here."""
        asked = (source, text)
        if asked not in self._same:
            self._same[asked] = self._alike(source, text)
        return self._same[asked]

    def _alike(self, source: str, text: Any) -> dict[int, Any]:
        named = self._named.get(source, [])
        keys = keys_of(text) if named else []
        found: dict[int, Any] = {}
        if len(keys) != len(named):
            return found
        here = digests(keys)
        for number in range(len(keys), 0, -1):
            if here[keys[number - 1]] != named[number - 1]:
                break
            found[number] = keys[number - 1]
        return found


def _plain(revision: Any) -> str:
    return str(Revision.objects.values_list("plain", flat=True).get(pk=revision))
