"""What one is told about one's own notes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from annotator.notes.notices import notices_of
from annotator.people.guard import signed_in

PAGE = 25


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """The newest first; a POST marks all as read."""
    mine = notices_of(request.user)
    if request.method == "POST":
        mine.filter(seen=None).update(seen=timezone.now())
        return redirect("notices")
    listed = Paginator(mine.select_related("annotation__text__parent"), PAGE)
    context: dict[str, Any] = {"notices": listed.get_page(request.GET.get("page"))}
    return render(request, "notes/notices.html", context)
