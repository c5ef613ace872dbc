"""Tokens: what programs may do for people, for how long, and that nobody learns their words."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotator.people.models import Scope, Token, User

pytestmark = pytest.mark.django_db


def test_the_words_of_a_token_are_shown_once_and_kept_nowhere(client: Client, learner1: User) -> None:
    client.force_login(learner1)
    shown = client.post(reverse("tokens"), {"name": "My script", "scope": "write", "days": "30"})
    token = learner1.tokens.get()
    words = shown.context["words"]
    assert words in shown.content.decode() and shown.headers["Cache-Control"] == "no-store"
    assert words not in client.get(reverse("tokens")).content.decode()
    assert words not in str(Token.objects.values_list().get())
    assert token.expires and timedelta(29) < token.expires - timezone.now() < timedelta(31)
    assert Token.objects.opened_by(words) == token


def test_a_token_without_a_name_is_asked_for_one(client: Client, learner1: User) -> None:
    client.force_login(learner1)
    assert client.post(reverse("tokens"), {"scope": "read"}).status_code == 422
    assert not learner1.tokens.exists()


def test_what_is_revoked_expired_or_of_somebody_switched_off_opens_nothing(learner1: User) -> None:
    token, words = Token.make(learner1, "A script", Scope.READ)
    assert Token.objects.opened_by(words) == token
    Token.objects.update(expires=timezone.now())
    assert Token.objects.opened_by(words) is None
    Token.objects.update(expires=None)
    User.objects.update(is_active=False)
    assert Token.objects.opened_by(words) is None
    User.objects.update(is_active=True)
    token.revoke()
    assert Token.objects.opened_by(words) is None


def test_an_operator_makes_one_on_the_command_line(learner1: User) -> None:
    printed = StringIO()
    call_command("create_token", "learner1", "--scope", "read", "--expires", "7", stdout=printed)
    token = learner1.tokens.get()
    assert Token.objects.opened_by(printed.getvalue().strip()) == token and not token.may_write and token.expires
    with pytest.raises(CommandError, match="Nobody"):
        call_command("create_token", "nobody")
