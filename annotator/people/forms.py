from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from annotator.people import keys
from annotator.people.models import Scope, User


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


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How somebody likes to be named and to read, with one key for each act of the reader and of the review desk."""

    class Meta:
        model = User
        fields = ["display_name", "shortcuts_on", "marks_in_text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for act, key in keys.keys_of(self.instance).items():
            self.fields[f"key_{act}"] = forms.CharField(label=keys.ACTS[act][1], initial=key, max_length=1)
        for act, key in keys.keys_of(self.instance, keys.DESK).items():
            label = keys.DESK[act][1]
            self.fields[f"key_{act}"] = forms.CharField(label=label, initial=key, max_length=1, required=False)

    @property
    def key_fields(self) -> list[forms.BoundField]:
        return [self[f"key_{act}"] for act in keys.ACTS]

    @property
    def desk_fields(self) -> list[forms.BoundField]:
        return [self[f"key_{act}"] for act in keys.DESK]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        own = {act: data.get(f"key_{act}") or key for act, (key, _) in keys.DESK.items()}
        given = {act: data[f"key_{act}"] for act in keys.ACTS if data.get(f"key_{act}")}
        if len(given) == len(keys.ACTS):
            data["keys"] = {**keys.checked(given), **keys.checked(own, keys.DESK)}
        return data

    def save(self, commit: bool = True) -> Any:
        self.instance.keys = self.cleaned_data["keys"]
        return super().save(commit)


class TokenForm(forms.Form):
    """What a program may do for somebody, and for how long."""

    LASTING = [("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("", "Until I revoke it")]

    name = forms.CharField(
        max_length=80,
        label="What is it for?",
        help_text="The program or the machine that will use it.",
        error_messages={"required": "Say what it is for, so that you know later which one to revoke."},
    )
    scope = forms.ChoiceField(choices=Scope.choices, initial=Scope.READ, label="It may", widget=forms.RadioSelect)
    days = forms.ChoiceField(choices=LASTING, initial="90", required=False, label="It opens for")

    @property
    def expires(self) -> datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None
