"""Groups, for operators: who is in which, to look at. Links let nobody in from here: their tokens are not kept."""

from __future__ import annotations

from django.contrib import admin

from annotator.groups.models import Group, GroupText, Invitation, Membership, RoleChange, Seat
from annotator.people.operators import Shown


@admin.register(Group)
class GroupAdmin(Shown):
    list_display = ("name", "kind", "created_by", "created", "archived")
    list_filter = ("kind", ("archived", admin.EmptyFieldListFilter), "created")
    list_select_related = ("created_by",)
    search_fields = ("name", "created_by__username", "created_by__display_name")
    ordering = ("-created", "-pk")
    hidden = ("description_html",)


@admin.register(Membership)
class MembershipAdmin(Shown):
    list_display = ("joined", "group", "person", "role", "limited", "how", "added_by", "left", "ended_by")
    list_filter = ("role", "how", ("left", admin.EmptyFieldListFilter), "joined")
    list_select_related = ("group", "person", "added_by", "ended_by")
    search_fields = ("group__name", "person__username", "person__display_name")
    ordering = ("-joined", "-pk")


@admin.register(RoleChange)
class RoleChangeAdmin(Shown):
    list_display = ("at", "membership", "before", "after", "by")
    list_select_related = ("membership", "by")
    search_fields = ("membership__person__username", "membership__group__name")
    ordering = ("-at", "-pk")


@admin.register(Seat)
class SeatAdmin(Shown):
    list_display = ("since", "section", "person", "placed_by", "until")
    list_filter = (("until", admin.EmptyFieldListFilter), "since")
    list_select_related = ("section", "person", "placed_by")
    search_fields = ("person__username", "section__name", "division__group__name")
    ordering = ("-since", "-pk")


@admin.register(Invitation)
class InvitationAdmin(Shown):
    list_display = ("created", "group", "role", "address", "person", "uses", "most_uses", "expires", "revoked")
    list_filter = ("role", ("revoked", admin.EmptyFieldListFilter), "created")
    list_select_related = ("group", "person")
    search_fields = ("group__name", "address", "person__username", "person__display_name")
    ordering = ("-created", "-pk")
    hidden = ("token",)


@admin.register(GroupText)
class GroupTextAdmin(Shown):
    list_display = ("added", "group", "text", "added_by")
    list_select_related = ("group", "text", "added_by")
    search_fields = ("group__name", "text__title")
    ordering = ("-added", "-pk")
