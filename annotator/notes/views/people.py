"""What a person has noted, as far as the one who asks can read it."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotator import permissions
from annotator.notes.models import Annotation, Motivation
from annotator.people.models import User

PAGE = 25


@require_safe
def profile(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    named = permissions.named_annotations(request.user)
    notes = Annotation.objects.readable_by(request.user).filter(named, author=person)
    counted = dict(notes.order_by().values_list("motivation").annotate(Count("pk")))
    kind = request.GET.get("motivation", "")
    shown = notes.filter(motivation=kind) if kind in Motivation.values else notes
    listed = Paginator(shown.select_related("text__parent", "query").order_by("-created", "-id"), PAGE)
    counts = [(value, label, counted[value]) for value, label in Motivation.choices if value in counted]
    context = {"person": person, "counts": counts, "kind": kind, "total": sum(counted.values())}
    return render(request, "notes/profile.html", {**context, "notes": listed.get_page(request.GET.get("page"))})
