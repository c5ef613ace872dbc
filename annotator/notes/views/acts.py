"""What is done with annotations: one act, one address. Each loads through the actor, makes one call, and answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.limits import limited
from annotator.notes.audience import answered_in_group, audience_value, changes_for
from annotator.notes.forms import ReplyForm, WordingForm
from annotator.notes.grouping import with_group_names
from annotator.notes.models import Annotation, Motivation, Reply
from annotator.notes.pages import with_threads
from annotator.notes.threads import add_reply
from annotator.notes.views.making import card
from annotator.people.guard import signed_in

Right = Callable[[permissions.Actor], Q]


def load(request: HttpRequest, pk: uuid.UUID, right: Right) -> Annotation:
    """Not readable is 404; readable but not allowed is 403."""
    note = get_object_or_404(Annotation.objects.readable_by(request.user).select_related("text"), pk=pk)
    if not Annotation.objects.filter(right(request.user), pk=pk).exists():
        raise PermissionDenied
    return note


def load_reply(request: HttpRequest, pk: uuid.UUID, right: Right) -> Reply:
    reply = get_object_or_404(Reply.objects.readable_by(request.user).select_related("annotation"), pk=pk)
    if not Reply.objects.filter(right(request.user), pk=pk).exists():
        raise PermissionDenied
    return reply


def answer(request: HttpRequest, note: Annotation, words: str = "") -> HttpResponse:
    """The card as it now is, or the page it is on."""
    if request.headers.get("HX-Request"):
        return card(request, note.pk)
    if words:
        messages.success(request, words)
    came_from = (request.POST.get("back"), note.motivation)
    if came_from == ("check", Motivation.ASSESSING):
        return redirect("check", note.pk)
    if came_from == ("desk", Motivation.EDITING):
        return redirect("queries", note.text.article.pk)
    return redirect(note)


def ask_again(
    request: HttpRequest, note: Annotation, form: forms.BaseForm, act: str, status: int = 422
) -> HttpResponse:
    """A form of its own page, with what was typed and what is wrong with it. Many may stand in one page: ids differ."""
    form.auto_id = f"{act}-{note.pk.hex[-8:]}-%s"
    wrong = next((name for name in form.errors if name in form.fields), form.visible_fields()[0].name)
    form.fields[wrong].widget.attrs["autofocus"] = True
    template = "notes/_act.html" if request.headers.get("HX-Request") else "notes/act.html"
    back = request.POST.get("back") or request.GET.get("back")
    response = render(request, template, {"note": note, "form": form, "act": act, "back": back}, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


@signed_in
@limited("write")
def reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.answerable_annotations)
    form = ReplyForm(request.POST or None, initial={"client_id": uuid.uuid4()})
    if not form.is_valid():
        return ask_again(request, note, form, "reply", 422 if form.is_bound else 200)
    add_reply(note, request.user, **form.cleaned_data)
    return answer(request, note, "Your reply is in the thread.")


@signed_in
@limited("write")
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.changeable_annotations)
    current: dict[str, Any] = {"body": note.body, "colour": note.colour, "visibility": audience_value(note)}
    current["tags"] = ", ".join(tag.name for tag in note.tags.all())
    form = WordingForm(
        request.POST or None, initial=current, audiences=changes_for(note, request.user), motivation=note.motivation
    )
    if answered_in_group(note):
        form.fields[
            "visibility"
        ].help_text = "Others have answered it in its group, so it is not opened to anybody else."
    if not form.is_valid():
        return ask_again(request, note, form, "edit", 422 if form.is_bound else 200)
    note.amend(request.user, **form.cleaned_data)
    return answer(request, note, "Changed. The earlier wording is in the history.")


@require_POST
@signed_in
def delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.changeable_annotations)
    note.remove()
    return render(request, _removed_template(request), {"note": note})


@require_POST
@signed_in
def undelete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = get_object_or_404(Annotation.objects.filter(permissions.restorable_annotations(request.user)), pk=pk)
    note.restore()
    return answer(request, note, "It is back.")


def _removed_template(request: HttpRequest) -> str:
    return "notes/_removed.html" if request.headers.get("HX-Request") else "notes/removed.html"


@require_POST
@signed_in
def resolve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.resolvable_annotations)
    note.resolve(request.user)
    return answer(request, note, "Resolved.")


@require_POST
@signed_in
def reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.resolvable_annotations)
    note.reopen()
    return answer(request, note, "Open again.")


@require_POST
@signed_in
def settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A reply is marked as the answer to the question above it."""
    chosen = get_object_or_404(Reply.objects.readable_by(request.user), pk=pk)
    note = load(request, chosen.annotation_id, permissions.questions_to_settle)
    note.resolve(request.user, answer=chosen)
    return answer(request, note, "Marked as the answer.")


@signed_in
@limited("write")
def edit_reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    chosen = load_reply(request, pk, permissions.changeable_replies)
    form = ReplyForm(request.POST or None, initial={"body": chosen.body})
    if not form.is_valid():
        return ask_again(request, chosen.annotation, form, "edit-reply", 422 if form.is_bound else 200)
    chosen.amend(request.user, form.cleaned_data["body"])
    return answer(request, chosen.annotation, "Changed. The earlier wording is in the history.")


@require_POST
@signed_in
def delete_reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    chosen = load_reply(request, pk, permissions.changeable_replies)
    chosen.remove()
    return render(request, _removed_template(request), {"note": chosen.annotation, "reply": chosen})


@require_POST
@signed_in
def undelete_reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    chosen = get_object_or_404(Reply.objects.filter(permissions.restorable_replies(request.user)), pk=pk)
    chosen.restore()
    return answer(request, chosen.annotation, "It is back.")


@require_safe
def history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Earlier wordings of a note and its replies, and the decisions on it."""
    note = get_object_or_404(
        with_threads(Annotation.objects.readable_by(request.user).standing().filter(pk=pk), request.user)
    )
    edits = with_group_names(note.edits.select_related("editor"), request.user)
    reply_edits = (
        Reply.objects.readable_by(request.user)
        .filter(annotation=note, edits__isnull=False)
        .distinct()
        .prefetch_related("edits__editor")
    )
    decisions = note.query.decisions.select_related("by") if hasattr(note, "query") else []
    repairs = note.repairs.select_related("by", "revision").defer(
        "revision__source", "revision__html", "revision__plain"
    )
    named = permissions.named_annotations(request.user)  # or a copy would say whose it is
    readable = Annotation.objects.readable_by(request.user).select_related("group", "text__parent")
    linked = readable.filter(named) if readable.filter(named, pk=note.pk).exists() else readable.none()
    context = {
        "note": note,
        "edits": edits,
        "replies": reply_edits,
        "decisions": decisions,
        "repairs": repairs,
        "copied_from": linked.filter(copies=note.pk).first(),
        "copies": linked.filter(copied_from=note.pk),
    }
    return render(request, "notes/history.html", context)
