"""A note of one's own goes to another of one's groups."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from annotator import permissions
from annotator.limits import limited
from annotator.notes.models import Annotation
from annotator.notes.moving import copy_note, may_move, places_for
from annotator.notes.views.acts import load
from annotator.people.guard import signed_in

HOW = [("move", "Move it: it is no longer where it was"), ("copy", "Copy it: both stand, each with its own answers")]


class MoveForm(forms.Form):
    """Where to, and whether the note stays where it is too."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    to = forms.ChoiceField(label="Where to?", widget=forms.RadioSelect)
    how = forms.ChoiceField(label="Move or copy?", widget=forms.RadioSelect)

    def __init__(self, *args: object, note: Annotation, user: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.places = {place.value: place for place in places_for(note, user)}
        self.initial = {"client_id": uuid.uuid4(), "how": "move" if may_move(note) else "copy"}
        to, how = self.fields["to"], self.fields["how"]
        assert isinstance(to, forms.ChoiceField) and isinstance(how, forms.ChoiceField)
        to.choices = [place.choice for place in self.places.values()]
        how.choices = HOW if may_move(note) else HOW[1:]


@signed_in
@limited("write")
def move_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    note = load(request, pk, permissions.changeable_annotations)
    form = MoveForm(request.POST or None, note=note, user=request.user)
    if not form.is_valid():
        context = {"note": note, "form": form, "answered": not may_move(note)}
        return render(request, "notes/move.html", context, status=422 if form.is_bound else 200)
    to = form.places[form.cleaned_data["to"]]
    if form.cleaned_data["how"] == "copy":
        made = copy_note(note, to, form.cleaned_data["client_id"] or uuid.uuid4())
        messages.success(request, f"Copied: {to.words}.")
        return redirect(made)
    note.amend(request.user, visibility=to.visibility, group=to.group)
    messages.success(request, f"Moved: {to.words}.")
    return redirect(note)
