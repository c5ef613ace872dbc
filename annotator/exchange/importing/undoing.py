"""Taking an import back: what it made and nobody has touched since goes; what stays says why.

Nothing is lost by it: the file is kept as it came, and can be imported again. A thread goes whole or not at all; replies
go before the notes that they answer, and notes before those that they name.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from annotator.exchange.importing.feedback import forget
from annotator.exchange.importing.models import MADE, Fate, Import, Item
from annotator.exchange.importing.textsback import take_texts_back, texts_that_stay
from annotator.exchange.importing.touched import NAMED, stay
from annotator.exchange.models import Foreign
from annotator.notes.models import Annotation, Query, QueryState, Reply

AT_ONCE = 200


def foretold(job: Import) -> tuple[int, list[tuple[str, int]]]:
    """How many go, and how many stay for which reason."""
    made, counts, at = job.items.filter(MADE, made_text=None).order_by("number"), Counter[str](), 0
    held: set[Any] = set()
    while some := list(made.filter(number__gt=at).defer("draft")[:AT_ONCE]):
        reasons = stay(job, some)
        counts.update(reasons.get(item.pk, "") for item in some)
        held |= {item.text_id for item in some if item.pk in reasons}
        at = some[-1].number
    texts = list(job.items.filter(made_text__isnull=False).select_related("made_text").order_by("-number"))
    reasons = texts_that_stay(job, texts, held)
    counts.update(reasons.get(item.pk, "") for item in texts)
    return counts.pop("", 0), sorted(counts.items())


def take_back_on(job: Import) -> None:
    """The last of `job`, which is locked; then those before them."""
    ahead = job.items.filter(MADE, number__lte=job.total - job.position).order_by("-number")
    if (ahead.values_list("number", flat=True).first() or 0) <= job.holds.get("texts", 0):
        forget(job, job.finished)
        take_texts_back(job)
        job.position = job.total
        return
    some = list(ahead.filter(made_text=None).defer("draft")[:AT_ONCE])
    notes = [item.annotation_id for item in some if item.annotation_id]
    list(Annotation.objects.select_for_update(of=("self",)).filter(pk__in=notes).values_list("pk"))
    _take_back(job, some)
    job.position = job.total - some[-1].number + 1 if some else job.total
    if job.position >= job.total:
        forget(job, job.finished)


def _take_back(job: Import, some: list[Item]) -> None:
    reasons = stay(job, some)
    going = [item for item in some if item.pk not in reasons]
    replies = [item.reply_id for item in going if item.reply_id]
    notes = _unnamed([item.annotation_id for item in going if item.annotation_id])
    gone = {*replies, *notes, *(item.foreign_id for item in going if item.foreign_id)}
    _let_go([item for item in going if _made(item) in gone])
    kept = [item.foreign_id for item in going if item.foreign_id]
    Foreign.objects.filter(pk__in=kept).delete()
    Annotation.objects.filter(answer__in=replies).update(answer=None)
    Reply.objects.filter(pk__in=replies).delete()
    undecided = {
        "state": QueryState.OPEN,
        "duplicate_of": None,
        "applied_in": None,
        "decided": None,
        "decided_by": None,
    }
    Query.objects.filter(pk__in=notes).update(**undecided)  # so that none of them holds another
    Annotation.objects.filter(pk__in=notes).update(copied_from=None)
    Annotation.objects.filter(pk__in=notes).delete()
    staying = [item for item in some if _made(item) not in gone]
    for item in staying:
        item.fate, item.why = Fate.STAYS, reasons.get(item.pk, NAMED)
    Item.objects.bulk_update(staying, ["fate", "why"])


def _made(item: Item) -> Any:
    return item.reply_id or item.annotation_id or item.foreign_id


def _let_go(items: list[Item]) -> None:
    keys = [item.pk for item in items]
    Item.objects.filter(pk__in=keys).update(annotation=None, reply=None, foreign=None, stored=None)


def _unnamed(keys: list[Any]) -> list[Any]:
    """Without those that notes name which stay."""
    while True:
        copies = Annotation.objects.filter(copied_from__in=keys).exclude(pk__in=keys)
        duplicates = Query.objects.filter(duplicate_of__in=keys).exclude(pk__in=keys)
        named = {*copies.values_list("copied_from", flat=True), *duplicates.values_list("duplicate_of", flat=True)}
        if not named:
            return keys
        keys = [key for key in keys if key not in named]
