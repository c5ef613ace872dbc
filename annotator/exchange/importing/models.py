"""A file with notes from elsewhere on its way in: how far it has come, and each thing in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.exchange.arriving import Draft, Source
from annotator.groups.models import Group
from annotator.notes.models import Annotation, Reply, Visibility
from texts.models import Revision, Text
from texts.uuids import uuid7

TENDED = timedelta(seconds=10)  # within which background work shows that it is there


class Stage(models.TextChoices):
    """In this order; a stage that works goes on where it stopped, whoever stopped it."""

    ASKED = "asked", "Waiting for your choices"
    LOOKING = "looking", "Looking for the places"
    LOOKED = "looked", "Ready: look before anything is stored"
    STORING = "storing", "Storing"
    DONE = "done", "Done"
    TAKING = "taking", "Taking back"


class Import(models.Model):
    """One file. `choices` is what was chosen on its page; `position` is the number of the last thing that is worked off."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=12)
    holds = models.JSONField(default=dict, help_text="Its sources, people and audiences, and how many notes each has.")
    choices = models.JSONField(default=dict)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.ASKED)
    position = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)
    worked = models.DateTimeField(null=True, help_text="When the background work was last at it.")

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["by", "-created"], name="import_of_person_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def sources(self) -> list[Source]:
        """What the notes in it are about, as the file says."""
        return [Source(**{**one, "revisions": tuple(one.get("revisions", ()))}) for one in self.holds["sources"]]

    @property
    def is_working(self) -> bool:
        return self.stage in (Stage.LOOKING, Stage.STORING, Stage.TAKING)

    @property
    def is_tended(self) -> bool:
        """Whether the background work is at it, so that no page need drive it."""
        return self.worked is not None and timezone.now() - self.worked < TENDED

    @property
    def percent(self) -> int:
        return 100 * self.position // max(1, self.total)


class Fate(models.TextChoices):
    WAITING = "", "Not looked at yet"
    EXACT = "exact", "On its words"
    NEARLY = "nearly", "On words nearly the same"
    LOST = "lost", "Without a place"
    WHOLE = "whole", "About a whole text"
    ANSWER = "answer", "In a thread"
    MADE = "made", "Made here"
    KEPT = "kept", "About another site, kept for programs"
    HERE = "here", "Here already"
    LEFT = "left", "Left out"
    STAYS = "stays", "Not taken back"


TAKEN = [Fate.EXACT, Fate.NEARLY, Fate.LOST, Fate.WHOLE, Fate.ANSWER, Fate.MADE, Fate.KEPT]
# Of which something stands here:
MADE = Q(annotation__isnull=False) | Q(reply__isnull=False) | Q(made_text__isnull=False) | Q(foreign__isnull=False)


class Item(models.Model):
    """One note, reply or text of a file: what it says, what becomes of it and why, and what was made of it here.

    `origin` is its id where it comes from, with the group it goes to: by that it is known when it comes again.
    """

    of = models.ForeignKey(Import, models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=64, help_text="A digest of its id there and its group here.", blank=True)
    draft_id = models.TextField()
    draft = models.JSONField()
    fate = models.CharField(max_length=8, choices=Fate, blank=True, default=Fate.WAITING)
    why = models.CharField(max_length=200, blank=True)
    text = models.ForeignKey(Text, models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    as_it_was = models.BooleanField(
        default=False, help_text="Its text has the same revisions here, so that it is put on its words of then."
    )
    cut = models.JSONField(default=list, help_text="Sentences on what of it a note here does not hold.")
    visibility = models.CharField(max_length=12, choices=Visibility, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    annotation = models.ForeignKey(Annotation, models.SET_NULL, null=True, related_name="came_as")
    reply = models.ForeignKey(Reply, models.SET_NULL, null=True, related_name="came_as")
    made_text = models.ForeignKey(Text, models.SET_NULL, null=True, related_name="came_as")
    foreign = models.ForeignKey("exchange.Foreign", models.SET_NULL, null=True, related_name="came_as")
    stored = models.DateTimeField(null=True, help_text="What happened to it later, people did here.")

    class Meta:
        ordering = ["of", "number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="a_thing_has_its_own_number_in_its_file"),
            models.UniqueConstraint(
                fields=["origin"],
                condition=MADE,
                name="what_comes_twice_is_made_once",
            ),
        ]
        indexes = [
            models.Index(fields=["origin"], name="item_by_origin"),
            models.Index(fields=["of", "fate"], name="item_by_fate"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.of_id}"

    @property
    def came(self) -> Draft:
        return Draft.from_json(self.draft)

    @property
    def made(self) -> Any:
        return self.annotation or self.reply or self.made_text


class Brought(models.Model):
    """One revision of a text that a file carries: as it came, and, once it was looked at, as it would be stored."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    html = models.TextField(blank=True)
    plain = models.TextField(null=True, help_text="Empty until it was looked at.")  # noqa: DJ001
    edits = models.JSONField(null=True)
    cut = models.JSONField(default=list)

    class Meta:
        ordering = ["item", "number"]
        verbose_name_plural = "brought"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="a_revision_is_brought_once"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} for {self.item_id}"
