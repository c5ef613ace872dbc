"""People reading together: groups, who is in them, how they came in, and what they read."""

from annotator.groups.models.group import Group, GroupQuerySet, GroupText, Kind
from annotator.groups.models.invitation import Invitation
from annotator.groups.models.membership import How, Membership, Role

__all__ = [
    "Group",
    "GroupQuerySet",
    "GroupText",
    "How",
    "Invitation",
    "Kind",
    "Membership",
    "Role",
]
