"""Who is in a group, in which role, and how they came in. No row is deleted: who leaves has left at a time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.groups.models.group import Group


class Role(models.TextChoices):
    """LTI's words."""

    INSTRUCTOR = "instructor", "Instructor"
    ASSISTANT = "assistant", "Assistant"
    LEARNER = "learner", "Learner"
    OBSERVER = "observer", "Observer"


class How(models.TextChoices):
    MADE = "made", "made the group"
    LINK = "link", "by a joining link"
    ADDED = "added", "added"
    INVITED = "invited", "accepted an invitation"
    CSV = "csv", "from a list of addresses"


class Membership(models.Model):
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.LEARNER)
    joined = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=8, choices=How)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    invitation = models.ForeignKey("groups.Invitation", models.PROTECT, null=True, blank=True, related_name="joined")
    left = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    limited = models.BooleanField("limited to sections", default=False)
    sections = models.ManyToManyField(
        "groups.Section",
        blank=True,
        related_name="assistants",
        help_text="Those that a limited assistant is there for.",
    )

    class Meta:
        ordering = ["joined", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(left=None), name="a_person_is_in_a_group_once"
            ),
            models.CheckConstraint(name="a_role_is_one_of_the_four", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="only_an_assistant_is_limited_to_sections", condition=Q(limited=False) | Q(role="assistant")
            ),
            models.CheckConstraint(
                name="who_has_left_was_let_go_by_somebody",
                condition=Q(left=None, ended_by=None) | Q(left__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "left", "role"], name="membership_of_person")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} since {self.joined:%Y-%m-%d}"


class RoleChange(models.Model):
    """Who gave a member another role, and when."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="changes")
    before = models.CharField(max_length=10, choices=Role)
    after = models.CharField(max_length=10, choices=Role)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="another_role_is_another", condition=~Q(before=models.F("after"))),
        ]

    def __str__(self) -> str:
        return f"from {self.before} to {self.after}"
