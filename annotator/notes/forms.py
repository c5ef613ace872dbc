"""What people may write, and the sentences they get when it cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from annotator import permissions
from annotator.notes.audience import Audience
from annotator.notes.models import Category, Colour, Motivation, Query, Source, Verdict, Visibility
from texts.models import language_tag, partial_date

LONGEST_BODY = 50_000
LONGEST_EXCERPT = 20_000
MOST_TAGS = 20


class TagsField(forms.CharField):
    """Words between commas, each at most 60 characters, given back sorted and without doubles."""

    def clean(self, value: Any) -> list[str]:
        names = {" ".join(name.split()) for name in super().clean(value).split(",")} - {""}
        if len(names) > MOST_TAGS:
            raise ValidationError(f"At most {MOST_TAGS} tags, please.")
        if any(len(name) > 60 for name in names):
            raise ValidationError("A tag has at most 60 characters. Put commas between tags.")
        return sorted(names)


def body_field(**options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "class": "markdown", "data-preview": "note"})
    return forms.CharField(max_length=LONGEST_BODY, strip=True, widget=widget, **options)


class WordingForm(forms.Form):
    """What the author of an annotation may change later: words, tags, colour, visibility."""

    body = body_field(
        required=False, label="In your words", help_text="Markdown: *emphasis*, [link](https://…), > quotation."
    )
    tags = TagsField(required=False, help_text="Between commas.")
    colour = forms.ChoiceField(choices=Colour.choices, initial=Colour.YELLOW, required=False)
    visibility = forms.ChoiceField(initial=Visibility.PUBLIC, label="Who can see this?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, audiences: Sequence[Audience], motivation: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.audiences = motivation, {audience.value: audience for audience in audiences}
        field = self.fields["visibility"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [audience.choice for audience in audiences]

    def clean_colour(self) -> str:
        return self.cleaned_data["colour"] or Colour.YELLOW

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if chosen := self.audiences.get(data.get("visibility", "")):
            data["visibility"], data["group"] = chosen.visibility, chosen.group
        motivation = data.get("motivation") or self.kind
        if motivation in (Motivation.COMMENTING, Motivation.QUESTIONING) and not data.get("body"):
            self.add_error("body", "Write something: this is what others will read.")
        return data


class QueryForm(forms.Form):
    proposed = forms.CharField(
        required=False,
        max_length=5_000,
        strip=False,
        label="Proposed words",
        help_text="Leave empty to propose that the words are deleted.",
    )
    category = forms.ChoiceField(choices=Category.choices, initial=Category.SPELLING, required=False)
    certain = forms.BooleanField(required=False, label="I am sure")
    in_source = forms.BooleanField(required=False, label="The source itself has it so [sic]")

    def clean_category(self) -> str:
        return self.cleaned_data["category"] or Category.SPELLING


class CheckForm(forms.Form):
    speaker = forms.CharField(required=False, max_length=200, label="Who is quoted?")
    work = forms.CharField(required=False, max_length=500, label="In which work?")
    dated = forms.CharField(
        required=False,
        max_length=10,
        label="When?",
        validators=[partial_date],
        help_text="2008, 2008-10 or 2008-10-18.",
    )


class WebAddressField(forms.URLField):
    """An address of the web as it should be written; whether anything is there is not looked up."""

    default_validators = [
        URLValidator(schemes=["http", "https"], message="Write an address that begins with https:// or http://.")
    ]
    default_error_messages = {"invalid": "Write an address that begins with https:// or http://."}


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Source
        fields = [
            "citation",
            "locator",
            "url",
            "archived_url",
            "primary",
            "seen",
            "excerpt",
            "excerpt_language",
        ]
        widgets = {
            "citation": forms.Textarea(attrs={"rows": 2}),
            "seen": forms.DateInput(attrs={"type": "date"}),
        }

    url = WebAddressField(required=False, label="Address", max_length=1000, assume_scheme="https")
    archived_url = WebAddressField(required=False, label="Archived address", max_length=1000, assume_scheme="https")
    excerpt = forms.CharField(
        required=False,
        strip=False,
        label="The source’s own wording",
        max_length=LONGEST_EXCERPT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As it reads there, letter by letter. It is compared with the quotation while you type.",
    )
    excerpt_language = forms.CharField(
        required=False,
        label="Language of the source",
        max_length=35,
        validators=[language_tag],
        help_text="en, de, ru …",
    )


class OptionalSourceForm(SourceForm):
    """Beside a new check a source may be named or left out; what is filled in asks for its citation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["citation"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in ("locator", "url", "archived_url", "excerpt")) and not data.get("citation"):
            self.add_error("citation", "Name the source that this belongs to.")
        return data


class ReplyForm(forms.Form):
    """An answer in a thread."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    body = body_field(label="Reply", error_messages={"required": "Write something before you send it."})


class VerdictForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Verdict
        fields = ["wording", "attribution", "context", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}


class DecisionForm(forms.Form):
    """Why a typo query is decided as it is."""

    reason = forms.CharField(max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class StetForm(DecisionForm):
    reason = forms.CharField(
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why the words stay as they are: the person who asked will read it."},
    )


class DuplicateForm(DecisionForm):
    """Of which other query on the same text this one is a double."""

    of = forms.ModelChoiceField(Query.objects.none(), label="Duplicate of")

    def __init__(self, *args: Any, query: Query, actor: permissions.Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["of"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Query.objects.filter(
                permissions.readable_annotations(actor, "annotation__"),
                annotation__text=query.annotation.text,
            )
            .exclude(pk=query.pk)
            .exclude(duplicate_of=query)
            .select_related("annotation")
            .order_by("annotation__start", "pk")
        )
