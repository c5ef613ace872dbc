"""One's account: all of it as a file, and leaving for good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from annotator.account.leaving import HandOverFirst, groups_to_hand_over, leave_site
from annotator.account.taking import account
from annotator.limits import limited
from annotator.people.guard import signed_in
from annotator.streaming import as_file

WORDS = [
    ("keep", "Keep them, by “A former reader”: nobody learns that they were yours"),
    (
        "remove",
        "Take them away. Where others have answered, an empty place stays, so that their words keep their sense",
    ),
]


class LeaveForm(forms.Form):
    """What becomes of one's words, and that it is really oneself."""

    words = forms.ChoiceField(
        choices=WORDS,
        label="Your notes and replies",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of them."},
    )
    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        error_messages={"required": "Write your password: this must be you."},
    )

    def __init__(self, *args: Any, person: Any) -> None:
        super().__init__(*args)
        self.person = person

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if not self.person.check_password(given):
            raise ValidationError("This is not your password.")
        return given


@require_safe
@signed_in
@limited("import", methods=("GET",))
def export_account(request: HttpRequest) -> Any:
    return as_file(request, account(request.user), f"account-{request.user}", "json", "application/json")


@sensitive_post_parameters("password")
@signed_in
@limited("leave")
def delete_account(request: HttpRequest) -> HttpResponse:
    form = LeaveForm(request.POST or None, person=request.user)
    groups = groups_to_hand_over(request.user)
    if form.is_valid() and not groups:
        try:
            leave_site(request.user, keep=form.cleaned_data["words"] == "keep")
        except HandOverFirst as error:
            groups = error.groups
        else:
            logout(request)
            messages.success(request, "Your account is gone. Thank you for reading with us.")
            return redirect("library")
    context = {"form": form, "groups": groups}
    return render(request, "people/delete_account.html", context, status=422 if form.is_bound else 200)
