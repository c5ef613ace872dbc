"""A world in which everything has happened to notes that can happen, and all that the database holds of them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from annotator.exchange.models import Arrival, ReplyArrival
from annotator.groups.models import Group
from annotator.library.publishing import publish
from annotator.notes import repairing
from annotator.notes.annotating import annotate
from annotator.notes.correcting import accept
from annotator.notes.models import Act, Annotation, Reference, Source, Verdict
from annotator.notes.threads import add_reply
from annotator.people.models import User
from annotator.review.models import Assignment
from annotator.review.reviewing import endorse
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text
from texts.spans import Span

WORDS = (
    "The Soviet offer was 🎈 in effect ignored. They were not bought into the scale. "
    "Why the Molotov-Ribbnetrop pact was Necessary, he said; nobody answered him.\n\nA last line, soon gone."
)
HERE = "https://a.example"


class World:
    """`ed` may edit and instructs the group of `ann` and `bob`."""

    def __init__(self, ed: User, ann: User, bob: User) -> None:
        self.ed, self.ann, self.bob = ed, ann, bob
        self.text = make_text(WORDS, author=ed, title="One")
        self.comment = make_text("First! I *agree*.", author=ed, parent=self.text)
        self.group: Group = make_class(ed, self.text, learner=[ann, bob])
        self.work = Assignment.objects.create(group=self.group, title="Read", instructions="Read.", created_by=ed)
        for happens in (self.notes, self.queries, self.checks, self.revisions, self.arrivals):
            happens()

    def note(
        self, by: User, kind: str = "commenting", words: str = "Soviet", on: Text | None = None, **more: Any
    ) -> Annotation:
        return make_note(on or Text.objects.get(pk=self.text.pk), by, kind, words, **more)

    def notes(self) -> None:
        note = self.note(self.ann, body="First thought", tags=["one", "a longer tag, no: of sixty".replace(",", "")])
        note.amend(self.ann, body="  Second *thought*\n\n- list", tags=["two"])
        note.amend(self.ann, visibility="group", group=self.group)
        reply = add_reply(note, self.bob, "Yes?")
        reply.amend(self.bob, "Yes!")
        came = {"ex:colour": 1, "via": "https://b.example/2", "target": [{"id": "https://b.example/1", "ex:deep": [2]}]}
        ReplyArrival.objects.create(reply=reply, given=came)
        add_reply(note, self.ed, "Well.").remove()
        endorse(note, self.ed)
        note.resolve(self.ed)
        question = self.note(self.bob, "questioning", "offer", body="Which?")
        question.resolve(self.bob, add_reply(question, self.ann, "That one."))
        self.note(self.ann, "highlighting", "effect ignored", colour="blue")
        self.note(self.ann, words="him", visibility="group", group=self.group, assignment=self.work)
        self.note(self.bob, words="agree", on=self.comment, visibility="instructors", group=self.group)
        copied = self.note(self.ed, words="Necessary", body="A copy.", visibility="group", group=self.group)
        copied.copied_from = note
        copied.save()
        self.note(self.ann, body="Nobody else's.", visibility="private")
        self.note(self.bob, body="Gone.").remove()
        self.whole(body="On all of it.")

    def whole(self, **fields: Any) -> None:
        """By `ed`, on no words of the latest revision."""
        latest = Text.objects.get(pk=self.text.pk).latest
        annotate(Annotation(text=self.text, revision=latest, author=self.ed, motivation="commenting", **fields))

    def queries(self) -> None:
        first = self.note(self.ann, "editing", "Ribbnetrop")
        second = self.note(self.bob, "editing", "Ribbnetrop", body="Surely.")
        second.query.decide("duplicate", self.ed, "Ann said so.", duplicate_of=first.query)
        third = self.note(self.bob, "editing", "Necessary")
        third.query.decide("stet", self.ed, "As it stood.")
        third.query.decide("open", self.ed)
        accept(self.text, [first.pk], self.ed)

    def checks(self) -> None:
        said = Reference.objects.create(kind="book", title="The Gathering Storm", added_by=self.bob)
        note = self.note(self.ann, "assessing", "not bought into")
        where = {"found_text": self.comment, "found_revision": self.comment.latest, "found_start": 0, "found_end": 5}
        seen = timezone.localdate()
        check = note.quote_check
        Source.objects.create(
            quote_check=check, citation="A book", added_by=self.bob, reference=said, seen=seen, **where
        )
        check.attribute(self.ann, speaker="W. Churchill", work="Memoirs")
        for reader, wording in ((self.ed, "altered"), (self.bob, "exact")):
            check.give(Verdict(reader=reader, wording=wording, attribution="confirmed", reason="Seen."))
        check.reopen(self.ed, "Look again.")
        for reader in (self.ed, self.bob):
            check.give(Verdict(reader=reader, wording="altered", attribution="confirmed", context="fair"))
        open_one = self.note(self.bob, "assessing", "They were")
        open_one.quote_check.claim(self.ed)

    def revisions(self) -> None:
        late = self.note(self.ann, words="A last line")
        moved = self.note(self.bob, words="nobody answered")
        latest = Text.objects.get(pk=self.text.pk).latest
        assert latest
        new = f"Before all. {latest.source}".replace("A last line, soon gone.", "").replace(
            "nobody answered", "none told"
        )
        made = publish(self.text, new, author=self.ed, base=latest)
        repairing.repair(moved, Act.PLACED, self.ed, Span(4, 10))
        repairing.repair(late, Act.LEFT, self.ed)
        publish(self.text, f"Now. {new}", author=self.ed, base=made)
        self.note(self.ann, words="Before all")
        unplaced = {"unplaced": "Its words are not in this text", "exact": "never here", "prefix": "p", "suffix": "s"}
        self.whole(body="Came from elsewhere.", **unplaced)

    def arrivals(self) -> None:
        note = self.note(self.ann, words="Soviet", body="As it came.")
        given = {
            "via": "https://b.example/1",
            "ex:colour": {"deep": [1]},
            "body": ["As it came."],
            "creator": ["https://b.example/me"],
        }
        given["target"] = ["https://a.example/one", "https://b.example/other#xywh=1,1,2,2"]
        Arrival.objects.create(annotation=note, given=given, held={"body": [_textual("As it came.")]})


def _textual(words: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": words, "format": "text/markdown", "purpose": "commenting"}
