"""What is asked of people who work on quote checks."""

from __future__ import annotations

from django import forms


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label="Why is it opened again?",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why: both readers and the author of the check will read it."},
    )
