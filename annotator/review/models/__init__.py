"""Set work: assignments, what they are judged by, and what is handed in."""

from annotator.review.models.assignment import (
    Assignment,
    AssignmentQuerySet,
    AssignmentText,
    Extension,
    Peers,
    Pen,
)
from annotator.review.models.reviewing import (
    Endorsement,
    Mark,
    NoteReview,
    Phrase,
    Release,
    Review,
    ReviewClaim,
    Stage,
)
from annotator.review.models.rubric import Criterion, Level
from annotator.review.models.submission import Submission, Submitted
from annotator.review.models.viewing import Viewing

__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "AssignmentText",
    "Criterion",
    "Endorsement",
    "Extension",
    "Level",
    "Mark",
    "NoteReview",
    "Peers",
    "Pen",
    "Phrase",
    "Release",
    "Review",
    "ReviewClaim",
    "Stage",
    "Submission",
    "Submitted",
    "Viewing",
]
