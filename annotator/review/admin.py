"""Assignments, for operators: what is set for whom, to look at. What was handed in is not read from here."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from annotator import permissions
from annotator.people.operators import Shown
from annotator.review.models import Assignment, Extension, Submission


@admin.register(Assignment)
class AssignmentAdmin(Shown):
    list_display = ("created", "title", "group", "opens", "due", "peers", "revealed", "anonymous", "archived")
    list_filter = ("peers", "anonymous", ("archived", admin.EmptyFieldListFilter), "created")
    list_select_related = ("group",)
    search_fields = ("title", "group__name")
    ordering = ("-created", "-pk")
    hidden = ("instructions_html",)

    def readable(self, user: permissions.Actor) -> Q:
        return permissions.readable_assignments(user)


@admin.register(Extension)
class ExtensionAdmin(Shown):
    list_display = ("assignment", "person", "due", "given_by")
    list_select_related = ("assignment", "person", "given_by")
    search_fields = ("assignment__title", "person__username", "person__display_name")
    ordering = ("-due", "-pk")


@admin.register(Submission)
class SubmissionAdmin(Shown):
    list_display = ("assignment", "person", "handed_in", "stood")
    list_filter = (("handed_in", admin.EmptyFieldListFilter),)
    list_select_related = ("assignment", "person")
    search_fields = ("assignment__title", "person__username", "person__display_name")
    ordering = ("-handed_in", "-pk")
