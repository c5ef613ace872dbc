"""Let a stand-in that an import made become somebody's account: `manage.py match_stand_in STAND_IN PERSON`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from annotator.exchange.importing.adopting import NotMatched, adopt
from annotator.people.models import User


class Command(BaseCommand):
    help = "Give what was imported in the name of a stand-in to the person it stands for, who has signed up since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("stand_in", help="its user name, which begins with imported-; it stands in its address")
        parser.add_argument("person", help="user name or e-mail address of the account")

    def handle(self, *args: Any, stand_in: str, person: str, **options: Any) -> None:
        try:
            made = adopt(_called(stand_in), _called(person))
        except NotMatched as refusal:
            raise CommandError(str(refusal)) from refusal
        count = made.annotations.count() + made.replies.count()
        self.stdout.write(f"{made} now has {count:,} imported notes and replies, and has to sign in again.")


def _called(words: str) -> User:
    found = User.objects.filter(Q(username=words) | Q(email__iexact=words)).first()
    if found is None:
        raise CommandError(f"Nobody here has the user name or address “{words}”.")
    return found
