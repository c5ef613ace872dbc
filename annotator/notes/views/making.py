"""The page and the address where annotations are made."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from annotator import permissions
from annotator.limits import limited
from annotator.notes.assigned import assignment_here
from annotator.notes.audience import audience_value, audiences, groups_here, within_sections
from annotator.notes.choosing import ready, remember
from annotator.notes.making import AnnotationForm
from annotator.notes.models import Annotation, Motivation
from annotator.notes.pages import with_threads
from annotator.people.guard import signed_in
from texts.models import Text

MOST_SIBLINGS = 200  # offered as links beside the form; every comment in the reader leads to its own form


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@limited("write")
def annotate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form without JavaScript, and the address the composer posts to: 422 with the form if it cannot be taken."""
    readable = Text.objects.filter(permissions.annotatable_texts(request.user)).select_related("latest", "parent")
    text = get_object_or_404(readable, pk=pk)
    groups = groups_here(request.user, text.article)
    if request.method != "POST":
        initial = {
            "motivation": request.GET.get("motivation", Motivation.COMMENTING),
            "exact": request.GET.get("exact", ""),
            "start": request.GET.get("start", ""),
            "body": request.GET.get("body", ""),
            "client_id": uuid.uuid4(),
        }
        assignment = assignment_here(request, text.article)
        within_sections(groups, assignment)
        offered = audiences(text, groups)
        initial["assignment"] = assignment.pk if assignment else ""
        initial["visibility"] = ready(request, text, offered, assignment)
        asked = AnnotationForm(text=text, author=request.user, audiences=offered, initial=initial)
        asked.query.initial = {"proposed": request.GET.get("proposed", "")}
        return _form(request, asked, 200)
    form = AnnotationForm(request.POST, text=text, author=request.user, audiences=audiences(text, groups))
    if not form.is_valid():
        return _form(request, form, 422)
    made = form.save()
    remember(request, text, audience_value(made))
    if form.queried_elsewhere and not request.headers.get("HX-Request"):
        messages.success(request, f"Queried here and at {form.queried_elsewhere} more.")
    return _made(request, made)


def _form(request: HttpRequest, form: AnnotationForm, status: int) -> HttpResponse:
    template = "notes/_composer.html" if request.headers.get("HX-Request") else "notes/annotate.html"
    article = form.text.article
    siblings = [article, *article.comments.order_by("place")[:MOST_SIBLINGS]]
    context = {
        "form": form,
        "text": form.text,
        "article": article,
        "siblings": siblings,
    }
    response = render(request, template, context, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def _made(request: HttpRequest, annotation: Annotation) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect(annotation)
    return card(request, annotation.pk, status=201)


def card(request: HttpRequest, pk: uuid.UUID, status: int = 200) -> HttpResponse:
    """One card as it now is for this reader."""
    readable = Annotation.objects.readable_by(request.user).standing().filter(pk=pk)
    note = get_object_or_404(with_threads(readable, request.user))
    response = render(request, "notes/_card.html", {"note": note}, status=status)
    response.headers["Vary"] = "HX-Request"
    return response
