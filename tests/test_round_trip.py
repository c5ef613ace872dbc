"""Export, empty the site of its notes, import: every column of every table of theirs is as it was, and nobody takes away
what they may not read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Q

from annotator.exchange import exports
from annotator.exchange.arriving import read
from annotator.exchange.importing import working
from annotator.exchange.importing.choosing import ChoicesForm
from annotator.exchange.importing.models import Import, Item
from annotator.exchange.importing.taking import take_in
from annotator.notes.models import Annotation, Source, Verdict
from annotator.notes.reanchoring import reanchor
from annotator.people.models import User
from annotator.review.models import Assignment
from annotator.review.reviewing import write_on_note
from tests.grouping import make_class
from tests.rich_world import HERE, World
from texts.models import Text

pytestmark = pytest.mark.django_db

TABLES = {
    "notes.annotation": "pk", "notes.tag": "annotation", "notes.anchor": "annotation", "notes.repair": "annotation",
    "notes.reply": "annotation", "notes.edit": "annotation", "notes.query": "annotation", "notes.decision": "query",
    "notes.check": "annotation", "notes.source": "quote_check", "notes.verdict": "quote_check",
    "notes.reopening": "quote_check", "review.endorsement": "annotation", "exchange.arrival": "annotation",
    "exchange.replyarrival": "reply__annotation",
    "finding.entry": "annotation",
}  # fmt: skip
# Tables with a key to a note that are none of its own, and why.
OTHERS = {
    "notes.notice": "what a person was told, not what is so",
    "review.notereview": "feedback, which comes as a draft: see test_feedback_travels",
    "review.submitted": "what was handed in, which belongs to the work that was set",
    "exchange.item": "how notes came",
}
# Columns that are not the same afterwards, and why.
NOT_THE_SAME = {
    ("notes.annotation", "handle"): "a random number for the reader's page, drawn anew",
    ("notes.annotation", "client_id"): "names who sent it: now the import",
    ("notes.reply", "client_id"): "so too",
}


def exported(notes: Any, by: Any) -> bytes:
    return b"".join(exports.of(notes.readable_by(by), by, "jsonld", site=HERE))


def imported(data: bytes, by: User) -> Import:
    job = take_in(read(data), by, "notes.jsonld", HERE)
    blank = ChoicesForm(None, job=job)
    form = ChoicesForm(blank.initial, job=job)
    assert form.is_valid(), form.errors
    working.choose(job.pk, form.answers)
    for begin in (None, working.begin_storing):
        if begin:
            begin(job.pk)
        while (job := working.step(job.pk)).is_working:
            pass
    return job


def rows(notes: set[Any]) -> dict[str, list[dict[str, Any]]]:
    """All columns of what belongs to these notes but the numbers of rows."""
    found = {}
    for name, field in TABLES.items():
        model = apps.get_model(name)
        mine = Q(**{f"{field}__in": notes})
        if name == "notes.edit":
            mine |= Q(reply__annotation__in=notes)
        if name == "finding.entry":
            mine &= Q(reply=None) | Q(reply__deleted=None)
        if any(one.name == "deleted" for one in model._meta.fields):
            mine &= Q(deleted=None)
        left_out = {column for table, column in NOT_THE_SAME if table == name}
        numbered = (
            {model._meta.pk.attname}
            if model._meta.pk and model._meta.pk.get_internal_type() == "BigAutoField"
            else set()
        )
        columns = [one.attname for one in model._meta.concrete_fields if one.attname not in left_out | numbered]
        found[name] = sorted(model._default_manager.filter(mine).values(*columns), key=repr)
    return found


def differences(before: Any, after: Any) -> list[tuple[Any, ...]]:
    """(table, column, before, after) of each."""
    found: list[tuple[Any, ...]] = []
    for name in TABLES:
        if len(before[name]) != len(after[name]):
            found.append((name, len(before[name]), len(after[name]), before[name], after[name]))
        for old, new in zip(before[name], after[name], strict=False):
            found += [(name, column, old[column], new[column]) for column in old if old[column] != new[column]]
    return found


def forget() -> None:
    """All notes and all that hangs on them, deleted ones too."""
    Item.objects.all().delete()
    Import.objects.all().delete()
    Annotation.objects.update(answer=None, copied_from=None)
    for name in ["notes.repair", "notes.decision", *reversed(TABLES), *OTHERS]:
        model = apps.get_model(name)
        if name == "notes.query":
            model._default_manager.update(
                state="open", duplicate_of=None, applied_in=None, decided=None, decided_by=None
            )
        model._default_manager.all().delete()


@pytest.fixture
def world(instructor: User, learner1: User, learner2: User) -> World:
    return World(instructor, learner1, learner2)


def test_what_leaves_comes_back_column_by_column(world: World) -> None:
    notes = set(Annotation.objects.readable_by(world.ed).values_list("pk", flat=True))
    before, data = rows(notes), exported(Annotation.objects, world.ed)
    forget()
    job = imported(data, world.ed)
    assert not job.items.filter(fate__in=["left", "here", ""]), [item.why for item in job.items.all()]
    assert not job.items.exclude(cut=[])
    after = rows(notes)
    assert differences(before, after) == []
    assert all(before.values()), "a table is not tried"
    for text in (world.text, world.comment):
        assert not reanchor(Text.objects.get(pk=text.pk)).changes
    assert exported(Annotation.objects, world.ed) == data


def test_nobody_takes_away_what_they_may_not_read(world: World, outsider: User) -> None:
    """Blind verdicts and whose they are, peers without names, feedback, and words that are for others."""
    blind = world.note(world.ann, "assessing", "Soviet offer").quote_check
    Source.objects.create(quote_check=blind, citation="A work", added_by=world.bob)
    blind.claim(world.bob)
    blind.give(Verdict(reader=world.bob, wording="exact", attribution="confirmed", reason="BLIND"))
    hidden = Assignment.objects.create(
        group=world.group, title="Hidden", instructions="", created_by=world.ed, anonymous=True
    )
    other = make_class(world.ed, world.text, name="ANOTHER CLASS", learner=[world.bob])
    peer = world.note(world.bob, words="offer", body="Of a peer", visibility="group", group=other)
    peer.amend(world.bob, group=world.group, body="Of a peer, changed")
    Annotation.objects.filter(pk=peer.pk).update(assignment=hidden)
    write_on_note(Annotation.objects.get(pk=peer.pk), world.ed, feedback="FEEDBACK", reviewed=True)
    taken = {one: exported(Annotation.objects, one).decode() for one in (world.ed, world.ann, world.bob, outsider)}
    for words in taken.values():
        assert "BLIND" not in words and "Gone." not in words
    assert ["FEEDBACK" in taken[one] for one in (world.ed, world.ann, world.bob, outsider)] == [
        True,
        False,
        False,
        False,
    ]
    (check,) = [one for one in items(taken[world.ed]) if one["id"].endswith(str(blind.pk))]
    assert (check["annotator"]["verdicts"], "by" in check["annotator"]["sources"][0]) == ([], False)
    (note,) = [one for one in items(taken[world.ann]) if one["id"].endswith(str(peer.pk))]
    assert "Of a peer" in str(note) and str(world.bob.pk) not in str(note) and str(world.bob) not in str(note)
    assert str(other.pk) not in taken[world.ann] and note["annotator"]["edits"][0]["before"]["group"] == "another group"
    assert "Nobody else's." in taken[world.ann] and "Nobody else's." not in taken[world.ed]
    assert '"instructors"' not in taken[world.ann] and "History 101" not in taken[outsider]


def items(words: str) -> list[Any]:
    found: list[Any] = json.loads(words)["first"]["items"]
    return found


def test_our_own_words_stand_under_one_term_of_our_own(world: World) -> None:
    """All else is of the standard, so that its schemas hold."""
    known = {"id", "type", "motivation", "creator", "created", "modified", "body", "target", "stylesheet", "audience"}
    for one in items(exported(Annotation.objects, world.ed).decode()):
        assert set(one) - known <= {"annotator", "via", "ex:colour"}


def test_every_table_with_a_key_to_a_note_comes_back_or_is_named() -> None:
    of_notes = {
        f"{one.related_model._meta.label_lower}"
        for model in ("annotation", "reply", "query", "check")
        for one in apps.get_model("notes", model)._meta.related_objects
    }
    assert of_notes <= {*TABLES, *OTHERS}, of_notes - {*TABLES, *OTHERS}
