"""Groups: who comes in how, who goes, and what happens to what they wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.groups.membering import Refused, change_role, end, join
from annotator.groups.models import Group, Invitation, Membership
from annotator.notes.threads import add_reply
from annotator.people.models import User
from annotator.review.models import Assignment
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def html(client: Client, name: str, *args: Any, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer.content.decode()


def send(client: Client, act: str, /, *args: Any, **data: Any) -> Any:
    return client.post(reverse(act, args=args), data)


def confirm(person: User) -> None:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def link_of(group: Group, by: User, **terms: Any) -> str:
    invitation = Invitation(group=group, created_by=by, **terms)
    token = invitation.make_token()
    invitation.save()
    return token


def role_of(person: User, group: Group) -> str | None:
    found = Membership.objects.filter(group=group, person=person, left=None).first()
    return found.role if found else None


# Making


def test_anybody_makes_a_reading_group_and_instructs_it(learner1: User) -> None:
    send(signed_in(learner1), "new-group", name="Saturday readers", kind="class", description="*Together*")
    group = Group.objects.get()
    assert (group.kind, str(group), role_of(learner1, group)) == ("reading", "Saturday readers", "instructor")
    assert "<em>Together</em>" in html(signed_in(learner1), "group", group.pk)


def test_an_editor_makes_a_class(instructor: User) -> None:
    send(signed_in(instructor), "new-group", name="History 101", kind="class")
    assert Group.objects.get().is_class


def test_who_is_in_no_group_is_told_how_to_begin(learner1: User) -> None:
    assert "You are in no group" in html(signed_in(learner1), "groups")


def test_a_group_without_a_name_is_asked_for_one(learner1: User) -> None:
    assert send(signed_in(learner1), "new-group", name="  ").status_code == 422


# Joining by link


def test_a_link_lets_in_and_is_stored_so_that_it_cannot_be_read(instructor: User, learner1: User) -> None:
    group = make_class(instructor)
    answer = send(signed_in(instructor), "make-link", group.pk, role="observer", days="7", most_uses="1")
    token = answer.context["new_link"].rstrip("/").rsplit("/", 1)[1]
    assert token not in str(Invitation.objects.values())
    assert "History 101" in html(signed_in(learner1), "join-group", token)
    assert role_of(learner1, group) is None  # looking joins nothing
    send(signed_in(learner1), "join-group", token)
    assert role_of(learner1, group) == "observer"
    assert Invitation.objects.get().uses == 1
    assert "By a joining link" in html(signed_in(instructor), "group-people", group.pk)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"expires": timezone.now() - timedelta(minutes=1)}, "expired"),
        ({"most_uses": 1, "uses": 1}, "as many as it was made for"),
        ({"revoked": timezone.now()}, "revoked"),
    ],
)
def test_a_closed_link_says_why(instructor: User, learner1: User, terms: dict[str, Any], words: str) -> None:
    group = make_class(instructor)
    token = link_of(group, instructor, **terms)
    assert words in html(signed_in(learner1), "join-group", token, status=410)
    assert send(signed_in(learner1), "join-group", token).status_code == 410
    assert role_of(learner1, group) is None


def test_an_unknown_link_is_not_found(learner1: User) -> None:
    assert signed_in(learner1).get(reverse("join-group", args=["nothing"])).status_code == 404


def test_a_link_never_makes_instructors(instructor: User) -> None:
    group = make_class(instructor)
    assert send(signed_in(instructor), "make-link", group.pk, role="instructor", days="7").status_code == 422
    assert not Invitation.objects.exists()


def test_a_link_counts_a_person_once(instructor: User, learner1: User) -> None:
    group = make_class(instructor)
    token = link_of(group, instructor)
    for _ in range(2):
        send(signed_in(learner1), "join-group", token)
    assert Invitation.objects.get().uses == 1
    assert group.memberships.filter(person=learner1).count() == 1


def test_who_was_removed_is_not_let_in_by_a_link_and_can_be_added(instructor: User, learner1: User) -> None:
    group = make_class(instructor, learner=[learner1])
    token = link_of(group, instructor)
    send(signed_in(instructor), "remove-person", group.pk, group.memberships.get(person=learner1).pk)
    assert "You were removed" in html(signed_in(learner1), "join-group", token, status=410)
    send(signed_in(instructor), "add-person", group.pk, who="learner1", role="learner")
    assert role_of(learner1, group) == "learner"


def test_who_was_removed_does_not_come_back_by_an_older_invitation(instructor: User, learner1: User) -> None:
    group = make_class(instructor)
    confirm(learner1)
    invitation = Invitation.objects.create(group=group, address=learner1.email, created_by=instructor)
    send(signed_in(learner1), "join-group", link_of(group, instructor))
    send(signed_in(instructor), "remove-person", group.pk, group.memberships.get(person=learner1).pk)
    assert send(signed_in(learner1), "accept-invitation", invitation.pk).status_code == 404


def test_who_left_by_themselves_comes_back_by_a_link(instructor: User, learner1: User) -> None:
    group = make_class(instructor, learner=[learner1])
    send(signed_in(learner1), "leave-group", group.pk)
    assert role_of(learner1, group) is None
    send(signed_in(learner1), "join-group", link_of(group, instructor))
    assert group.memberships.filter(person=learner1).count() == 2  # what was is kept


# By name and by list


def test_a_list_is_looked_at_before_anything_happens(instructor: User, learner1: User, learner2: User) -> None:
    group = make_class(instructor, learner=[learner2])
    for person in (learner1, learner2):
        confirm(person)
    words = "Name,E-mail\nOne,LEARNER1@example.org\nTwo,learner2@example.org\nThree,new@example.org\nFour,oops@\nOne,learner1@example.org"
    client = signed_in(instructor)
    page = send(client, "add-list", group.pk, words=words, role="learner", look="1").content.decode()
    for sentence in ("Joins at once (learner1)", "Is in the group already", "Is invited", "This is no e-mail address"):
        assert sentence in page
    assert "The same address as in line 2" in page
    assert group.memberships.count() == 2 and not Invitation.objects.exists()

    page = send(client, "add-list", group.pk, words=words, role="learner", save="1").content.decode()
    assert role_of(learner1, group) == "learner"
    assert Invitation.objects.get().address == "new@example.org"
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    assert "oops@" in page and "Three" not in page  # only what could not be taken is left to put right


def test_thirty_are_invited_at_once(instructor: User) -> None:
    group = make_class(instructor)
    words = "\n".join(f"student{number}@example.org" for number in range(30))
    client = signed_in(instructor)
    send(client, "add-list", group.pk, words=words, role="learner", save="1")
    assert group.invitations.count() == len(mail.outbox) == 30
    send(client, "add-list", group.pk, words=words, role="learner", save="1")
    assert group.invitations.count() == len(mail.outbox) == 30  # nobody is asked twice


def test_an_invitation_waits_for_the_confirmed_address(instructor: User, learner1: User, learner2: User) -> None:
    group = make_class(instructor)
    send(signed_in(instructor), "add-person", group.pk, who="learner1@example.org", role="assistant")
    invitation = Invitation.objects.get()
    assert "History 101" not in html(signed_in(learner1), "groups")
    assert send(signed_in(learner1), "accept-invitation", invitation.pk).status_code == 404
    confirm(learner1)
    assert "History 101" in html(signed_in(learner1), "groups")
    assert send(signed_in(learner2), "accept-invitation", invitation.pk).status_code == 404
    send(signed_in(learner1), "accept-invitation", invitation.pk)
    assert role_of(learner1, group) == "assistant"
    assert not html(signed_in(learner1), "groups").count("Invitations")


def test_a_reading_group_adds_nobody_unasked_and_tells_of_no_account(learner1: User, learner2: User) -> None:
    group = make_class(learner1, kind="reading", name="Saturday")
    confirm(learner2)
    client = signed_in(learner1)
    page = send(client, "add-list", group.pk, words="learner2@example.org\nnobody@example.org", role="learner").content
    assert b"Joins at once" not in page
    send(client, "add-list", group.pk, words="learner2@example.org", role="learner", save="1")
    send(client, "add-person", group.pk, who="learner2", role="learner")
    assert role_of(learner2, group) is None and mail.outbox == []
    invitation = Invitation.objects.get(person=learner2)
    send(signed_in(learner2), "decline-invitation", invitation.pk)
    assert send(signed_in(learner2), "accept-invitation", invitation.pk).status_code == 404


def test_an_unknown_user_name_is_said(instructor: User) -> None:
    group = make_class(instructor)
    answer = send(signed_in(instructor), "add-person", group.pk, who="nobody", role="learner")
    assert answer.status_code == 422 and b"Nobody here has this user name" in answer.content


# Roles, leaving, archiving


def test_a_group_never_loses_its_last_instructor(instructor: User, learner1: User) -> None:
    group = make_class(instructor, learner=[learner1])
    mine = group.memberships.get(person=instructor)
    with pytest.raises(Refused, match="at least one instructor"):
        end(mine, instructor)
    with pytest.raises(Refused, match="at least one instructor"):
        change_role(mine, "learner", instructor)
    assert send(signed_in(instructor), "leave-group", group.pk).status_code == 409
    send(signed_in(instructor), "set-role", group.pk, mine.pk, role="learner")
    assert role_of(instructor, group) == "instructor"
    send(signed_in(instructor), "set-role", group.pk, group.memberships.get(person=learner1).pk, role="instructor")
    send(signed_in(instructor), "leave-group", group.pk)
    assert role_of(instructor, group) is None


def test_who_leaves_reads_their_own_notes_and_no_others(instructor: User, learner1: User, learner2: User) -> None:
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner1, learner2])
    own = make_note(text, learner1, visibility="group", group=group, body="Mine")
    other = make_note(text, learner2, visibility="group", group=group, body="Theirs")
    send(signed_in(learner1), "leave-group", group.pk)
    client = signed_in(learner1)
    assert client.get(reverse("card", args=[own.pk])).status_code == 200
    assert client.get(reverse("card", args=[other.pk])).status_code == 404
    assert client.get(reverse("edit", args=[own.pk])).status_code == 403
    assert client.get(reverse("group", args=[group.pk])).status_code == 404
    assert "Mine" in html(signed_in(learner2), "group", group.pk)  # it stays


def test_nobody_writes_in_an_archived_group(instructor: User, learner1: User, learner2: User) -> None:
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner1, learner2])
    note = make_note(text, learner1, visibility="group", group=group)
    send(signed_in(instructor), "archive-group", group.pk)
    client = signed_in(learner1)
    assert client.get(reverse("card", args=[note.pk])).status_code == 200
    for act in ("edit", "reply", "move-note"):
        assert client.get(reverse(act, args=[note.pk])).status_code == 403
    assert send(client, "delete", note.pk).status_code == 403
    assert f"group:{group.pk}" not in html(client, "annotate", text.pk)
    assert send(signed_in(learner2), "join-group", link_of(group, instructor)).status_code == 302  # in already
    send(signed_in(instructor), "unarchive-group", group.pk)
    assert client.get(reverse("edit", args=[note.pk])).status_code == 200


def test_a_group_reads_texts_and_its_notes_on_them_outlive_their_going(instructor: User, learner1: User) -> None:
    text = make_text(author=instructor, title="The pact")
    group = make_class(instructor, learner=[learner1])
    send(signed_in(instructor), "group-texts", group.pk, text=str(text.pk))
    note = make_note(text, learner1, visibility="group", group=group)
    assert "The pact" in html(signed_in(learner1), "group", group.pk)
    send(signed_in(instructor), "remove-group-text", group.pk, text.pk)
    assert not group.shown.exists()
    assert signed_in(learner1).get(reverse("card", args=[note.pk])).status_code == 200


def test_somebody_else_s_closed_text_is_not_shown_around(instructor: User, learner1: User) -> None:
    closed = make_text(author=instructor, readers="groups", title="Closed")
    make_class(instructor, closed, learner=[learner1])
    mine = make_class(learner1, kind="reading")
    assert "Closed" not in html(signed_in(learner1), "group-texts", mine.pk)
    assert send(signed_in(learner1), "group-texts", mine.pk, text=str(closed.pk)).status_code == 422
    assert not mine.shown.exists()


def test_the_page_of_a_group_asks_as_often_for_40_notes_as_for_2(
    instructor: User, learner1: User, learner2: User
) -> None:
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner1, learner2])
    client = signed_in(learner1)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            html(client, "group", group.pk)
        return len(queries)

    for _ in range(2):
        make_note(text, learner2, visibility="group", group=group)
    few = count()
    for _ in range(20):
        make_note(text, learner2, visibility="group", group=group)
    assert count() <= few <= 16


def test_the_page_of_a_group_names_nobody_whom_an_assignment_hides(
    instructor: User, learner1: User, learner2: User
) -> None:
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner2])
    person = User.objects.create_user("quagga", "quagga@example.org")
    join(group, person, "learner", "added", instructor)
    work = Assignment.objects.create(group=group, title="Reading", created_by=instructor, anonymous=True)
    note = make_note(text, person, visibility="group", group=group, assignment=work)
    add_reply(note, person, "And another thing.")
    copy = make_note(text, person, visibility="group", group=group, copied_from=note)
    address = f'{person.get_absolute_url()}">quagga</a> on'
    page = html(signed_in(learner2), "group", group.pk)
    assert page.count("Reader ") == 3  # twice lately, once among the notes
    assert "quagga: " in page and address not in page  # the copy itself is signed
    assert html(signed_in(instructor), "group", group.pk).count("Reader ") == 0
    assert "Copied" not in html(signed_in(learner2), "history", note.pk) + html(signed_in(learner2), "history", copy.pk)
    assert "Copied from" in html(signed_in(person), "history", copy.pk)
