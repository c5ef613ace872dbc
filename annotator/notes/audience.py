"""Who can see a note, in words that follow the rule in `annotator.permissions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from annotator.groups.models import Group, Membership, Role, Seat
from annotator.notes.models import IN_A_GROUP, Annotation, Visibility
from annotator.permissions import TEACHERS, Actor, in_no_group
from texts.models import Readers, Text


@dataclass(frozen=True)
class Audience:
    """One answer to "Who can see this?". `people` counts the writer too; None where nobody counts them."""

    visibility: str
    words: str
    group: Group | None = None
    people: int | None = None

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.visibility}:{self.group.pk}" if self.group else self.visibility

    @property
    def choice(self) -> tuple[str, str]:
        return self.value, self.words


def groups_here(user: Actor, article: Text) -> list[Any]:
    """The groups of `user` that read this article: may_write, and how many others there are in each role."""
    if in_no_group(user):
        return []
    shown = Group.objects.readable_by(user).filter(shown__text=article).with_rights(user)
    return list(with_others(shown, user).order_by("name", "created"))


def with_others(groups: Any, user: Actor) -> Any:
    """Each group knows, role by role, how many people beside `user` are in it and would read what `user` writes."""
    reading = Q(memberships__limited=False) | Q(memberships__in=_limited_readers(user))
    others = Q(memberships__left=None) & ~Q(memberships__person=user.pk) & reading
    return groups.annotate(
        **{f"{role}s": Count("memberships", filter=others & Q(memberships__role=role)) for role in Role.values}
    )


def _limited_readers(user: Actor) -> Any:
    """Memberships of assistants limited to sections who read what `user` writes: of those who sit there, or who teach."""
    seated = Seat.objects.filter(until=None, person=user.pk).values("section")
    taught = Membership.objects.filter(person=user.pk, left=None, role__in=TEACHERS).values("group")
    limited = Membership.objects.filter(left=None, limited=True)
    return limited.filter(Q(sections__in=seated) | Q(group__in=taught)).order_by().values("pk")


def within_sections(groups: Sequence[Any], assignment: Any) -> None:
    """Where a learner writes for an assignment that is done in sections, only those of the same one read it."""
    for group in groups:
        if assignment and assignment.division_id and assignment.may_hand_in and group.pk == assignment.group_id:
            group.section, group.learners, group.observers = assignment.my_section, assignment.my_peers, 0


def audiences(text: Text, groups: Sequence[Any]) -> list[Audience]:
    """Who may be chosen for a new note on `text`, from the fewest to the most; `groups` as by groups_here."""
    mine = [group for group in groups if group.may_write]
    offered = [Audience(Visibility.PRIVATE, "Only you", people=1)]
    for group in mine:
        offered += [of_group(group), of_instructors(group)]
    return [*offered, Audience(Visibility.PUBLIC, _capital(_public(text)))]


def of_group(group: Any) -> Audience:
    fellows = "classmates" if group.is_class else "fellow readers"
    if getattr(group, "section", None):
        fellows = f"of {group.section}"
    counts = [*_teachers(group), (group.learners, fellows), (group.observers, "observers")]
    return Audience(Visibility.GROUP, f"{group}: {_you_and(counts)}", group, 1 + sum(number for number, _ in counts))


def of_instructors(group: Any) -> Audience:
    counts = _teachers(group)
    words = f"Instructors of {group}: {_you_and(counts)}"
    return Audience(Visibility.INSTRUCTORS, words, group, 1 + sum(number for number, _ in counts))


def _teachers(group: Any) -> list[tuple[int, str]]:
    return [(group.instructors, "instructors"), (group.assistants, "assistants")]


def _you_and(counts: list[tuple[int, str]]) -> str:
    """As in: you, 2 instructors, 1 classmate."""
    said = [f"{number} {name if number != 1 else name.removesuffix('s')}" for number, name in counts if number]
    return ", ".join(["you", *said]) if said else "only you so far"


def changes_for(note: Annotation, user: Actor) -> list[Audience]:
    """What its author may make of it. What others have answered in a group is not shown to anybody else."""
    groups = groups_here(user, note.text.article)
    now = next((one for one in audiences(note.text, groups) if one.value == audience_value(note)), None)
    offered = audiences(note.text, groups)
    if not now:
        now = Audience(note.visibility, _capital(audience_of(note, True)), note.group)
        offered.insert(1, now)
    return [offered[0], now] if answered_in_group(note) else offered


def answered_in_group(note: Annotation) -> bool:
    return note.visibility in IN_A_GROUP and note.replies.filter(deleted=None).exclude(author=note.author).exists()


def audience_value(note: Annotation) -> str:
    return f"{note.visibility}:{note.group_id}" if note.group_id else note.visibility


def audience_of(annotation: Annotation, viewer_is_author: bool) -> str:
    if annotation.visibility == Visibility.PRIVATE:
        return "only you" if viewer_is_author else "only its author"
    if annotation.visibility == Visibility.GROUP:
        divided = annotation.assignment and annotation.assignment.division_id
        return f"the group “{annotation.group}”{', each section for itself' if divided else ''}"
    if annotation.visibility == Visibility.INSTRUCTORS:
        return f"{'you' if viewer_is_author else 'its author'} and the instructors of “{annotation.group}”"
    return _public(annotation.text)


def _public(text: Text) -> str:
    if text.article.readers == Readers.GROUPS:
        return "everyone in the groups that this text is shown to"
    if settings.ANONYMOUS_READING and text.article.readers == Readers.EVERYONE:
        return "everyone who opens this site"
    return "everyone who is signed in here"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
