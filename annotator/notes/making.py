"""The one form that makes an annotation: from the composer, from the page without JavaScript, or from JSON-LD."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from annotator.notes import targets
from annotator.notes.annotating import annotate
from annotator.notes.assigned import to_write_for
from annotator.notes.audience import Audience
from annotator.notes.elsewhere import MOST_PLACES, lock, outdated, query_elsewhere
from annotator.notes.forms import CheckForm, OptionalSourceForm, QueryForm, WordingForm
from annotator.notes.models import Annotation, Check, Motivation, Query, Source, Visibility
from texts.models import Text
from texts.spans import Quote, Span

ABOUT_WORDS = (Motivation.EDITING, Motivation.ASSESSING, Motivation.HIGHLIGHTING)


class AnnotationForm(WordingForm):
    """Beside its own fields it asks those of a query or a check, whichever the motivation needs."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    assignment = forms.UUIDField(required=False, widget=forms.HiddenInput)
    motivation = forms.ChoiceField(
        choices=Motivation.choices, initial=Motivation.COMMENTING, label="Kind", widget=forms.RadioSelect
    )
    whole = forms.BooleanField(required=False, label="About the whole text")
    revision = forms.UUIDField(required=False, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    exact = forms.CharField(
        required=False,
        strip=False,
        label="The words",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Copied from the text.",
    )

    everywhere = forms.BooleanField(
        required=False,
        label="Query the same words wherever else they stand",
        help_text=f"In the article and its comments, at most {MOST_PLACES} places.",
    )

    def __init__(
        self, data: Any = None, *, text: Text, author: Any, audiences: Sequence[Audience], **kwargs: Any
    ) -> None:
        super().__init__(data, audiences=audiences, **kwargs)
        self.text, self.author = text, author
        self.sent = data
        self.places: list[tuple[int, Quote]] = []
        self.also = data.getlist("also") if hasattr(data, "getlist") else []
        self.queried_elsewhere = 0

    @cached_property
    def query(self) -> QueryForm:
        return QueryForm(self.sent)

    @cached_property
    def quote_check(self) -> CheckForm:
        return CheckForm(self.sent)

    @cached_property
    def source(self) -> OptionalSourceForm:
        return OptionalSourceForm(self.sent)

    @property
    def is_query(self) -> bool:
        return self.cleaned_data.get("motivation") == Motivation.EDITING

    @property
    def is_check(self) -> bool:
        return self.cleaned_data.get("motivation") == Motivation.ASSESSING

    def beside(self) -> list[forms.BaseForm]:
        """The forms that this motivation has beside the common one."""
        if self.is_query:
            return [self.query]
        return [self.quote_check, self.source] if self.is_check else []

    def is_valid(self) -> bool:
        mine = super().is_valid()
        return all([mine, *(form.is_valid() for form in self.beside())])

    def clean_assignment(self) -> Any:
        asked = self.cleaned_data["assignment"]
        found = to_write_for(self.author, self.text, asked) if asked else None
        if asked and not found:
            raise ValidationError("Nothing can be written for this assignment now. Open the text from its page again.")
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["assignment"] = self._written_for(data)
        if data.get("motivation") == Motivation.EDITING:
            self._must_change_something(data)
            if outdated(self.text.article, self.also):
                self.add_error(None, "The texts have changed since these places were listed. Choose among them again.")
        if not self.errors:
            data["target"] = self._target(data)
        return data

    def _written_for(self, data: dict[str, Any]) -> Any:
        """What is not for its group, nor private still, is not written for an assignment."""
        assignment, group = data.get("assignment"), data.get("group")
        private = data.get("visibility") == Visibility.PRIVATE
        return assignment if assignment and (private or group == assignment.group) else None

    def _must_change_something(self, data: dict[str, Any]) -> None:
        if self.query.is_valid() and self.query.cleaned_data["proposed"] == data.get("exact"):
            self.query.add_error("proposed", "These are the words of the text. Change what is wrong in them.")

    def _target(self, data: dict[str, Any]) -> targets.Target | None:
        try:
            return self._found(data)
        except targets.AmbiguousWords as ambiguous:
            self.places = ambiguous.places
            self.add_error("exact", ambiguous)
        except ValidationError as error:
            self.add_error("exact", error)
        return None

    def _found(self, data: dict[str, Any]) -> targets.Target:
        if data["whole"]:
            return self._whole(data)
        words = data["exact"].replace("\r\n", "\n")
        if data["revision"] and data["start"] is not None and data["end"] is not None:
            if data["end"] <= data["start"]:
                raise ValidationError("Nothing is selected. Select at least one word.")
            return targets.seen(self.text, data["revision"], Span(data["start"], data["end"]), words)
        return targets.looked_for(self.text, words, near=data["start"])

    def _whole(self, data: dict[str, Any]) -> targets.Target:
        if data["motivation"] in ABOUT_WORDS:
            raise ValidationError("This kind is about words. Select them, or choose a note or a question.")
        return targets.whole_text(self.text)

    def save(self) -> Annotation:
        """Make the annotation; sending the same client id twice gives the first one again."""
        data = self.cleaned_data
        more = self.is_query and (data.get("everywhere") or self.also)
        return self._save_everywhere(data) if more else self._save(data)

    @transaction.atomic
    def _save_everywhere(self, data: dict[str, Any]) -> Annotation:
        lock(self.text.article)
        made = self._save(data)
        self.queried_elsewhere = query_elsewhere(made, None if data["everywhere"] else self.also, data["tags"])
        return made

    def _save(self, data: dict[str, Any]) -> Annotation:
        return annotate(
            self._annotation(data["target"]),
            tags=data["tags"],
            query=self._query(),
            check=self._check(),
            sources=self._sources(),
            beside=self._beside,
        )

    def _beside(self, note: Annotation) -> Iterable[Model]:
        """What else is stored with it, in the same transaction."""
        return ()

    def _annotation(self, target: targets.Target) -> Annotation:
        data = self.cleaned_data
        return Annotation(
            text=self.text,
            revision_id=target.revision_id,
            start=target.span.start if target.span else None,
            end=target.span.end if target.span else None,
            exact=target.quote.exact,
            prefix=target.quote.prefix,
            suffix=target.quote.suffix,
            author=self.author,
            client_id=data["client_id"] or uuid.uuid4(),
            **{name: data[name] for name in ("motivation", "body", "colour", "visibility", "group", "assignment")},
        )

    def _query(self) -> Query | None:
        return Query(**self.query.cleaned_data) if self.is_query else None

    def _check(self) -> Check | None:
        return Check(**self.quote_check.cleaned_data) if self.is_check else None

    def _sources(self) -> list[Source]:
        if not self.is_check or not self.source.cleaned_data["citation"]:
            return []
        return [Source(added_by=self.author, **self.source.cleaned_data)]
