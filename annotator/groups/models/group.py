"""A class or a reading group, and the texts that are shown to it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from annotator import permissions
from texts.models import Text
from texts.rendering import render_note
from texts.uuids import uuid7


class Kind(models.TextChoices):
    CLASS = "class", "Class"
    READING = "reading", "Reading group"


RIGHTS = {
    "may_manage": permissions.manageable_groups,
    "may_change": permissions.changeable_groups,
    "may_write": permissions.writable_groups,
}


class GroupQuerySet(models.QuerySet["Group"]):
    def readable_by(self, user: permissions.Actor) -> Self:
        return self.filter(permissions.readable_groups(user))

    def with_rights(self, user: permissions.Actor) -> Self:
        """Each row learns what `user` may do with it, by the rules that guard the acts themselves."""
        return self.annotate(**permissions.as_columns(RIGHTS, user))


class Group(models.Model):
    """People who read together. Who is in it is said by memberships; an archived one is only read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.READING)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=20_000)
    description_html = models.TextField(blank=True, editable=False)
    texts = models.ManyToManyField(Text, through="GroupText", related_name="groups")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="groups_made")
    created = models.DateTimeField(auto_now_add=True)
    archived = models.DateTimeField(null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "created"]
        constraints = [
            models.CheckConstraint(name="a_group_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="a_group_is_a_class_or_a_reading_group", condition=Q(kind__in=Kind.values)),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.description_html = render_note(self.description)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.pk])

    @property
    def is_class(self) -> bool:
        return self.kind == Kind.CLASS


class GroupText(models.Model):
    """An article that is shown to a group, with its comments. Taking it away leaves the group's notes on it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="shown")
    text = models.ForeignKey(Text, models.PROTECT, related_name="shown_to")
    place = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["group", "text"], name="a_text_is_shown_once_to_a_group")]

    def __str__(self) -> str:
        return f"{self.text_id} for {self.group_id}"
