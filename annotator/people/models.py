"""The people of the site: who they are, and how they like to read."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse

from texts.uuids import uuid7


class User(AbstractUser):
    """Somebody who reads. Editors (`may_edit`) also import and edit texts; operators (`is_staff`) see the admin."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    display_name = models.CharField(
        max_length=80,
        blank=True,
        help_text="The name others see beside your notes. Your user name if left empty.",
    )
    may_edit = models.BooleanField("may import and edit texts", default=False)
    shortcuts_on = models.BooleanField("single-key shortcuts in the reader", default=True)
    marks_in_text = models.BooleanField(
        "mark notes in the text for screen readers",
        default=False,
        help_text="Adds hidden words such as “note starts” and “note ends” to the text of the reading page.",
    )
    keys = models.JSONField("keys of my own", default=dict, blank=True)

    class Meta(AbstractUser.Meta):
        ordering = ["display_name", "username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.pk])
