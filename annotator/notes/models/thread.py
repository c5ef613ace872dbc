"""Answers to annotations, and the earlier wordings of both."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from annotator import permissions
from annotator.notes.models.annotation import Annotation
from texts.rendering import render_note
from texts.uuids import uuid7


class ReplyQuerySet(models.QuerySet["Reply"]):
    def readable_by(self, user: permissions.Actor) -> Self:
        return self.filter(permissions.readable_replies(user))

    def with_rights(self, user: permissions.Actor) -> Self:
        """Each row, which `user` can read, learns whether `user` may change it."""
        with permissions.among_readable():
            return self.annotate(**permissions.as_columns({"may_change": permissions.changeable_replies}, user))


class Reply(models.Model):
    """An answer in the thread of an annotation, oldest first, as readable as the annotation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="replies")
    body = models.TextField()
    body_html = models.TextField(editable=False)
    client_id = models.UUIDField(default=uuid.uuid4)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    deleted = models.DateTimeField(null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["created", "id"]
        verbose_name_plural = "replies"
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="one_reply_per_client_id")]

    def __str__(self) -> str:
        return f"reply to {self.annotation_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.body_html = render_note(self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"{self.annotation.get_absolute_url()}#reply-{self.pk}"

    @transaction.atomic
    def amend(self, editor: Any, body: str) -> None:
        """Change the words; those that stood before go into the history."""
        if body == self.body:
            return
        self.edits.create(before={"body": self.body}, editor=editor)
        self.body = body
        self.save()

    @transaction.atomic
    def remove(self) -> None:
        """Soft: `restore` brings it back. A question that it answered is open again."""
        self.deleted = timezone.now()
        self.save()
        if self.annotation.answer_id == self.pk:
            self.annotation.reopen()

    def restore(self) -> None:
        self.deleted = None
        self.save()


class Edit(models.Model):
    """What a note or a reply said before its author changed it."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, null=True, related_name="edits")
    reply = models.ForeignKey(Reply, models.CASCADE, null=True, related_name="edits")
    before = models.JSONField(help_text="Field by field, as it stood before.")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.CheckConstraint(
                name="an_edit_is_of_a_note_or_of_a_reply",
                condition=Q(annotation__isnull=False, reply=None) | Q(annotation=None, reply__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"edit of {self.created:%Y-%m-%d %H:%M}"
