"""Coming into a group, changing roles, and going. A group never loses its last instructor."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from annotator.groups.models import Group, How, Invitation, Membership, Role, RoleChange


class Refused(Exception):
    """Why not, as a sentence for the person who asked."""


LAST_INSTRUCTOR = "A group keeps at least one instructor. Make somebody else an instructor first."
REMOVED = "You were removed from this group, so this link does not let you in. Ask one of its instructors."


def lock(group: Group) -> Group:
    """The group's row, for the rest of the transaction: who is in it does not change meanwhile."""
    return Group.objects.select_for_update(no_key=True).get(pk=group.pk)


@transaction.atomic
def join(group: Group, person: Any, role: str, how: str, by: Any = None, invitation: Any = None) -> Membership:
    """The person's membership; who is in already stays as they are."""
    if lock(group).archived:
        raise Refused("The group is archived: nobody joins it any more.")
    now = Membership.objects.filter(group=group, person=person, left=None).first()
    return now or Membership.objects.create(
        group=group, person=person, role=role, how=how, added_by=by, invitation=invitation
    )


@transaction.atomic
def join_by_link(invitation: Invitation, person: Any) -> Membership:
    """Raises Refused when the link lets nobody in any more, or not this person."""
    group = lock(invitation.group)
    invitation = Invitation.objects.select_related("group").get(pk=invitation.pk)
    if now := Membership.objects.filter(group=group, person=person, left=None).first():
        return now
    if because := refusal(invitation, person):
        raise Refused(because)
    Invitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1)
    return join(group, person, invitation.role, How.LINK, invitation=invitation)


def refusal(invitation: Invitation, person: Any) -> str:
    """Why this link does not let this person in; empty if it does."""
    return invitation.closed_because or (REMOVED if was_removed(invitation.group, person) else "")


def was_removed(group: Group, person: Any) -> bool:
    """Somebody else ended the last membership."""
    last = Membership.objects.filter(group=group, person=person).order_by("-joined", "-pk").first()
    return bool(last and last.left and last.ended_by_id != person.pk)


@transaction.atomic
def accept(invitation: Invitation, person: Any) -> Membership:
    """Take the place that was kept for this person."""
    made = join(invitation.group, person, invitation.role, How.INVITED, invitation.created_by, invitation)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person, uses=1)
    return made


@transaction.atomic
def change_role(membership: Membership, role: str, by: Any) -> None:
    """Kept in the history. Sections that an assistant was limited to are no limit to another role."""
    lock(membership.group)
    membership.refresh_from_db(fields=["role"])
    if membership.role == role:
        return
    if membership.role == Role.INSTRUCTOR:
        _others_must_instruct(membership)
    RoleChange.objects.create(membership=membership, before=membership.role, after=role, by=by)
    membership.role, membership.limited = role, False
    membership.save(update_fields=["role", "limited"])
    membership.sections.clear()


@transaction.atomic
def end(membership: Membership, by: Any) -> None:
    """Leave, or be removed: then what the person was invited by before lets them in no more. What they wrote stays."""
    lock(membership.group)
    if membership.role == Role.INSTRUCTOR:
        _others_must_instruct(membership)
    membership.left, membership.ended_by = timezone.now(), by
    membership.save(update_fields=["left", "ended_by"])
    if by.pk != membership.person_id:
        _take_back_invitations(membership)


def _take_back_invitations(membership: Membership) -> None:
    addresses = EmailAddress.objects.filter(user=membership.person).values("email")
    meant = Q(person=membership.person) | Q(address__in=addresses)
    waiting = Invitation.objects.filter(meant, group=membership.group, token=None, revoked=None, accepted_by=None)
    waiting.update(revoked=membership.left)


def _others_must_instruct(membership: Membership) -> None:
    others = Membership.objects.filter(group=membership.group, left=None, role=Role.INSTRUCTOR)
    if not others.exclude(pk=membership.pk).exists():
        raise Refused(LAST_INSTRUCTOR)
