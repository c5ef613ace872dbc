"""One's own preferences. What somebody has noted is shown by annotator.notes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from annotator.people.forms import PreferencesForm
from annotator.people.guard import signed_in
from annotator.people.models import User


@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    assert request.user.pk
    person = User.objects.get(pk=request.user.pk)
    form = PreferencesForm(request.POST or None, instance=person)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, "Your preferences are kept.")
        return redirect("preferences")
    return render(request, "people/preferences.html", {"form": form}, status=422 if form.is_bound else 200)
