"""The printable report of a text's quote checks."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotator.coverage.signing import signed
from annotator.coverage.views.pages import counted
from annotator.exchange.report import checks_on, entries, totals
from annotator.library.loading import load_readable

PAGE = 200  # checks on one page; further ones print from the next


@require_safe
def checks_report(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For an article, its comments with it. What a reader may not see is neither printed nor counted."""
    text = load_readable(request, pk)
    listed = Paginator(checks_on(text, request.user), PAGE).get_page(request.GET.get("page"))
    found = totals(text, request.user)
    context = {
        "text": text,
        "article": text.article,
        "listed": listed,
        "entries": entries(listed),
        "totals": found,
        "open": sum(number for state, _, number in found if state != "confirmed"),
        "tally": counted(text, request.user),
        "signed": signed([text]).get(text.pk),
        "now": timezone.now(),
    }
    return render(request, "exchange/report.html", context)
