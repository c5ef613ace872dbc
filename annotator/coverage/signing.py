"""Signing off what was looked at in a text, and what has changed in it since."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db import transaction

from annotator.coverage.finds import RULES, changed_sentences
from annotator.coverage.models import SignOff
from annotator.coverage.standing import Tally
from texts.models import Revision, Text
from texts.spans import Span

LISTED = 20  # changed sentences on a page


@dataclass(frozen=True)
class Signed:
    """A standing sign-off, and the sentences of the latest revision that the signed one has not."""

    sign_off: SignOff
    text: Text
    changed: Sequence[Span] = ()

    @property
    def sentences(self) -> list[str]:
        assert self.text.latest
        return [span.of(self.text.latest.plain) for span in self.changed[:LISTED]]

    @property
    def more(self) -> int:
        return max(0, len(self.changed) - LISTED)


@transaction.atomic
def sign_off(text: Text, by: Any, note: str, tally: Tally) -> SignOff:
    """Of the latest revision, which the caller has shown to the editor together with what is open."""
    assert text.latest
    return SignOff.objects.create(text=text, revision=text.latest, by=by, note=note, found=tally.found, open=tally.open)


def signed(texts: Iterable[Text]) -> dict[uuid.UUID, Signed]:
    """The newest standing sign-off of each text that has one; the texts know their latest revision."""
    known = {text.pk: text for text in texts}
    bulky = ("revision__html", "revision__plain", "revision__source")
    every = SignOff.objects.standing().filter(text__in=known).select_related("revision", "by").defer(*bulky)
    newest: dict[uuid.UUID, SignOff] = {}
    for one in every:
        newest.setdefault(one.text_id, one)
    return {key: Signed(one, known[key], _changed_since(one, known[key])) for key, one in newest.items()}


def earlier(text: Text, standing: Signed | None) -> list[SignOff]:
    """All others of a text, the newest first, withdrawn or followed by a later one."""
    bulky = ("revision__html", "revision__plain", "revision__source")
    others = SignOff.objects.filter(text=text)
    if standing:
        others = others.exclude(pk=standing.sign_off.pk)
    return list(others.select_related("revision", "by", "withdrawn_by").defer(*bulky))


def _changed_since(one: SignOff, text: Text) -> Sequence[Span]:
    """Revisions never change: what changed between two of them is found out once by each process."""
    if one.revision_id == text.latest_id:
        return ()
    key = f"changed:{RULES}:{one.revision_id}:{text.latest_id}"
    found: Sequence[Span] | None = caches["facts"].get(key)
    if found is None:
        found = changed_sentences(_said(one.revision_id), _said(text.latest_id))
        caches["facts"].set(key, found, None)
    return found


def _said(revision: Any) -> tuple[str, str]:
    html, plain = Revision.objects.values_list("html", "plain").get(pk=revision)
    return html, plain
