"""Making notes and replies of what was looked at, so many in one transaction that is whole or was never begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from annotator import permissions
from annotator.exchange.arriving.draft import creator
from annotator.exchange.importing import building
from annotator.exchange.importing.looking import AT_ONCE, origin_of
from annotator.exchange.importing.matching import key_in
from annotator.exchange.importing.models import TAKEN, Fate, Import, Item
from annotator.exchange.importing.people import authors
from annotator.exchange.models import Arrival
from annotator.notes.anchoring import anchor_all
from annotator.notes.models import Annotation, Check, CheckState, Motivation, Query, Reply, Source, Tag, Verdict
from texts.models import Text


def store_on(job: Import) -> None:
    """The next things of `job`, which is locked. What another import has made meanwhile is left to it."""
    items = list(
        job.items.filter(number__gt=job.position, fate__in=TAKEN, annotation=None, reply=None)
        .select_related("text", "revision")
        .order_by("number")[:AT_ONCE]
    )
    latest = _lock({item.text_id for item in items})
    late = _made_meanwhile(items)
    fresh = [item for item in items if item.origin not in late]
    Storing(job, fresh, latest).store()
    for item in items:
        if item.origin in late:
            item.fate, item.why = Fate.HERE, "It came meanwhile by another import."
    for item in fresh:
        item.stored = timezone.now()
    Item.objects.bulk_update(items, ["annotation", "reply", "fate", "why", "stored"])
    job.position = items[-1].number if items else job.total


def _lock(texts: set[Any]) -> dict[Any, Any]:
    """So that no note is made between two revisions and lost; always in one order. Their latest revisions."""
    locked = Text.objects.select_for_update(no_key=True).filter(pk__in=texts).order_by("pk")
    return dict(locked.values_list("pk", "latest"))


def _made_meanwhile(items: Sequence[Item]) -> set[str]:
    made = Q(annotation__isnull=False) | Q(reply__isnull=False)
    asked = [item.origin for item in items]
    return set(Item.objects.filter(made, origin__in=asked).values_list("origin", flat=True))


class Storing:
    """Of some things of a file."""

    def __init__(self, job: Import, items: Sequence[Item], latest: dict[Any, Any]) -> None:
        self.job, self.items, self.latest, self.now = job, items, latest, timezone.now()
        self.authors = authors(job, [one for item in items for one in item.came.people])

    def store(self) -> None:
        notes = [item for item in self.items if item.fate != Fate.ANSWER]
        self._notes(notes)
        self._beside(notes)
        self._replies([item for item in self.items if item.fate == Fate.ANSWER])

    def _by(self, said: Any, otherwise: Any) -> Any:
        return self.authors.get(creator(said).key, otherwise) if isinstance(said, dict) else otherwise

    def _author(self, item: Item) -> Any:
        return self.authors[item.draft["creator"]["key"]]

    def _notes(self, items: Sequence[Item]) -> None:
        for item in items:
            item.annotation = building.note(item, self._author(item))
            self._resolve(item)
        Annotation.objects.bulk_create([item.annotation for item in items if item.annotation])
        self._date(Annotation, [(item, item.annotation) for item in items])
        groups: dict[Any, list[Annotation]] = defaultdict(list)
        for item in items:
            if item.annotation:
                groups[item.revision_id].append(item.annotation)
        for made in groups.values():
            anchor_all(made, self.latest[made[0].text_id])
        kept = [(item.annotation, item.came.more) for item in items]
        Arrival.objects.bulk_create([Arrival(annotation=made, given=more) for made, more in kept if made and more])
        Tag.objects.bulk_create([tag for item in items for tag in building.tags(item, item.annotation)])  # type: ignore[arg-type]

    def _resolve(self, item: Item) -> None:
        said, note = item.came.own.get("resolved"), item.annotation
        if isinstance(said, dict) and note and note.motivation in (Motivation.COMMENTING, Motivation.QUESTIONING):
            note.resolved = building.moment(str(said.get("at") or ""), self.now)
            note.resolved_by = self._by(said.get("by"), note.author)

    def _date(self, model: Any, pairs: Sequence[tuple[Item, Any]]) -> None:
        """Storing has put the present moment; they were written when they say."""
        for item, made in pairs:
            draft = item.came
            made.created = building.moment(draft.created, self.now)
            made.modified = max(made.created, building.moment(draft.modified, made.created))
        model.objects.bulk_update([made for _, made in pairs], ["created", "modified"])

    def _beside(self, items: Sequence[Item]) -> None:
        queries, checks = _of(items, Motivation.EDITING), _of(items, Motivation.ASSESSING)
        Query.objects.bulk_create(
            [building.query(item, note, self._decider(item, note), self.now) for item, note in queries]
        )
        made = [(item, building.check(item, note)) for item, note in checks]
        verdicts = [one for item, check in made for one in self._verdicts(item, check)]
        Check.objects.bulk_create([check for _, check in made])
        Source.objects.bulk_create([one for item, of in made for one in building.sources(item, of, self._author(item))])
        Verdict.objects.bulk_create(verdicts)

    def _decider(self, item: Item, note: Annotation) -> Any:
        return self._by((item.came.own.get("query") or {}).get("decided_by"), note.author)

    def _verdicts(self, item: Item, check: Check) -> list[Verdict]:
        """Two readers settle a check; with fewer it is open."""
        said = item.came.own.get("verdicts") or []
        readers = [self._by(one.get("reader"), self._author(item)) for one in said]
        found = list(building.verdicts(item, check, readers, self.now)) if check.settled else []
        found = list({one.reader_id: one for one in found}.values())
        if len(found) < 2:
            check.state, check.outcome, found = CheckState.OPEN, "", []
        return found

    def _replies(self, items: Sequence[Item]) -> None:
        here = {item.draft_id: item.annotation for item in self.items if item.annotation}
        parents = _parents(self.job, items) | here
        kept = [item for item in items if item.draft["parent"] in parents]
        for item in items:
            if item.draft["parent"] not in parents:
                item.fate, item.why = Fate.LEFT, "The note that it answers is not here."
        for item in kept:
            author = self._author(item)
            body, html = item.came.body, building.html_of(item.came.body)
            item.reply = Reply(
                annotation=parents[item.draft["parent"]],
                author=author,
                body=body,
                body_html=html,
                client_id=building.client_id(item),
            )
        Reply.objects.bulk_create([item.reply for item in kept if item.reply])
        self._date(Reply, [(item, item.reply) for item in kept])
        _answers(kept, parents)


def _of(items: Sequence[Item], motivation: str) -> list[tuple[Item, Annotation]]:
    return [(item, item.annotation) for item in items if item.annotation and item.annotation.motivation == motivation]


def _parents(job: Import, items: Sequence[Item]) -> dict[str, Annotation]:
    """The notes that these replies answer: made of this file, or of an earlier one, or written here."""
    wanted: dict[str, str] = {origin_of(item.draft["parent"], item.group_id): item.draft["parent"] for item in items}
    answerable = permissions.answerable_annotations(job.by, "annotation__") | Q(of__by=job.by)
    found = Item.objects.filter(answerable, origin__in=list(wanted), annotation__isnull=False)
    parents = {wanted[one.origin]: one.annotation for one in found.select_related("annotation") if one.annotation}
    missing = {key: of for of in set(wanted.values()) - set(parents) if (key := key_in(of))}
    written = Annotation.objects.filter(permissions.answerable_annotations(job.by)).in_bulk(list(missing))
    return parents | {missing[key]: note for key, note in written.items()}


def _answers(items: Sequence[Item], parents: dict[str, Annotation]) -> None:
    """A question that was answered where it comes from says by which reply."""
    asked = Item.objects.filter(of=items[0].of_id, draft_id__in=list(parents)) if items else ()
    by_note = {one.draft_id: (one.came.own.get("resolved") or {}).get("answer") for one in asked}
    answered = []
    for item in items:
        note = parents[item.draft["parent"]]
        if (
            note.motivation == Motivation.QUESTIONING
            and note.resolved
            and by_note.get(item.draft["parent"]) == item.draft_id
        ):
            note.answer = item.reply
            answered.append(note)
    Annotation.objects.bulk_update(answered, ["answer"])
