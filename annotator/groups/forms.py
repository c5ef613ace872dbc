"""What people say about groups, and the sentences they get when it cannot be taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from annotator import permissions
from annotator.groups.inviting import MOST_LINES
from annotator.groups.models import Group, Kind, Role
from annotator.people.models import User
from texts.importing import Unreadable, decode
from texts.models import Text

LARGEST_LIST = 200_000  # bytes
LINK_ROLES = [Role.LEARNER, Role.OBSERVER, Role.ASSISTANT]  # an instructor is made by name, never by whoever has a link
DAYS = [("7", "In a week"), ("30", "In 30 days"), ("120", "In 120 days"), ("", "Never")]


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Group
        fields = ["name", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 5, "class": "markdown"})}
        help_texts = {"description": "What is read here, and how. Markdown."}


class NewGroupForm(GroupForm):
    """Only who may make classes is asked which of the two it is."""

    kind = forms.ChoiceField(
        choices=Kind.choices, initial=Kind.CLASS, label="What is it?", required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: permissions.Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not permissions.may_make_classes(user):
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {**data, "kind": data.get("kind") or Kind.READING}


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices, initial=Role.LEARNER)


class PersonForm(RoleForm):
    """Somebody by user name or e-mail address."""

    who = forms.CharField(max_length=254, label="User name or e-mail address")
    field_order = ("who", "role")

    def clean_who(self) -> User | str:
        """The person of that user name, or the address."""
        said: str = self.cleaned_data["who"].strip()
        if "@" in said:
            forms.EmailField().clean(said)
            return said.lower()
        person = User.objects.filter(Q(username__iexact=said), is_active=True).first()
        if not person:
            raise ValidationError("Nobody here has this user name. Write it as it is spelt, or an e-mail address.")
        return person


class ListForm(RoleForm):
    """E-mail addresses, one on a line, pasted or as a CSV file."""

    words = forms.CharField(
        required=False,
        label="Addresses",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=f"One on a line, or a CSV list with a column of them. At most {MOST_LINES} lines at a time.",
    )
    file = forms.FileField(required=False, label="Or a CSV file")
    field_order = ("words", "file", "role")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["words"] = self._words(data)
        lines = len([line for line in data["words"].splitlines() if line.strip()])
        if not lines and not self.errors:
            self.add_error("words", "Paste some addresses, or choose a file.")
        if lines > MOST_LINES:
            self.add_error(
                "words", f"These are {lines} lines; at most {MOST_LINES} are taken at a time. Send them in parts."
            )
        return data

    def _words(self, data: dict[str, Any]) -> str:
        """A file wins over what is in the field; its words are put there, so that it need not be chosen again."""
        if not data.get("file"):
            return data.get("words") or ""
        try:
            words = decode(data["file"].read(LARGEST_LIST))
        except Unreadable as refusal:
            self.add_error("file", str(refusal))
            return data.get("words") or ""
        self.data = {**self.data.dict(), "words": words}  # type: ignore[attr-defined]
        return words


class LinkForm(forms.Form):
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in LINK_ROLES], label="Joins as")
    days = forms.ChoiceField(choices=DAYS, initial="30", required=False, label="Ends")
    most_uses = forms.IntegerField(
        required=False, min_value=1, max_value=100_000, label="For how many", help_text="Any number if left empty."
    )

    def terms(self) -> dict[str, Any]:
        """Role, expiry and use limit of the invitation."""
        data = self.cleaned_data
        ends = timezone.now() + timedelta(days=int(data["days"])) if data["days"] else None
        return {"role": data["role"], "expires": ends, "most_uses": data["most_uses"]}


class TextForm(forms.Form):
    """Which article is shown to the group; those offered are found by words of their title."""

    text = forms.ModelChoiceField(Text.objects.none())

    def __init__(self, *args: Any, user: permissions.Actor, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Text.objects.filter(permissions.showable_texts(user)).exclude(shown_to__group=group)
