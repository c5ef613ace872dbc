"""Notes and what hangs on them, for operators: to look at, as far as they could on the site (see people.operators)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q

from annotator import permissions
from annotator.notes.models import (
    Anchor,
    Annotation,
    Check,
    Decision,
    Edit,
    Notice,
    Query,
    Reference,
    ReferenceEdit,
    Reopening,
    Repair,
    Reply,
    Source,
    Tag,
    Verdict,
)
from annotator.people.operators import Shown, words

REMOVED = ("deleted", admin.EmptyFieldListFilter)
TEXT_TITLES = ("annotation__text__title", "annotation__text__parent__title")
REVISION_WORDS = ("revision__source", "revision__html", "revision__plain")


class OfANote(Shown):
    """What is as readable as its annotation."""

    list_select_related: ClassVar[Any] = ("annotation",)
    ordering: ClassVar[Any] = ("-pk",)

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_annotations(user, "annotation__")


@admin.register(Annotation)
class AnnotationAdmin(Shown):
    list_display = (
        "created",
        "motivation",
        "author",
        words("exact", "words"),
        words("body"),
        "text",
        "visibility",
        "resolved",
        "deleted",
    )
    list_filter = ("motivation", "visibility", REMOVED, ("resolved", admin.EmptyFieldListFilter), "created")
    list_select_related = ("author", "text")
    search_fields = ("exact", "body", "author__username", "author__display_name", "text__title", "tags__name")
    ordering = ("-created", "-pk")
    hidden = ("body_html",)

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_annotations(user)


@admin.register(Tag)
class TagAdmin(OfANote):
    list_display = ("id", words("name"), "annotation")
    search_fields = ("name", *TEXT_TITLES)


@admin.register(Anchor)
class AnchorAdmin(OfANote):
    list_display = (
        "id",
        "annotation",
        "revision",
        "state",
        words("start"),
        words("end"),
        "score",
        "settled",
        words("reason"),
    )
    list_filter = ("state", "settled")
    list_select_related = ("annotation", "revision")
    search_fields = ("annotation__exact", "reason", *TEXT_TITLES)
    deferred = REVISION_WORDS


@admin.register(Repair)
class RepairAdmin(OfANote):
    list_display = ("created", "annotation", "revision", "act", words("start"), words("end"), "by")
    list_filter = ("act", "created")
    list_select_related = ("annotation", "revision", "by")
    search_fields = ("by__username", "by__display_name", "annotation__exact", *TEXT_TITLES)
    deferred = REVISION_WORDS


@admin.register(Reply)
class ReplyAdmin(OfANote):
    list_display = ("created", "author", "annotation", words("body"), "deleted")
    list_filter = (REMOVED, "created")
    list_select_related = ("author", "annotation")
    search_fields = ("body", "author__username", "author__display_name", *TEXT_TITLES)
    ordering = ("-created", "-pk")
    hidden = ("body_html",)

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_replies(user)


@admin.register(Edit)
class EditAdmin(Shown):
    list_display = ("created", "editor", "annotation", "reply")
    list_filter = ("created",)
    list_select_related = ("editor", "annotation", "reply")
    search_fields = ("editor__username", "editor__display_name", "annotation__exact", "reply__body")
    ordering = ("-created", "-pk")

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_annotations(user, "annotation__") | permissions.readable_replies(user, "reply__")


@admin.register(Notice)
class NoticeAdmin(OfANote):
    list_display = ("created", "person", "annotation", words("words"), "seen")
    list_filter = (("seen", admin.EmptyFieldListFilter), "created")
    list_select_related = ("person", "annotation")
    search_fields = ("words", "person__username", "person__display_name")
    ordering = ("-created", "-pk")


@admin.register(Query)
class QueryAdmin(OfANote):
    list_display = ("annotation", words("proposed", "proposed words"), "category", "certain", "state", "decided_by")
    list_filter = ("state", "category", "certain", "in_source")
    list_select_related = ("annotation", "decided_by")
    search_fields = ("proposed", "reason", "annotation__exact", *TEXT_TITLES)
    hidden = ("duplicate_of",)


@admin.register(Decision)
class DecisionAdmin(Shown):
    list_display = ("created", "query_id", "state", "by", words("reason"))
    list_filter = ("state", "created")
    list_select_related = ("by",)
    search_fields = ("reason", "by__username", "by__display_name", "query__proposed")
    ordering = ("-created", "-pk")

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_annotations(user, "query__annotation__")


@admin.register(Check)
class CheckAdmin(OfANote):
    """Not who is at work on it: an operator may be the second reader, and guess whose the first verdict is."""

    list_display = ("annotation", words("speaker"), words("work", "claimed work"), "state", "outcome", "round")
    list_filter = ("state", "outcome")
    list_select_related = ("annotation",)
    search_fields = ("speaker", "work", "annotation__exact", *TEXT_TITLES)
    hidden = ("claimed_by",)


@admin.register(Reopening)
class ReopeningAdmin(Shown):
    list_display = ("created", "quote_check_id", "round", "state", "outcome", "by", words("reason"))
    list_filter = ("state", "created")
    list_select_related = ("by",)
    search_fields = ("reason", "by__username", "by__display_name")
    ordering = ("-created", "-pk")

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_annotations(user, "quote_check__annotation__")


@admin.register(Reference)
class ReferenceAdmin(Shown):
    list_display = ("created", "kind", "title", "date", "added_by")
    list_filter = ("kind", "created")
    list_select_related = ("added_by",)
    search_fields = ("line", "doi", "isbn", "added_by__username", "added_by__display_name")
    ordering = ("-created", "-pk")
    hidden = ("fingerprint",)


@admin.register(ReferenceEdit)
class ReferenceEditAdmin(Shown):
    list_display = ("created", "editor", "reference")
    list_filter = ("created",)
    list_select_related = ("editor", "reference")
    search_fields = ("reference__line", "editor__username", "editor__display_name")
    ordering = ("-created", "-pk")


@admin.register(Source)
class SourceAdmin(Shown):
    list_display = ("created", words("citation"), "quote_check_id", "primary", "added_by", "deleted")
    list_filter = ("primary", REMOVED, "created")
    list_select_related = ("added_by",)
    search_fields = ("citation", "excerpt", "added_by__username", "added_by__display_name")
    ordering = ("-created", "-pk")

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_sources(user)


@admin.register(Verdict)
class VerdictAdmin(Shown):
    """Blind here too: an operator may be the second reader."""

    list_display = ("created", "quote_check_id", "reader", words("wording"), words("attribution"), words("context"))
    list_filter = ("created",)
    list_select_related = ("reader",)
    search_fields = ("reason", "reader__username", "reader__display_name")
    ordering = ("-created", "-pk")

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_verdicts(user)
