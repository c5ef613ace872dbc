"""Searches kept by name, and the secret addresses of their feeds: shown once, stored hashed, revocable."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from annotator.finding.models import SavedSearch
from annotator.people.models import digest

MOST = 100  # searches of one person


class Full(Exception):
    """Somebody has as many searches as are kept."""


@transaction.atomic
def save(owner: Any, name: str, query: str) -> SavedSearch:
    """Under a name that is taken the newer search is kept. Raises Full at more than MOST."""
    others = SavedSearch.objects.select_for_update().filter(owner=owner)
    if others.exclude(name=name).count() >= MOST:
        raise Full(f"You keep {MOST} searches already. Remove one first.")
    kept, _ = SavedSearch.objects.update_or_create(owner=owner, name=name, defaults={"query": query})
    return kept


def make_link(search: SavedSearch) -> str:
    """The token of a new feed address; the one before it stops working."""
    token = secrets.token_urlsafe(24)
    search.token = digest(token)
    search.save(update_fields=["token"])
    return token


def revoke_link(search: SavedSearch) -> None:
    search.token = None
    search.save(update_fields=["token"])


def behind(token: str) -> SavedSearch | None:
    """The search whose feed this is, as long as its owner may come in."""
    found = SavedSearch.objects.filter(token=digest(token), owner__is_active=True)
    return found.select_related("owner").first()
