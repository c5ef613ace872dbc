"""Typo queries become corrections, and corrections are taken back."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections

from annotator.library.publishing import publish
from annotator.notes.annotating import annotate
from annotator.notes.correcting import Conflict, accept, accept_all, decide_alike
from annotator.notes.models import Anchor, Annotation, Notice, Query, QueryState
from annotator.notes.repairing import waiting
from annotator.notes.undoing import take_back
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Revision, Text
from texts.spans import Span

pytestmark = pytest.mark.django_db

SOURCE = """# A pact

Why the Molotov-*Ribb**net**rop* was Necessary, see [the Ribbnetrop page](https://example.org/Ribbnetrop) here.

| Who | When |
|-----|------|
| Von Ribbnetrop | 1939 |

The very very last lines are the last, and nobody answered him."""


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(SOURCE, author=instructor)


def ask(text: Text, author: User, words: str, proposed: str, nth: int = 0, **fields: Any) -> Annotation:
    """A typo query on the nth place of `words` in the latest revision."""
    assert text.latest
    plain, start = text.latest.plain, -1
    for _ in range(nth + 1):
        start = plain.index(words, start + 1)
    span = Span(start, start + len(words))
    note = Annotation.on(text, text.latest, span, motivation="editing", author=author, **fields)
    return annotate(note, query=Query(proposed=proposed))


def state_of(note: Annotation) -> tuple[str, int | None]:
    query = Query.objects.select_related("applied_in").get(pk=note.pk)
    return query.state, query.applied_in.number if query.applied_in else None


def words_of(note: Annotation) -> str:
    """The words that a note stands on now; nothing for an orphan."""
    anchor = Anchor.objects.current().select_related("revision").get(annotation=note)
    return anchor.revision.plain[anchor.start : anchor.end] if anchor.start is not None else ""


def latest(text: Text) -> Revision:
    stored = Text.objects.select_related("latest").get(pk=text.pk)
    assert stored.latest
    return stored.latest


def test_all_readers_of_one_typo_are_answered_by_one_revision(
    text: Text, instructor: User, learner1: User, learner2: User, outsider: User
) -> None:
    queries = [ask(text, reader, "Ribbnetrop", "Ribbentrop") for reader in (learner1, learner2, outsider)]
    revision = accept(text, [queries[1].pk], instructor)
    assert revision.number == 2 and revision.plain.count("Ribbentrop") == 1
    assert "Ribbnetrop" in revision.message and "Ribbentrop" in revision.message
    assert {state_of(query) for query in queries} == {("accepted", 2)}
    assert sorted(Notice.objects.values_list("person__username", flat=True)) == ["learner1", "learner2", "outsider"]
    assert [query.query.decisions.get().by for query in queries] == [instructor] * 3


def test_every_other_note_stays_on_its_words(text: Text, instructor: User, learner1: User, learner2: User) -> None:
    query = ask(text, learner1, "Ribbnetrop", "Ribbentrop")
    around = make_note(text, learner2, words="Why the Molotov-Ribbnetrop was Necessary")
    later = make_note(text, learner2, words="nobody answered")
    accept(text, [query.pk], instructor)
    assert words_of(query) == "Ribbentrop"
    assert words_of(around) == "Why the Molotov-Ribbentrop was Necessary"
    assert words_of(later) == "nobody answered"
    old = Anchor.objects.get(annotation=around, revision__number=1)
    assert old.revision.plain[old.start : old.end] == "Why the Molotov-Ribbnetrop was Necessary"


@pytest.mark.parametrize(
    ("nth", "line"),
    [
        (0, "Molotov-*Ribb**ent**rop* was"),
        (1, "[the Ribbentrop page](https://example.org/Ribbnetrop)"),
        (2, "| Von Ribbentrop | 1939 |"),
    ],
    ids=["emphasis", "link", "table"],
)
def test_words_inside_marks_are_corrected_where_they_stand(
    text: Text, instructor: User, learner1: User, nth: int, line: str
) -> None:
    query = ask(text, learner1, "Ribbnetrop", "Ribbentrop", nth)
    revision = accept(text, [query.pk], instructor)
    assert line in revision.source and revision.plain.count("Ribbentrop") == 1
    assert words_of(query) == "Ribbentrop"


def test_taking_back_brings_the_old_words_and_opens_all_queries_again(
    text: Text, instructor: User, learner1: User, learner2: User
) -> None:
    queries = [ask(text, reader, "Ribbnetrop", "Ribbentrop") for reader in (learner1, learner2)]
    around = make_note(text, learner2, words="Why the Molotov-Ribbnetrop was Necessary")
    accept(text, [queries[0].pk], instructor)
    revision = take_back(queries[1], instructor)
    assert revision.number == 3 and revision.source == SOURCE
    assert [state_of(query) for query in queries] == [("open", None)] * 2
    assert [words_of(note) for note in (*queries, around)] == ["Ribbnetrop"] * 2 + [around.exact]
    states = list(queries[0].query.decisions.values_list("state", flat=True))
    assert states == ["accepted", "open"]
    assert Notice.objects.filter(person=learner1, words__contains="taken back").count() == 1


def test_a_deletion_is_accepted_and_taken_back_at_its_own_place(text: Text, instructor: User, learner1: User) -> None:
    first, second = ask(text, learner1, "very ", ""), ask(text, learner1, "last", "", 1)
    revision = accept(text, [first.pk, second.pk], instructor)
    assert "The very last lines are the, and nobody" in revision.plain
    taken = take_back(second, instructor)
    assert "The very last lines are the last, and nobody" in taken.plain
    assert state_of(first) == ("accepted", 2) and state_of(second) == ("open", None)
    assert words_of(second) == "last"
    assert take_back(first, instructor).source == SOURCE


def test_who_proposed_a_deletion_is_told_that_alone_and_has_nothing_to_repair(
    text: Text, instructor: User, learner1: User, learner2: User
) -> None:
    query, note = ask(text, learner1, "nobody answered him", ""), make_note(text, learner2, words="nobody answered")
    accept(text, [query.pk], instructor)
    assert [notice.words for notice in Notice.objects.filter(person=learner1)] == [
        "Your correction “nobody answered him” → “” is in the text."
    ]
    assert "are gone" in Notice.objects.get(person=learner2).words
    assert [waits.pk for waits in waiting(text, instructor)] == [note.pk]


def test_a_deletion_is_taken_back_after_other_words_have_changed(text: Text, instructor: User, learner1: User) -> None:
    query = ask(text, learner1, "very ", "")
    accept(text, [query.pk], instructor)
    edited = publish(text, "A new beginning.\n\n" + latest(text).source, author=instructor, base=latest(text))
    assert take_back(query, instructor).source == edited.source.replace("The very last", "The very very last")


def test_taking_back_is_refused_when_the_words_have_changed_again(text: Text, instructor: User, learner1: User) -> None:
    query = ask(text, learner1, "Ribbnetrop", "Ribbentrop")
    accept(text, [query.pk], instructor)
    changed = latest(text).source.replace("*Ribb**ent**rop*", "Somebody")
    publish(text, changed, author=instructor, base=latest(text))
    with pytest.raises(Conflict, match="changed again"):
        take_back(query, instructor)
    assert state_of(query) == ("accepted", 2) and latest(text).number == 3


def test_taking_back_twice_is_refused(text: Text, instructor: User, learner1: User) -> None:
    query = ask(text, learner1, "Ribbnetrop", "Ribbentrop")
    accept(text, [query.pk], instructor)
    take_back(query, instructor)
    with pytest.raises(Conflict, match="taken back already"):
        take_back(query, instructor)
    assert latest(text).number == 3


def test_a_query_whose_words_have_changed_is_not_accepted(text: Text, instructor: User, learner1: User) -> None:
    lost, good = ask(text, learner1, "nobody answered", "no one answered"), ask(text, learner1, "1939", "1940")
    publish(text, SOURCE.replace("nobody answered", "nobody ever answered"), author=instructor, base=text.latest)
    with pytest.raises(Conflict, match="no longer those") as conflict:
        accept(text, [lost.pk, good.pk], instructor)
    assert [note.pk for note, _ in conflict.value.refused] == [lost.pk]
    assert latest(text).number == 2 and state_of(good) == ("open", None)
    assert not Notice.objects.filter(words__contains="is in the text").exists()


def test_rivals_on_the_same_words_are_not_accepted_together(
    text: Text, instructor: User, learner1: User, learner2: User
) -> None:
    mine, theirs = ask(text, learner1, "Ribbnetrop", "Ribbentrop"), ask(text, learner2, "Molotov-Ribbnetrop", "Pact")
    with pytest.raises(Conflict, match="same words") as conflict:
        accept(text, [mine.pk, theirs.pk], instructor)
    assert {note.pk for note, _ in conflict.value.refused} == {mine.pk, theirs.pk}
    accept(text, [mine.pk], instructor)
    with pytest.raises(Conflict, match="no longer those"):
        accept(text, [theirs.pk], instructor)


def test_what_the_markdown_cannot_take_is_refused_with_a_sentence(instructor: User, learner1: User) -> None:
    text = make_text("Words with a note.[^1]\n\n[^1]: The note.", author=instructor)
    query = ask(text, learner1, "[1]", "[2]")
    with pytest.raises(Conflict, match="without doubt"):
        accept(text, [query.pk], instructor)
    assert latest(text).number == 1 and state_of(query) == ("open", None)


def test_a_text_is_never_left_without_words(instructor: User, learner1: User) -> None:
    text = make_text("Wrong", author=instructor)
    query = ask(text, learner1, "Wrong", "")
    with pytest.raises(Conflict, match=r"Nothing would be left|without doubt"):
        accept(text, [query.pk], instructor)
    assert latest(text).number == 1


def test_somebody_elses_private_query_is_neither_decided_nor_told(
    text: Text, instructor: User, learner1: User, learner2: User
) -> None:
    public = ask(text, learner1, "Ribbnetrop", "Ribbentrop")
    private = ask(text, learner2, "Ribbnetrop", "Ribbentrop", visibility="private")
    with pytest.raises(Conflict):
        accept(text, [private.pk], instructor)
    with pytest.raises(Conflict):
        accept_all([private.pk], instructor)
    accept(text, [public.pk], instructor)
    assert state_of(private) == ("open", None) and words_of(private) == "Ribbentrop"
    assert not Notice.objects.filter(person=learner2).exists()


def test_queries_on_a_comment_and_its_article_make_one_revision_of_each(
    text: Text, instructor: User, learner1: User
) -> None:
    comment = make_text("Molotov-Ribbnetrop, and von Ribbnetrop.", author=instructor, parent=text)
    asked = [ask(comment, learner1, "Ribbnetrop", "Ribbentrop", nth) for nth in (0, 1)]
    asked.append(ask(text, learner1, "Ribbnetrop", "Ribbentrop"))
    revisions = accept_all([query.pk for query in asked], instructor)
    assert sorted(revision.number for revision in revisions) == [2, 2]
    assert latest(comment).plain.strip() == "Molotov-Ribbentrop, and von Ribbentrop."
    take_back(asked[0], instructor)
    assert latest(comment).plain.strip() == "Molotov-Ribbnetrop, and von Ribbentrop."
    assert [state_of(query) for query in asked] == [("open", None), ("accepted", 2), ("accepted", 2)]


def test_a_conflict_on_one_text_leaves_all_texts_as_they_are(text: Text, instructor: User, learner1: User) -> None:
    comment = make_text("Molotov-Ribbnetrop.", author=instructor, parent=text)
    good, bad = ask(text, learner1, "1939", "1940"), ask(comment, learner1, "Ribbnetrop", "Ribbentrop")
    publish(comment, "Molotov-Ribentrop.", author=instructor, base=comment.latest)
    with pytest.raises(Conflict) as conflict:
        accept_all([good.pk, bad.pk], instructor)
    assert [note.pk for note, _ in conflict.value.refused] == [bad.pk]
    assert latest(text).number == 1 and state_of(good) == ("open", None)


def test_stet_answers_all_with_the_same_proposal_and_not_their_rivals(
    text: Text, instructor: User, learner1: User, learner2: User, outsider: User
) -> None:
    same = [ask(text, reader, "Ribbnetrop", "Ribbentrop") for reader in (learner1, learner2)]
    rival = ask(text, outsider, "Ribbnetrop", "Ribentrop")
    assert len(decide_alike(same[0], QueryState.STET, instructor, "It says so.")) == 2
    assert [state_of(query)[0] for query in (*same, rival)] == ["stet", "stet", "open"]
    assert Notice.objects.filter(words__contains="It says so.").count() == 2
    with pytest.raises(Conflict, match="decided already"):
        accept(text, [same[0].pk], instructor)
    with pytest.raises(Conflict, match="decided already"):
        decide_alike(same[0], QueryState.STET, instructor, "Again.")


def test_a_double_of_one_in_its_own_row_leaves_that_one_open(text: Text, instructor: User, learner1: User) -> None:
    one, two = ask(text, learner1, "Ribbnetrop", "Ribbentrop"), ask(text, learner1, "Ribbnetrop", "Ribbentrop")
    decide_alike(two, QueryState.DUPLICATE, instructor, "", duplicate_of=one.query)
    assert [state_of(one)[0], state_of(two)[0]] == ["open", "duplicate"]


def test_forty_readers_are_answered_with_a_bounded_number_of_queries(
    text: Text, instructor: User, learner1: User, django_assert_max_num_queries: Any
) -> None:
    asked = [ask(text, learner1, "Ribbnetrop", "Ribbentrop") for _ in range(40)]
    with django_assert_max_num_queries(30):
        accept(text, [asked[0].pk], instructor)
    assert Query.objects.filter(state="accepted").count() == 40
    with django_assert_max_num_queries(30):
        take_back(asked[7], instructor)
    assert Query.objects.filter(state="open").count() == 40


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What becomes of acts done at the same time, each on a connection of its own."""
    outcomes: list[Any] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            outcomes.append(act())
        except Conflict as conflict:
            outcomes.append(conflict)
        finally:
            connections["default"].close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="two connections at once need PostgreSQL")
def test_of_two_editors_with_overlapping_proposals_the_second_is_refused(
    instructor: User, learner1: User, learner2: User
) -> None:
    text = make_text(SOURCE, author=instructor)
    one, two = ask(text, learner1, "Ribbnetrop", "Ribbentrop"), ask(text, learner2, "Molotov-Ribbnetrop", "Pact")
    outcomes = at_once(lambda: accept(text, [one.pk], instructor), lambda: accept(text, [two.pk], learner1))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Revision"]
    assert latest(text).number == 2 and Query.objects.filter(state="accepted").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="two connections at once need PostgreSQL")
def test_of_two_editors_who_accept_and_keep_at_once_one_is_refused(instructor: User, learner1: User) -> None:
    text = make_text(SOURCE, author=instructor)
    query = ask(text, learner1, "Ribbnetrop", "Ribbentrop")
    outcomes = at_once(
        lambda: accept(text, [query.pk], instructor),
        lambda: decide_alike(query, QueryState.STET, instructor, "It says so."),
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert (state_of(query)[0] == "accepted") == (latest(text).number == 2)
