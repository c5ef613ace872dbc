"""People reading together: groups, who is in them, how they came in, and what they read."""

from annotator.groups.models.group import Group, GroupQuerySet, GroupText, Kind
from annotator.groups.models.invitation import Invitation
from annotator.groups.models.membership import How, Membership, Role, RoleChange
from annotator.groups.models.section import Division, Seat, Section

__all__ = [
    "Division",
    "Group",
    "GroupQuerySet",
    "GroupText",
    "How",
    "Invitation",
    "Kind",
    "Membership",
    "Role",
    "RoleChange",
    "Seat",
    "Section",
]
