"""Feedback that a file brings, put where reviews are written: reviewed if it was, and not released, which is an instructor's act.

It has a place where the work is set here too and the importer reviews it. A review that is here already stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.utils import timezone

from annotator import permissions
from annotator.exchange.arriving.draft import creator
from annotator.exchange.arriving.webannotation import LONGEST_REVIEW
from annotator.exchange.importing.matching import key_in
from annotator.exchange.importing.models import Import, Item
from annotator.exchange.importing.moments import moment_in
from annotator.exchange.importing.people import authors
from annotator.exchange.jsonld import Json
from annotator.notes.models import Annotation
from annotator.review.models import Assignment, Level, Mark, NoteReview, Review, Stage
from texts.rendering import render_note

NO_PLACE = "The feedback on it is left out: the work that it was written for is not set here, or you do not review it."
OUT = "The feedback on it is left out: the review of its author's work is released here already."
Pair = tuple[Any, Any]  # of assignment and learner


class Feedback:
    """Of one file."""

    def __init__(self, job: Import) -> None:
        self.job = job
        self.said: list[Json] = job.holds.get("reviews", [])

    @cached_property
    def work(self) -> dict[str, Assignment]:
        """That the importer reviews, by its key."""
        named = [str(one["assignment"]) for one in self.said]
        keys = {key for name in named if (key := key_in(name))}
        found = Assignment.objects.filter(permissions.assignments_to_review(self.job.by), pk__in=keys)
        return {str(one.pk): one for one in found}

    def foreseen(self) -> tuple[int, int]:
        """How many reviews of the whole of somebody's work have a place here, and how many have none."""
        comes = sum(one["assignment"] in self.work for one in self.said)
        return comes, len(self.said) - comes

    def lacks_place(self, item: Item) -> bool:
        own = item.came.own
        if not _words_on(own):
            return False
        work = self.work.get(str(own.get("assignment")))
        return work is None or item.group_id != work.group_id

    def bring(self) -> None:
        """The reviews of whole works, once all else is stored."""
        pairs = self._reviews([(one["assignment"], one) for one in self.said if one["assignment"] in self.work])
        self.job.choices["reviews"] = [*self.job.choices.get("reviews", []), *pairs]
        self.job.save(update_fields=["choices"])

    def on_notes(self, items: Sequence[Item]) -> list[Item]:
        """On notes just made; those of which it finds no place say so, and are given back."""
        asked = [(item, item.annotation) for item in items if item.annotation and _words_on(item.came.own)]
        placed = [(item, note) for item, note in asked if note.assignment_id and str(note.assignment_id) in self.work]
        reviews = self._for({(note.assignment_id, note.author_id): _by(item) for item, note in placed})
        made, left = [], []
        for item, note in placed:
            review = reviews[note.assignment_id, note.author_id]
            if review.release_id:
                left.append(item)
            else:
                made.append(_on_note(review, note, item.came.own["feedback"]))
        NoteReview.objects.bulk_create(made)
        for item in left:
            item.cut = [*item.cut, OUT]
        return left

    def _for(self, wanted: dict[Pair, Json]) -> dict[Pair, Review]:
        """Those of these learners for this work, begun where there are none."""
        found = _held(wanted)
        people = authors(self.job, [creator(by) for by in wanted.values() if by])
        new = [
            Review(assignment_id=pair[0], learner_id=pair[1], reviewer=people[creator(by).key] if by else self.job.by)
            for pair, by in wanted.items()
            if pair not in found
        ]
        Review.objects.bulk_create(new)
        if new:
            self.job.choices["reviews"] = [*self.job.choices.get("reviews", []), *(str(one.pk) for one in new)]
            self.job.save(update_fields=["choices"])
        return found | {(one.assignment_id, one.learner_id): one for one in new}

    def _reviews(self, said: Sequence[tuple[str, Json]]) -> list[str]:
        """Stored where there are none, or only what came on notes of the same file; the keys of new ones."""
        people = authors(self.job, [creator(one[name]) for _, one in said for name in ("learner", "by")])
        named = {(self.work[key].pk, people[creator(one["learner"]).key].pk): one for key, one in said}
        here, begun = _held(named), set(self.job.choices.get("reviews", []))
        new: list[Review] = []
        for (work, learner), one in named.items():
            review = here.get((work, learner))
            if review is None or str(review.pk) in begun:
                new += [] if review else [Review(assignment_id=work, learner_id=learner)]
                self._write(review or new[-1], one, people[creator(one["by"]).key])
        Review.objects.bulk_create(new)
        kept = [one for one in here.values() if str(one.pk) in begun]
        fields = ["reviewer", "feedback", "feedback_html", "points", "state", "reviewed_at"]
        Review.objects.bulk_update(kept, fields)
        self._mark([(one, named[one.assignment_id, one.learner_id]) for one in (*new, *kept)])
        return [str(one.pk) for one in new]

    def _write(self, review: Review, said: Json, by: Any) -> None:
        review.reviewer, review.feedback = by, said["words"]
        review.feedback_html, review.points = render_note(said["words"]), _points(said.get("points"))
        if said.get("state") == Stage.REVIEWED:
            review.state, review.reviewed_at = Stage.REVIEWED, moment_in(said.get("reviewed"), timezone.now())

    def _mark(self, pairs: Sequence[tuple[Review, Json]]) -> None:
        """By the levels of the rubric here that are called the same."""
        levels = Level.objects.filter(criterion__assignment__in={review.assignment_id for review, _ in pairs})
        known = {
            (one.criterion.assignment_id, one.criterion.name, one.words): one
            for one in levels.select_related("criterion")
        }
        Mark.objects.filter(review__in=[review for review, _ in pairs]).delete()
        marks: dict[Pair, Mark] = {}
        for review, said in pairs:
            for one in said["marks"]:
                if level := known.get((review.assignment_id, str(one.get("criterion")), str(one.get("words")))):
                    marks[review.pk, level.criterion_id] = Mark(review=review, criterion=level.criterion, level=level)
        Mark.objects.bulk_create(marks.values())


def _held(pairs: dict[Pair, Any]) -> dict[Pair, Review]:
    rows = Review.objects.filter(
        assignment__in={work for work, _ in pairs}, learner__in={learner for _, learner in pairs}
    )
    return {(one.assignment_id, one.learner_id): one for one in rows}


def _words_on(own: Json) -> Json:
    said = own.get("feedback")
    return (
        said
        if isinstance(said, dict) and isinstance(said.get("words"), str) and len(said["words"]) <= LONGEST_REVIEW
        else {}
    )


def _by(item: Item) -> Json:
    by = item.came.own["feedback"].get("by")
    return by if isinstance(by, dict) else {}


def _on_note(review: Review, note: Annotation, said: Json) -> NoteReview:
    words = said["words"]
    html = render_note(words)
    return NoteReview(
        review=review, annotation=note, feedback=words, feedback_html=html, reviewed=said.get("read") is True
    )


def _points(said: Any) -> Decimal | None:
    try:
        found = Decimal(said) if isinstance(said, str) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and abs(found) < 100_000 else None


def forget(job: Import, until: datetime | None) -> None:
    """Reviews that this import began, where nothing was written since and no note of theirs is left."""
    made = job.choices.get("reviews", [])
    if made and until:
        Review.objects.filter(pk__in=made, notes=None, release=None, modified__lte=until).delete()
