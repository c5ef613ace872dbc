"""Set work for a group: what to read, what is asked, until when, and when learners see each other's notes."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, DateTimeField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from annotator import permissions
from annotator.groups.models import Division, Group, Role, Seat
from texts.models import Text
from texts.rendering import render_note
from texts.uuids import uuid7

ROOM = 100  # numbers that readers of an anonymous assignment are drawn from, at least


def random_seed() -> int:
    """What a draw begins from."""
    return secrets.randbits(62)


class Peers(models.TextChoices):
    """When a learner sees the notes of the others."""

    ALWAYS = "always", "Always"
    AFTER_OWN = "after_own", "After they have written some of their own"
    AFTER_DUE = "after_due", "After the due date"
    REVEALED = "revealed", "When I reveal them"


RIGHTS = {
    "may_change": permissions.changeable_assignments,
    "may_review": permissions.reviewable_assignments,
    "may_write": permissions.writable_assignments,
    "may_hand_in": permissions.assignments_to_hand_in,
    "shows_names": permissions.assignments_with_names,
    "shows_peers": permissions.assignments_with_peers,
}


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def readable_by(self, user: permissions.Actor) -> Self:
        return self.filter(permissions.readable_assignments(user))

    def with_rights(self, user: permissions.Actor) -> Self:
        """Each row learns what `user` may do with it, by the rules that guard the acts themselves."""
        return self.annotate(**permissions.as_columns(RIGHTS, user))

    def due_for(self, user: permissions.Actor) -> Self:
        """Each row knows until when `user` has time: my_due, by an extension if there is one."""
        own = Extension.objects.filter(assignment=OuterRef("pk"), person=user.pk).values("due")
        return self.annotate(my_due=Coalesce(Subquery(own), F("due"), output_field=DateTimeField()))

    def seated_for(self, user: permissions.Actor) -> Self:
        """Each row knows the section of `user`, if it has one: my_section by name, and my_peers, how many others learn there."""
        taken = Seat.objects.filter(until=None, division=OuterRef("division"))
        learns = {"person__memberships__left": None, "person__memberships__role": Role.LEARNER}
        own = Seat.objects.filter(until=None, person=user.pk).values("section")
        others = taken.filter(section__in=own, person__memberships__group=OuterRef("group"), **learns)
        counted = (
            others.exclude(person=user.pk)
            .order_by()
            .values("division")
            .annotate(count=Count("pk", distinct=True))
            .values("count")
        )
        return self.annotate(
            my_section=Subquery(taken.filter(person=user.pk).values("section__name")),
            my_peers=Coalesce(Subquery(counted), 0),
        )


class Assignment(models.Model):
    """Set by an instructor for one group. Its notes are those that say so: one text can carry several assignments."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="assignments")
    title = models.CharField(max_length=200)
    instructions = models.TextField(blank=True, max_length=50_000)
    instructions_html = models.TextField(blank=True, editable=False)
    opens = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    wanted_notes = models.PositiveIntegerField(default=0)
    wanted_questions = models.PositiveIntegerField(default=0)
    wanted_replies = models.PositiveIntegerField(default=0)
    wanted_characters = models.PositiveIntegerField(default=0)
    peers = models.CharField(max_length=9, choices=Peers, default=Peers.ALWAYS)
    peers_after = models.PositiveIntegerField(default=0, help_text="Own notes and questions, if peers is after_own.")
    revealed = models.DateTimeField(null=True, blank=True)
    anonymous = models.BooleanField(default=False)
    sample = models.PositiveIntegerField(default=0, help_text="So many notes of each learner are read; all, if 0.")
    sample_seed = models.BigIntegerField(default=random_seed, editable=False)
    division = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        help_text="The sections within which learners are peers; all are, if empty.",
    )
    texts = models.ManyToManyField(Text, through="AssignmentText", related_name="assignments")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments_made")
    created = models.DateTimeField(auto_now_add=True)
    archived = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = [F("due").asc(nulls_last=True), "created", "id"]
        constraints = [
            models.CheckConstraint(name="an_assignment_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="peers_are_shown_in_one_of_four_ways", condition=Q(peers__in=Peers.values)),
            models.CheckConstraint(
                name="peers_shown_after_so_many_says_how_many", condition=~Q(peers="after_own") | Q(peers_after__gt=0)
            ),
            models.CheckConstraint(
                name="peers_shown_after_the_due_date_has_one", condition=~Q(peers="after_due") | Q(due__isnull=False)
            ),
            models.CheckConstraint(
                name="it_opens_before_it_is_due", condition=Q(opens=None) | Q(due=None) | Q(opens__lt=F("due"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.instructions_html = render_note(self.instructions)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("assignment", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.opens is None or self.opens <= timezone.now()

    def due_of(self, person: Any) -> datetime | None:
        """Until when this person has time."""
        extended = self.extensions.filter(person=person).first()
        return extended.due if extended else self.due

    def numbers_for(self, viewer: permissions.Actor) -> dict[Any, int | None] | None:
        """By person, the number that peers know them by, None for who teaches; None where `viewer` knows all names."""
        named = Assignment.objects.filter(permissions.assignments_with_names(viewer), pk=self.pk)
        if not self.anonymous or named.exists():
            return None
        teaching = self.group.memberships.filter(left=None, role__in=permissions.TEACHERS)
        known: dict[Any, int | None] = dict(self.pens.values_list("person", "number"))
        return {**known, **dict.fromkeys(teaching.values_list("person", flat=True))}

    def pen(self, person: Any) -> Pen:
        """Who writes gets a number among the readers, the same one for ever, drawn so that it tells nothing.

        Numbers in the order of writing would say how many have written what is not shown yet.
        """
        return self.pens.filter(person=person).first() or self._draw(person)

    @transaction.atomic
    def _draw(self, person: Any) -> Pen:
        Assignment.objects.select_for_update(no_key=True).only("pk").get(pk=self.pk)
        held = self.pens.filter(person=person).first()
        if held:
            return held
        taken = set(self.pens.values_list("number", flat=True))
        free = sorted(set(range(1, ROOM + 1 + 3 * len(taken))) - taken)
        return self.pens.create(person=person, number=secrets.choice(free))


class AssignmentText(models.Model):
    """An article to read for an assignment, with its comments, in the order set."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="to_read")
    text = models.ForeignKey(Text, models.PROTECT, related_name="read_for")
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "text"], name="a_text_stands_once_in_an_assignment")
        ]

    def __str__(self) -> str:
        return f"{self.text_id} in {self.assignment_id}"


class Extension(models.Model):
    """More time, or less, for one person."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="extensions")
    due = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "person"], name="a_person_has_one_date_for_an_assignment")
        ]

    def __str__(self) -> str:
        return f"until {self.due:%Y-%m-%d %H:%M}"


class Pen(models.Model):
    """The name that peers see where an assignment is anonymous: “Reader 7”."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="pens")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pens")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "person"], name="a_person_is_one_reader_of_an_assignment"),
            models.UniqueConstraint(fields=["assignment", "number"], name="a_reader_number_is_one_person"),
        ]

    def __str__(self) -> str:
        return f"Reader {self.number}"
