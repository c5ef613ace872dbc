"""All open places of one kind dismissed in one go, and that taken back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from annotator import permissions
from annotator.coverage.forms import DismissAllForm
from annotator.coverage.models import Kind, Tick
from annotator.coverage.standing import Stands
from annotator.coverage.ticking import dismiss_all, take_back
from annotator.coverage.views.pages import covered
from annotator.coverage.views.ticking import load_to_cover
from annotator.limits import limited
from annotator.people.guard import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@limited("write")
def dismiss_kind(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Of a text, and of an article's comments with it. `?kind=` says which."""
    text = load_to_cover(request, pk)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in Kind.values:
        raise Http404("no such kind")
    still_open = covered(text, request.user).offers.filter(kind=kind, stands=Stands.OPEN)
    number = still_open.count()
    shown = {"kind": kind, "number": number, "batch": uuid.uuid4()}
    form = DismissAllForm(request.POST if request.method == "POST" else None, still_open=number, initial=shown)
    if not form.is_valid():
        again = DismissAllForm(still_open=number, initial={**shown, "reason": form.data.get("reason", "")})
        context = {"text": text, "article": text.article, "form": again, "errors": form.errors, "number": number}
        context["kind"] = Kind(kind).label
        return render(request, "coverage/dismiss_all.html", context, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    done = dismiss_all(still_open, request.user, data["reason"], data["batch"])
    messages.success(request, f"{done} place{'' if done == 1 else 's'} dismissed. They can be taken back together.")
    return redirect("coverage", pk=pk)


@require_POST
@signed_in
@limited("write")
def undo_batch(request: HttpRequest, pk: uuid.UUID, batch: uuid.UUID) -> HttpResponse:
    """What was dismissed in one go and stands; by who did it, or by an editor."""
    text = load_to_cover(request, pk)
    standing = Tick.objects.standing().filter(batch=batch)
    if not standing.exists():
        raise Http404("nothing of this stands")
    mine = standing.filter(permissions.ticks_to_undo(request.user))
    if not mine.exists():
        raise PermissionDenied
    done = take_back(Tick.objects.filter(pk__in=list(mine.values_list("pk", flat=True))), request.user)
    messages.success(request, f"{done} place{'' if done == 1 else 's'} open again.")
    return redirect("coverage", pk=text.pk)
