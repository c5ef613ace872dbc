"""How many notes a reader may see on each article of a page, counted up to a limit that the page tells of.

So counting takes no longer where a text has ever more of them: rows behind the limit are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from annotator import permissions
from annotator.notes.models import Annotation, Check, CheckState, Motivation, Query, QueryState
from annotator.prepared import Prepared, filled
from texts.models import Text

MOST = 1_000  # of one number; what is more is told as that
AT_ONCE = 25  # articles, or a multiple of them
_STILL_OPEN = Query.objects.filter(annotation=OuterRef("pk"), state=QueryState.OPEN)
_UNCHECKED = Check.objects.filter(annotation=OuterRef("pk")).exclude(state=CheckState.CONFIRMED)
NUMBERS = {  # each row is looked at in the index of its text; what is open would lead to rows of all texts
    "notes": Q(),
    "open_queries": Q(Exists(_STILL_OPEN), motivation=Motivation.EDITING),
    "open_checks": Q(Exists(_UNCHECKED), motivation=Motivation.ASSESSING),
}


class Counted(Subquery):
    """How many rows a query gives; as a number, not as rows."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def noted(user: permissions.Actor, asked: Q = NUMBERS["notes"]) -> Counted:
    """On articles that `user` reads: how many such notes are on each and its comments, MOST + 1 where there are more."""
    with permissions.on_readable_texts():
        rows = Annotation.objects.readable_by(user).filter(asked).order_by()
    article = OuterRef(OuterRef("pk"))
    texts = Text.objects.filter(Q(pk=article) | Q(parent=article)).order_by().values("pk")
    return Counted(rows.filter(text__in=texts).values("text")[: MOST + 1])  # all of it is in the index of texts


def count(articles: Iterable[Any], user: permissions.Actor) -> None:
    """Let each of these articles, which `user` reads, know its numbers: one query."""
    known = {article.pk: article for article in articles}
    if not known:
        return
    for row in _counted(user, *filled(list(known), AT_ONCE)):
        article = known[row.pop("pk")]
        for name, number in row.items():
            setattr(article, name, number)


@Prepared
def _counted(user: permissions.Actor, *keys: Any) -> QuerySet[Any, Any]:
    columns = {name: noted(user, asked) for name, asked in NUMBERS.items()}
    comments = Text.objects.filter(parent=OuterRef("pk")).order_by().values("pk")
    rows: Any = Text.objects.filter(pk__in=keys).order_by().annotate(**columns, comment_count=Counted(comments))
    found: QuerySet[Any, Any] = rows.values("pk", *columns, "comment_count")
    return found
