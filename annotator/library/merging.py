"""Two editors on one base: the second sees both versions, what was put together by itself, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from annotator.library.revising import RevisionForm
from texts.merging import Part, merge, settled
from texts.models import Revision
from texts.rendering import normal
from texts.worddiff import Piece, worddiff

AROUND = 120  # code points of unchanged words shown on each side of what changed
CHOICES = [("theirs", "Take theirs"), ("yours", "Take yours"), ("own", "Use these words")]


@dataclass(frozen=True)
class Shown:
    """A part with what stands around it, and what each version did to the words of the base."""

    part: Part
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        return worddiff(self.part.base, self.part.text)

    @property
    def theirs(self) -> list[Piece]:
        return worddiff(self.part.base, self.part.theirs)

    @property
    def yours(self) -> list[Piece]:
        return worddiff(self.part.base, self.part.yours)


@dataclass(frozen=True)
class Merging:
    """`yours` was written on `base`, but `theirs` has been published since."""

    base: Revision
    theirs: Revision
    yours: str

    @classmethod
    def of(cls, form: RevisionForm) -> Merging:
        """For a valid form whose base is no longer the latest."""
        assert form.text.latest
        return cls(form.cleaned_data["base"], form.text.latest, form.cleaned_data["words"])

    @cached_property
    def parts(self) -> list[Part]:
        return merge(normal(self.base.source), normal(self.theirs.source), self.yours)

    @property
    def taken(self) -> list[Shown]:
        """What was put together by itself."""
        return [shown for shown in self._shown() if shown.part.kind in ("theirs", "yours", "both")]

    @property
    def conflicts(self) -> list[Shown]:
        return [shown for shown in self._shown() if shown.part.kind == "conflict"]

    def words(self, decided: list[str]) -> str:
        return settled(self.parts, decided)

    def _shown(self) -> Iterator[Shown]:
        for place, part in enumerate(self.parts):
            if part.kind != "same":
                before = self.parts[place - 1].text if place else ""
                after = self.parts[place + 1].text if place + 1 < len(self.parts) else ""
                yield Shown(part, _end(before), _beginning(after))


def _spaced(words: str, like: str) -> str:
    """`words` with the white space that stands around `like`, which nobody sees in a field; no words, no space."""
    start, end = len(like) - len(like.lstrip()), len(like.rstrip())
    return like[:start] + words + like[max(start, end) :] if words else ""


def _end(words: str) -> str:
    words = words.rsplit("\n\n", 1)[-1]
    return words if len(words) <= AROUND else "…" + words[-AROUND:].split(" ", 1)[-1]


def _beginning(words: str) -> str:
    words = words.split("\n\n", 1)[0]
    return words if len(words) <= AROUND else words[:AROUND].rsplit(" ", 1)[0] + "…"


class MergeForm(RevisionForm):
    """Words written on `base`, put together with the revision `theirs`."""

    theirs = forms.UUIDField(widget=forms.HiddenInput)

    def clean_theirs(self) -> Revision:
        return self.revision(self.cleaned_data["theirs"])


class DecidingForm(forms.Form):
    """One decision for each conflict: their words, yours, or words of one's own."""

    def __init__(self, *args: Any, conflicts: list[Shown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._conflicts = conflicts
        for number, shown in enumerate(conflicts):
            self.fields[f"choice-{number}"] = forms.ChoiceField(
                choices=CHOICES, widget=forms.RadioSelect, error_messages={"required": "Choose one of the three."}
            )
            self.fields[f"own-{number}"] = forms.CharField(
                required=False,
                strip=False,
                initial=shown.part.yours.strip(),
                label="These words",
                widget=forms.Textarea(attrs={"rows": 3, "class": "markdown"}),
            )

    @property
    def count(self) -> int:
        return len(self._conflicts)

    @property
    def rows(self) -> Iterator[tuple[int, Shown, Any, Any]]:
        for number, shown in enumerate(self._conflicts):
            yield number + 1, shown, self[f"choice-{number}"], self[f"own-{number}"]

    def decided(self) -> list[str]:
        """The words chosen for each conflict, once the form is valid."""
        return [self._decided(number, shown.part) for number, shown in enumerate(self._conflicts)]

    def _decided(self, number: int, part: Part) -> str:
        choice = self.cleaned_data[f"choice-{number}"]
        if choice == "own":
            return _spaced(normal(self.cleaned_data[f"own-{number}"]).strip(), part.yours or part.theirs)
        return part.theirs if choice == "theirs" else part.yours
