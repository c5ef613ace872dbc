"""The coverage page of a text, and the line in the reader that counts."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.coverage.forms import CoverageFilter
from annotator.coverage.listing import rows
from annotator.coverage.signing import earlier, signed
from annotator.coverage.standing import Covering, Tally, covering
from annotator.coverage.surveying import survey, texts_on, unsearched
from annotator.coverage.ticking import last_batch
from annotator.library.loading import load_readable
from annotator.people.keys import live_keys
from texts.models import Text

PAGE = 50
AT_ONCE = 300_000  # code points that are searched so that a line can count; more are searched when their page is opened


def covered(text: Text, reader: permissions.Actor) -> Covering:
    """How a text and its comments stand, searched first where they have to be."""
    texts = texts_on(text)
    survey(unsearched(texts).select_related("latest").iterator(chunk_size=20))
    return covering(texts, reader)


@require_safe
def coverage(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What can be checked in a text: for an article also in its comments."""
    text = load_readable(request, pk)
    looked_up = covered(text, request.user)
    chosen = CoverageFilter(request.GET)
    listed = Paginator(chosen.apply(looked_up.offers), PAGE).get_page(request.GET.get("page"))
    standing = signed([text]).get(text.pk)
    context = {
        **about(text, request),
        "filter": chosen,
        "tally": looked_up.tally(),
        "listed": listed,
        "rows": rows(listed, looked_up, request.user),
        "signed": standing,
        "earlier": earlier(text, standing),
        "batch": last_batch(looked_up.texts, request.user),
        "may_sign": Text.objects.filter(permissions.texts_to_sign_off(request.user), pk=text.pk).exists(),
        "has_comments": len(looked_up.texts) > 1,
    }
    return render(request, "coverage/coverage.html", context)


def about(text: Text, request: HttpRequest) -> dict[str, Any]:
    """What every answer of these pages says of a text and of who asks."""
    cover = Text.objects.filter(permissions.texts_to_cover(request.user), pk=text.pk)
    return {
        "text": text,
        "article": text.article,
        "may_cover": request.user.is_authenticated and cover.exists(),
        "keys": live_keys(request.user),
        "english": text.language.lower().split("-")[0] == "en",
    }


@require_safe
def coverage_line(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How much is looked at, for the reader's line of counts."""
    text = load_readable(request, pk)
    return render(request, "coverage/_line.html", {"text": text, "tally": counted(text, request.user)})


def counted(text: Text, reader: permissions.Actor) -> Tally | None:
    """How a text and its comments stand, for a line on another page; None where too much would have to be searched."""
    waiting = unsearched(texts_on(text))
    size = waiting.order_by().aggregate(size=Sum(Length("latest__plain")))["size"] or 0
    return covered(text, reader).tally() if size <= AT_ONCE else None
