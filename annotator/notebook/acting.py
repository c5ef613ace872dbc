"""Acts on many of one's own notes and replies at once. Each is loaded through who acts, and what may not be changed is left.

The acts of one note do the work, so histories are kept; all happens or nothing does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from annotator import permissions
from annotator.finding.models import Entry
from annotator.groups.models import Group
from annotator.notes.audience import of_group, of_instructors, with_others
from annotator.notes.forms import TagsField
from annotator.notes.models import Annotation, Reply
from annotator.notes.moving import may_move, places_for

MOST = 100  # entries in one act; a page has fewer


@dataclass
class Done:
    """Which entries were changed, and how many were left as they are, with the reasons.

    `edits` are the histories' entries of the change, by which it is taken back.
    """

    changed: list[int] = field(default_factory=list)
    edits: list[int] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)

    def change(self, key: int, edit: Any) -> None:
        self.changed.append(key)
        self.edits.append(edit.pk)

    def leave(self, because: str) -> None:
        self.left[because] = self.left.get(because, 0) + 1


Rows = list[tuple[int, Any]]  # entries' keys, and the notes or replies they are of
ARCHIVED = "in a group that you no longer write in"
NO_TAGS = "replies, which have no tags"
NOT_THERE = "on a text that the group does not read, or there already"
REPLIES = "replies, which stay with their notes"
ANSWERED = "answered by others in their group"


def chosen(user: Any, keys: Collection[int]) -> tuple[Rows, Rows, int]:
    """One's own notes and replies among these entries that one may change, and how many one may not. Locked in one order."""
    mine = Entry.objects.readable_by(user).filter(author=user.pk, pk__in=list(keys)[:MOST])
    rows = list(mine.order_by("pk").values_list("pk", "annotation", "reply"))
    notes = {note: pk for pk, note, reply in rows if reply is None}
    replies = {reply: pk for pk, _, reply in rows if reply is not None}
    changeable = Annotation.objects.filter(permissions.changeable_annotations(user), pk__in=notes)
    answers = Reply.objects.filter(permissions.changeable_replies(user), pk__in=replies)
    mine_now = locked(Annotation, changeable, "text__parent", "group", "assignment")
    mine_too = locked(Reply, answers, "annotation")
    found = [(notes[one.pk], one) for one in mine_now]
    answered = [(replies[one.pk], one) for one in mine_too]
    return found, answered, len(rows) - len(found) - len(answered)


def locked(model: Any, allowed: Any, *beside: str) -> list[Any]:
    keys = list(allowed.values_list("pk", flat=True))
    rows = model.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    return list(rows.select_related(*beside).order_by("pk"))


def _left(many: int) -> Done:
    return Done(left={ARCHIVED: many} if many else {})


@transaction.atomic
def retag(user: Any, keys: Collection[int], add: Iterable[str], drop: Iterable[str]) -> Done:
    """Raises ValidationError if a note would have more tags than one may have."""
    notes, replies, forbidden = chosen(user, keys)
    done, gone = _left(forbidden), set(drop)
    for key, note in notes:
        worn = [tag.name for tag in note.tags.all()]
        wanted = list(dict.fromkeys([*(name for name in worn if name not in gone), *add]))
        if sorted(wanted) != sorted(worn):
            done.change(key, note.amend(user, tags=TagsField(required=False).clean(", ".join(wanted))))
    for _ in replies:
        done.leave(NO_TAGS)
    return done


@transaction.atomic
def delete(user: Any, keys: Collection[int]) -> Done:
    notes, replies, forbidden = chosen(user, keys)
    done = _left(forbidden)
    for key, one in [*replies, *notes]:
        one.remove()
        done.changed.append(key)
    return done


@transaction.atomic
def restore(user: Any, keys: Collection[int]) -> int:
    """What was deleted in one act is brought back: how many."""
    mine = Entry.objects.filter(author=user.pk, pk__in=list(keys)[:MOST])
    notes = Annotation.objects.filter(
        permissions.restorable_annotations(user), pk__in=mine.filter(reply=None).values("annotation")
    )
    brought = list(notes.order_by("pk"))
    for one in brought:
        one.restore()
    replies = Reply.objects.filter(permissions.restorable_replies(user), pk__in=mine.values("reply"))
    answered = list(replies.order_by("pk"))
    for reply in answered:
        reply.restore()
    return len(brought) + len(answered)


def places(user: Any) -> list[tuple[str, str]]:
    """Where notes can be moved to: the groups that one writes in, as a form offers them."""
    groups = with_others(Group.objects.filter(permissions.writable_groups(user)), user).order_by("name", "created")
    return [audience.choice for group in groups for audience in (of_group(group), of_instructors(group))]


@transaction.atomic
def move(user: Any, keys: Collection[int], to: str) -> Done:
    """`to` as by `places`. A note goes where its text is read, and stays where others have answered it."""
    notes, replies, forbidden = chosen(user, keys)
    done = _left(forbidden)
    for key, note in notes:
        place = next((place for place in places_for(note, user) if place.value == to), None)
        if place is None:
            done.leave(NOT_THERE)
        elif not may_move(note):
            done.leave(ANSWERED)
        else:
            done.change(key, note.amend(user, visibility=place.visibility, group=place.group))
    for _ in replies:
        done.leave(REPLIES)
    return done


def tag_names(words: str) -> list[str]:
    """Raises ValidationError where there is none, or no good one."""
    names: list[str] = TagsField(required=False).clean(words)
    if not names:
        raise ValidationError("Write a tag.")
    return names
