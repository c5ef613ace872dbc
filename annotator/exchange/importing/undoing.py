"""Taking an import back: what it made and nobody has touched since goes; what stays says why.

Nothing is lost by it: the file is kept as it came, and can be imported again. A thread goes whole or not at all; replies
go before the notes that they answer, and notes before those that they name.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from annotator.exchange.importing.models import Fate, Import, Item
from annotator.notes.models import (
    Annotation,
    Decision,
    Edit,
    Query,
    QueryState,
    Reopening,
    Repair,
    Reply,
    Source,
    Verdict,
)
from annotator.review.models import Endorsement, NoteReview, Submitted

AT_ONCE = 200
NOTE, REPLY = OuterRef("annotation"), OuterRef("reply")
SINCE = Coalesce(F("stored"), F("of__finished"), F("of__created"))
NAMED = "Another note names it."


def made(job: Import) -> Any:
    """What this import made and is still here; each learns `stays`, why it is not taken back, "" where nobody has touched it."""
    left = job.items.filter(Q(annotation__isnull=False) | Q(reply__isnull=False)).annotate(since=SINCE)
    reasons = [When(touched, then=Value(why)) for touched, why in _touched(job)]
    return left.annotate(stays=Case(*reasons, default=Value(""), output_field=CharField()))


def foretold(job: Import) -> tuple[int, list[tuple[str, int]]]:
    """How many go, and how many stay for which reason."""
    counts = Counter(made(job).values_list("stays", flat=True))
    return counts.pop("", 0), sorted(counts.items())


def take_back_on(job: Import) -> None:
    """The last of `job`, which is locked; then those before them."""
    ahead = job.items.filter(number__lte=job.total - job.position).order_by("-number")
    numbers = list(ahead.values_list("number", flat=True)[:AT_ONCE])
    some = {"number__in": numbers}
    notes = job.items.filter(**some, annotation__isnull=False).values("annotation")
    list(Annotation.objects.select_for_update(of=("self",)).filter(pk__in=notes).values_list("pk"))
    _take_back(job, some)
    job.position = job.total - numbers[-1] + 1 if numbers else job.total


def _take_back(job: Import, some: dict[str, Any]) -> None:
    replies = list(made(job).filter(**some, reply__isnull=False, stays=""))
    keys = [item.reply_id for item in replies]
    Annotation.objects.filter(answer__in=keys).update(answer=None)
    _let_go(Reply, replies, keys)
    notes = list(made(job).filter(**some, annotation__isnull=False, stays=""))
    keys = [item.annotation_id for item in notes]
    keys = _unnamed(keys)
    undecided = {
        "state": QueryState.OPEN,
        "duplicate_of": None,
        "applied_in": None,
        "decided": None,
        "decided_by": None,
    }
    Query.objects.filter(pk__in=keys).update(**undecided)  # so that none of them holds another
    Annotation.objects.filter(pk__in=keys).update(copied_from=None)
    _let_go(Annotation, [item for item in notes if item.annotation_id in keys], keys)
    kept = list(made(job).filter(**some))
    for item in kept:
        item.fate, item.why = Fate.STAYS, item.stays or NAMED
    Item.objects.bulk_update(kept, ["fate", "why"])


def _unnamed(keys: list[Any]) -> list[Any]:
    """Without those that notes name which stay."""
    while True:
        copies = Annotation.objects.filter(copied_from__in=keys).exclude(pk__in=keys)
        duplicates = Query.objects.filter(duplicate_of__in=keys).exclude(pk__in=keys)
        named = {*copies.values_list("copied_from", flat=True), *duplicates.values_list("duplicate_of", flat=True)}
        if not named:
            return keys
        keys = [key for key in keys if key not in named]


def _let_go(model: Any, items: list[Any], keys: list[Any]) -> None:
    Item.objects.filter(pk__in=[item.pk for item in items]).update(annotation=None, reply=None, stored=None)
    model.objects.filter(pk__in=keys).delete()


def _touched(job: Import) -> list[tuple[Any, str]]:
    """Conditions on things of an import, and what is said of those that meet them."""
    return [*_touched_notes(job), *_touched_replies(job)]


def _touched_notes(job: Import) -> list[tuple[Any, str]]:
    handed_in = Exists(Submitted.objects.filter(reply=REPLY))
    ours = job.items.filter(~handed_in, reply=OuterRef("pk"), reply__modified__lte=SINCE)
    others = Reply.objects.filter(annotation=NOTE).exclude(Exists(ours))
    later: dict[str, Any] = {"created__gt": OuterRef("since")}
    copies = Annotation.objects.filter(copied_from=NOTE).exclude(came_as__of=job)
    duplicates = Query.objects.filter(duplicate_of=NOTE).exclude(annotation__came_as__of=job)
    return [
        (Q(Exists(others)), "Somebody has answered it."),
        (_reviewed(annotation=NOTE), "It was reviewed, or handed in."),
        (_since(Endorsement, at__gt=OuterRef("since")), "Somebody stands behind it."),
        (_since(Decision, "query", **later), "It was decided."),
        (_since(Verdict, "quote_check", **later) | _since(Source, "quote_check", **later), "It was checked."),
        (_since(Reopening, "quote_check", **later), "It was checked."),
        (Q(annotation__quote_check__claimed__gt=F("since")), "Somebody is at work on it."),
        (_since(Repair, **later), "Somebody has decided about its place."),
        (Q(Exists(copies)) | Q(Exists(duplicates)), NAMED),
        (_since(Edit, **later) | Q(annotation__modified__gt=F("since")), "It was changed, deleted or resolved."),
    ]


def _touched_replies(job: Import) -> list[tuple[Any, str]]:
    thread = Reply.objects.filter(annotation=OuterRef("reply__annotation"))
    went_on = thread.exclude(came_as__of=job)
    asked = job.items.filter(annotation=OuterRef("reply__annotation")).annotate(since=SINCE)
    stays = [Exists(asked.filter(touched)) for touched, _ in _touched_notes(job)]
    answers = Annotation.objects.filter(answer=REPLY).filter(modified__gt=OuterRef("since"))
    edited = Edit.objects.filter(reply=REPLY, created__gt=OuterRef("since"))
    return [
        *((Q(one), "Its thread stays.") for one in stays),
        (Q(Exists(went_on)), "Its thread has gone on."),
        (Q(Exists(answers)), "It was marked as the answer."),
        (Q(Exists(Submitted.objects.filter(reply=REPLY))), "It was reviewed, or handed in."),
        (Q(Exists(edited)) | Q(reply__modified__gt=F("since")), "It was changed or deleted."),
    ]


def _since(model: Any, name: str = "annotation", /, **later: Any) -> Q:
    return Q(Exists(model.objects.filter(**{name: NOTE}, **later)))


def _reviewed(**of: Any) -> Q:
    return Q(Exists(NoteReview.objects.filter(**of))) | Q(Exists(Submitted.objects.filter(**of)))
