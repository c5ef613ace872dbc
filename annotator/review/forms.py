"""What an instructor says about an assignment, and the sentences they get when it cannot be taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from annotator.groups.models import Group, Role
from annotator.groups.sectionforms import LARGEST, SMALLEST
from annotator.people.models import User
from annotator.review.models import Assignment, Peers
from annotator.review.sectioning import Within, within
from texts.models import Text

MOMENT = "%Y-%m-%dT%H:%M"
WANTED = ("wanted_notes", "wanted_questions", "wanted_replies", "wanted_characters")
COUNTED = (*WANTED, "peers_after", "sample")  # empty is none


def moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)


class MomentField(forms.DateTimeField):
    """A date and a time of day, in the site's time zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=moment_input(), input_formats=[MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%d"], **kwargs)


class AssignmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """The texts stand beside it, each with a field of its own: `text-<uuid>` to choose it, `place-<uuid>` for its place."""

    class Meta:
        model = Assignment
        fields = [
            "title",
            "instructions",
            "opens",
            "due",
            "points",
            *WANTED,
            "peers",
            "peers_after",
            "anonymous",
            "sample",
        ]
        labels = {
            "points": "Points in all",
            "wanted_notes": "Notes",
            "wanted_questions": "Questions",
            "wanted_replies": "Replies to others",
            "wanted_characters": "Characters in all",
            "peers": "Learners see each other’s notes",
            "peers_after": "How many of their own come first",
            "anonymous": "Learners do not see who wrote what",
            "sample": "Notes of each learner that are read",
        }
        help_texts = {
            "instructions": "What to look for, and how. Markdown.",
            "points": "Leave empty if it is not marked.",
            "peers_after": "Notes and questions; highlights do not count.",
            "anonymous": "They see “Reader 7” instead of a name. You and your assistants see names.",
            "sample": "So many are drawn by lot, and learners are told. All are read if left empty or 0.",
        }
        widgets = {
            "instructions": forms.Textarea(attrs={"rows": 8, "class": "markdown"}),
            "peers": forms.RadioSelect,
        }

    opens = MomentField(required=False, help_text="Learners do not see it before. At once if left empty.")
    within = forms.ChoiceField(
        choices=Within.choices,
        initial=Within.ALL,
        required=False,
        widget=forms.RadioSelect,
        label="Among whom",
    )
    size = forms.IntegerField(
        required=False,
        min_value=SMALLEST,
        max_value=LARGEST,
        label="How many in each section",
        help_text="If they are drawn for this assignment alone. Who is left over is spread.",
    )
    due = MomentField(required=False, help_text="What stands then is what they hand in. Open-ended if left empty.")

    def __init__(self, data: Any = None, *, group: Group, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.group = group
        for name in COUNTED:
            self.fields[name].required = False
        self.order: list[Text] = []
        now = self.instance.division
        self.initial["within"], self.initial["size"] = within(self.instance), now.size if now else None
        if self.instance.points is not None:
            self.initial["points"] = f"{self.instance.points.normalize():f}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in COUNTED:
            data[name] = data.get(name) or 0
        self._check_peers(data)
        if data.get("opens") and data.get("due") and data["opens"] >= data["due"]:
            self.add_error("due", "It would be due before it opens.")
        data["within"] = data.get("within") or within(self.instance)
        if data["within"] == Within.OWN != within(self.instance) and not data.get("size") and "size" not in self.errors:
            self.add_error("size", "Say how many are in each section.")
        self.order = self._chosen()
        if not self.order:
            self.add_error(None, "Choose at least one text to read.")
        return data

    def _check_peers(self, data: dict[str, Any]) -> None:
        if data.get("peers") == Peers.AFTER_OWN and not data["peers_after"]:
            self.add_error("peers_after", "Say how many.")
        if data.get("peers") == Peers.AFTER_DUE and not data.get("due"):
            self.add_error("due", "Notes that are shown after the due date need one.")

    def sections(self, by: Any) -> tuple[str, int | None, Any]:
        """How it is divided, how many in each section if they are drawn, and who says so."""
        return self.cleaned_data["within"], self.cleaned_data["size"], by

    def offered(self) -> list[tuple[Text, bool, str]]:
        """What the group reads, and what the assignment has of old: text, whether it is chosen, its place as typed."""
        texts = list(self.group.texts.order_by("shown_to__place", "shown_to__pk"))
        set_before = [] if self.instance._state.adding else list(self.instance.texts.order_by("read_for__place"))
        texts += [text for text in set_before if text not in texts]
        if self.is_bound:
            return [(text, f"text-{text.pk}" in self.data, self.data.get(f"place-{text.pk}", "")) for text in texts]
        places = {text.pk: str(place) for place, text in enumerate(set_before, 1)}
        return [(text, text.pk in places or len(texts) == 1, places.get(text.pk, "")) for text in texts]

    def _chosen(self) -> list[Text]:
        """By the numbers typed; those without one after them, as the group has them."""
        chosen = [(text, place) for text, is_chosen, place in self.offered() if is_chosen]
        return [text for text, _ in sorted(chosen, key=lambda pair: _number(pair[1]))]


def _number(typed: str) -> float:
    return int(typed) if typed.isdecimal() and len(typed) < 6 else float("inf")


class ExtensionForm(forms.Form):
    """Another due date for one learner of the group."""

    person = forms.ModelChoiceField(User.objects.none(), label="Learner", empty_label="Choose somebody")
    due = MomentField(label="Due")

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        learners = group.memberships.filter(left=None, role=Role.LEARNER)
        field.queryset = User.objects.filter(pk__in=learners.values("person")).order_by("display_name", "username")

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due <= timezone.now():
            raise ValidationError("This time is over already.")
        return due
