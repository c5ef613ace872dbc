"""What an instructor says about sections: a name and people, a size, where somebody goes, whom an assistant is there for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from annotator.groups.dividing import learners_of
from annotator.groups.models import Division, Membership, Section
from annotator.people.models import User

SMALLEST, LARGEST = 2, 500


class SizeForm(forms.Form):
    size = forms.IntegerField(
        min_value=SMALLEST,
        max_value=LARGEST,
        label="How many in each",
        help_text="Who is left over is spread: no two sections differ by more than one.",
    )


class SectionForm(forms.Form):
    """A name, and who of the learners sits there."""

    name = forms.CharField(max_length=120)
    people = forms.ModelMultipleChoiceField(User.objects.none(), required=False)

    def __init__(self, *args: Any, division: Division, section: Section | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = division.sections.filter(removed=None).exclude(pk=section.pk if section else 0)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = learners_of(division.group_id)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.others.filter(name=name).exists():
            raise ValidationError("Another section has this name.")
        return name


class PlaceForm(forms.Form):
    """Where one learner goes."""

    person = forms.ModelChoiceField(User.objects.none())
    section = forms.ModelChoiceField(Section.objects.none())

    def __init__(self, *args: Any, division: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (
            ("person", learners_of(division.group_id)),
            ("section", division.sections.filter(removed=None)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = offered


class LimitForm(forms.Form):
    """For the whole group, or only for these of its own sections."""

    WHOLE, PART = "whole", "part"
    reach = forms.ChoiceField(
        choices=[(WHOLE, "The whole group"), (PART, "Only these sections")], widget=forms.RadioSelect, label="There for"
    )
    sections = forms.ModelMultipleChoiceField(
        Section.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Sections"
    )

    def __init__(self, data: Any = None, *, membership: Membership, division: Division) -> None:
        now = {"reach": self.PART if membership.limited else self.WHOLE, "sections": membership.sections.all()}
        super().__init__(data, initial=now)
        field = self.fields["sections"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = division.sections.filter(removed=None)

    @property
    def limits(self) -> Any:
        """The sections, or None for the whole group."""
        return self.cleaned_data["sections"] if self.cleaned_data["reach"] == self.PART else None
