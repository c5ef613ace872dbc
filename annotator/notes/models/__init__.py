"""What people leave on texts: annotations, their anchors and threads; typo queries; quote checks."""

from annotator.notes.models.anchor import Act, Anchor, Repair, State
from annotator.notes.models.annotation import Annotation, Colour, Motivation, Tag, Visibility
from annotator.notes.models.check import Attribution, Check, CheckState, Context, Source, Verdict, Wording
from annotator.notes.models.notice import Notice
from annotator.notes.models.query import Category, Decision, Query, QueryState
from annotator.notes.models.thread import Edit, Reply

__all__ = [
    "Act",
    "Anchor",
    "Annotation",
    "Attribution",
    "Category",
    "Check",
    "CheckState",
    "Colour",
    "Context",
    "Decision",
    "Edit",
    "Motivation",
    "Notice",
    "Query",
    "QueryState",
    "Repair",
    "Reply",
    "Source",
    "State",
    "Tag",
    "Verdict",
    "Visibility",
    "Wording",
]
