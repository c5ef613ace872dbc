"""New rows, each by a statement that is written once: their keys are known, and what the database counts is not asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from django.db import connections, router, transaction
from django.db.models import AutoField, Model

from annotator.prepared import planned

Parts = tuple[str, str, str]  # a table, its columns and the places of their values, as SQL lists them
Values = list[Any]


def insert(*rows: Model) -> None:
    """Store them, together if the database takes several statements at once."""
    connection = connections[router.db_for_write(type(rows[0]), instance=rows[0])]
    made = [_insertion(row, connection) for row in rows]
    statements = [("INSERT INTO {} ({}) VALUES ({})".format(*parts), values) for parts, values in made]
    if getattr(connection.features, "uses_server_side_binding", True) is False:  # PostgreSQL, as long as it may
        statements = [("; ".join(sql for sql, _ in statements), _joined(made))]
    with connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
    _mark(rows, connection)


def insert_while(model: type[Model], keys: dict[str, uuid.UUID], rows: Iterable[Model]) -> bool:
    """Store them if a row of `model` has these keys, in one statement, during which nobody changes that row.

    False if there is none such, or the database knows no such statement: then nothing is stored. `rows` may be made
    one by one: what is known of a row only when it is stored is there when the next is asked for.
    """
    connection = connections[router.db_for_write(model)]
    if not connection.features.has_select_for_no_key_update:
        return False
    stored: list[Model] = []
    made = []
    for row in rows:
        made.append(_insertion(row, connection))
        stored.append(row)
    sql = _while(connection.vendor, model, tuple(keys), tuple(parts for parts, _ in made))
    with _by_itself(connection), planned(connection) as cursor:
        cursor.execute(sql, [*keys.values(), *_joined(made)])
        if not cursor.rowcount:
            return False
    _mark(stored, connection)
    return True


def _by_itself(connection: Any) -> AbstractContextManager[Any]:
    """One statement is a transaction of its own; within another it may fail without ending that one."""
    return transaction.atomic(connection.alias) if connection.in_atomic_block else nullcontext()


@cache
def _while(vendor: str, model: type[Model], keys: tuple[str, ...], made: tuple[Parts, ...]) -> str:
    quoted = _quoting(vendor)
    where = " AND ".join(f"{quoted(str(model._meta.get_field(key).column))} = %s" for key in keys)  # type: ignore[union-attr]
    *before, last = ["INSERT INTO {} ({}) SELECT {} FROM still".format(*parts) for parts in made]
    still = f"still AS MATERIALIZED (SELECT FROM {quoted(model._meta.db_table)} WHERE {where} FOR KEY SHARE)"
    return f"WITH {', '.join([still, *(f'stored_{at} AS ({sql})' for at, sql in enumerate(before))])} {last}"


def _insertion(row: Model, connection: Any) -> tuple[Parts, Values]:
    fields, parts = _fields(type(row), connection.vendor)
    return parts, [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]


@cache
def _fields(model: type[Model], vendor: str) -> tuple[list[Any], Parts]:
    quoted = _quoting(vendor)
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, AutoField)]
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    return fields, (quoted(model._meta.db_table), columns, ", ".join(["%s"] * len(fields)))


def _quoting(vendor: str) -> Any:
    return next(one for one in connections.all() if one.vendor == vendor).ops.quote_name


def _joined(made: Iterable[tuple[Parts, Values]]) -> Values:
    return [value for _, values in made for value in values]


def _mark(rows: Sequence[Model], connection: Any) -> None:
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
