"""The people of the site: who they are, how they like to read, and which programs may act for them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from annotator import permissions
from annotator.prepared import Prepared
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


class Scope(models.TextChoices):
    READ = "read", "Read what I can read"
    WRITE = "write", "Read and write as I can"


SEEN_EVERY = timedelta(minutes=1)
PREFIX = "ann_"  # so that leaked ones are found by those who look for them


OF_TOKEN = ("id", "scope", "expires", "last_used")


@Prepared
def _holding(digest: str) -> models.QuerySet[User]:
    """The person whose token has this digest, if it was not revoked, with their groups and what is asked of the token."""
    held = User.objects.filter(tokens__digest=digest, tokens__revoked=None, is_active=True)
    people = held.annotate(**{f"token_{name}": F(f"tokens__{name}") for name in OF_TOKEN})
    found: models.QuerySet[User] = permissions.remembering_groups(people).order_by()
    return found


class TokenQuerySet(models.QuerySet["Token"]):
    def opened_by(self, words: str) -> Token | None:
        """The one that `words` are, if it opens something now, with its person and their groups: one query."""
        person = _holding.first(digest(words))
        if person is None:
            return None
        token = Token(person=person, **{name: getattr(person, f"token_{name}") for name in OF_TOKEN})
        return None if token.is_over else token


class Token(models.Model):
    """Words by which a program acts for a person. They are shown once; only their hash is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)
    expires = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def make(person: Any, name: str, scope: str, expires: datetime | None = None) -> tuple[Token, str]:
        """A new one, stored, and its words."""
        words = PREFIX + secrets.token_urlsafe(32)
        made = Token.objects.create(person=person, name=name, scope=scope, expires=expires, digest=digest(words))
        return made, words

    @property
    def may_write(self) -> bool:
        return self.scope == Scope.WRITE

    @property
    def is_over(self) -> bool:
        return self.expires is not None and self.expires <= timezone.now()

    def seen(self) -> None:
        """Remember that it is in use; written at most once a minute."""
        now = timezone.now()
        if self.last_used is None or now - self.last_used >= SEEN_EVERY:
            Token.objects.filter(pk=self.pk).update(last_used=now)

    def revoke(self) -> None:
        self.revoked = self.revoked or timezone.now()
        self.save(update_fields=["revoked"])


def digest(words: str) -> str:
    """What is kept of a token: it is long and random, so one round of SHA-256 hides it."""
    return hashlib.sha256(words.encode()).hexdigest()
