"""A note or a reply as it came from elsewhere: values, and nothing of how they are stored here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Self

Json = dict[str, Any]


class Unreadable(ValueError):
    """What was given holds no notes that are understood; the message is a sentence for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Creator:
    """`key` is the same for the same person in one file."""

    key: str
    name: str
    email: str = ""


NOBODY = Creator("", "nobody named")
TEXT = "text"  # in the place of a motivation
FOREIGN = "foreign"  # so, for what is about another site
NOT_OURS = ("came", "said")  # as another program said it


@dataclass(frozen=True, slots=True)
class Draft:
    """`source` names what it is about; `parent` is the id of the note that a reply answers. Times are ISO 8601 or "".

    `start` and `end` count what the text of `source` was there, in 16-bit units if `in_units`. `own` is what an export of
    this program says beside the standard, `more` what a note here does not hold and gives back. `trouble` is why it cannot be taken at all.
    """

    id: str
    source: str = ""
    parent: str = ""
    creator: Creator = NOBODY
    motivation: str = "commenting"
    body: str = ""
    tags: tuple[str, ...] = ()
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    in_units: bool = False
    pointed: str = ""  # how it points at its words where it quotes none
    audience: str = ""  # public, private, group:…, instructors:…; "" where nothing is said
    created: str = ""
    modified: str = ""
    colour: str = ""
    ours: bool = False  # an export of this program
    own: Json = field(default_factory=dict)
    more: Json = field(default_factory=dict)
    selectors: tuple[Any, ...] = ()
    document: Json = field(default_factory=dict)  # all of it, as another program wrote it in JSON-LD
    cut: tuple[str, ...] = ()  # sentences on what of it a note here does not hold
    trouble: str = ""

    @property
    def is_reply(self) -> bool:
        return bool(self.parent)

    @property
    def is_text(self) -> bool:
        """Not about a text, but one."""
        return self.motivation == TEXT

    @property
    def is_foreign(self) -> bool:
        """About another site, and none of the things that a note here is."""
        return self.ours and self.motivation == FOREIGN

    @property
    def is_on_words(self) -> bool:
        return bool(self.exact or self.pointed or self.start is not None)

    @property
    def people(self) -> list[Creator]:
        """Who wrote it, and who else is named in it: who changed, resolved, decided or judged."""
        own = [] if self.is_text else [self.creator]
        return [*own, *named_in({name: said for name, said in self.own.items() if name not in NOT_OURS})]

    @property
    def named(self) -> list[str]:
        """The ids of other notes that this one cannot do without, in the words of this program."""
        query = self.own.get("query")
        names = [self.own.get("copied_from"), query.get("duplicate_of") if isinstance(query, dict) else None]
        return [str(one) for one in names if one]

    def as_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Json) -> Self:
        fields = {**stored, "creator": Creator(**stored["creator"]), "tags": tuple(stored["tags"])}
        fields |= {name: tuple(stored.get(name, ())) for name in ("selectors", "cut")}
        return cls(**fields)


def named_in(said: Any) -> Iterator[Creator]:
    """All people in what an export of this program says."""
    if isinstance(said, dict) and said.get("type") == "Person":
        yield creator(said)
    elif isinstance(said, (dict, list)):
        for one in said.values() if isinstance(said, dict) else said:
            yield from named_in(one)


def creator(said: Json) -> Creator:
    """A person as JSON-LD names one."""
    name = str(said.get("name") or NOBODY.name)
    return Creator(str(said.get("id") or name), name)


@dataclass(frozen=True, slots=True)
class Source:
    """What notes in a file are about; `title` is that of the article. `url` is where it was first published, `digest` that
    of its words and `revisions` those of all its revisions, the oldest first, where an export of this program says it."""

    address: str
    title: str = ""
    place: int | None = None  # of a comment
    url: str = ""
    digest: str = ""
    revisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """One revision: its Markdown, the page that was made of it, and what was done to the one before, if that is known."""

    source: str
    html: str = ""
    edits: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A text. `draft.own` has `text`, its columns by name; `parent`, the address of its article, or ""; its `place`; and
    `revisions`: of each its `created`, `message`, `by`, `key` and `digest`."""

    draft: Draft
    revisions: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """All that a file holds."""

    form: str
    drafts: list[Draft]
    sources: dict[str, Source]
    said: tuple[str, ...] = ()  # sentences on what the file itself lacks
    reviews: tuple[Json, ...] = ()  # of somebody's work, as our own exports have them
    texts: tuple[Carried, ...] = ()  # that come with all their revisions, articles before their comments
