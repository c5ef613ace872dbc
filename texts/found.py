"""A stretch of a text that a rule offers for checking, and the rule's reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from texts.spans import Span

FoundKind = Literal["quotation", "nested", "unclosed", "block", "number", "date", "name"]


@dataclass(frozen=True, slots=True)
class Found:
    """`span` in code points of the plain text; `reason` says to the reader why it was offered."""

    span: Span
    kind: FoundKind
    reason: str = ""
