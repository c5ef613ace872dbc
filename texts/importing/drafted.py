"""What a document becomes: one or more texts in Markdown, what it says of itself, and what could not be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SHOWN = 20  # places that are named for one kind of loss

# What is lost, by name: the words for one of it and for several, and its fate.
LOSSES: dict[str, tuple[str, str, str]] = {
    "picture": ("picture", "pictures", "left out; captions are kept"),
    "media": ("embedded film, sound or frame", "embedded films, sounds or frames", "left out"),
    "form": ("form control", "form controls", "left out"),
    "navigation": ("menu", "menus", "left out"),
    "around": ("word around the article", "words around the article", "left out"),
    "hidden": ("hidden passage", "hidden passages", "left out"),
    "comment": ("comment in the margin", "comments in the margin", "left out"),
    "deletion": ("tracked deletion", "tracked deletions", "left out, as if accepted"),
    "insertion": ("tracked insertion", "tracked insertions", "kept, as if accepted"),
    "header": ("page header or footer", "page headers or footers", "left out"),
    "equation": ("formula", "formulas", "left out or set as plain words"),
    "script": ("raised or lowered stretch", "raised or lowered stretches", "set on the line"),
    "underline": ("underlined or marked stretch", "underlined or marked stretches", "kept as plain words"),
    "emphasis": ("emphasis", "emphases", "kept as plain words: Markdown cannot mark them there"),
    "layout": ("table", "tables", "laid out as paragraphs, cell by cell"),
    "merged": ("merged table cell", "merged table cells", "set as one cell and empty ones"),
    "nested": ("passage nested too deeply", "passages nested too deeply", "kept as plain paragraphs"),
    "link": ("link inside the file", "links inside the file", "kept as plain words"),
    "character": ("character", "characters", "lost: compare this with your file"),
    "hyphen": ("word parted at the end of a line", "words parted at the end of a line", "joined: please look at them"),
    "footnote": ("note at the foot of a page", "notes at the foot of pages", "set behind the text, in their order"),
    "running": ("running head or page number", "running heads or page numbers", "left out"),
    "blank": ("page without words", "pages without words", "left out"),
    "variant": (
        "correction, expansion or variant by an editor",
        "corrections, expansions or variants by an editor",
        "left out: the text stands as its source has it",
    ),
    "apparatus": ("note of the apparatus", "notes of the apparatus", "left out"),
    "gap": ("gap in the source", "gaps in the source", "not marked"),
    "facsimile": ("reference to a facsimile", "references to a facsimile", "left out"),
}


@dataclass(frozen=True)
class Part:
    """One text, or one chapter of it."""

    title: str
    source: str


@dataclass(frozen=True)
class Drafted:
    """A document read. `dropped` counts, by a name of LOSSES, what is not as it was; `places` says where some of it was."""

    parts: list[Part]
    title: str = ""
    byline: str = ""
    publisher: str = ""
    published: str = ""
    language: str = ""
    rights: str = ""
    source_url: str = ""
    dropped: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Drafted:
        return cls(**{**data, "parts": [Part(**part) for part in data["parts"]]})

    @property
    def whole(self) -> str:
        """All parts as one text."""
        return "\n\n".join(part.source for part in self.parts)

    @property
    def losses(self) -> list[str]:
        """A sentence for each kind of loss."""
        return [" ".join([told(name, count), *self._where(name)]) for name, count in self.dropped.items()]

    def _where(self, name: str) -> list[str]:
        places = list(dict.fromkeys(self.places.get(name, [])))
        if not places:
            return []
        more = [f"and at {len(places) - SHOWN:,} more places"] if len(places) > SHOWN else []
        said = "; ".join([*places[:SHOWN], *more])
        return [f"{said[0].upper()}{said[1:]}."]


def told(name: str, count: int) -> str:
    one, several, fate = LOSSES[name]
    return f"{count:,} {one if count == 1 else several}: {fate}."


def counted(losses: Counter[str]) -> dict[str, int]:
    """In the order of LOSSES, without zeros."""
    return {name: losses[name] for name in LOSSES if losses[name]}
