"""An annotation is a body about a target; where the target stands now is its anchor's to say."""

from __future__ import annotations

import secrets
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.urls import reverse

from annotator import permissions
from texts.models import Revision, Text
from texts.spans import Quote, Span
from texts.uuids import uuid7


class Motivation(models.TextChoices):
    """The standard's words, with ours as labels."""

    HIGHLIGHTING = "highlighting", "Highlight"
    COMMENTING = "commenting", "Note"
    QUESTIONING = "questioning", "Question"
    EDITING = "editing", "Typo query"
    ASSESSING = "assessing", "Quote check"


class Visibility(models.TextChoices):
    PRIVATE = "private", "Only me"
    PUBLIC = "public", "Everyone who can read this text"


class Colour(models.TextChoices):
    YELLOW = "yellow", "Yellow"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"
    PINK = "pink", "Pink"


def random_handle() -> int:
    """32 random bits: short enough to send thousands of, and telling nothing of how many notes there are."""
    return secrets.randbits(32)


RIGHTS = {
    "may_reply": permissions.answerable_annotations,
    "may_change": permissions.changeable_annotations,
    "may_resolve": permissions.resolvable_annotations,
    "may_settle": permissions.questions_to_settle,
    "may_decide": permissions.queries_to_decide,
    "may_withdraw": permissions.queries_to_withdraw,
    "may_check": permissions.checks_to_work_on,
}


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def readable_by(self, user: permissions.Actor) -> Self:
        return self.filter(permissions.readable_annotations(user))

    def with_rights(self, user: permissions.Actor) -> Self:
        """Each row learns what `user` may do with it, by the rules that guard the acts themselves."""
        return self.annotate(
            **{
                name: Case(When(rule(user), then=Value(True)), default=Value(False), output_field=BooleanField())
                for name, rule in RIGHTS.items()
            }
        )


class Annotation(models.Model):
    """A mark somebody left on words, or on a whole text (start and end are None). The target never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handle = models.BigIntegerField(default=random_handle, editable=False)
    text = models.ForeignKey(Text, models.PROTECT, related_name="annotations")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True)
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)

    motivation = models.CharField(max_length=12, choices=Motivation)
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True, editable=False)
    colour = models.CharField(max_length=8, choices=Colour, default=Colour.YELLOW, blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.PUBLIC)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="annotations")
    client_id = models.UUIDField(default=uuid.uuid4)

    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    deleted = models.DateTimeField(null=True, blank=True)
    resolved = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.ForeignKey("notes.Reply", models.PROTECT, null=True, blank=True, related_name="+")

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_id"], name="one_note_per_client_id"),
            models.UniqueConstraint(fields=["text", "handle"], name="handle_is_unique_in_its_text"),
            models.CheckConstraint(
                name="target_is_a_span_with_words_or_the_whole_text",
                condition=Q(start=None, end=None, exact="")
                | Q(start__isnull=False, end__gt=F("start")) & ~Q(exact=""),
            ),
            models.CheckConstraint(
                name="resolved_by_somebody_or_not_at_all",
                condition=Q(resolved=None, resolved_by=None) | Q(resolved__isnull=False, resolved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_question_has_an_answer",
                condition=Q(answer=None) | Q(motivation=Motivation.QUESTIONING),
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-created", "-id"], name="annotation_of_author_newest"),
            models.Index(fields=["text", "motivation"], name="annotation_by_motivation"),
        ]

    def __str__(self) -> str:
        return f"{self.get_motivation_display()} by {self.author_id}"

    def get_absolute_url(self) -> str:
        """The permanent link: opens the reader at the words."""
        return reverse("annotation", args=[self.pk])

    @property
    def span(self) -> Span | None:
        return None if self.start is None or self.end is None else Span(self.start, self.end)

    @property
    def quote(self) -> Quote:
        return Quote(self.exact, self.prefix, self.suffix)


class State(models.TextChoices):
    EXACT = "exact", "On its words"
    MOVED = "moved", "Moved with its words"
    CHANGED = "changed", "Its words have changed"
    ORPHAN = "orphan", "Its words are gone"


class AnchorQuerySet(models.QuerySet["Anchor"]):
    def current(self) -> Self:
        """Those on the latest revision of their text."""
        return self.filter(revision=F("annotation__text__latest"))


class Anchor(models.Model):
    """Where an annotation stands in one revision: derived, and rebuilt by `manage.py reanchor` with the same result."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="anchors")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="anchors")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.EXACT)
    score = models.FloatField(default=1.0)
    reason = models.CharField(max_length=200, blank=True)

    objects = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "start", "end", "annotation"]
        constraints = [
            models.UniqueConstraint(fields=["annotation", "revision"], name="one_anchor_in_each_revision"),
            models.CheckConstraint(
                name="anchor_is_a_span_or_an_orphan_or_the_whole_text",
                condition=Q(start__isnull=False, end__gt=F("start")) & ~Q(state=State.ORPHAN)
                | Q(start=None, end=None, state__in=[State.ORPHAN, State.EXACT]),
            ),
        ]
        indexes = [models.Index(fields=["revision", "start", "end"], name="anchor_in_reading_order")]

    def __str__(self) -> str:
        return f"{self.state} at {self.start}–{self.end}"


class Tag(models.Model):
    """One word or two that an author puts on an annotation."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["annotation", "name"], name="a_tag_stands_once_on_a_note")]
        indexes = [models.Index(fields=["name"], name="tag_by_name")]

    def __str__(self) -> str:
        return self.name
