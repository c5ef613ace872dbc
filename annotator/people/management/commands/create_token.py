"""Make an API token for somebody: `manage.py create_token USER`. Its words are printed once, and alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from annotator.people.models import Scope, Token, User


class Command(BaseCommand):
    help = "Make an API token for a person and print its words, which are shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="user name or e-mail address")
        parser.add_argument("--name", default="made on the command line", help="what it is for")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.WRITE, help="default: write (reads too)")
        parser.add_argument("--expires", type=int, metavar="DAYS", help="how long it opens; for ever if left out")

    def handle(self, *args: Any, user: str, name: str, scope: str, expires: int | None, **options: Any) -> None:
        person = User.objects.filter(Q(username=user) | Q(email__iexact=user)).first()
        if person is None:
            raise CommandError(f"Nobody here has the user name or address “{user}”.")
        if expires is not None and not 0 < expires <= 36_500:
            raise CommandError("--expires is a number of days from 1 to 36500.")
        until = timezone.now() + timedelta(days=expires) if expires else None
        self.stdout.write(Token.make(person, name[:80], scope, until)[1])
