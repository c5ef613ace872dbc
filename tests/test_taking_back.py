"""An import goes on in the background, and is taken back: what nobody has touched goes, what stays says why."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from annotator.exchange.importing import undoing, working
from annotator.exchange.importing.background import carry_on
from annotator.exchange.importing.models import Import
from annotator.notes.models import Annotation, Reply
from annotator.notes.threads import add_reply
from annotator.people.models import User
from annotator.review.reviewing import endorse
from tests.rich_world import World
from tests.test_round_trip import differences, exported, forget, imported, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(instructor: User, learner1: User, learner2: User) -> World:
    return World(instructor, learner1, learner2)


def taken_back(job: Import) -> Import:
    working.begin_taking_back(job.pk)
    while (job := working.step(job.pk)).is_working:
        pass
    return job


def test_what_nobody_has_touched_goes_and_can_come_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "AT_ONCE", 4)
    notes = set(Annotation.objects.readable_by(world.ed).values_list("pk", flat=True))
    before, data = rows(notes), exported(Annotation.objects, world.ed)
    forget()
    job = imported(data, world.ed)
    assert undoing.foretold(job) == (job.total, [])
    job = taken_back(job)
    assert (job.stage, Annotation.objects.count(), Reply.objects.count()) == ("looked", 0, 0)
    working.begin_storing(job.pk)
    carry_on.func(str(job.pk))
    job.refresh_from_db()
    assert job.stage == "done" and job.is_tended
    assert differences(before, rows(notes)) == []


def test_what_people_have_touched_stays_with_its_thread(world: World) -> None:
    data = exported(Annotation.objects, world.ed)
    forget()
    job = imported(data, world.ed)
    by_words = {note.exact: note for note in Annotation.objects.order_by("created")}
    question, whole = by_words["offer"], by_words[""]
    add_reply(question, world.ann, "One more.")
    whole.amend(world.ed, body="Changed here.")
    endorse(by_words["agree"], world.ed)
    by_words["Ribbnetrop"].query.decide("withdrawn", world.bob)
    late = Annotation.objects.get(body__contains="Second").replies.get()
    late.amend(world.bob, "Changed here too.")
    goes, stays = undoing.foretold(job)
    assert goes + sum(count for _, count in stays) == job.total
    job = taken_back(job)
    kept = dict(job.items.filter(fate="stays").values_list("draft__exact", "why"))
    assert set(Annotation.objects.values_list("pk", flat=True)) == set(
        job.items.filter(annotation__isnull=False).values_list("annotation", flat=True)
    )
    assert kept["offer"] == "Somebody has answered it." and kept["agree"] == "Somebody stands behind it."
    assert kept["Ribbnetrop"] == "It was decided." and "Soviet" in kept
    assert question.replies.count() == 2 and late.pk in Reply.objects.values_list("pk", flat=True)
    assert not Annotation.objects.filter(pk=by_words["him"].pk).exists()
    assert not working.discard(job.pk)


def test_the_page_asks_first_and_the_work_goes_on_without_it(world: World, client: Client) -> None:
    data = exported(Annotation.objects, world.ed)
    forget()
    job = imported(data, world.ed)
    client.force_login(world.ed)
    address = reverse("take-back-import", args=[job.pk])
    asked: Any = client.get(address)
    assert f"Take back {job.total}" in asked.content.decode() and Annotation.objects.exists()
    assert client.post(address).status_code == 302
    (queued,) = DBTaskResult.objects.all()
    assert queued.task_path.endswith("carry_on")
    carry_on.func(*queued.args_kwargs["args"])
    shown = client.get(reverse("import-of-notes", args=[job.pk])).content.decode()
    assert not Annotation.objects.exists() and f"Import {job.total}</button>" in shown
