"""Making notes and replies of what was looked at, so many in one transaction that is whole or was never begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from annotator import permissions
from annotator.exchange.arriving.draft import creator
from annotator.exchange.importing import building, judged, past
from annotator.exchange.importing.feedback import Feedback
from annotator.exchange.importing.keeping import arrivals, reply_arrivals
from annotator.exchange.importing.looking import AT_ONCE, origin_of
from annotator.exchange.importing.making import make_on, put_on_made
from annotator.exchange.importing.matching import key_in
from annotator.exchange.importing.models import MADE, TAKEN, Fate, Import, Item
from annotator.exchange.importing.moments import moment, moment_in, store_dated
from annotator.exchange.importing.named import assignments, free_keys, named_here
from annotator.exchange.importing.people import authors
from annotator.exchange.importing.versions import Versions
from annotator.exchange.models import Arrival, Foreign, ReplyArrival
from annotator.notes.anchoring import anchor_all
from annotator.notes.models import Annotation, Check, Motivation, Query, Reply, Tag
from annotator.review.models import Endorsement
from texts.models import Text
from texts.rendering import render_note


def store_on(job: Import) -> None:
    """The next things of `job`, which is locked. What another import has made meanwhile is left to it."""
    if make_on(job):
        return
    texts = job.holds.get("texts", 0)
    found = list(
        job.items.filter(number__gt=max(job.position, texts), fate__in=TAKEN)
        .exclude(MADE)
        .select_related("text", "revision")
        .order_by("number")[:AT_ONCE]
    )
    put_on_made(job, found)
    items = [item for item in found if item.fate in TAKEN]
    latest = _lock({item.text_id for item in items})
    late = _made_meanwhile(items)
    fresh = [item for item in items if item.origin not in late]
    Storing(job, fresh, latest).store()
    for item in items:
        if item.origin in late:
            item.fate, item.why = Fate.HERE, "It came meanwhile by another import."
    Item.objects.bulk_update([item for item in items if item.annotation], ["annotation"])
    Item.objects.bulk_update([item for item in items if item.reply], ["reply"])
    Item.objects.bulk_update([item for item in items if item.foreign], ["foreign"])
    Item.objects.bulk_update([item for item in items if item.fate not in TAKEN], ["fate", "why"])
    Item.objects.filter(pk__in=[item.pk for item in fresh]).update(stored=timezone.now())
    job.position = found[-1].number if found else job.total
    if job.position >= job.total:
        Feedback(job).bring()


def _lock(texts: set[Any]) -> dict[Any, Any]:
    """So that no note is made between two revisions and lost; always in one order. Their latest revisions."""
    locked = Text.objects.select_for_update(no_key=True).filter(pk__in=texts).order_by("pk")
    return dict(locked.values_list("pk", "latest"))


def _made_meanwhile(items: Sequence[Item]) -> set[str]:
    asked = [item.origin for item in items]
    return set(Item.objects.filter(MADE, origin__in=asked).values_list("origin", flat=True))


class Storing:
    """Of some things of a file."""

    def __init__(self, job: Import, items: Sequence[Item], latest: dict[Any, Any]) -> None:
        self.job, self.items, self.latest, self.now = job, items, latest, timezone.now()
        self.authors = authors(job, [one for item in items for one in item.came.people])
        self.versions = Versions(job.sources)
        self.free = free_keys(items)

    def store(self) -> None:
        notes = [item for item in self.items if item.fate not in (Fate.ANSWER, Fate.KEPT)]
        self._foreign([item for item in self.items if item.fate == Fate.KEPT])
        self._notes(notes)
        self._beside(notes)
        Arrival.objects.bulk_create(arrivals(self.job, notes, self.free))
        self._replies([item for item in self.items if item.fate == Fate.ANSWER])
        Item.objects.bulk_update(Feedback(self.job).on_notes(notes), ["cut"])

    def _by(self, said: Any, otherwise: Any) -> Any:
        return self.authors.get(creator(said).key, otherwise) if isinstance(said, dict) else otherwise

    def _author(self, item: Item) -> Any:
        return self.authors[item.draft["creator"]["key"]]

    def _revisions(self, item: Item) -> dict[int, Any]:
        return self.versions.of(item.draft["source"], item.text_id)

    def _notes(self, items: Sequence[Item]) -> None:
        for item in items:
            item.annotation = building.note(item, self._author(item), self.free.get(item.number))
            self._resolve(item)
        self.known = named_here(self.job, items)
        work = assignments(self.job, items)
        for item in items:
            if note := item.annotation:
                note.copied_from_id = self.known.get(str(item.came.own.get("copied_from")))
                note.assignment = work.get((str(item.came.own.get("assignment")), item.group_id))
        Annotation.objects.bulk_create([item.annotation for item in items if item.annotation])
        self._date(Annotation, [(item, item.annotation) for item in items])
        self._anchor(items)
        Tag.objects.bulk_create([tag for item in items for tag in building.tags(item, item.annotation)])  # type: ignore[arg-type]

    def _foreign(self, items: Sequence[Item]) -> None:
        site = str(self.job.holds.get("site", ""))
        for item in items:
            item.foreign = building.foreign(item, self._author(item), self.free.get(item.number), site)
        Foreign.objects.bulk_create([item.foreign for item in items if item.foreign])
        self._date(Foreign, [(item, item.foreign) for item in items])

    def _anchor(self, items: Sequence[Item]) -> None:
        """On their words, wherever those have gone, and where people have put them since."""
        groups: dict[Any, list[Annotation]] = defaultdict(list)
        repairs = [
            one
            for item in items
            if item.annotation and item.as_it_was
            for one in past.repairs(item.annotation, item.came.own, self._revisions(item), self._by)
        ]
        store_dated(repairs)
        for item in items:
            if item.annotation:
                groups[item.revision_id].append(item.annotation)
        for made in groups.values():
            anchor_all(made, self.latest[made[0].text_id], repairs)

    def _resolve(self, item: Item) -> None:
        said, note = item.came.own.get("resolved"), item.annotation
        if isinstance(said, dict) and note and note.motivation in (Motivation.COMMENTING, Motivation.QUESTIONING):
            note.resolved = moment(said, "at", self.now)
            note.resolved_by = self._by(said.get("by"), note.author)

    def _date(self, model: Any, pairs: Sequence[tuple[Item, Any]]) -> None:
        """Storing has put the present moment; they were written when they say."""
        for item, made in pairs:
            draft = item.came
            made.created = moment_in(draft.created, self.now)
            made.modified = max(made.created, moment_in(draft.modified, made.created))
        model.objects.bulk_update([made for _, made in pairs], ["created", "modified"])

    def _beside(self, items: Sequence[Item]) -> None:
        queries, checks = _of(items, Motivation.EDITING), _of(items, Motivation.ASSESSING)
        asked = [(item, self._query(item, note)) for item, note in queries]
        Query.objects.bulk_create([query for _, query in asked])
        self._judge([(item, judged.check(item, note, self.job.by)) for item, note in checks])
        decided = [one for item, query in asked for one in past.decisions(query, item.came.own, self._by)]
        made = [(item.annotation, item.came.own) for item in items if item.annotation]
        store_dated([*decided, *(one for note, own in made for one in past.edits(note, own, self._by))])
        Endorsement.objects.bulk_create(past.endorsements(made, self._by, self.now))

    def _query(self, item: Item, note: Annotation) -> Query:
        said = item.came.own.get("query") or {}
        by = self._by(said.get("decided_by"), note.author)
        return building.query(item, note, by, self.now, building.Here(self._revisions(item), self.known))

    def _judge(self, checks: Sequence[tuple[Item, Check]]) -> None:
        found = [
            verdict
            for item, check in checks
            for verdict in judged.settle(check, item.came.own, judged.verdicts(item, check, self._by, self.now))
        ]
        Check.objects.bulk_create([check for _, check in checks])
        reopened = [one for item, check in checks for one in judged.reopenings(item, check, self._by)]
        sources = [one for item, check in checks for one in judged.sources(item, check, self._by, self.job.by)]
        store_dated([*found, *reopened, *sources])

    def _replies(self, items: Sequence[Item]) -> None:
        here = {item.draft_id: item.annotation for item in self.items if item.annotation}
        parents = _parents(self.job, items) | here
        kept = [item for item in items if item.draft["parent"] in parents]
        for item in items:
            if item.draft["parent"] not in parents:
                item.fate, item.why = Fate.LEFT, "The note that it answers is not here."
        for item in kept:
            item.reply = self._reply(item, parents[item.draft["parent"]])
        made = [(item, item.reply) for item in kept if item.reply]
        Reply.objects.bulk_create([reply for _, reply in made])
        self._date(Reply, made)
        store_dated([one for item, reply in made for one in past.edits(reply, item.came.own, self._by)])
        ReplyArrival.objects.bulk_create(reply_arrivals(self.job, [item for item, _ in made], self.free))
        _answers(kept, parents)

    def _reply(self, item: Item, to: Annotation) -> Reply:
        body = item.came.body
        named = {"id": self.free[item.number]} if item.number in self.free else {}
        return Reply(
            **named,
            annotation=to,
            author=self._author(item),
            body=body,
            body_html=render_note(body),
            client_id=building.client_id(item),
        )


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
