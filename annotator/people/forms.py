from __future__ import annotations

from django import forms
from django.http import HttpRequest

from annotator.people.models import User


class SignUpForm(forms.Form):
    """What we ask beside what django-allauth asks."""

    display_name = forms.CharField(
        max_length=80,
        required=False,
        label="Name",
        help_text="Shown beside your notes; your user name if left empty.",
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])
