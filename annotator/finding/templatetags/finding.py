"""Addresses of searches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from annotator.finding.asking import written
from annotator.finding.excerpts import Piece

register = template.Library()
KEPT = ("sort", "of")


@register.simple_tag(takes_context=True)
def with_search(context: dict[str, Any], q: str, facets: str = "") -> str:
    """The query string of another search in the same order and of the same part, from its first page."""
    asked = context["request"].GET
    kept = {name: asked[name] for name in KEPT if asked.get(name)} | ({"facets": facets} if facets else {})
    return "?" + urlencode({"q": q, **kept})


@register.simple_tag
def pieces(found: Iterable[Piece]) -> str:
    """An excerpt with marks on what was asked for."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in found))


def _marked(piece: Piece) -> str:
    return format_html("<mark>{}</mark>", piece.words) if piece.marked else piece.words


@register.simple_tag
def search_for(operator: str, value: str) -> str:
    return "?" + urlencode({"q": written(operator, value)})
