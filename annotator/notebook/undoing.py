"""A bulk act taken back: each note gets what it had before, from its own history, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max

from annotator import permissions
from annotator.groups.models import Group
from annotator.notebook.acting import ANSWERED, MOST, Done, locked
from annotator.notes.assigned import to_write_for
from annotator.notes.models import IN_A_GROUP, Annotation, Edit
from annotator.notes.moving import may_move, places_for

ACTED_ON = {"tags", "visibility", "group", "assignment"}  # what tagging and moving change
GONE = "deleted since, or in a group that you no longer write in"
CHANGED = "changed again since"
NO_WAY_BACK = "from a place that you can no longer write in"


@transaction.atomic
def undo(user: Any, keys: Collection[int]) -> Done:
    """`keys` of the edits that one act made. What is made now is in the history too, and can be taken back like it."""
    edits = _edits(user, keys)
    mine = Annotation.objects.filter(permissions.changeable_annotations(user), pk__in=edits)
    notes = locked(Annotation, mine, "text__parent", "group", "assignment")
    newest = _newest(notes)
    done = Done(left={GONE: len(edits) - len(notes)} if len(edits) > len(notes) else {})
    for note in notes:
        edit = edits[note.pk]
        because = CHANGED if newest[note.pk] != edit.pk else _refused(note, edit.before, user)
        if because:
            done.leave(because)
        else:
            done.change(edit.pk, note.amend(user, **_before(edit.before, note, user)))
    return done


def _edits(user: Any, keys: Collection[int]) -> dict[Any, Edit]:
    """By note: only of one's own notes, by oneself, and of nothing but what acts on many change."""
    mine = Edit.objects.filter(pk__in=list(keys)[:MOST], editor=user.pk, annotation__author=user.pk)
    return {edit.annotation_id: edit for edit in mine.order_by("pk") if edit.before.keys() <= ACTED_ON}


def _newest(notes: list[Annotation]) -> dict[Any, int]:
    of_each = Edit.objects.filter(annotation__in=notes).order_by().values("annotation")
    return dict(of_each.annotate(newest=Max("pk")).values_list("annotation", "newest"))


def _refused(note: Annotation, before: dict[str, Any], user: Any) -> str:
    """Why the note cannot go back to where it was; empty if it can."""
    if not before.keys() & {"visibility", "group"}:
        return ""
    if not may_move(note):
        return ANSWERED
    visibility = before.get("visibility", note.visibility)
    back = f"{visibility}:{before.get('group', note.group_id)}"
    if visibility in IN_A_GROUP and back not in {place.value for place in places_for(note, user)}:
        return NO_WAY_BACK
    assignment = before.get("assignment")
    return NO_WAY_BACK if assignment and not to_write_for(user, note.text, assignment) else ""


def _before(before: dict[str, Any], note: Annotation, user: Any) -> dict[str, Any]:
    """The fields as `amend` takes them: groups and assignments stand in the history by their keys."""
    fields = dict(before)
    if fields.get("group"):
        fields["group"] = Group.objects.readable_by(user).get(pk=fields["group"])
    if fields.get("assignment"):
        fields["assignment"] = to_write_for(user, note.text, fields["assignment"])
    return fields
