"""Documents on their way into the library: kept until they are stored as texts, and for a day at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from texts.importing import Drafted
from texts.models import Revision, Text
from texts.uuids import uuid7

KEPT = timedelta(days=1)
ATTEMPTS = 3  # a document that kills its reader so often is given up
LONG_WAIT = timedelta(seconds=30)  # after which a person is told that nobody may be working


class State(models.TextChoices):
    WAITING = "waiting", "Waiting"
    READING = "reading", "Being read"
    READY = "ready", "Ready to look at"
    FAILED = "failed", "Could not be read"
    STORED = "stored", "In the library"


class UploadQuerySet(models.QuerySet["Upload"]):
    def begin(self, key: Any) -> Upload | None:
        """Take an upload in hand; None if there is nothing to be done with it. A reader that was killed is followed."""
        open_still = self.filter(pk=key, state__in=[State.WAITING, State.READING])
        if not open_still.update(state=State.READING, begun=timezone.now(), attempts=F("attempts") + 1):
            return None
        return self.filter(pk=key).first()

    def outdated(self, now: datetime | None = None) -> UploadQuerySet:
        return self.filter(created__lt=(now or timezone.now()) - KEPT)


class Upload(models.Model):
    """A document as somebody gave it, and what was made of it.

    `text` is the one that it is a new version of, or that it was stored as.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    text = models.ForeignKey(Text, models.CASCADE, null=True, blank=True, related_name="uploads")
    base = models.ForeignKey(Revision, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField("file name", max_length=255)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField("bytes")
    data = models.BinaryField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    begun = models.DateTimeField(null=True, blank=True)
    drafted = models.JSONField(null=True, blank=True)
    trouble = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-pk"]
        indexes = [models.Index(fields=["created"], name="upload_by_age")]
        constraints = [
            models.CheckConstraint(
                name="an_upload_that_is_ready_has_a_draft", condition=~Q(state="ready") | Q(drafted__isnull=False)
            ),
            models.CheckConstraint(
                name="an_upload_that_failed_says_why", condition=~Q(state="failed") | ~Q(trouble="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("upload", args=[self.pk])

    @property
    def draft(self) -> Drafted:
        return Drafted.from_json(self.drafted or {"parts": []})

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done with it."""
        return self.state in (State.WAITING, State.READING)

    @property
    def waits_long(self) -> bool:
        return self.state == State.WAITING and timezone.now() - self.created > LONG_WAIT

    def finish(self, drafted: Drafted) -> None:
        self._end(state=State.READY, drafted=drafted.as_json(), trouble="")

    def fail(self, trouble: str) -> None:
        self._end(state=State.FAILED, trouble=trouble)

    def stored_as(self, text: Text) -> None:
        """Keep only where it went, for whoever presses the button twice."""
        self.state, self.text, self.drafted, self.data = State.STORED, text, None, b""
        self.save(update_fields=["state", "text", "drafted", "data"])

    def _end(self, **values: Any) -> None:
        """Unless another reader has begun since: then it is that one's to say."""
        mine = Upload.objects.filter(pk=self.pk, state=State.READING, attempts=self.attempts)
        mine.update(**values)
