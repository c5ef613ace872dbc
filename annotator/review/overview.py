"""How an assignment goes, learner by learner: counted over what the one who asks can read, as the lists behind are.

What counts is what counts for the assignment itself (`progress`); words are those of notes and of replies to others.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator import permissions
from annotator.groups.models import Membership
from annotator.notes.models import Annotation, Motivation, Reply
from annotator.review.models import Assignment, Extension, Mark, Review, Submission
from annotator.review.progress import NOTES, notes_for, replies_for

WORD = re.compile(r"\w+(?:['’\-]\w+)*")
REPLYING = "replying"
FIRST = "attention"  # the order of the page: those who did nothing first


def words_in(body: str) -> int:
    return sum(1 for _ in WORD.finditer(body))


def day_of(moment: datetime) -> date:
    """The day it was here."""
    return timezone.localtime(moment).date()


def kind_of(motivation: str) -> str:
    """The column that counts it: notes, questions, replies or highlights."""
    named = {Motivation.QUESTIONING: "questions", Motivation.HIGHLIGHTING: "highlights", REPLYING: "replies"}
    return "notes" if motivation in NOTES else named[motivation]


def notes_seen(assignment: Assignment, user: permissions.Actor) -> QuerySet[Annotation]:
    return notes_for(assignment).filter(permissions.readable_annotations(user))


def replies_seen(assignment: Assignment, user: permissions.Actor) -> QuerySet[Reply]:
    return replies_for(assignment).filter(permissions.readable_replies(user))


@dataclass
class Line:
    """One learner. `late` is how much was written after their time was up."""

    person: Any
    due: datetime | None = None
    handed_in: datetime | None = None
    points: Decimal | None = None  # as reviewed so far, released or not
    counts: Counter[str] = field(default_factory=Counter)
    words: int = 0
    late: int = 0
    active: Counter[date] = field(default_factory=Counter)
    articles: set[Any] = field(default_factory=set)  # what their notes and questions are on

    def add(self, kind: str, created: datetime, body: str) -> None:
        self.counts[kind] += 1
        self.words += words_in(body)
        self.late += bool(self.due and created > self.due)
        self.active[day_of(created)] += 1

    @property
    def notes(self) -> int:
        return self.counts["notes"]

    @property
    def questions(self) -> int:
        return self.counts["questions"]

    @property
    def replies(self) -> int:
        return self.counts["replies"]

    @property
    def days(self) -> int:
        return len(self.active)

    @property
    def nothing(self) -> bool:
        return not self.active

    @property
    def handed_in_late(self) -> bool:
        return bool(self.due and self.handed_in and self.handed_in > self.due)

    @property
    def name(self) -> tuple[str, str]:
        """Equal names keep one order."""
        return str(self.person).casefold(), str(self.person.pk)


ORDERS: dict[str, Callable[[Line], Any]] = {
    FIRST: lambda line: 2 if line.handed_in else 0 if line.nothing else 1,
    "name": lambda line: line.name,
    "notes": lambda line: line.notes,
    "questions": lambda line: line.questions,
    "replies": lambda line: line.replies,
    "words": lambda line: line.words,
    "days": lambda line: line.days,
    "late": lambda line: line.late,
    "points": lambda line: -1 if line.points is None else line.points,
    "handed": lambda line: line.handed_in.timestamp() if line.handed_in else 0.0,
}


def lines(assignment: Assignment, user: permissions.Actor) -> list[Line]:
    """All learners whom `user` reviews, by name: three queries, however many there are."""
    found = {one.person_id: _line(one, assignment) for one in _learners(assignment, user)}
    for author, kind, created, body, article in _work(assignment, user):
        if author in found:
            found[author].add(kind, created, body)
            found[author].articles |= {article} - {None}
    return sorted(found.values(), key=lambda line: line.name)


def _learners(assignment: Assignment, user: permissions.Actor) -> Any:
    here = {"assignment": assignment, "person": OuterRef("person")}
    learners = Membership.objects.filter(permissions.reviewable_learners(user), group=assignment.group_id)
    of_review = {"review__assignment": assignment, "review__learner": OuterRef("person")}
    marked = Mark.objects.filter(**of_review).order_by().values("review").annotate(sum=Sum("level__points"))
    given = Review.objects.filter(assignment=assignment, learner=OuterRef("person")).values("points")
    return learners.select_related("person").annotate(
        points=Coalesce(Subquery(marked.values("sum")[:1]), Subquery(given[:1]), output_field=DecimalField()),
        longer=Subquery(Extension.objects.filter(**here).values("due")[:1]),
        handed=Subquery(Submission.objects.filter(**here).values("handed_in")[:1]),
    )


def _line(one: Any, assignment: Assignment) -> Line:
    return Line(one.person, one.longer or assignment.due, one.handed, one.points)


def _work(assignment: Assignment, user: permissions.Actor) -> Iterator[tuple[Any, str, datetime, str, Any]]:
    """Author, kind, time and body of all that counts; of notes also the article."""
    article = Coalesce("text__parent", "text")
    notes = notes_seen(assignment, user).values_list("author", "motivation", "created", "body", article)
    for author, motivation, created, body, on in notes.iterator():
        yield author, kind_of(motivation), created, body, on
    replies = replies_seen(assignment, user).values_list("author", "created", "body")
    for author, created, body in replies.iterator():
        yield author, kind_of(REPLYING), created, body, None


def in_order(every: list[Line], asked: str) -> tuple[list[Line], str]:
    """By a column, as `?sort=` asks (with a minus from the most down), and what was done; those by name stay by name."""
    column = asked.removeprefix("-")
    if column not in ORDERS:
        return in_order(every, FIRST)
    ordered = sorted(every, key=lambda line: line.name)
    return sorted(ordered, key=ORDERS[column], reverse=asked.startswith("-")), asked


def active_days(every: list[Line]) -> dict[date, int]:
    """How much was written on each day that had any."""
    days: dict[date, int] = defaultdict(int)
    for line in every:
        for day, count in line.active.items():
            days[day] += count
    return dict(sorted(days.items()))
