from __future__ import annotations

from typing import Any

from django import forms

from annotator.finding.asking import ask


class SaveForm(forms.Form):
    """A search and its name."""

    q = forms.CharField(max_length=500, widget=forms.HiddenInput)
    name = forms.CharField(
        max_length=120, label="Keep this search as", error_messages={"required": "Give the search a name."}
    )

    def clean_q(self) -> Any:
        asked = ask(self.cleaned_data["q"])
        if asked.faults:
            raise forms.ValidationError(asked.faults[0])
        return asked.written
