"""Leaving the site for good. The account becomes an empty shell, “A former reader”: threads and decisions stay whole.

Who wrote a note never changes (the database refuses it), so it is the person's row that loses all that is theirs.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotator.account.erasing import erase_words
from annotator.groups.models import Group, Invitation, Membership, Role
from annotator.library.models import Upload
from annotator.notes.models import Check, CheckState, Notice
from annotator.people.models import Token, User

FORMER = "A former reader"


class HandOverFirst(Exception):
    """Groups with other people in them that nobody else instructs."""

    def __init__(self, groups: list[Group]) -> None:
        super().__init__("hand over first")
        self.groups = groups


def groups_to_hand_over(person: Any) -> list[Group]:
    """Open groups that only `person` instructs, and in which others are."""
    here = Membership.objects.filter(group=OuterRef("pk"), left=None)
    others = here.exclude(person=person.pk)
    alone = Exists(here.filter(person=person.pk, role=Role.INSTRUCTOR)) & ~Exists(others.filter(role=Role.INSTRUCTOR))
    return list(Group.objects.filter(alone, Exists(others), archived=None).order_by("name", "pk"))


@transaction.atomic
def leave_site(person: Any, *, keep: bool) -> None:
    """With `keep` notes and replies stay, by a former reader; without they are erased, as far as nobody built on them.

    Raises HandOverFirst.
    """
    leaver = User.objects.select_for_update().get(pk=person.pk)
    mine = Membership.objects.filter(person=leaver, left=None)
    list(Group.objects.select_for_update(no_key=True).filter(pk__in=mine.values("group")).order_by("pk").values("pk"))
    if groups := groups_to_hand_over(leaver):
        raise HandOverFirst(groups)
    if not keep:
        erase_words(leaver)
    _leave_groups(leaver)
    _let_go(leaver)
    _empty(leaver)


def _leave_groups(leaver: User) -> None:
    """A group that nobody is left in is archived; places that were kept for the person are taken back."""
    now = timezone.now()
    addresses = EmailAddress.objects.filter(user=leaver).values("email")
    meant = Q(person=leaver) | Q(address__in=addresses) | Q(address__iexact=leaver.email)
    Invitation.objects.filter(meant, revoked=None, accepted_by=None).update(revoked=now)
    Invitation.objects.filter(Q(address__in=addresses) | Q(address__iexact=leaver.email)).update(
        address="", person=leaver
    )
    mine = list(Membership.objects.filter(person=leaver, left=None).values_list("group", flat=True))
    Membership.objects.filter(person=leaver, left=None).update(left=now, ended_by=leaver)
    anybody = Membership.objects.filter(group=OuterRef("pk"), left=None)
    Group.objects.filter(~Exists(anybody), pk__in=mine, archived=None).update(archived=now)


def _let_go(leaver: User) -> None:
    """What is the person's own, or waits for them."""
    claimed = Check.objects.filter(claimed_by=leaver)
    claimed.filter(state=CheckState.CLAIMED).update(state=CheckState.OPEN)
    claimed.update(claimed_by=None, claimed=None)
    Token.objects.filter(person=leaver).delete()
    EmailAddress.objects.filter(user=leaver).delete()
    Notice.objects.filter(person=leaver).delete()
    Upload.objects.filter(person=leaver).delete()
    leaver.searches.all().delete()
    leaver.phrases.filter(shared=False).delete()


def _empty(leaver: User) -> None:
    """No name, no address, no password: sessions end with the password that they were opened by."""
    leaver.username, leaver.display_name = f"former-{leaver.pk.hex}", FORMER
    leaver.first_name = leaver.last_name = ""
    leaver.email = f"{leaver.username}@former.invalid"
    leaver.is_active = leaver.is_staff = leaver.is_superuser = leaver.may_edit = False
    leaver.last_login, leaver.keys = None, {}
    leaver.shortcuts_on, leaver.marks_in_text = True, False
    leaver.set_unusable_password()
    leaver.save()
    leaver.groups.clear()
    leaver.user_permissions.clear()
