"""A text and its revisions. Knows what a text is made of, not who may read it or what is noted on it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from texts.rendering import render
from texts.uuids import uuid7

partial_date = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
    "Write the date as 2008, 2008-10 or 2008-10-18.",
)
language_tag = RegexValidator(
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", "Write the language as a code such as en, de or pt-BR."
)


class Kind(models.TextChoices):
    ARTICLE = "article", "Article"
    COMMENT = "comment", "Comment"


class Direction(models.TextChoices):
    LEFT_TO_RIGHT = "ltr", "Left to right"
    RIGHT_TO_LEFT = "rtl", "Right to left"


class Readers(models.TextChoices):
    EVERYONE = "everyone", "Everyone who can open this site"
    MEMBERS = "members", "Signed-in people"
    GROUPS = "groups", "Only members of the groups it is shown to"


class Conflict(Exception):
    """Somebody else has published a revision since the one this change was based on."""


class Text(models.Model):
    """Anything annotatable: an article, or a comment under one. Its words are in its revisions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ARTICLE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="comments")
    place = models.PositiveIntegerField("place among its siblings", null=True, blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField("by", max_length=300, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    published = models.CharField("publication date", max_length=10, blank=True, validators=[partial_date])
    source_url = models.URLField("source address", max_length=1000, blank=True)
    language = models.CharField(max_length=35, default="en", validators=[language_tag])
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.LEFT_TO_RIGHT)
    rights = models.CharField("rights note", max_length=500, blank=True)
    readers = models.CharField("who can read it", max_length=8, choices=Readers, default=Readers.EVERYONE)
    latest = models.ForeignKey("Revision", models.PROTECT, null=True, editable=False, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="texts_added")

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.CheckConstraint(
                name="text_is_an_article_or_a_comment_with_parent_and_place",
                condition=Q(kind=Kind.ARTICLE, parent=None, place=None)
                | Q(kind=Kind.COMMENT, parent__isnull=False, place__isnull=False),
            ),
            models.UniqueConstraint(fields=["parent", "place"], name="comment_has_its_own_place"),
        ]
        indexes = [models.Index(fields=["kind", "-created", "-id"], name="text_by_kind_newest")]

    def __str__(self) -> str:
        return self.title or f"Comment {self.place}"

    def get_absolute_url(self) -> str:
        """The page that shows this text: its own, or its article's at the comment."""
        return reverse("reader", args=[self.pk])

    @property
    def article(self) -> Text:
        return self.parent or self

    def revise(
        self,
        source: str,
        *,
        author: Any,
        message: str = "",
        base: Revision | None = None,
        edits: list[list[Any]] | None = None,
    ) -> Revision:
        """Make and store the next revision. The caller holds this row's lock. Raises Conflict unless base is the latest."""
        if (base and base.pk) != self.latest_id:
            raise Conflict(f"{self} has changed since the revision this was based on")
        revision = self.draft_revision(source, author=author, message=message, base=base, edits=edits)
        revision.save(force_insert=True)
        self.latest = revision
        self.save(update_fields=["latest"])
        return revision

    def draft_revision(
        self,
        source: str,
        *,
        author: Any,
        message: str = "",
        base: Revision | None = None,
        edits: list[list[Any]] | None = None,
    ) -> Revision:
        """The revision that `source` makes on `base`, rendered and not stored."""
        rendering = render(source, footnotes=self.pk.hex[-8:])
        return Revision(
            text=self,
            number=base.number + 1 if base else 1,
            source=source,
            html=rendering.html,
            plain=rendering.plain,
            message=message,
            author=author,
            base=base,
            edits=edits,
        )


class RevisionQuerySet(models.QuerySet["Revision"]):
    def update(self, **values: Any) -> NoReturn:
        raise TypeError("a revision never changes")

    def delete(self) -> NoReturn:
        raise TypeError("a revision is never deleted")


class Revision(models.Model):
    """One immutable state of a text: its Markdown, the safe HTML made of it once, and that HTML's text content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    text = models.ForeignKey(Text, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    html = models.TextField()
    plain = models.TextField()
    message = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    edits = models.JSONField(
        null=True,
        help_text="What was done to the base, as [start, end, words] in its plain text; null if only seen.",
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["text", "number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="revision_has_its_own_number"),
            models.CheckConstraint(
                name="only_the_first_revision_has_no_base",
                condition=Q(number=1, base=None) | Q(number__gt=1, base__isnull=False) & ~Q(base=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a revision never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a revision is never deleted")
