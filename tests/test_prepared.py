"""What is asked through a query that was written once is what the query itself would answer."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator import permissions
from annotator.inserting import insert
from annotator.notes.models import Anchor, Annotation
from annotator.people.models import User
from annotator.prepared import Prepared
from annotator.review.models import Assignment
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db


def notes(user: Any, key: uuid.UUID) -> QuerySet[Annotation, Any]:
    return Annotation.objects.readable_by(user).filter(pk=key).order_by().values_list("pk", "author__username", "body")


def remembering(*people: User) -> list[User]:
    """As sessions and tokens bring them along."""
    known = permissions.remembering_groups(User.objects.all())
    return [known.get(pk=one.pk) for one in people]


def test_everybody_finds_through_it_the_notes_that_are_theirs_to_read(
    instructor: User, learner1: User, learner2: User, outsider: User
) -> None:
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner1, learner2])
    made = [make_note(text, learner1, words="Ribbnetrop", visibility=one) for one in ("public", "private")]
    made += [
        make_note(text, learner1, words="Ribbnetrop", visibility=one, group=group) for one in ("group", "instructors")
    ]
    readers = [*remembering(instructor, learner1, learner2, outsider), instructor, learner1, AnonymousUser()]
    prepared = Prepared(notes)
    for _ in range(2):  # written, and asked again
        for reader in readers:
            for note in made:
                assert prepared(reader, note.pk) == list(notes(reader, note.pk)), (reader, note.visibility)


def test_people_in_the_same_groups_share_what_is_written(instructor: User, learner1: User, learner2: User) -> None:
    text = make_text(author=instructor)
    make_class(instructor, text, learner=[learner1, learner2])
    mine, yours = (make_note(text, one, words="Ribbnetrop", visibility="private") for one in (learner1, learner2))
    written: list[object] = []

    def build(user: Any, key: uuid.UUID) -> QuerySet[Annotation]:
        written.append(user)
        return Annotation.objects.filter(author=user.pk, pk=key)

    prepared = Prepared(build)
    first, second = remembering(learner1, learner2)
    assert prepared(first, mine.pk) == [mine] and prepared(second, yours.pk) == [yours]
    assert prepared(second, mine.pk) == []
    assert len(written) == 2  # both for the first: nothing was written for the second


def test_who_joins_a_group_is_not_taken_for_who_they_were(instructor: User, learner1: User) -> None:
    text = make_text(author=instructor, readers="groups")
    prepared = Prepared(lambda user, key: Text.objects.filter(permissions.readable_texts(user), pk=key))
    assert prepared(*remembering(learner1), text.pk) == []
    make_class(instructor, text, learner=[learner1])
    assert prepared(*remembering(learner1), text.pk) == [text]


def test_what_a_class_lets_its_learners_see_now_is_written_once(instructor: User, learner1: User) -> None:
    text = make_text(author=instructor)
    group = make_class(instructor, text, learner=[learner1])
    work = Assignment.objects.create(
        group=group, title="Read", created_by=instructor, opens=timezone.now() + timedelta(hours=1)
    )
    written: list[object] = []

    def build(user: Any) -> QuerySet[Assignment]:
        written.append(user)
        return Assignment.objects.filter(permissions.readable_assignments(user))

    prepared, (learner,) = Prepared(build), remembering(learner1)
    assert prepared(learner) == []
    Assignment.objects.update(opens=timezone.now())
    assert prepared(learner) == [work] and len(written) == 2


def test_a_query_that_holds_the_moment_is_written_anew_each_time(instructor: User) -> None:
    later = Prepared(lambda key: Text.objects.filter(pk=key, created__lte=timezone.now()))
    nothing = uuid.uuid4()
    assert later(nothing) == []
    assert later(make_text(author=instructor).pk) != []


def test_a_query_that_holds_the_day_is_written_anew_each_time(
    instructor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the same twice in a moment, and not tomorrow."""
    text, today = make_text(author=instructor), timezone.localdate()
    by_today = Prepared(lambda key: Text.objects.filter(pk=key, created__date__lte=timezone.localdate()))
    monkeypatch.setattr(timezone, "localdate", lambda: today - timedelta(days=2))
    assert by_today(text.pk) == []
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=2))
    assert by_today(text.pk) == [text]


def test_words_that_go_out_in_other_words_are_not_mistaken(instructor: User) -> None:
    text = make_text(author=instructor, title="Ribbentrop")
    titled = Prepared(lambda words: Text.objects.filter(title__contains=words).order_by())
    assert titled("nobody") == [] and titled("bent") == [text]


def test_rows_come_with_what_belongs_to_them(instructor: User, django_assert_num_queries: Any) -> None:
    article = make_text(author=instructor)
    comment = make_text(author=instructor, parent=article, kind="comment", place=1)
    found = Prepared(lambda key: Text.objects.filter(pk=key).select_related("parent"))
    for key in (article.pk, comment.pk):
        with django_assert_num_queries(1):
            (text,) = found(key)
            assert text.article == article and text._state.db == "default" and not text._state.adding


def test_nobody_finds_anything_and_nothing_is_asked(learner1: User) -> None:
    nothing = Prepared(lambda user: Text.objects.filter(permissions.editable_texts(user)))
    with CaptureQueriesContext(connection) as asked:
        assert nothing(*remembering(learner1)) == []
    assert len(asked) == 1  # the person


def test_what_locks_its_rows_is_never_asked_without_the_lock(learner1: User) -> None:
    moment = Prepared.sharing(lambda key: Text.objects.filter(pk=key, created__lte=timezone.now()))
    with pytest.raises(TypeError, match="must be prepared"):
        moment(uuid.uuid4())


def test_a_row_that_is_inserted_is_the_row_that_is_saved(instructor: User) -> None:
    text = make_text(author=instructor)
    note = make_note(text, instructor, words="Ribbnetrop")
    anchor = Anchor.objects.get(annotation=note)
    values = {name: getattr(anchor, name) for name in ("revision_id", "start", "end", "state", "score", "settled")}
    anchor.delete()
    insert(Anchor(annotation=note, reason="as “it” was %s", **values))
    again = Anchor.objects.get(annotation=note)
    assert {name: getattr(again, name) for name in values} == values and again.reason == "as “it” was %s"
