"""The demo accounts, for the sign-in page of a site in demo mode."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from annotator.library.demo import CAST, PASSWORD
from annotator.people.models import User

register = template.Library()


@register.simple_tag
def demo_accounts() -> dict[str, Any]:
    """`password` and the `people` who sign in with it: those of the cast that are there; nothing outside demo mode."""
    if not settings.DEMO:
        return {}
    names = [row["username"] for row in CAST]
    people = User.objects.filter(username__in=names, is_active=True)
    return {"password": PASSWORD, "people": sorted(people, key=lambda person: names.index(person.username))}
