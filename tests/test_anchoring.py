"""Notes are carried through revisions, and all of it can be made again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.library.publishing import publish
from annotator.notes.annotating import annotate
from annotator.notes.models import Act, Anchor, Annotation, State
from annotator.notes.reanchoring import reanchor
from annotator.notes.repairing import repair
from annotator.people.models import User
from tests.conftest import SLOW_MACHINES
from tests.making import make_note, make_text
from texts.editing import Refused, replace
from texts.folding import same_words
from texts.models import Conflict, Revision, Text
from texts.spans import Span

pytestmark = pytest.mark.django_db

FIRST = """The Molotov-Ribbnetrop pact was signed in August, and nobody in London answered him in time.

A second paragraph speaks of divisions that could have been sent to the border before the winter.

A third paragraph closes the account with a few words on Poland and its refusal."""


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(FIRST, author=instructor)


def revise(text: Text, source: str, by: User) -> Text:
    text.refresh_from_db()
    publish(text, source, author=by, base=text.latest)
    text.refresh_from_db()
    return text


def standing(note: Annotation) -> tuple[str, str | None]:
    """The state of a note in the latest revision, and the words it stands on there."""
    anchor = Anchor.objects.select_related("revision").get(
        annotation=note, revision=note.text.__class__.objects.get(pk=note.text_id).latest
    )
    words = None if anchor.start is None else anchor.revision.plain[anchor.start : anchor.end]
    return anchor.state, words


def test_words_added_before_a_note_leave_it_on_its_words(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1)
    revise(text, "A new beginning.\n\n" + FIRST, instructor)
    assert standing(note) == (State.EXACT, "Ribbnetrop")


def test_a_note_moves_with_its_paragraph(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    first, second, third = FIRST.split("\n\n")
    revise(text, "\n\n".join([first, third, second]), instructor)
    assert standing(note)[1] == "divisions that could have been sent"
    assert standing(note)[0] in (State.EXACT, State.MOVED)


def test_a_note_whose_paragraph_went_is_an_orphan_and_comes_back_with_it(
    text: Text, learner1: User, instructor: User
) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    first, _, third = FIRST.split("\n\n")
    revise(text, f"{first}\n\n{third}", instructor)
    assert standing(note) == (State.ORPHAN, None)
    revise(text, f"{first}\n\nSomething else entirely.\n\n{third}", instructor)
    assert standing(note) == (State.ORPHAN, None)
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "divisions that could have been sent")


def test_a_changed_note_waits_for_a_look_until_its_words_are_back(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="nobody in London answered him in time")
    revise(text, FIRST.replace("London", "Paris"), instructor)
    assert standing(note) == (State.CHANGED, "nobody in Paris answered him in time")
    revise(text, FIRST.replace("London", "Paris") + "\n\nMore.", instructor)
    assert standing(note)[0] == State.CHANGED
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "nobody in London answered him in time")


def test_a_stale_base_is_refused_and_nothing_changes(text: Text, learner1: User, instructor: User) -> None:
    make_note(text, learner1)
    stale = text.latest
    revise(text, "Changed. " + FIRST, instructor)
    anchors = Anchor.objects.count()
    with pytest.raises(Conflict):
        publish(text, "Lost? " + FIRST, author=instructor, base=stale)
    assert Anchor.objects.count() == anchors


def snapshot(text: Text | None = None) -> list[tuple[Any, ...]]:
    fields = ("annotation_id", "revision_id", "start", "end", "state", "score", "reason", "settled")
    anchors = Anchor.objects.filter(revision__text=text) if text else Anchor.objects.all()
    return list(anchors.order_by("annotation_id", "revision_id").values_list(*fields))


def test_reanchor_makes_the_same_again(text: Text, learner1: User, instructor: User) -> None:
    words = ("Ribbnetrop", "divisions that could have been sent", "nobody in London answered", "Poland and its refusal")
    notes = [make_note(text, learner1, words=each) for each in words]
    whole = FIRST.split("\n\n")
    revise(text, "\n\n".join([whole[2], whole[0]]), instructor)
    repair(notes[1], Act.LEFT, instructor)
    revise(text, FIRST.replace("London", "Paris").replace("divisions", "regiments"), instructor)
    waiting = Anchor.objects.filter(revision=text.latest, state=State.CHANGED).first()
    assert waiting
    repair(waiting.annotation, Act.CONFIRMED, learner1)
    make_note(text, learner1, words="second paragraph")
    revise(text, "Before. " + FIRST, instructor)
    before = snapshot()
    assert "Nothing changed" in reanchored()
    assert snapshot() == before


def test_what_was_left_without_a_place_does_not_come_up_again(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    first, _, third = FIRST.split("\n\n")
    revise(text, f"{first}\n\n{third}", instructor)
    repair(note, Act.LEFT, instructor)
    revise(text, f"{first} More.\n\n{third}", instructor)
    assert Anchor.objects.get(annotation=note, revision=text.latest).settled
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "divisions that could have been sent")


def test_a_changed_note_that_was_left_without_a_place_stays_without(
    text: Text, learner1: User, instructor: User
) -> None:
    """What stands there now was looked at and refused; only its own words bring the note back."""
    note = make_note(text, learner1, words="nobody in London answered him in time")
    other = FIRST.replace("London", "Paris")
    revise(text, other, instructor)
    repair(note, Act.LEFT, instructor)
    revise(text, "Before. " + other, instructor)
    assert standing(note) == (State.ORPHAN, None)
    assert Anchor.objects.get(annotation=note, revision=text.latest).settled
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "nobody in London answered him in time")


def test_an_orphan_that_comes_back_changed_waits_for_a_look(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent to the border")
    first, second, third = FIRST.split("\n\n")
    revise(text, f"{first}\n\n{third}", instructor)
    assert standing(note) == (State.ORPHAN, None)
    revise(text, "\n\n".join([first, second.replace("sent", "marched"), third]), instructor)
    assert standing(note) == (State.CHANGED, "divisions that could have been marched to the border")
    assert not Anchor.objects.get(annotation=note, revision=text.latest).settled


def test_changed_words_that_went_and_came_back_are_still_not_the_notes_own(
    text: Text, learner1: User, instructor: User
) -> None:
    note = make_note(text, learner1, words="nobody in London answered him in time")
    other = FIRST.replace("London", "Paris")
    revise(text, other, instructor)
    revise(text, other.split("\n\n", 1)[1], instructor)
    assert standing(note) == (State.ORPHAN, None)
    revise(text, other, instructor)
    assert standing(note) == (State.CHANGED, "nobody in Paris answered him in time")
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "nobody in London answered him in time")


def test_words_in_doubt_stay_in_doubt_until_their_place_is_back(text: Text, learner1: User, instructor: User) -> None:
    """The same words among others are not called the note's own by the next revision, but by the old one again."""
    note = make_note(text, learner1, words="answered")
    other = FIRST.replace(
        "and nobody in London answered him in time", "so every clerk of Paris was glad who answered with no doubt"
    )
    revise(text, other, instructor)
    assert standing(note) == (State.CHANGED, "answered")
    revise(text, f"Before. {other}", instructor)
    assert standing(note) == (State.CHANGED, "answered")
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "answered")


def test_a_correction_elsewhere_does_not_settle_what_waits_for_a_look(
    text: Text, learner1: User, instructor: User
) -> None:
    note = make_note(text, learner1, words="nobody in London answered him in time")
    other = FIRST.replace("London", "Paris")
    revise(text, other, instructor)
    start = other.index("Ribbnetrop")
    corrected = other.replace("Ribbnetrop", "Ribbentrop")
    publish(text, corrected, author=instructor, base=text.latest, edits=[[start, start + 10, "Ribbentrop"]])
    assert not Anchor.objects.get(annotation=note, revision=text.latest).settled


def test_a_correction_inside_a_note_needs_no_look(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="The Molotov-Ribbnetrop pact was signed")
    start = FIRST.index("Ribbnetrop")
    corrected = FIRST.replace("Ribbnetrop", "Ribbentrop")
    publish(text, corrected, author=instructor, base=text.latest, edits=[[start, start + 10, "Ribbentrop"]])
    assert standing(note) == (State.CHANGED, "The Molotov-Ribbentrop pact was signed")
    assert Anchor.objects.get(annotation=note, revision=text.latest).settled


def test_a_note_made_on_an_old_revision_is_carried_through_all_later_ones(
    text: Text, learner1: User, instructor: User
) -> None:
    old = text.latest
    revise(text, FIRST.replace("London", "Paris"), instructor)
    revise(text, "Before. " + FIRST.replace("London", "Paris"), instructor)
    assert old
    note = note_on(old, "nobody in London answered him in time", learner1)
    assert list(note.anchors.order_by("revision__number").values_list("state", "reason")) == [
        (State.EXACT, ""),
        (State.CHANGED, "1 of 7 words changed"),
        (State.CHANGED, "Its words had changed before"),
    ]


def note_on(revision: Revision, words: str, author: User) -> Annotation:
    start = revision.plain.index(words)
    span = Span(start, start + len(words))
    return annotate(Annotation.on(revision.text, revision, span, motivation="commenting", author=author))


def test_taking_a_decision_back_leaves_the_note_as_the_revision_had_left_it(
    text: Text, learner1: User, instructor: User
) -> None:
    note = make_note(text, learner1, words="nobody in London answered him in time")
    revise(text, FIRST.replace("London", "Paris"), instructor)
    before = list(snapshot())
    repair(note, Act.PLACED, instructor, Span(0, 3))
    repair(note, Act.UNDONE, instructor)
    assert snapshot() == before
    assert reanchor(text).changes == {}
    with pytest.raises(ValueError, match="no decision"):
        repair(note, Act.UNDONE, instructor)


PARAGRAPHS = [*FIRST.split("\n\n"), "A fourth paragraph about nothing.", "Poland and its refusal, again."]
STEPS = st.one_of(
    st.tuples(st.just("revise"), st.lists(st.integers(0, len(PARAGRAPHS) - 1), min_size=1, max_size=5, unique=True)),
    st.tuples(st.just("replace"), st.sampled_from(["London", "divisions", "refusal", "August"])),
    st.tuples(st.just("edit"), st.integers(0, 60)),
    st.tuples(st.just("note"), st.integers(0, 400)),
    st.tuples(st.just("stale"), st.integers(0, 400)),
    st.tuples(st.sampled_from(list(Act)), st.integers(0, 20)),
)


@settings(max_examples=12, suppress_health_check=[*SLOW_MACHINES, HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_whatever_was_done_all_anchors_can_be_made_again(steps: list[Any], learner1: User, instructor: User) -> None:
    text = make_text(FIRST, author=instructor)
    for words in ("Ribbnetrop", "divisions that could have been sent", "nobody in London answered"):
        make_note(text, learner1, words=words)
    for step, choice in steps:
        take(step, choice, text, instructor)
        text.refresh_from_db()
    before = snapshot(text)
    assert reanchor(text).changes == {}
    assert snapshot(text) == before
    assert list(strayed(text)) == []


def strayed(text: Text) -> Iterator[tuple[str, str]]:
    """Words of a note, and other words on which it is said to stand unchanged though nobody put it there."""
    unchanged = Anchor.objects.filter(revision__text=text, state__in=[State.EXACT, State.MOVED])
    for anchor in unchanged.exclude(annotation__repairs__act=Act.PLACED).select_related("annotation", "revision"):
        words = anchor.revision.plain[anchor.start : anchor.end]
        if not same_words(words, anchor.annotation.exact):
            yield anchor.annotation.exact, words


def take(step: str, choice: Any, text: Text, by: User) -> None:
    """One step of a text's life, if it can be taken now."""
    assert text.latest
    source = text.latest.source
    if step == "revise":
        revise(text, "\n\n".join(PARAGRAPHS[place] for place in choice), by)
    elif step == "replace":
        revise(text, source.replace(choice, "something"), by)
    elif step == "edit":
        with contextlib.suppress(Refused):  # what is there cannot be changed without doubt
            edited = replace(source, Span(choice, choice + 3), "xyz")
            edits = [[span.start, span.end, words] for span, words in edited.edits]
            publish(text, edited.source, author=by, base=text.latest, edits=edits)
    elif step in ("note", "stale"):
        revision = text.revisions.order_by("number")[0] if step == "stale" else text.latest
        start = choice % len(revision.plain)
        words = revision.plain[start : start + 24].strip()
        if words:
            note_on(revision, words, by)
    else:
        decide(Act(step), choice, text, by)


def decide(act: Act, choice: int, text: Text, by: User) -> None:
    notes = list(text.annotations.all())
    with contextlib.suppress(ValueError):  # there is nothing to confirm or to take back
        repair(notes[choice % len(notes)], act, by, Span(0, 3) if act == Act.PLACED else None)


def reanchored(*arguments: str) -> str:
    out = StringIO()
    call_command("reanchor", *arguments, stdout=out)
    return out.getvalue()


def test_reanchor_says_what_it_changed_and_a_dry_run_changes_nothing(
    text: Text, learner1: User, instructor: User
) -> None:
    note = make_note(text, learner1, words="divisions")
    lost = make_note(text, learner1, words="Ribbnetrop")
    right = snapshot()
    Anchor.objects.filter(annotation=note).update(start=0, end=3)
    Anchor.objects.filter(annotation=lost).delete()
    wrong = snapshot()
    said = reanchored("--dry-run")
    assert "revision 1: 1 anchor exact → exact, elsewhere" in said
    assert "revision 1: 1 anchor missing → exact" in said
    assert "would change" in said
    assert snapshot() == wrong
    assert "2 changed" in reanchored("--text", str(text.pk))
    assert snapshot() == right
    assert "Nothing changed" in reanchored()


def test_reanchor_refuses_a_text_that_is_not_there(text: Text) -> None:
    with pytest.raises(CommandError, match="no text"):
        reanchored("--text", "00000000-0000-0000-0000-000000000000")
