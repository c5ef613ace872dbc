"""What people leave on texts: annotations, their anchors and threads; typo queries; quote checks."""

from annotator.notes.models.anchor import Act, Anchor, Repair, State
from annotator.notes.models.annotation import Annotation, Tag
from annotator.notes.models.check import Check, CheckState
from annotator.notes.models.choices import IN_A_GROUP, Colour, Motivation, Visibility
from annotator.notes.models.notice import Notice
from annotator.notes.models.query import Category, Decision, Query, QueryState
from annotator.notes.models.reference import Reference, ReferenceEdit, Source
from annotator.notes.models.thread import Edit, Reply
from annotator.notes.models.verdict import Attribution, Context, Outcome, Reopening, Verdict, Wording

__all__ = [
    "IN_A_GROUP",
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
    "Outcome",
    "Query",
    "QueryState",
    "Reference",
    "ReferenceEdit",
    "Reopening",
    "Repair",
    "Reply",
    "Source",
    "State",
    "Tag",
    "Verdict",
    "Visibility",
    "Wording",
]
