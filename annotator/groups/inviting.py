"""Asking people into a group by address or user name: what would happen to each line, and doing it.

In a class, whose instructors the site has made editors, a confirmed address is added at once and others get a mail. In a
reading group, which anybody may make, everybody is asked and nobody learns which addresses have an account here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from annotator.groups.membering import join, lock
from annotator.groups.models import Group, How, Invitation, Membership
from annotator.people.models import User

MOST_LINES = 500
JOINS, INVITED, THERE, WAITING, WRONG = "joins", "invited", "there", "waiting", "wrong"
SENTENCES = {
    JOINS: "Joins at once",
    INVITED: "Is invited",
    THERE: "Is in the group already",
    WAITING: "Is invited already",
}


@dataclass(frozen=True)
class Line:
    """One line of a list: what it says, and what would happen. `number` counts from 1."""

    number: int
    said: str
    outcome: str
    sentence: str = ""
    address: str = ""
    person: Any = None

    @property
    def in_words(self) -> str:
        return self.sentence or SENTENCES[self.outcome]


def read_list(group: Group, words: str) -> list[Line]:
    """What each line would do. The address is the first cell with an @; a first line without one is a heading."""
    rows = [(number, row) for number, row in enumerate(_rows(words), 1) if any(cell.strip() for cell in row)]
    if rows and len(rows) > 1 and not any("@" in cell for cell in rows[0][1]):
        rows = rows[1:]
    found = [(number, ", ".join(row), _address(row)) for number, row in rows]
    return _judged(group, found)


def _rows(words: str) -> Iterable[list[str]]:
    lines = words.splitlines()
    separator = ";" if sum(line.count(";") for line in lines) > sum(line.count(",") for line in lines) else ","
    return [next(csv.reader([line], delimiter=separator), []) for line in lines]


def _address(row: list[str]) -> str:
    cell = next((cell for cell in row if "@" in cell), "")
    return cell.strip().strip("<>").lower()


def _judged(group: Group, found: list[tuple[int, str, str]]) -> list[Line]:
    addresses = [address for _, _, address in found]
    known = people_by_address(addresses)
    inside = set(group.memberships.filter(left=None).values_list("person", flat=True))
    waiting = set(open_invitations(group).filter(address__in=addresses).values_list("address", flat=True))
    seen: dict[str, int] = {}
    lines = []
    for number, said, address in found:
        lines.append(_line(group, number, said, address, known.get(address), inside, waiting, seen))
        seen.setdefault(address, number)
    return lines


def _line(
    group: Group, number: int, said: str, address: str, person: Any, inside: set[Any], waiting: set[str], seen: Any
) -> Line:
    try:
        validate_email(address)
    except ValidationError:
        return Line(
            number,
            said,
            WRONG,
            "There is no e-mail address in this line." if not address else "This is no e-mail address.",
        )
    if address in seen:
        return Line(number, said, WRONG, f"The same address as in line {seen[address]}.")
    if address in waiting:
        return Line(number, said, WAITING, address=address)
    if person and not group.is_class:
        person = None  # as if nobody knew
    if person and person.pk in inside:
        return Line(number, said, THERE, address=address, person=person)
    return Line(number, said, JOINS if person else INVITED, address=address, person=person)


def people_by_address(addresses: Iterable[str]) -> dict[str, User]:
    """Who has confirmed which of these addresses."""
    rows = EmailAddress.objects.filter(email__in=list(addresses), verified=True).select_related("user")
    return {row.email.lower(): row.user for row in rows}


def open_invitations(group: Group) -> Any:
    """Those for one person or address that nobody has accepted, declined or taken back."""
    return group.invitations.filter(token=None, revoked=None, accepted_by=None)


def invitations_for(person: Any) -> Any:
    """What this person may accept now, by a confirmed address or by name."""
    addresses = EmailAddress.objects.filter(user=person, verified=True).values("email")
    meant = Q(person=person) | Q(address__in=addresses)
    waiting = Invitation.objects.filter(meant, token=None, revoked=None, accepted_by=None, group__archived=None)
    return waiting.exclude(group__in=person.memberships.filter(left=None).values("group"))


@transaction.atomic
def carry_out(group: Group, words: str, role: str, by: Any) -> tuple[list[Line], list[str]]:
    """Add and invite those who are to be: what became of each line, and the addresses to write to, if this group writes."""
    lock(group)  # and judge the lines again: somebody else may have added people since they were shown
    lines = read_list(group, words)
    for line in lines:
        if line.outcome == JOINS:
            join(group, line.person, role, How.CSV, by)
    asked = [line.address for line in lines if line.outcome == INVITED]
    for address in asked:
        Invitation.objects.create(group=group, role=role, address=address, created_by=by)
    return lines, asked if group.is_class else []


@transaction.atomic
def ask_person(group: Group, person: User, role: str, by: Any) -> str:
    """Add a person of this site, or keep a place for them. What was done, in words."""
    lock(group)
    if Membership.objects.filter(group=group, person=person, left=None).exists():
        return f"{person} is in the group already."
    if group.is_class:
        join(group, person, role, How.ADDED, by)
        return f"{person} is in the group."
    if not open_invitations(group).filter(person=person).exists():
        Invitation.objects.create(group=group, role=role, person=person, created_by=by)
    return f"{person} is invited, and sees it under Groups."
