"""The texts that notes of a file may stand on: those that were chosen, and those that the file carries. Each is read once."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from annotator.exchange.arriving import Draft
from annotator.exchange.arriving.placing import Ground
from annotator.exchange.importing.models import Import
from annotator.exchange.importing.texts import Texts
from annotator.exchange.importing.versions import Versions
from annotator.exchange.versions import digests
from texts.models import Text


class Grounds:
    """Of one file."""

    def __init__(self, job: Import) -> None:
        self.job, self.versions, self.carried = job, Versions(job.sources), Texts(job)
        self._known: dict[str, list[tuple[Text, Ground]]] = {}

    def of(self, source: str) -> list[tuple[Text, Ground]]:
        """Those that notes on `source` may stand on; none where it is left out. What would be made is not stored."""
        if source not in self._known:
            made = self.carried.to_make(source)
            texts = [made] if made else self._meant(source).order_by("kind", "place")
            self._known[source] = [(text, Ground(text.latest.plain)) for text in texts if text.latest]
        return self._known[source]

    def _meant(self, source: str) -> Any:
        if chosen := self.job.choices["texts"].get(source):
            meant = Q(pk=chosen["text"]) | (Q(parent=chosen["text"]) if chosen["comments"] else Q(pk=chosen["text"]))
        elif here := self.carried.here(source):
            meant = Q(pk=here.pk)
        else:
            return Text.objects.none()
        return Text.objects.filter(meant).select_related("latest").defer("latest__source", "latest__html")

    def is_same(self, source: str, text: Text) -> bool:
        """Whether the text has the very words that it had where the file was made."""
        assert text.latest
        if stored(text) is None:
            return True
        named = next((one.digest for one in self.job.sources if one.address == source), "")
        return bool(named) and digests([text.latest.pk])[text.latest.pk] == named

    def then(self, draft: Draft, text: Text) -> tuple[Any, str | None]:
        """Which revision it was made on, None while that is not stored, and the words of it, None if they are not known."""
        number = draft.own.get("revision", 0)
        if stored(text) is None:
            return None, self.carried.words(draft.source, number) if isinstance(number, int) else None
        revision = self.versions.of(draft.source, text.pk).get(number)
        return revision, None if revision is None else self.versions.plain(revision)


def stored(text: Text) -> Text | None:
    """None for one that would be made."""
    return None if text._state.adding else text
