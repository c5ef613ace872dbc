"""What operators (`is_staff`) see in the admin, and what they may do there.

The admin is for running the site, not for reading over people's shoulders or rewriting what happened. Facts (revisions,
targets, edits, decisions, repairs, verdicts) and what is derived from them cannot be added, changed or deleted here:
texts are published, notes are written and taken back on the site itself, where each act keeps the invariants. Accounts
are switched off, never deleted, because what a person wrote stays.

An operator reads here what they could read on the site, by the same rules of `annotator.permissions`. Of a private or a
removed note they see that it exists: whose it is, on which text, of what kind, when it was made. Neither its words nor
their place are listed, its page is refused, and searching or filtering by address cannot find out what it says. Who is
asked to reset a password should not come to know a learner's private thoughts; whoever must, has the database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.text import Truncator

from annotator import permissions

SHORT = 40  # characters of words in a list


class Shown(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at. A subclass says who may read their words, and which it lets be changed."""

    actions: Any = None
    show_full_result_count = False
    list_per_page = 50
    search_help_text = "Finds only what you could read on the site."
    hidden: tuple[str, ...] = ()  # fields too long, or of no use, to look at
    deferred: tuple[str, ...] = ()  # columns that a list does not need

    def readable(self, user: permissions.Actor) -> Q:
        """Which rows' words may be shown."""
        return permissions.ANYBODY

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each row knows whether its words may be shown: may_read."""
        may_read = Case(
            When(self.readable(request.user), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
        rows: QuerySet[Any] = super().get_queryset(request)
        rows = rows.annotate(may_read=may_read).defer(*self.deferred)
        return rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            queryset = queryset.filter(self.readable(request.user))
        return super().get_search_results(request, queryset, search_term)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only the filters that are offered: `?body__startswith=` would read a private note letter by letter."""
        offered = [entry[0] if isinstance(entry, tuple) else entry for entry in self.list_filter]
        return any(lookup == str(name) or lookup.startswith(f"{name}__") for name in offered)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [field.name for field in self.opts.concrete_fields if field.name not in self.hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request) and (obj is None or obj.may_read)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def words(field: str, label: str = "") -> Callable[[Any], Any]:
    """A column with the beginning of a field, where the one who looks may read it. Cannot be sorted by."""

    @admin.display(description=label or field.replace("_", " "), empty_value="–")
    def shown(row: Any) -> str | None:
        value = getattr(row, field)
        if not row.may_read:
            return "(not shown)"
        return None if value in (None, "") else Truncator(str(value)).chars(SHORT)

    return shown
