"""What other programs send, as far as a note of this site does not hold it."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from annotator import permissions
from annotator.exchange.importing.models import Brought, Import, Item
from annotator.groups.models import Group
from annotator.notes.models import Annotation, Reply, Visibility
from texts.uuids import uuid7

__all__ = ["Arrival", "Brought", "Foreign", "ForeignQuerySet", "Import", "Item", "ReplyArrival"]


class Came(models.Model):
    """What came with a note or a reply beyond what it says itself, property by property.

    `given` is given back as it came. Where the note says the same in its own way, `held` keeps how it said it then: once
    somebody changes the note, what it says itself goes out instead.
    """

    given = models.JSONField(default=dict)
    held = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"what came with {self.pk}"


class Arrival(Came):
    annotation = models.OneToOneField(Annotation, models.CASCADE, primary_key=True, related_name="arrival")


class ReplyArrival(Came):
    reply = models.OneToOneField(Reply, models.CASCADE, primary_key=True, related_name="arrival")


class ForeignQuerySet(models.QuerySet["Foreign"]):
    def readable_by(self, user: permissions.Actor) -> Self:
        return self.filter(permissions.readable_foreign(user))


class Foreign(models.Model):
    """A web annotation on something that is not here: kept as it came, and given back. No page shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.PUBLIC)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    document = models.JSONField()
    earlier = models.JSONField(default=list, help_text="What it was before each change, and until when.")
    client_id = models.UUIDField(default=uuid.uuid4)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    deleted = models.DateTimeField(null=True)

    objects = ForeignQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "foreign"
        constraints = [
            models.UniqueConstraint(fields=["author", "client_id"], name="one_foreign_per_client_id"),
            models.CheckConstraint(
                name="foreign_in_a_group_is_read_by_it_or_its_instructors",
                condition=Q(visibility__in=["group", "instructors"], group__isnull=False)
                | Q(visibility__in=["private", "public"], group=None),
            ),
        ]

    def __str__(self) -> str:
        return f"foreign annotation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("annotation", args=[self.pk])

    @transaction.atomic
    def amend(self, document: dict[str, Any], **audience: Any) -> None:
        """Another document in its place; what stood before is kept."""
        if document != self.document:
            self.earlier = [*self.earlier, {"until": timezone.now().isoformat(), "document": self.document}]
        self.document = document
        for name, value in audience.items():
            setattr(self, name, value)
        self.save()

    def remove(self) -> None:
        self.deleted = timezone.now()
        self.save(update_fields=["deleted", "modified"])
