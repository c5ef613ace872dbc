"""Ways into a group: a link for whoever has it, or a place kept for one person or one address."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotator.groups.models.group import Group
from annotator.groups.models.membership import Role
from annotator.people.models import digest


class Invitation(models.Model):
    """A link's token is stored hashed: who reads the database joins nothing by it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role, default=Role.LEARNER)
    token = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    address = models.EmailField(blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    expires = models.DateTimeField(null=True, blank=True)
    most_uses = models.PositiveIntegerField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    revoked = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_invitation_is_a_link_or_for_a_person_or_an_address",
                condition=Q(token__isnull=False, address="", person=None)
                | Q(token=None, person=None) & ~Q(address="")
                | Q(token=None, address="", person__isnull=False),
            ),
            models.CheckConstraint(
                name="a_link_lets_in_no_more_than_it_says", condition=Q(most_uses=None) | Q(uses__lte=F("most_uses"))
            ),
            models.CheckConstraint(
                name="an_invitation_is_for_one_of_the_four_roles", condition=Q(role__in=Role.values)
            ),
            models.UniqueConstraint(
                fields=["group", "address"],
                condition=~Q(address="") & Q(revoked=None, accepted_by=None),
                name="an_address_is_invited_once",
            ),
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(person__isnull=False, revoked=None, accepted_by=None),
                name="a_person_is_invited_once",
            ),
        ]
        indexes = [models.Index(fields=["address"], name="invitation_of_address")]

    def __str__(self) -> str:
        return f"invitation of {self.created:%Y-%m-%d}"

    def make_token(self) -> str:
        """The token to hand out, once: it is not kept in words."""
        token = secrets.token_urlsafe(24)
        self.token = digest(token)
        return token

    @property
    def closed_because(self) -> str:
        """Why nobody joins by this any more, as a sentence; empty while it is open."""
        if self.revoked:
            return "This link was revoked. Ask an instructor of the group for a new one."
        if self.expires and self.expires <= timezone.now():
            return "This link has expired. Ask an instructor of the group for a new one."
        if self.most_uses is not None and self.uses >= self.most_uses:
            return "This link has let in as many as it was made for. Ask an instructor of the group for a new one."
        return "The group is archived: nobody joins it any more." if self.group.archived else ""
