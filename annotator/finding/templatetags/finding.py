"""Addresses of searches."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.http import urlencode

from annotator.finding.asking import written

register = template.Library()


@register.simple_tag(takes_context=True)
def with_search(context: dict[str, Any], q: str) -> str:
    """The query string of another search in the same order, from its first page."""
    sort = context["request"].GET.get("sort")
    return "?" + urlencode({"q": q, **({"sort": sort} if sort == "newest" else {})})


@register.simple_tag
def search_for(operator: str, value: str) -> str:
    return "?" + urlencode({"q": written(operator, value)})
