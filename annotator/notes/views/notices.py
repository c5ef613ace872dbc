"""What one is told about one's own notes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from annotator.notes.models import Notice
from annotator.notes.notices import notices_of
from annotator.people.guard import signed_in

PAGE = 25
LARGEST = 2**63 - 1


class MarkForm(forms.Form):
    """Which notices have been read: one, or all up to one."""

    notice = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    until = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("notice") and cleaned.get("until") is None:
            raise forms.ValidationError("Say which notices.")
        return cleaned


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """The newest first. A POST marks one as read, or all that stood on the page and before it: not what came since."""
    mine = notices_of(request.user)
    if request.method == "POST":
        return _mark(request, mine.filter(seen=None))
    listed = Paginator(mine.select_related("annotation__text__parent"), PAGE)
    context: dict[str, Any] = {
        "notices": listed.get_page(request.GET.get("page")),
        "newest": mine.first(),
        "unread": mine.filter(seen=None).count(),
    }
    return render(request, "notes/notices.html", context)


def _mark(request: HttpRequest, unread: QuerySet[Notice]) -> HttpResponse:
    form = MarkForm(request.POST)
    if form.is_valid():
        one, until = form.cleaned_data["notice"], form.cleaned_data["until"]
        chosen = Q(pk=one) if one else Q(pk__lte=until)
        Notice.objects.filter(pk__in=unread.filter(chosen)).update(seen=timezone.now())
    page = request.POST.get("page", "")
    return redirect(f"{reverse('notices')}?{urlencode({'page': page})}" if page.isdecimal() else "notices")
