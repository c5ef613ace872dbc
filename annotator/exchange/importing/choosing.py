"""What is asked before anything is looked for: which texts, people and readers here are those of the file."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms

from annotator import permissions
from annotator.exchange.arriving import Creator
from annotator.exchange.importing.matching import (
    OWN_TEXT,
    guess_people,
    guess_texts,
    label,
    person_called,
    text_called,
    texts_here,
)
from annotator.exchange.importing.models import Import
from annotator.exchange.importing.recognising import carried_here, not_carried
from annotator.groups.models import Group, GroupText
from annotator.permissions import may_edit_texts
from texts.models import Text

LEFT = "left"
OFFERED = 200  # titles that the field completes; others are found by their title or address all the same
IN_WORDS = {"": "not said in the file", "public": "everyone", "private": "their author alone"}


def importable_groups(user: permissions.Actor) -> Any:
    return Group.objects.filter(permissions.changeable_groups(user)).order_by("name", "created")


def may_import(user: permissions.Actor) -> bool:
    """Editors, and who instructs a group that is open."""
    return user.is_authenticated and (may_edit_texts(user) or importable_groups(user).exists())


def destinations(user: permissions.Actor) -> list[tuple[str, str]]:
    """Who shall read what arrives; an instructor who is no editor chooses among the groups alone."""
    to_all = [("public", "Everyone who can read the text"), ("private", "Only the one who wrote it")]
    groups = [
        pair
        for group in importable_groups(user)
        for pair in (
            (f"group:{group.pk}", f"The group “{group}”"),
            (f"instructors:{group.pk}", f"The instructors of “{group}”"),
        )
    ]
    return [*(to_all if may_edit_texts(user) else []), *groups, (LEFT, "Nobody: leave these notes out")]


def audience_in_words(audience: str) -> str:
    kind, _, name = audience.partition(":")
    if kind == "group":
        return f"the group “{name}”"
    return f"the instructors of “{name}”" if kind == "instructors" else IN_WORDS.get(audience, audience)


class ChoicesForm(forms.Form):
    """A field for each source, person and audience of the file, filled with what they probably are."""

    def __init__(self, data: Any, *, job: Import) -> None:
        super().__init__(data)
        self.job, self.user = job, job.by
        self.answers: dict[str, Any] = {"texts": {}, "people": {}, "audiences": {}, "made": []}
        self.carried: dict[str, Any] = job.holds.get("carried", {})
        addresses = [*self.carried, *not_carried(job, [one.address for one in job.sources])]
        self.texts = self._fields("text", addresses, self._ask_text)
        self.makes = self._fields("make", list(self.carried) if may_edit_texts(self.user) else [], self._ask_to_make)
        self.creators = {one["key"]: Creator(one["key"], one["name"], one["email"]) for one in job.holds["people"]}
        self.people = self._fields("person", list(self.creators), self._ask_person)
        self.audiences = self._fields("audience", list(job.holds["audiences"]), self._ask_audience)
        self._fill()

    @property
    def notes(self) -> int:
        """And replies."""
        return self.job.total - int(self.job.holds.get("texts", 0))

    @property
    def shows_to_groups(self) -> bool:
        """Whether any choice of readers is a group."""
        return bool(self.makes) and importable_groups(self.user).exists()

    def _fields(self, kind: str, keys: list[str], ask: Any) -> dict[str, str]:
        """The name of the field for each key."""
        names = {key: f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:12]}" for key in keys}
        for key, name in names.items():
            self.fields[name] = ask(key)
        return names

    def _ask_text(self, address: str) -> forms.Field:
        known = "Not here" if address in self.carried else "Left out"
        widget = forms.TextInput(attrs={"list": "titles", "placeholder": known})
        said = self.carried.get(address, {}).get("title") or address
        return forms.CharField(required=False, max_length=700, label=said, widget=widget)

    def _ask_to_make(self, address: str) -> forms.Field:
        return forms.BooleanField(required=False, label=f"Make {said_of(self.carried[address])}")

    def _ask_person(self, key: str) -> forms.Field:
        widget = forms.TextInput(attrs={"placeholder": f"imported: {self.creators[key].name}"})
        return forms.CharField(required=False, max_length=254, label=self.creators[key].name, widget=widget)

    def _ask_audience(self, audience: str) -> forms.Field:
        return forms.ChoiceField(choices=destinations(self.user), label=audience_in_words(audience).capitalize())

    def _fill(self) -> None:
        known = guess_texts(self.job.sources, self.user)
        known = {address: text for address, text in known.items() if address not in self.carried}
        known |= carried_here(self.job, self.user)
        people = guess_people(list(self.creators.values()), self.user)
        for address, name in self.texts.items():
            self.initial[name] = label(known[address]) if address in known else ""
        for address, name in self.makes.items():
            self.initial[name] = address not in known
        for key, name in self.people.items():
            self.initial[name] = people[key].username if key in people else ""
        for audience, name in self.audiences.items():
            self.initial[name] = self._probably(audience)

    def _probably(self, audience: str) -> str:
        kind, _, group = audience.partition(":")
        offered = dict(destinations(self.user))
        named = [value for value in offered if value.startswith(f"{kind}:") and f"“{group}”" in offered[value]]
        if len(named) == 1:
            return named[0]
        return audience if audience in offered else next(iter(offered))

    @property
    def titles(self) -> list[str]:
        return list(
            texts_here(self.user).filter(parent=None).order_by("-created").values_list("title", flat=True)[:OFFERED]
        )

    @property
    def text_rows(self) -> list[tuple[Any, int]]:
        """Bound fields with how many notes each is about; so the others."""
        about = self.job.holds["about"]
        return [(self[name], about.get(key, 0)) for key, name in self.texts.items() if key not in self.carried]

    @property
    def carried_rows(self) -> list[tuple[Any, int, Any]]:
        """So with the box that has the text made; None for who adds no texts."""
        boxes = {key: self[name] for key, name in self.makes.items()}
        return [(self[self.texts[key]], said["notes"], boxes.get(key)) for key, said in self.carried.items()]

    @property
    def people_rows(self) -> list[tuple[Any, int]]:
        return [(self[self.people[one["key"]]], one["count"]) for one in self.job.holds["people"]]

    @property
    def audience_rows(self) -> list[tuple[Any, int]]:
        return [(self[name], self.job.holds["audiences"][key]) for key, name in self.audiences.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = {address: self._text(name, data.get(name, "")) for address, name in self.texts.items()}
        made = [address for address, name in self.makes.items() if data.get(name) and not chosen[address]]
        if not self.errors and self.texts and not any(chosen.values()) and not made:
            raise forms.ValidationError("Name at least one text here that the notes are about.")
        self.answers = {
            "texts": {address: _whole(address, text) for address, text in chosen.items() if text},
            "people": {key: self._person(name, data.get(name, "")) for key, name in self.people.items()},
            "audiences": {audience: data.get(name, LEFT) for audience, name in self.audiences.items()},
            "made": made,
        }
        if not self.errors:
            self._must_be_shown([text for text in chosen.values() if text])
        return data

    def _text(self, name: str, words: str) -> Text | None:
        try:
            return text_called(words.strip(), self.user) if words.strip() else None
        except ValueError as error:
            self.add_error(name, str(error))
            return None

    def _person(self, name: str, words: str) -> str:
        found = person_called(words.strip(), self.user) if words.strip() else None
        if words.strip() and not found:
            where = "here" if may_edit_texts(self.user) else "in a group that you instruct"
            self.add_error(
                name, f"Nobody {where} has this user name or confirmed address. Leave it empty for a stand-in."
            )
        return str(found.pk) if found else ""

    def _must_be_shown(self, texts: list[Text]) -> None:
        """What goes to a group must be about what the group reads."""
        keys = {value.partition(":")[2] for value in self.answers["audiences"].values()} - {""}
        for group in Group.objects.filter(pk__in=keys):
            shown = set(GroupText.objects.filter(group=group).values_list("text", flat=True))
            for text in texts:
                if text.article.pk not in shown:
                    self.add_error(None, f"“{text.article}” is not shown to “{group}”. Show it to the group first.")


def said_of(carried: dict[str, Any]) -> str:
    """A text that a file carries, and how much of it."""
    count, comments = carried["revisions"], carried["comments"]
    more = f" and {comments} comment{'s' * (comments != 1)}" if comments else ""
    return f"it here, with {count} revision{'s' * (count != 1)}{more}"


def _whole(address: str, text: Text) -> dict[str, Any]:
    """A page elsewhere may have had the comments below the article; an address of this program is one text."""
    return {"text": str(text.pk), "comments": not text.parent_id and not OWN_TEXT.search(address)}
