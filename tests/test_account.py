"""Taking one's data along, and leaving for good: what is one's own goes, what others built on stays whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.account.sections import LEFT_OUT, SECTIONS
from annotator.exchange.arriving import Draft
from annotator.exchange.models import Arrival, Foreign, Import, Item, ReplyArrival
from annotator.finding.models import Entry, SavedSearch
from annotator.finding.saving import make_link, save
from annotator.groups.membering import join
from annotator.groups.models import Group, Invitation
from annotator.notes.correcting import accept
from annotator.notes.models import Annotation, Edit, Notice, Reply, Source, Verdict
from annotator.notes.threads import add_reply
from annotator.people.models import Token, User
from annotator.review.models import Assignment, Phrase
from annotator.review.releasing import release
from annotator.review.reviewing import finish
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def leave(person: User, words: str = "keep", password: str = PASSWORD) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(reverse("delete-account"), {"words": words, "password": password})


def taken(person: User) -> Any:
    client = Client()
    client.force_login(person)
    return json.loads(b"".join(client.get(reverse("export-account"))))


def test_all_that_is_ones_own_can_be_taken_along_and_nothing_of_others(
    instructor: User, learner1: User, learner2: User
) -> None:
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner1])
    assignment = Assignment.objects.create(group=group, title="Reading", created_by=instructor)
    note = make_note(text, learner1, body="Mine", tags=["zoo"], visibility="private")
    note.amend(learner1, body="Mine, better")
    note.remove()
    theirs = make_note(text, learner2, body="Quagga of another")
    add_reply(theirs, learner1, "My answer")
    assert taken(learner1)["reviews_received"] == []
    finish(assignment, learner1, instructor)
    assert taken(learner1)["reviews_received"] == []
    release(assignment, instructor)
    all_of_it = taken(learner1)
    assert list(all_of_it) == ["format", "version", "made", "left_out", *SECTIONS]
    assert [row["body"] for row in all_of_it["notes"]] == ["Mine, better"]
    assert all_of_it["edits"][0]["before"] == {"body": "Mine"}
    assert [row["body"] for row in all_of_it["replies"]] == ["My answer"]
    assert all_of_it["memberships"][0]["group_name"] == "History 101"
    assert [row["assignment_title"] for row in all_of_it["reviews_received"]] == ["Reading"]
    assert "Quagga" not in json.dumps(all_of_it)


def test_every_column_that_names_a_person_is_taken_along_or_left_out_with_a_reason() -> None:
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in [*model._meta.fields, *model._meta.local_many_to_many]
        if field.related_model is User
    }
    held = [name for section in SECTIONS.values() for name in section.held.split()]
    assert columns <= {*held, *LEFT_OUT}, columns - {*held, *LEFT_OUT}
    named = {name for name in LEFT_OUT if "." in name}
    assert {*held, *named} <= columns and not set(held) & named and len(held) == len(set(held))
    assert all(LEFT_OUT.values())


def test_all_my_own_columns_are_there(learner1: User) -> None:
    """A table of my own words leaves whole, but for what is made of it and who else it names."""
    derived = {"body_html", "feedback_html", "line", "fingerprint", "client_id", "handle", "by", "author", "added_by",
               "person", "owner", "token", "digest", "reader", "annotation", "resolved_by", "claimed_by", "decided_by",
               "found_text", "found_revision", "found_start", "found_end", "undone_by", "withdrawn_by"}  # fmt: skip
    whole = {"notes": Annotation, "replies": Reply, "phrases": Phrase, "searches": SavedSearch, "verdicts": Verdict,
             "access_tokens": Token, "notices": Notice, "sources": Source}  # fmt: skip
    for name, model in whole.items():
        columns = {field.name for field in model._meta.concrete_fields if not field.primary_key} - derived
        taken = {field.removesuffix("_id") for field in SECTIONS[name].fields.split()}
        assert columns <= taken, (name, columns - taken)


def test_what_came_with_my_words_goes_with_them(instructor: User, learner1: User) -> None:
    note = make_note(make_text(author=instructor), learner1, body="A thought")
    Arrival.objects.create(annotation=note, given={"body": "A thought"})
    reply = add_reply(note, learner1, "A thought")
    ReplyArrival.objects.create(reply=reply, given={"body": "A thought"})
    Foreign.objects.create(author=learner1, document={"body": "A thought"}, earlier=[{"document": "A thought"}])
    job = Import.objects.create(by=instructor, name="notes", form="csv")
    draft = Draft("1", body="A thought", own={"edits": [{"before": {"body": "A thought"}}]}).as_json()
    Item.objects.create(of=job, number=1, draft_id="1", draft=draft, annotation=note)
    leave(learner1, "remove")
    stored = [Arrival.objects.values(), ReplyArrival.objects.values(), Foreign.objects.values(), Item.objects.values()]
    assert "A thought" not in str([list(rows) for rows in stored]) and Item.objects.get().came.trouble


def test_taking_along_asks_the_same_number_of_queries_however_much_there_is(learner1: User) -> None:
    text, costs = make_text(author=learner1), []
    for count in (1, 10):
        for _ in range(count):
            make_note(text, learner1)
        with CaptureQueriesContext(connection) as queries:
            taken(learner1)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_who_leaves_is_nobody_any_more_and_the_thread_stays_whole(
    client: Client, instructor: User, learner1: User, learner2: User
) -> None:
    note = make_note(make_text(author=instructor), learner1, body="A thought")
    add_reply(note, learner2, "An answer")
    EmailAddress.objects.create(user=learner1, email=learner1.email, primary=True)
    feed = reverse("saved-feed", args=[make_link(save(learner1, "Mine", "by:me"))])
    _, words = Token.make(learner1, "Script", "write")
    other_device = Client()
    other_device.force_login(learner1)
    assert leave(learner1, password="wrong").status_code == 422
    assert leave(learner1).status_code == 302
    former = User.objects.get(pk=learner1.pk)
    assert str(former) == "A former reader" and "learner1" not in f"{former.username}{former.email}"
    assert not former.is_active and not former.has_usable_password()
    assert not EmailAddress.objects.exists() and Token.objects.opened_by(words) is None
    assert client.get(feed).status_code == 404
    assert other_device.get(reverse("preferences")).status_code == 302
    shown = client.get(reverse("card", args=[note.pk])).content.decode()
    assert "A thought" in shown and "An answer" in shown and "A former reader" in shown and "learner1" not in shown


def test_words_are_taken_away_where_nobody_built_on_them(instructor: User, learner1: User, learner2: User) -> None:
    text = make_text(author=instructor)
    alone = make_note(text, learner1, body="Quagga alone", tags=["zoo"])
    alone.amend(learner1, body="Quagga amended")
    answered = make_note(text, learner1, body="Quagga answered", tags=["zoo"])
    add_reply(answered, learner2, "An answer")
    accepted = make_note(text, learner1, "editing", body="Quagga accepted")
    accept(text, [accepted.pk], instructor)
    other = make_note(text, learner2, body="Another's")
    followed, last = add_reply(other, learner1, "Quagga first"), None
    add_reply(other, learner2, "Between")
    last = add_reply(other, learner1, "Quagga last")
    leave(learner1, "remove")
    assert not Edit.objects.exists() and not alone.tags.exists() and not answered.tags.exists()
    assert Annotation.objects.get(pk=alone.pk).deleted and not Annotation.objects.get(pk=answered.pk).deleted
    accepted.refresh_from_db()
    assert accepted.deleted is None and accepted.query.proposed == "Ribbentrop"
    assert Reply.objects.get(pk=last.pk).deleted and not Reply.objects.get(pk=followed.pk).deleted
    for rows in (Annotation.objects, Reply.objects):
        assert (
            not rows.filter(body__icontains="quagga").exists()
            and not rows.filter(body_html__icontains="quagga").exists()
        )
    assert not Entry.objects.filter(said__contains="quagga").exists()


def test_who_alone_instructs_others_is_asked_to_hand_over_first(instructor: User, learner1: User) -> None:
    group = make_class(instructor, learner=[learner1])
    answer = leave(instructor)
    assert answer.status_code == 422 and b"You alone instruct" in answer.content
    assert User.objects.get(pk=instructor.pk).is_active
    join(group, User.objects.create_user("second", "second@example.org"), "instructor", "added", instructor)
    assert leave(instructor).status_code == 302
    assert not group.memberships.filter(person=instructor, left=None).exists()


def test_a_group_of_nobody_else_is_archived_and_places_kept_are_taken_back(instructor: User, learner1: User) -> None:
    own = make_class(learner1, kind="reading", name="Alone")
    kept = Invitation.objects.create(group=make_class(instructor), created_by=instructor, person=learner1)
    leave(learner1)
    assert Group.objects.get(pk=own.pk).archived
    kept.refresh_from_db()
    assert kept.revoked
