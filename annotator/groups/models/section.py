"""Sections: small groups within a group. No row is deleted: who no longer sits in one sat there until a time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.groups.models.group import Group


class Division(models.Model):
    """One way in which a group is divided into sections: the group's own, or one that was drawn for some work alone."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="divisions")
    of_group = models.BooleanField("the group's own", default=False)
    size = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many were wanted in each section, if drawn."
    )
    drawn = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(of_group=True), name="a_group_has_one_division_of_its_own"
            )
        ]

    def __str__(self) -> str:
        return f"division of {self.group_id}"


class Section(models.Model):
    """Who sits in it is said by seats; one that is removed has none."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="sections")
    name = models.CharField(max_length=120)
    place = models.PositiveIntegerField(default=0)
    removed = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(name="a_section_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                fields=["division", "name"], condition=Q(removed=None), name="a_section_has_a_name_of_its_own"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A person in a section. Who leaves the group keeps the seat: what they wrote stays with those it was shown to."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="seats")
    section = models.ForeignKey(Section, models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    since = models.DateTimeField(default=timezone.now)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "division"], condition=Q(until=None), name="a_person_sits_in_one_section"
            )
        ]
        indexes = [models.Index(fields=["section"], condition=Q(until=None), name="seat_taken")]

    def __str__(self) -> str:
        return f"since {self.since:%Y-%m-%d}"
