"""What a reviewer types: feedback with a level for each criterion, or with points where there is no rubric."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from annotator.review.models import Assignment, Level

LONGEST = 20_000


def keys_in(typed: list[str]) -> list[uuid.UUID]:
    """Those that are keys; anything else is left aside."""
    return [key for words in typed if (key := _key(words))]


def _key(words: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(words)
    except ValueError:
        return None


class FeedbackForm(forms.Form):
    """On one note."""

    feedback = forms.CharField(required=False, max_length=LONGEST, strip=False)
    reviewed = forms.BooleanField(required=False)


class ReviewForm(forms.Form):
    """On one student. Fields `criterion-<key>` hold the key of a level."""

    feedback = forms.CharField(required=False, max_length=LONGEST, strip=False)

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = Level.objects.filter(criterion__assignment=assignment)
        for criterion in sorted({level.criterion_id for level in levels}):
            own = levels.filter(criterion=criterion)
            self.fields[f"criterion-{criterion}"] = forms.ModelChoiceField(own, required=False)
        if not levels and assignment.points is not None:
            self.fields["points"] = forms.DecimalField(
                required=False, min_value=0, max_value=assignment.points, max_digits=7, decimal_places=2
            )

    @property
    def given(self) -> dict[str, Any]:
        """As `reviewing.write` takes it. The form is valid."""
        data = self.cleaned_data
        levels = [data[name] for name in self.fields if name.startswith("criterion-") and data.get(name)]
        return {"feedback": data["feedback"], "levels": levels, "points": data.get("points")}

    @property
    def told(self) -> str:
        """What is wrong, in one line."""
        return " ".join(f"{name.capitalize()}: {errors[0]}" for name, errors in self.errors.items())


class PhraseForm(forms.Form):
    words = forms.CharField(label="Words", max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))
    shared = forms.BooleanField(label="Share it with who teaches this group", required=False)
