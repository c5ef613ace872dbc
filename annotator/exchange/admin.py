"""What other programs sent, for operators: to look at, as far as they could on the site (see people.operators)."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from annotator import permissions
from annotator.exchange.models import Arrival, Foreign, ReplyArrival
from annotator.people.operators import Shown, words


@admin.register(Arrival)
class ArrivalAdmin(Shown):
    list_display = ("annotation_id", words("given", "what came"))
    list_select_related = ("annotation",)
    ordering = ("-pk",)

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_annotations(user, "annotation__")


@admin.register(ReplyArrival)
class ReplyArrivalAdmin(Shown):
    list_display = ("reply_id", words("given", "what came"))
    list_select_related = ("reply__annotation",)
    ordering = ("-pk",)

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_replies(user, "reply__")


@admin.register(Foreign)
class ForeignAdmin(Shown):
    list_display = ("created", "author", words("document"), "visibility", "deleted")
    list_filter = ("visibility", ("deleted", admin.EmptyFieldListFilter), "created")
    list_select_related = ("author",)
    ordering = ("-pk",)

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_foreign(user)
