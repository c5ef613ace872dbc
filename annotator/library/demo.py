"""The sample corpus, its cast and a few notes of each kind, so that the first page is worth looking at.

Everything is looked up before it is made: loading twice changes nothing, and what people did in between stays.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from annotator.groups.making import make_group
from annotator.groups.membering import join
from annotator.groups.models import Group, GroupText, How, Kind, Role
from annotator.library.publishing import add_text
from annotator.notes.annotating import annotate
from annotator.notes.models import Annotation, Check, Query, Source
from annotator.notes.threads import add_reply
from annotator.people.models import User
from texts.importing import decode, read_text
from texts.models import Text
from texts.spans import Span

CORPUS = Path(__file__).parent / "corpus" / "article-with-comments.txt"
PASSWORD = "reading-together"
TITLE = "Could the Second World War have been prevented?"
CLASS = uuid.UUID("01932f3c-5a00-7c4e-8f2d-6b1a9e0c4d22")
SAMPLE = uuid.UUID("01932f3c-5a00-7c4e-8f2d-6b1a9e0c4d21")  # the article's key, the same on every run

CAST: list[dict[str, Any]] = [
    {"username": "instructor", "display_name": "Ruth Adeyemi", "may_edit": True, "is_staff": True},
    {"username": "learner1", "display_name": "Tomás Vega"},
    {"username": "learner2", "display_name": "Miriam Katz"},
    {"username": "outsider", "display_name": "Jonas Berg"},
]


@dataclass(frozen=True)
class Note:
    """`on` is 0 for the article, n for comment n; `words` must stand there."""

    by: str
    on: int
    words: str
    motivation: str
    body: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "public"
    colour: str = "yellow"
    query: dict[str, Any] = field(default_factory=dict)
    check: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    replies: tuple[tuple[str, str], ...] = ()


NOTES = [
    Note(
        "learner1", 0, "could have changed the course of 20th century history", "commenting",
        "The conditional carries the whole article: *could have*. What would have had to be true for it to be *would*?",
        ("causes", "counterfactual"),
        replies=(
            ("learner2", "Poland's consent, for a start. It comes two paragraphs further down, almost in passing."),
            ("instructor", "Good. Mark the sentence where the paper says so, and compare its tone with the headline's."),
        ),
    ),
    Note("learner2", 0, "prepared to move more than a million Soviet troops to the German border", "highlighting", colour="blue"),
    Note(
        "learner2", 0, "two weeks before war broke out in 1939", "questioning",
        "The meeting is dated August 15 below, and Poland was attacked on September 1. Is that “two weeks” counted from the meeting?",
        ("dates",),
        replies=(("learner1", "From the 15th to the 1st it is seventeen days, so roughly."),),
    ),
    Note(
        "instructor", 0, "if Polish objections to the Red Army crossing its territory could first be overcome", "commenting",
        "The condition on which everything hangs. Read it beside the first comment, which calls Poland “extremely anti-USSR”.",
        ("Poland",),
    ),
    Note(
        "learner1", 0, "World War.could have prevented", "editing", "The full stop has wandered in, and the words are in the wrong order.",
        query={"proposed": "World War could have been prevented", "category": "punctuation"},
    ),
    Note("learner1", 0, "the notorious non-aggression treaty with Hitler", "highlighting"),
    Note("learner2", 1, "Western Allies had failed to do in 1918-1922", "questioning", "Which intervention is meant here, and who took part in it?", ("sources",)),
    Note("learner1", 1, "deeply reactionary Polish state headed by a dictator", "commenting", "By 1939 Piłsudski had been dead for four years. Who is meant?", ("Poland",), visibility="private"),
    Note(
        "learner2", 2, "Ribbnetrop", "editing", "The German foreign minister's name was Joachim von Ribbentrop.", ("names",),
        query={"proposed": "Ribbentrop", "category": "name", "certain": True},
        replies=(("learner1", "I noticed it too. The title of the article it names would be worth checking as well."),),
    ),
    Note(
        "outsider", 2, "Secon World", "editing", query={"proposed": "Second World", "category": "spelling", "certain": True},
    ),
    Note(
        "learner1", 2,
        "They were not bought into the scale against Hitler and were treated with an indifference -not to say disdain-which keft a mark on Stalin’s mind",
        "assessing",
        "Three words look wrong for Churchill. Is this how he wrote it?",
        ("Churchill",),
        check={"speaker": "Winston Churchill", "work": "The Second World War, vol. I: The Gathering Storm", "dated": "1948"},
        source={
            "citation": "Winston S. Churchill, The Second World War, vol. I: The Gathering Storm. London: Cassell, 1948.",
            "primary": True,
            "excerpt": "They were not brought into the scale against Hitler, and were treated with an indifference—not to say disdain—which left a mark in Stalin’s mind.",
            "excerpt_language": "en",
        },
        replies=(("learner2", "“bought into the scale” for “brought into the scale” looks like a slip of the keyboard, like “keft” for “left”."),),
    ),
    Note("instructor", 2, "with only four divisions the Germans marched into the Rhineland", "highlighting", colour="green"),
]  # fmt: skip


@transaction.atomic
def load() -> Text:
    """The sample article, made with its cast and notes unless they are there."""
    people = {row["username"]: _person(**row) for row in CAST}
    article = _article(people["instructor"])
    texts = [article, *article.comments.order_by("place")]
    for number, note in enumerate(NOTES):
        _note(number, note, texts[note.on], people)
    _class(article, people)
    return article


def _class(article: Text, people: dict[str, User]) -> None:
    """The instructor and the two learners read the article together; made once, and then theirs."""
    if Group.objects.filter(pk=CLASS).exists():
        return
    teacher = people["instructor"]
    group = make_group(
        teacher,
        id=CLASS,
        kind=Kind.CLASS,
        name="Reading history together",
        description="One newspaper article, its readers’ comments, and what either of them can prove.",
    )
    GroupText.objects.create(group=group, text=article, place=1, added_by=teacher)
    for name in ("learner1", "learner2"):
        join(group, people[name], Role.LEARNER, How.ADDED, teacher)


def _person(username: str, **fields: Any) -> User:
    person, made = User.objects.get_or_create(
        username=username, defaults={"email": f"{username}@example.org", **fields}
    )
    if made:
        person.set_password(PASSWORD)
        person.save()
        _verified(person)
    return person


def _verified(person: User) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def _article(owner: User) -> Text:
    made = Text.objects.filter(pk=SAMPLE).first()
    if made:
        return made
    draft = read_text(decode(CORPUS.read_bytes()), "article")
    return add_text(
        draft,
        owner,
        id=SAMPLE,
        title=TITLE,
        byline="Nick Holdsworth in Moscow",
        publisher="The Sunday Telegraph",
        published="2008",
        rights="Shown as a sample of a text with its readers’ comments, misspellings and all.",
    )


def _note(number: int, note: Note, text: Text, people: dict[str, User]) -> None:
    client_id = uuid.uuid5(SAMPLE, str(number))
    if Annotation.objects.filter(client_id=client_id, author=people[note.by]).exists():
        return
    revision = text.revisions.get(number=1)
    start = revision.plain.index(note.words)
    made = annotate(
        Annotation.on(
            text,
            revision,
            Span(start, start + len(note.words)),
            author=people[note.by],
            client_id=client_id,
            **{name: getattr(note, name) for name in ("motivation", "body", "visibility", "colour")},
        ),
        tags=note.tags,
        query=Query(**note.query) if note.query else None,
        check=Check(**note.check) if note.check else None,
        sources=[Source(added_by=people[note.by], **note.source)] if note.source else [],
    )
    for place, (by, body) in enumerate(note.replies):
        add_reply(made, people[by], body, uuid.uuid5(client_id, str(place)))


def accounts() -> str:
    """How to sign in, for the console and the sign-in page."""
    assert settings.DEMO
    names = ", ".join(str(row["username"]) for row in CAST)
    return f"Sign in as {names}; the password is {PASSWORD}."
