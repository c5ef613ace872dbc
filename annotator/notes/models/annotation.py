"""An annotation is a body about a target; where the target stands now is its anchor's to say."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from annotator import permissions
from annotator.groups.models import Group
from annotator.notes.models.choices import IN_A_GROUP, Colour, Motivation, Visibility
from texts.models import Revision, Text
from texts.rendering import render_note
from texts.spans import Quote, Span, quote_at
from texts.uuids import uuid7


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
    "may_claim": permissions.checks_to_claim,
    "may_release": permissions.checks_to_release,
    "may_reopen_check": permissions.checks_to_reopen,
    "may_repair": permissions.repairable_annotations,
}


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def readable_by(self, user: permissions.Actor) -> Self:
        return self.filter(permissions.readable_annotations(user))

    def standing(self, revision: Any = None) -> Self:
        """Where each stands in the latest revision of its text (or in `revision`): at, until, stands, score, because, is_settled."""
        return self.filter(anchors__revision=revision or F("text__latest")).annotate(
            at=F("anchors__start"),
            until=F("anchors__end"),
            stands=F("anchors__state"),
            score=F("anchors__score"),
            because=F("anchors__reason"),
            is_settled=F("anchors__settled"),
        )

    def in_reading_order(self) -> Self:
        """Article before comments, comments by place; notes on a whole text and orphans before those on words."""
        return self.order_by(
            F("text__place").asc(nulls_first=True), F("at").asc(nulls_first=True), "until", "created", "id"
        )

    def with_rights(self, user: permissions.Actor) -> Self:
        """Each row, which `user` can read, learns what `user` may do with it, by the rules that guard the acts themselves."""
        with permissions.among_readable():
            return self.annotate(**permissions.as_columns(RIGHTS, user))


class Annotation(models.Model):
    """A mark somebody left on words, or on a whole text (start and end are None). The target never changes.

    One that came from elsewhere and did not find its words says why in `unplaced`, and has no place or one on words that
    are nearly its own; the words it was about are its quote.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handle = models.BigIntegerField(default=random_handle, editable=False)
    text = models.ForeignKey(
        Text, models.PROTECT, related_name="annotations", db_index=False
    )  # the index for counting serves
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True)
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    unplaced = models.CharField(
        max_length=200, blank=True, editable=False, help_text="Why it came without its place, from another program."
    )

    motivation = models.CharField(max_length=12, choices=Motivation)
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True, editable=False)
    colour = models.CharField(max_length=8, choices=Colour, default=Colour.YELLOW, blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.PUBLIC)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="annotations", db_index=False
    )  # the index by newest serves
    assignment = models.ForeignKey(
        "review.Assignment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="annotations",
        db_index=False,  # the index by newest serves
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="annotations", db_index=False
    )  # the index by newest serves
    client_id = models.UUIDField(default=uuid.uuid4)

    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    deleted = models.DateTimeField(null=True, blank=True)
    resolved = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="copies"
    )
    answer = models.ForeignKey("notes.Reply", models.PROTECT, null=True, blank=True, related_name="+")

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["created", "id"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_id"], name="one_note_per_client_id"),
            models.UniqueConstraint(fields=["text", "handle"], name="handle_is_unique_in_its_text"),
            models.CheckConstraint(
                name="target_is_a_span_with_words_or_the_whole_text_or_unplaced",
                condition=Q(start=None, end=None, exact="")
                | Q(start=None, end=None) & ~Q(unplaced="")
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
            models.CheckConstraint(
                name="a_note_in_a_group_is_read_by_it_or_its_instructors",
                condition=Q(visibility__in=IN_A_GROUP, group__isnull=False)
                | Q(visibility__in=[Visibility.PRIVATE, Visibility.PUBLIC], group=None),
            ),
            models.CheckConstraint(
                name="a_note_of_an_assignment_is_never_public",
                condition=Q(assignment=None) | ~Q(visibility=Visibility.PUBLIC),
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-created", "-id"], name="annotation_of_author_newest"),
            models.Index(fields=["group", "-created", "-id"], name="annotation_of_group_newest"),
            models.Index(fields=["assignment", "author", "-created", "-id"], name="annotation_of_assignment"),
            models.Index(  # all that is asked of the many notes of a text to count them: no note itself is looked at
                fields=["text", "deleted", "motivation", "visibility", "author", "group", "assignment", "id"],
                name="annotation_of_text_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_motivation_display()} by {self.author_id}"

    def get_absolute_url(self) -> str:
        """The permanent link: opens the reader at the words."""
        return reverse("annotation", args=[self.pk])

    @classmethod
    def on(cls, text: Text, revision: Revision, span: Span, **fields: Any) -> Self:
        """One on these words of a revision of `text`, not stored yet: where they stand, and what finds them again."""
        quote = quote_at(revision.plain, span)
        return cls(
            text=text,
            revision=revision,
            start=span.start,
            end=span.end,
            exact=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
            **fields,
        )

    @property
    def span(self) -> Span | None:
        return None if self.start is None or self.end is None else Span(self.start, self.end)

    @property
    def quote(self) -> Quote:
        return Quote(self.exact, self.prefix, self.suffix)

    @transaction.atomic
    def amend(self, editor: Any, *, tags: Iterable[str] | None = None, **fields: Any) -> Any:
        """Change words, colour, visibility or tags; what stood before goes into the history: that entry, or None."""
        before: dict[str, Any] = {
            name: _said(getattr(self, name)) for name in fields if getattr(self, name) != fields[name]
        }
        if tags is not None and (worn := [tag.name for tag in self.tags.all()]) != sorted(tags):
            before["tags"] = worn
            self._retag(tags)
        if not before:
            return None
        for name, value in fields.items():
            setattr(self, name, value)
        if self.assignment and not self._may_be_for(self.assignment):
            before["assignment"] = str(self.assignment.pk)
            self.assignment = None
        self.body_html = render_note(self.body)
        self.save()
        return self.edits.create(before=before, editor=editor)

    def _may_be_for(self, assignment: Any) -> bool:
        """In the group it is set for, or not shared yet."""
        return self.visibility == Visibility.PRIVATE or self.group_id == assignment.group_id

    def _retag(self, names: Iterable[str]) -> None:
        self.tags.all().delete()
        Tag.objects.bulk_create(Tag(annotation=self, name=name) for name in names)

    def remove(self) -> None:
        """Soft: `restore` brings it back, thread and all."""
        self.deleted = timezone.now()
        self.save(update_fields=["deleted", "modified"])

    def restore(self) -> None:
        self.deleted = None
        self.save(update_fields=["deleted", "modified"])

    def resolve(self, by: Any, answer: Any = None) -> None:
        """Done with; a question says which reply answered it."""
        self.resolved, self.resolved_by, self.answer = timezone.now(), by, answer
        self.save(update_fields=["resolved", "resolved_by", "answer", "modified"])

    def reopen(self) -> None:
        self.resolved = self.resolved_by = self.answer = None
        self.save(update_fields=["resolved", "resolved_by", "answer", "modified"])


def _said(value: Any) -> Any:
    """As the history keeps it: a group or assignment by its key, for its name is not for everybody who reads the note."""
    return str(value.pk) if isinstance(value, models.Model) else value


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
