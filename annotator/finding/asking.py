"""What somebody writes into the search field, taken apart: words, phrases, and operators such as `by:`. Pure.

Knows how it is written, not what there is to be found: a name after `by:` may be nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from annotator.search.terms import words

MOST = 24  # words, phrases and operators in one search
SHORTEST = 2  # letters before a *
OPERATORS = {
    "by": 'whoever wrote it: by:me, by:"Jane Doe"',
    "in": 'a text or a group: in:"History 101"',
    "tag": "a tag: tag:sources",
    "is": "how it stands: is:open, is:settled, is:orphan …",
    "kind": "what it is: kind:note, kind:question, kind:reply, kind:text …",
    "before": "older than a day: before:2026-03-01",
    "after": "from a day on: after:2026-03-01",
}
_MARKS = str.maketrans("“”„‟«»＂", '"' * 7)
_PIECE = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[^\W\d_]+):)?(?:"(?P<quoted>[^"]*)(?P<end>"?)(?P<star>\*?)|(?P<bare>[^\s"]+))'
)


@dataclass(frozen=True)
class Term:
    """Words that stand side by side, as the index keeps them; with `prefix` the last is only the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Operator:
    name: str
    value: str
    negative: bool = False


@dataclass(frozen=True)
class Asked:
    """A search as it is written, and its parts. With `faults` nothing is looked for; each says what to do."""

    written: str = ""
    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    operators: tuple[Operator, ...] = ()
    faults: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.terms or self.without or self.operators)

    def values(self, name: str, negative: bool = False) -> list[str]:
        """What is asked for by one operator, in order."""
        return [one.value for one in self.operators if one.name == name and one.negative == negative]

    def plus(self, name: str, value: str) -> str:
        """This search written with one more operator."""
        return f"{self.written} {written(name, value)}".strip()

    def without_operators(self, *names: str) -> str:
        """This search written without operators of these names."""
        kept = [piece for piece in _pieces(self.written) if not ((one := _operator(piece)) and one.name in names)]
        return " ".join(piece.group().strip() for piece in kept)

    def minus(self, operator: Operator) -> str:
        """This search written without one of its operators."""
        kept = [piece for piece in _pieces(self.written) if _operator(piece) != operator]
        return " ".join(piece.group().strip() for piece in kept)


def written(name: str, value: str) -> str:
    """An operator as one writes it."""
    plain = value.translate(_MARKS).replace('"', " ").strip()
    return f'{name}:"{plain}"' if re.search(r"\s", plain) or not plain else f"{name}:{plain}"


def ask(text: str) -> Asked:
    """Never raises: what cannot be understood is a fault."""
    asked = Asked(" ".join(text.translate(_MARKS).split()))
    pieces = list(_pieces(asked.written))
    if len(pieces) > MOST:
        return replace(asked, faults=(f"This asks for {len(pieces)} things at once. Ask for at most {MOST}.",))
    for piece in pieces:
        asked = _with(asked, piece)
    return asked


def _pieces(text: str) -> Iterator[re.Match[str]]:
    return _PIECE.finditer(text)


def _operator(piece: re.Match[str]) -> Operator | None:
    name = (piece["name"] or "").lower()
    return Operator(name, _value(piece), bool(piece["minus"])) if name in OPERATORS else None


def _value(piece: re.Match[str]) -> str:
    return (piece["quoted"] if piece["bare"] is None else piece["bare"]).strip()


def _with(asked: Asked, piece: re.Match[str]) -> Asked:
    if fault := _fault(piece):
        return replace(asked, faults=(*asked.faults, fault))
    if operator := _operator(piece):
        return replace(asked, operators=(*asked.operators, operator))
    term = _term(piece)
    if piece["minus"]:
        return replace(asked, without=(*asked.without, term))
    return replace(asked, terms=(*asked.terms, term))


def _term(piece: re.Match[str]) -> Term:
    said = _value(piece)
    if piece["name"]:  # such as http://…: words like others
        said = f"{piece['name']} {said}"
    return Term(tuple(words(said).split()), said.endswith("*") or piece["star"] == "*")


def _fault(piece: re.Match[str]) -> str:
    """Why this piece cannot be looked for, as a sentence that says what to do; empty if it can."""
    name, value = (piece["name"] or "").lower(), _value(piece)
    if name in OPERATORS:
        return "" if value else f"Write what you look for right after “{name}:”, without a space: {OPERATORS[name]}."
    if piece["bare"] and not name and value.rstrip(":").lower() in OPERATORS and value.endswith(":"):
        named = value[:-1].lower()
        return f"Write what you look for right after “{named}:”, without a space: {OPERATORS[named]}."
    if name and not value.startswith("/"):
        return f"There is no operator “{name}:”. There are {_listed()}. To find these words, set them in quotes."
    term = _term(piece)
    if not term.words:
        return f"There are no letters or digits in “{piece.group().strip()}”. Leave it out."
    if term.prefix and len(term.words[-1]) < SHORTEST:
        return f"Write at least {SHORTEST} letters before the *."
    return ""


def _listed() -> str:
    *most, last = (f"{name}:" for name in OPERATORS)
    return f"{', '.join(most)} and {last}"
