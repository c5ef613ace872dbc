"""Numbers of the library as they are shown."""

from __future__ import annotations

from django import template

from annotator.library.counting import MOST

register = template.Library()


@register.filter
def counted(number: int) -> str:
    """As far as it was counted: “1,000”, and “over 1,000” for all that is more."""
    return f"{number:,}" if number <= MOST else f"over {MOST:,}"
