"""A stand-in becomes the account of the person it stands for."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from annotator.exchange.arriving import Creator
from annotator.exchange.importing.people import stand_in
from annotator.notes.models import Annotation
from annotator.notes.threads import add_reply
from annotator.people.models import Token, User
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db


def test_who_signs_up_later_gets_what_came_in_their_name(instructor: User, learner1: User) -> None:
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner1])
    other = make_note(text, instructor)
    reply = add_reply(other, learner1, "My own answer")
    Token.make(learner1, "Script", "read")
    came = stand_in(Creator("acct:learner1@hypothes.is", "Ann"))
    note = make_note(text, came)
    call_command("match_stand_in", came.username, learner1.username)
    now = User.objects.get(username=learner1.username)
    assert (now.pk, now.email, now.password, now.is_active) == (came.pk, learner1.email, learner1.password, True)
    assert Annotation.objects.get(pk=note.pk).author == now and not User.objects.filter(pk=learner1.pk).exists()
    reply.refresh_from_db()
    assert reply.author == now and now.tokens.exists() and group.memberships.filter(person=now, left=None).exists()


def test_who_has_written_here_is_not_matched_nor_is_anybody_who_is_no_stand_in(
    instructor: User, learner1: User
) -> None:
    came = stand_in(Creator("acct:ann@hypothes.is", "Ann"))
    make_note(make_text(author=instructor), learner1)
    for names, why in (
        ((came.username, "learner1"), "never change hands"),
        (("learner1", "instructor"), "no stand-in"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("match_stand_in", *names)
    assert User.objects.filter(pk=learner1.pk).exists()
