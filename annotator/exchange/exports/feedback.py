"""What those who teach have said of notes and of the whole of somebody's work, as far as the one who exports may read it:
a learner what is released to them, who reviews also drafts, and nobody what was said to another learner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotator import permissions
from annotator.among import Keys
from annotator.exchange.exports.kept import Kept
from annotator.exchange.exports.past import Found, Who
from annotator.exchange.jsonld import Json, moment
from annotator.review.models import NoteReview, Review

BY = ("reviewer", "reviewer__display_name", "reviewer__username")
ON_A_NOTE = ("annotation", "feedback", "reviewed", "review__release__at", *(f"review__{name}" for name in BY))
AT_ONCE = 200


class Feedback:
    """On notes, for one reader; `who` as for Past."""

    def __init__(self, user: permissions.Actor, who: Who) -> None:
        self.user, self.who = user, who

    def add(self, some: Iterable[Kept], found: Found) -> None:
        keys = [one.key for one in some if one.assignment]
        if not keys or not self.user.is_authenticated:
            return
        readable = permissions.readable_reviews(self.user, "review__")
        rows = NoteReview.objects.filter(readable, annotation__among=Keys(keys)).order_by("pk")
        for key, words, read, released, *by in rows.values_list(*ON_A_NOTE):
            if words or read:
                said = {"words": words, "read": read, "released": released and moment(released)}
                found[key]["feedback"] = {**said, "by": self.who(None, *by)}


def reviews(notes: Any, user: permissions.Actor, who: Who) -> Iterator[Json]:
    """Of the work that these notes were written for."""
    if not user.is_authenticated:
        return
    work = notes.filter(assignment__isnull=False).order_by().values("assignment")
    readable = Review.objects.filter(permissions.readable_reviews(user), assignment__in=work)
    rows = readable.select_related("assignment", "learner", "reviewer", "release")
    ordered = rows.prefetch_related("marks__level__criterion").order_by("assignment", "pk")
    for review in ordered.iterator(chunk_size=AT_ONCE):
        yield _review(review, who)


def _review(review: Review, who: Who) -> Json:
    people = {"learner": review.learner, "by": review.reviewer}
    return {
        "assignment": str(review.assignment_id),
        "title": review.assignment.title,
        **{name: who(None, one.pk, one.display_name, one.username) for name, one in people.items()},
        "words": review.feedback,
        "state": review.state,
        "reviewed": review.reviewed_at and moment(review.reviewed_at),
        "points": None if review.points is None else str(review.points),
        "marks": review.released_marks if review.release_id else _marks(review),
        "released": review.release and moment(review.release.at),
    }


def _marks(review: Review) -> list[Json]:
    levels = [mark.level for mark in review.marks.all()]
    return [{"criterion": one.criterion.name, "words": one.words, "points": str(one.points)} for one in levels]
