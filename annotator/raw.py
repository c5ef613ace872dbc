"""Keys and moments as the database writes them: for ten thousand rows they are not worth an object each."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connections, router
from django.db.models import CharField, Model, UUIDField
from django.db.models.functions import Cast

KEY = UUIDField()


def raw(name: str) -> Cast:
    """The field `name` as a string."""
    return Cast(name, CharField())


def raw_key(key: uuid.UUID | None, model: type[Model]) -> str:
    """What `raw` gives for this key of a `model`; "" for none."""
    return str(written(key, connections[router.db_for_read(model)])) if key else ""


def written(key: uuid.UUID | None, connection: Any) -> Any:
    """A key as it goes to the database, and stands there."""
    return KEY.get_db_prep_value(key, connection)
