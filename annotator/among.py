"""`filter(pk__among=Keys(keys))`: what `pk__in` finds for a thousand keys, which go to the database as one value.

Django writes, adapts and checks each key of an `in` by itself: for ten thousand notes and all that stands beside them
that took longer than to find them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignObject, Lookup, UUIDField


class Keys:
    """UUIDs, or as strings. Not a list, which Django would look through."""

    def __init__(self, keys: Iterable[uuid.UUID | str]) -> None:
        self.written = [key.hex if isinstance(key, uuid.UUID) else key.replace("-", "") for key in keys]


@UUIDField.register_lookup
@ForeignObject.register_lookup
class Among(Lookup[Any]):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        keys: Keys = self.rhs
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(keys.written)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        keys: Keys = self.rhs
        return f"{column} = ANY(%s::uuid[])", [*parameters, f"{{{','.join(keys.written)}}}"]
