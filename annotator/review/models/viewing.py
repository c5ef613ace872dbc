"""Who looked at a group through whose eyes, and when. No row is deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from annotator.groups.models import Group


class Viewing(models.Model):
    """An instructor reading as one learner, from `begun` until `ended`; over at any rate when the session is."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="viewings")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="viewings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun", "-pk"]
        indexes = [models.Index(fields=["group", "-begun"], name="viewing_of_group_newest")]

    def __str__(self) -> str:
        return f"{self.viewer_id} as {self.person_id}"
