"""What is asked of people who work on quote checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from annotator import permissions
from annotator.notes.forms import SourceForm, WebAddressField
from annotator.notes.models import Reference, Source
from texts.citation import one_line

MOST_PEOPLE = 100
SHELF_FIELDS = (
    "kind", "title", "authors", "editors", "container", "publisher", "place", "date", "volume", "issue", "pages",
    "edition", "doi", "isbn", "url", "accessed", "language", "note",
)  # fmt: skip


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label="Why is it opened again?",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why: both readers and the author of the check will read it."},
    )


class PeopleField(forms.CharField):
    """Names, one on each line, "Churchill, Winston S."; given back as [{"family": …, "given": …}]."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, label: str) -> None:
        said = "One on each line, the family name first: Churchill, Winston S."
        super().__init__(label=label, required=False, max_length=10_000, help_text=said)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else names_of(value)

    def clean(self, value: Any) -> Any:
        lines = [one_line(line) for line in super().clean(value).splitlines()]
        people = [_person(line) for line in lines if line.strip(" ,")]
        if len(people) > MOST_PEOPLE:
            raise ValidationError(f"At most {MOST_PEOPLE} names, please.")
        return people


def _person(line: str) -> dict[str, str]:
    family, _, given = (part.strip() for part in line.partition(","))
    return {"family": family or given, "given": given if family else ""}


def names_of(people: Iterable[dict[str, str]]) -> str:
    """One line for each person, as PeopleField reads them."""
    return "\n".join(", ".join(filter(None, (one["family"], one["given"]))) for one in people)


class ReferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A work field by field. `known` is the same work if the shelf has it already."""

    class Meta:
        model = Reference
        fields = SHELF_FIELDS

    authors = PeopleField("Authors")
    editors = PeopleField("Editors")
    url = WebAddressField(required=False, label="Address", max_length=1000, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {name: one_line(value) if isinstance(value, str) else value for name, value in data.items()}


class SourceOnShelfForm(SourceForm):
    """A source of a check: written as one line, or a work from the shelf, which then says its own line."""

    reference = forms.ModelChoiceField(Reference.objects.none(), required=False)

    def __init__(self, data: Any = None, *, actor: permissions.Actor, **kwargs: Any) -> None:
        """Without a script, `pick` says which work of the shelf is meant."""
        if data and "reference" not in data:
            data = data.copy()
            data["reference"] = data.get("pick", "")
        super().__init__(data, **kwargs)
        chosen = self.fields["reference"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Reference.objects.filter(permissions.readable_references(actor))
        self.fields["citation"].required = False

    def must_name_a_work(self) -> None:
        """Called when no work is described beside this form."""
        data = self.cleaned_data
        if "citation" not in self.errors and not data.get("citation") and not data.get("reference"):
            self.add_error("citation", "Name the source: write it here, choose it from the shelf, or describe it.")

    def source(self, described: Reference | None) -> Source:
        """The unsaved source; `described` is the work that was described field by field beside this form."""
        source: Source = self.save(commit=False)
        source.reference = described or self.cleaned_data["reference"]
        if source.reference:
            source.citation = source.reference.line
            source.url = source.url or source.reference.url
        return source


class ImportForm(forms.Form):
    """References pasted or uploaded, and which of them are wanted."""

    words = forms.CharField(
        required=False,
        strip=False,
        label="BibTeX, RIS or CSL-JSON",
        widget=forms.Textarea(attrs={"rows": 12, "class": "mono", "spellcheck": "false"}),
        help_text="Paste what your reference manager exports.",
    )
    file = forms.FileField(required=False, label="Or a file", help_text="At most 1,000,000 characters.")
    form = forms.ChoiceField(
        required=False,
        label="What is it?",
        choices=[("", "Recognise it"), ("bibtex", "BibTeX"), ("ris", "RIS"), ("csl-json", "CSL-JSON")],
    )

    def clean(self) -> dict[str, Any]:
        """A file wins over what is in the field; its words are put there, so that it need not be chosen again."""
        data = super().clean() or {}
        if data.get("file"):
            data["words"] = self._decoded(data["file"])
            self.data = {**self.data.dict(), "words": data["words"]}  # type: ignore[attr-defined]
        if not data.get("words", "").strip() and not self.errors:
            self.add_error("words", "Paste something, or choose a file.")
        return data

    def _decoded(self, file: Any) -> str:
        content: bytes = file.read(4 * 1_000_000 + 1)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")


def sentences(form: forms.BaseForm) -> Sequence[str]:
    """What is wrong, field by field, as sentences."""
    return [f"{form.fields[name].label or name}: {error}" for name, errors in form.errors.items() for error in errors]
