"""Reading as a learner: what an instructor sees then, what is kept back, and that nothing is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.groups.models import Group
from annotator.notes.models import Annotation, Notice, Reply, Source, Verdict
from annotator.people.models import User
from annotator.review import releasing, reviewing
from annotator.review.models import Assignment, Viewing
from annotator.review.viewing import ALWAYS, KEY, SHOWN
from tests.grouping import make_class
from tests.making import make_note, make_text
from tests.test_desk import SECRET, at, client_of
from tests.test_desk_acts import assignment, assistant, group, write_note
from tests.test_rights import NOT_OURS, addresses

__all__ = ["assignment", "assistant", "group"]

pytestmark = pytest.mark.django_db


def as_learner(viewer: User, group: Group, learner: User) -> Client:
    client = client_of(viewer)
    member = group.memberships.get(person=learner, left=None)
    assert client.post(at("begin-viewing", group.pk, member.pk)).status_code == 302
    return client


def words_at(client: Client, name: str, *args: Any) -> str:
    answer = client.get(at(name, *args), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_instructor_sees_peers_when_the_learner_does_and_is_told_whose_eyes_these_are(
    assignment: Assignment, group: Group, instructor: User, learner1: User, learner2: User
) -> None:
    Assignment.objects.update(peers="after_own", peers_after=1)
    write_note(assignment, learner2, body="What a peer thinks.")
    text = assignment.texts.get()
    assert "What a peer thinks." in words_at(client_of(instructor), "notes-of-text", text.pk)
    client = as_learner(instructor, group, learner1)
    page = words_at(client, "notes-of-text", text.pk)
    assert "What a peer thinks." not in page and "as <strong>learner1</strong> does" in page
    assert "Your work" in words_at(client, "assignment", assignment.pk)
    write_note(assignment, learner1)
    assert "What a peer thinks." in words_at(client, "notes-of-text", text.pk)
    client.post(at("end-viewing"))
    assert "as <strong>learner1</strong> does" not in words_at(client, "notes-of-text", text.pk)
    done = Viewing.objects.get()
    assert (done.viewer, done.person, done.group) == (instructor, learner1, group) and done.ended
    assert "instructor as learner1" in words_at(client, "view-as", group.pk)


def test_what_is_the_learners_alone_and_other_groups_is_kept_back(
    assignment: Assignment, group: Group, instructor: User, learner1: User
) -> None:
    text = assignment.texts.get()
    elsewhere, apart = make_text(author=instructor), make_text(author=learner1, readers="groups")
    other = make_class(instructor, elsewhere, text, learner=[learner1], name="Another class")
    hidden = [
        make_note(text, learner1, visibility="private", body=SECRET),
        make_note(text, learner1, visibility="private", body=SECRET, assignment=assignment),
        make_note(text, learner1, visibility="group", group=other, body=SECRET),
        make_note(elsewhere, learner1, visibility="public", body=SECRET),
        make_note(apart, learner1, visibility="public", body=SECRET),
    ]
    make_note(text, learner1, visibility="public", body="For everybody.")
    set_there = Assignment.objects.create(group=other, title="Set elsewhere", created_by=instructor)
    client = as_learner(instructor, group, learner1)
    pages: list[tuple[Any, ...]] = [
        ("library",),
        ("reader", text.pk),
        ("notes-of-text", text.pk),
        ("group", group.pk),
        ("assignments",),
    ]
    pages += [("work", assignment.pk, learner1.pk), ("spans", text.pk), ("assignment", assignment.pk)]
    for name, *args in pages:
        page = words_at(client, name, *args)
        assert SECRET not in page and "Another class" not in page and "Set elsewhere" not in page, name
    assert "For everybody." in words_at(client, "notes-of-text", text.pk)
    gone = [("card", note.pk) for note in hidden] + [("annotation", note.pk) for note in hidden]
    gone += [("reader", elsewhere.pk), ("reader", apart.pk), ("group", other.pk), ("assignment", set_there.pk)]
    assert {client.get(at(name, *args)).status_code for name, *args in gone} == {404}


def test_the_inbox_the_settings_and_a_verdict_that_is_blind_still_are_kept_back(
    assignment: Assignment, group: Group, instructor: User, learner1: User
) -> None:
    text = assignment.texts.get()
    check = make_note(text, instructor, "assessing")
    Source.objects.create(quote_check=check.quote_check, citation="A book.", added_by=instructor)
    given = {"wording": "altered", "attribution": "confirmed", "reason": SECRET}
    check.quote_check.give(Verdict(reader=learner1, **given))
    assert SECRET in words_at(client_of(learner1), "card", check.pk)
    Notice.objects.create(person=learner1, annotation=check, words="Something for you alone.")
    client = as_learner(instructor, group, learner1)
    assert SECRET not in words_at(client, "card", check.pk)
    page = words_at(client, "group", group.pk)
    assert at("notices") not in page and learner1.email not in page
    for name in ("notices", "preferences", "groups", "tokens", "sources", "view-as", "desk"):
        args = [group.pk] if name == "view-as" else [assignment.pk] if name == "desk" else []
        answer = client.get(at(name, *args))
        assert answer.status_code == 403 and b"Not while you read as somebody else" in answer.content, name
    assert client.get("/admin/").status_code == 403


def test_feedback_is_seen_through_their_eyes_only_once_it_is_out(
    assignment: Assignment, group: Group, instructor: User, learner1: User
) -> None:
    note = write_note(assignment, learner1)
    reviewing.write_on_note(note, instructor, feedback=SECRET, reviewed=True)
    reviewing.finish(assignment, learner1, instructor)
    client = as_learner(instructor, group, learner1)
    assert SECRET not in words_at(client, "card", note.pk)
    assert client.get(at("feedback", assignment.pk)).status_code == 404
    releasing.release(assignment, instructor)
    assert SECRET in words_at(client, "card", note.pk) and SECRET in words_at(client, "feedback", assignment.pk)


def test_nothing_is_written_as_somebody_else(
    assignment: Assignment, group: Group, instructor: User, learner1: User
) -> None:
    note, text = write_note(assignment, learner1), assignment.texts.get()
    client = as_learner(instructor, group, learner1)
    tried: list[tuple[Any, ...]] = [("annotate", text.pk), ("reply", note.pk), ("delete", note.pk), ("edit", note.pk)]
    tried += [("hand-in", assignment.pk), ("preferences",), ("save-review", assignment.pk, learner1.pk)]
    for name, *args in tried:
        answer = client.post(at(name, *args), {"body": "Not theirs.", "sure": "on"})
        assert answer.status_code == 403 and b"Nothing is written while you read as" in answer.content, name
    answer = client.post(at("reply", note.pk), {"body": "x"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")
    note.refresh_from_db()
    assert not note.deleted and not Reply.objects.exists() and Annotation.objects.count() == 1
    assert client.post(at("account_logout"), follow=True).status_code == 200 and KEY not in client.session


def test_only_an_instructor_views_and_only_as_a_learner_who_is_there(
    group: Group, instructor: User, assistant: User, learner1: User, learner2: User, outsider: User
) -> None:
    member = {one.person: one.pk for one in group.memberships.all()}
    for viewer, status in ((assistant, 403), (learner2, 403), (outsider, 404)):
        assert client_of(viewer).post(at("begin-viewing", group.pk, member[learner1])).status_code == status
    client = client_of(instructor)
    for person in (assistant, instructor):
        assert client.post(at("begin-viewing", group.pk, member[person])).status_code == 404
    assert not Viewing.objects.exists()


def test_it_is_over_when_either_of_them_is_no_longer_there_as_before(
    group: Group, instructor: User, learner1: User, learner2: User
) -> None:
    for learner, change in (
        (learner1, {"left": timezone.now(), "ended_by": instructor}),
        (learner2, {"role": "observer"}),
    ):
        client = as_learner(instructor, group, learner)
        group.memberships.filter(person=learner).update(**change)
        assert client.post(at("hand-in", group.pk)).status_code == 403
        answer = client.get(at("groups"), follow=True)
        assert answer.status_code == 200 and KEY not in client.session
    group.memberships.filter(person=learner2).update(role="learner")
    client = as_learner(instructor, group, learner2)
    group.memberships.filter(person=instructor).update(role="assistant")
    answer = client.get(at("group", group.pk), follow=True)
    assert b"You are yourself again" in answer.content and b"as <strong>learner2</strong>" not in answer.content


def test_a_session_cannot_name_the_viewing_of_somebody_else(
    group: Group, instructor: User, learner1: User, outsider: User
) -> None:
    made = Viewing.objects.create(group=group, viewer=instructor, person=learner1)
    client = client_of(outsider)
    session = client.session
    session[KEY] = made.pk
    session.save()
    assert client.get(at("group", group.pk), follow=True).status_code == 404
    made.ended = timezone.now() - timedelta(minutes=1)
    made.save()
    client = client_of(instructor)
    session = client.session
    session[KEY] = made.pk
    session.save()
    assert b"as <strong>" not in client.get(at("group", group.pk), follow=True).content


def test_every_page_that_is_shown_has_an_address() -> None:
    assert set(addresses()) >= SHOWN | ALWAYS - {"account_logout"}
    assert all(not name.startswith(NOT_OURS) for name in SHOWN)
