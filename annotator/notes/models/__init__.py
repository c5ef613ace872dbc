"""What people leave on texts: annotations, their anchors and threads; typo queries; quote checks."""

from annotator.notes.models.annotation import Anchor, Annotation, Colour, Motivation, State, Tag, Visibility
from annotator.notes.models.check import Attribution, Check, Context, Source, Verdict, Wording
from annotator.notes.models.query import Category, Decision, Query
from annotator.notes.models.thread import Edit, Reply

__all__ = [
    "Anchor",
    "Annotation",
    "Attribution",
    "Category",
    "Check",
    "Colour",
    "Context",
    "Decision",
    "Edit",
    "Motivation",
    "Query",
    "Reply",
    "Source",
    "State",
    "Tag",
    "Verdict",
    "Visibility",
    "Wording",
]
