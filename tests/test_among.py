"""Many keys at once find what they find one by one."""

from __future__ import annotations

import uuid

import pytest

from annotator.among import Keys
from annotator.notes.models import Annotation, Tag
from annotator.people.models import User
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db


def test_keys_find_rows_and_what_belongs_to_them(instructor: User) -> None:
    text = make_text(author=instructor)
    notes = [make_note(text, instructor, words="Ribbnetrop") for _ in range(3)]
    Tag.objects.bulk_create(Tag(annotation=note, name="names") for note in notes)
    wanted: list[uuid.UUID | str] = [notes[0].pk, str(notes[2].pk), uuid.uuid4()]
    assert set(Annotation.objects.filter(pk__among=Keys(wanted))) == {notes[0], notes[2]}
    assert {tag.annotation for tag in Tag.objects.filter(annotation__among=Keys(wanted))} == {notes[0], notes[2]}
    assert not Annotation.objects.filter(pk__among=Keys([])).exists()
    assert Annotation.objects.exclude(pk__among=Keys(wanted)).get() == notes[1]
