"""A new version pasted or uploaded: of one text it is an edit like any other; of an article with comments, a plan first."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from annotator.library.converting import take_in
from annotator.library.loading import load
from annotator.library.revising import NewVersionForm, RevisionForm
from annotator.library.updating import Plan, Unshowable, fingerprint, plan, texts_of, update
from annotator.library.views.revising import TOO_OFTEN, edit_page, look_or_save
from annotator.limits import over_limit
from annotator.people.guard import signed_in
from texts.importing import Draft
from texts.models import Conflict, Text

CHANGED_SINCE = "Somebody has changed the article or a comment since you looked. This is what would happen now."


@signed_in
def new_version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    text = load(request, pk)
    if request.method != "POST":
        return _page(request, text, NewVersionForm(text=text))
    if over_limit(request, "import"):
        return _page(request, text, NewVersionForm(text=text, initial=request.POST.dict()), 429, TOO_OFTEN)
    form = NewVersionForm(request.POST, request.FILES, text=text)
    if not form.is_valid():
        return _page(request, text, form, 422)
    if form.cleaned_data["document"]:
        return redirect(take_in(form.cleaned_data["document"], request.user, text))  # type: ignore[arg-type]
    draft: Draft = form.cleaned_data["draft"]
    if text.parent_id or not draft.comments:
        return _as_an_edit(request, text, form, draft)
    return _look_or_update(request, text, form, draft)


def _as_an_edit(request: HttpRequest, text: Text, form: NewVersionForm, draft: Draft) -> HttpResponse:
    data = {"words": draft.source, "base": form.cleaned_data["base"], "message": form.cleaned_data["message"]}
    who: Any = request.user
    edit = RevisionForm(data, text=text, editor=who)
    return look_or_save(request, edit) if edit.is_valid() else edit_page(request, edit, 422)


def _look_or_update(request: HttpRequest, text: Text, form: NewVersionForm, draft: Draft) -> HttpResponse:
    if "store" not in request.POST:
        return _plan_page(request, text, form, draft)
    message, seen = form.cleaned_data["message"], request.POST.get("seen", "")
    try:
        done = update(text, draft, request.user, message=message, seen=seen)  # type: ignore[arg-type]
    except Conflict:
        return _plan_page(request, text, form, draft, 409, CHANGED_SINCE)
    except Unshowable as refusal:
        return _page(request, text, form, 422, str(refusal))
    messages.success(request, _said(done))
    return redirect("reader", pk=text.pk)


def _said(done: Plan) -> str:
    changed, added, kept = len(done.revised), len(done.added), len(done.kept)
    words = f"{changed} text{'' if changed == 1 else 's'} revised, {added} comment{'' if added == 1 else 's'} added"
    return f"{words}, {kept} kept that {'was' if kept == 1 else 'were'} not in it." if kept else f"{words}."


def _plan_page(
    request: HttpRequest, text: Text, form: NewVersionForm, draft: Draft, status: int = 200, trouble: str = ""
) -> HttpResponse:
    texts = texts_of(text)
    try:
        planned = plan(texts, draft, request.user)  # type: ignore[arg-type]
    except Unshowable as refusal:
        return _page(request, text, form, 422, str(refusal))
    rows = [(step, step.outlook(request.user)) for step in planned.revised]  # type: ignore[arg-type]
    context = {
        "text": text,
        "form": form,
        "plan": planned,
        "rows": rows,
        "seen": fingerprint(texts),
        "trouble": trouble,
    }
    return render(request, "library/plan.html", context, status=status)


def _page(request: HttpRequest, text: Text, form: NewVersionForm, status: int = 200, trouble: str = "") -> HttpResponse:
    context = {"text": text, "form": form, "trouble": trouble}
    return render(request, "library/version.html", context, status=status)
