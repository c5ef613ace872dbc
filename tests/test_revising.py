"""Editing the words of a text: who is told what before it is saved, and what is kept when it cannot be."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.library.revising import RevisionForm
from annotator.library.views.revising import look_or_save
from annotator.notes.models import Anchor
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Revision, Text

pytestmark = pytest.mark.django_db

WORDS = (
    "The Soviet offer was ignored by the Western powers.\n\n"
    "Why the Molotov-Ribbnetrop pact was necessary, he said, and nobody answered him.\n\n"
    "A last paragraph stands at the end of it all."
)


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(WORDS, author=instructor, title="The article")


@pytest.fixture
def editor(instructor: User) -> Client:
    return client_of(instructor)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def edit(client: Client, text: Text, words: str, **data: str) -> Any:
    fields = {"words": words, "base": str(text.latest_id), "message": "", **data}
    return client.post(reverse("edit-words", args=[text.pk]), fields)


def shown(answer: Any) -> str:
    """The words of a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


# Editing


def test_an_editor_saves_a_revision_with_its_reason(text: Text, editor: Client, instructor: User) -> None:
    words = WORDS.replace("Ribbnetrop", "Ribbentrop")
    assert edit(editor, text, words, save="1", message="A name.").status_code == 302
    made = text.revisions.get(number=2)
    assert (made.source, made.message, made.author, made.base) == (words, "A name.", instructor, text.latest)


def test_a_comment_is_edited_like_an_article(text: Text, editor: Client, instructor: User) -> None:
    comment = make_text("The offer came late.", author=instructor, parent=text)
    answer = edit(editor, comment, "The offer came too late.", save="1")
    assert answer.headers["Location"].endswith(f"#text-{comment.pk}")
    assert comment.revisions.count() == 2 and text.revisions.count() == 1


def test_an_editor_is_told_what_happens_to_each_note_before_anything_is_stored(
    text: Text, editor: Client, learner1: User
) -> None:
    make_note(text, learner1, words="Soviet offer")
    make_note(text, learner1, words="Why the Molotov-Ribbnetrop pact was necessary")
    make_note(text, learner1, words="A last paragraph")
    new = WORDS.replace("Ribbnetrop", "Ribbentrop").replace("\n\nA last paragraph stands at the end of it all.", "")
    page = shown(edit(editor, text, new, look="1"))
    assert "2 of 3 notes will be affected." in page
    assert "1 stays on its words" in page and "1 loses its words" in page
    assert "gone: Ribbnetrop added: Ribbentrop" in page
    assert "gone: A last paragraph" in page
    assert text.revisions.count() == 1 and Anchor.objects.count() == 3


def test_what_is_foreseen_is_what_happens(text: Text, editor: Client, learner1: User) -> None:
    notes = [make_note(text, learner1, words=words) for words in ("Soviet offer", "Ribbnetrop", "stands at the end")]
    parts = WORDS.split("\n\n")
    new = "\n\n".join([parts[2], parts[0].replace("Soviet offer", "Soviet Union's offer"), "Something else."])
    look = edit(editor, text, new, look="1").context["look"]
    edit(editor, text, new, save="1")
    states = [Anchor.objects.current().get(annotation=note).state for note in notes]
    assert look.counts["lost"] == states.count("orphan") == 1
    assert look.counts["changed"] == states.count("changed") == 1
    assert look.counts["stays"] + look.counts["moved"] == 1


def test_a_private_note_is_carried_along_and_told_to_nobody(text: Text, editor: Client, learner1: User) -> None:
    note = make_note(text, learner1, words="A last paragraph", visibility="private", body="Zanzibar")
    new = WORDS.replace("A last paragraph", "One more passage")
    page = shown(edit(editor, text, new, look="1"))
    assert "There are no notes on this text that you can read." in page and "Zanzibar" not in page
    edit(editor, text, new, save="1")
    assert Anchor.objects.current().filter(annotation=note).exists()


def test_words_that_are_back_bring_their_note_back(text: Text, editor: Client, learner1: User) -> None:
    make_note(text, learner1, words="A last paragraph stands at the end")
    edit(editor, text, WORDS.rsplit("\n\n", 1)[0], save="1")
    text.refresh_from_db()
    assert "1 gets its words back" in shown(edit(editor, text, WORDS + "\n", look="1"))


def test_no_change_is_said_and_not_stored(text: Text, editor: Client) -> None:
    answer = edit(editor, text, WORDS.replace("\n", "\r\n"), save="1")
    assert answer.status_code == 422 and "Nothing has been changed" in shown(answer)
    assert text.revisions.count() == 1


@pytest.mark.parametrize("words", ["", "  \n ", "\u200b\u00ad", "&#8203;", "[a]: https://example.org"])
def test_a_text_without_words_is_refused(text: Text, editor: Client, words: str) -> None:
    assert edit(editor, text, words, save="1").status_code == 422
    assert text.revisions.count() == 1


def test_what_was_typed_is_kept_when_it_cannot_be_saved(text: Text, editor: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "import": (2, 60)}
    for status, data in ((422, {"message": "x" * 501}), (422, {"base": "no-key"}), (429, {})):
        answer = edit(editor, text, "Typed with care.", save="1", **data)
        assert answer.status_code == status and "Typed with care." in shown(answer)
    assert text.revisions.count() == 1


def test_a_base_of_another_text_is_refused(text: Text, editor: Client, instructor: User) -> None:
    other = make_text("Other words.", author=instructor)
    answer = edit(editor, text, "New words.", base=str(other.latest_id), save="1")
    assert answer.status_code == 422 and "New words." in shown(answer)


def test_a_look_at_many_notes_costs_as_many_queries_as_a_look_at_few(
    text: Text, editor: Client, learner1: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            edit(editor, text, WORDS.replace("Ribbnetrop", "Ribbentrop"), look="1")
        return len(captured)

    make_note(text, learner1)
    queries()  # the first of its limit counts otherwise
    few = queries()
    for _ in range(20):
        make_note(text, learner1)
    assert queries() == few <= 21


def test_readers_are_not_offered_to_edit(text: Text, learner1: User, editor: Client) -> None:
    page = reverse("reader", args=[text.pk])
    assert reverse("edit-words", args=[text.pk]) in editor.get(page).content.decode()
    assert reverse("edit-words", args=[text.pk]) not in client_of(learner1).get(page).content.decode()


# History


def test_the_history_says_who_when_why_and_how_long(text: Text, editor: Client) -> None:
    edit(editor, text, WORDS + " And five more words here.", save="1", message="For clarity.")
    page = shown(editor.get(reverse("text-history", args=[text.pk])))
    assert "2 revisions" in page and "For clarity." in page and "As it was imported" in page
    assert "instructor" in page and "31 words" in page and "36 words (+5)" in page


def test_a_long_history_has_pages_of_a_constant_cost(text: Text, editor: Client, instructor: User) -> None:
    for number in range(2, 31):
        publish(text, f"{WORDS} {number}", author=instructor, base=text.latest)
    address = reverse("text-history", args=[text.pk])
    editor.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = shown(editor.get(address))
    assert len(captured) <= 8
    assert "Revision 30 the latest" in page and "Page 1 of 2" in page
    assert "As it was imported" in shown(editor.get(address, {"page": "2"}))


def test_reading_histories_does_not_crowd_out_the_limits(text: Text, editor: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        editor.get(reverse("text-history", args=[text.pk]))
    assert not any('"cache"' in query["sql"] for query in captured)


# Comparing


def compare(client: Client, text: Text, **asked: Any) -> str:
    answer = client.get(reverse("compare", args=[text.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_two_revisions_are_compared_in_words(text: Text, editor: Client) -> None:
    edit(editor, text, WORDS.replace("Ribbnetrop", "Ribbentrop"), save="1")
    for asked in ({}, {"as": "side"}, {"from": "2", "to": "1"}):
        page = compare(editor, text, **asked)
        assert "gone: </span>Ribbnetrop</del>" in page and "added: </span>Ribbentrop</ins>" in page


def test_a_moved_passage_is_shown_as_moved(text: Text, editor: Client) -> None:
    first, second, third = WORDS.split("\n\n")
    edit(editor, text, "\n\n".join([third, first, second]), save="1")
    page = compare(editor, text)
    assert 'href="#to-1">moved away (1)</a>' in page and 'id="to-1"' in page and "1 passage moved" in page


def test_what_is_the_same_is_folded_and_not_left_out(instructor: User, editor: Client) -> None:
    lines = [f"Paragraph number {number} says nothing new at all." for number in range(40)]
    text = make_text("\n\n".join(lines), author=instructor)
    edit(editor, text, "\n\n".join([*lines[:20], "Changed here.", *lines[21:]]), save="1")
    page = compare(editor, text)
    assert page.count("<details") == 2
    assert all(line in page for line in lines[:20] + lines[21:])


def test_a_change_of_the_markdown_alone_is_shown_as_that(text: Text, editor: Client) -> None:
    edit(editor, text, WORDS.replace("Soviet", "*Soviet*"), save="1")
    assert "only the Markdown behind them differs" in compare(editor, text)
    assert "one and the same revision" in compare(editor, text, **{"from": "1", "to": "1"})


@pytest.mark.parametrize("asked", [{"from": "7"}, {"to": "x"}, {"from": "-1"}, {"to": "9" * 30}])
def test_revisions_that_do_not_exist_are_not_found(text: Text, editor: Client, asked: dict[str, str]) -> None:
    assert editor.get(reverse("compare", args=[text.pk]), asked).status_code == 404


# Reading an old revision


def old(client: Client, text: Text, number: int, name: str = "revision", **asked: Any) -> Any:
    return client.get(reverse(name, args=[text.pk, number]), asked)


def test_an_old_revision_shows_its_words_with_the_notes_as_they_stood(
    text: Text, editor: Client, learner1: User
) -> None:
    note = make_note(text, learner1, words="A last paragraph")
    edit(editor, text, WORDS.replace("A last paragraph stands at the end of it all.", "Nothing."), save="1")
    answer = old(editor, text, 1)
    page = shown(answer)
    assert "Old revision 1 of 2." in page and "A last paragraph stands" in page and "Read the latest" in page
    assert [card.at for card in answer.context["cards"]] == [text.latest.plain.index("A last")]  # type: ignore[union-attr]
    columns = old(editor, text, 1, "revision-spans").json()
    assert len(columns["texts"][0]["starts"]) == 1 and columns["orphans"] == []
    assert columns["texts"][0]["revision"] == str(text.latest_id)
    newer = old(editor, text, 2, "revision-spans").json()
    assert newer["texts"][0]["starts"] == [] and len(newer["orphans"]) == 1
    card = shown(old(editor, text, 1, "revision-cards", n=f"{text.pk}:{note.handle}"))
    assert "A thought." in card


def test_nothing_can_be_done_to_a_note_on_an_old_revision(text: Text, editor: Client, instructor: User) -> None:
    note = make_note(text, instructor)
    edit(editor, text, WORDS + " More.", save="1")
    for answer in (old(editor, text, 1), old(editor, text, 1, "revision-cards", n=f"{text.pk}:{note.handle}")):
        html = answer.content.decode()
        assert f"/annotations/{note.pk}/history" in html
        assert not any(f"/annotations/{note.pk}/{act}" in html for act in ("reply", "edit", "delete", "resolve"))


def test_a_private_note_of_another_is_on_no_old_revision(text: Text, editor: Client, learner1: User) -> None:
    note = make_note(text, learner1, visibility="private", body="Zanzibar")
    assert "Zanzibar" not in old(editor, text, 1).content.decode()
    assert old(editor, text, 1, "revision-spans").json()["total"] == 0
    assert "Zanzibar" not in old(editor, text, 1, "revision-cards", n=f"{text.pk}:{note.handle}").content.decode()


def test_a_revision_that_does_not_exist_is_not_found(text: Text, editor: Client) -> None:
    assert old(editor, text, 2).status_code == 404


# Restoring


def restore(client: Client, text: Text, number: int, base: Revision | None = None) -> Any:
    text.refresh_from_db()
    return client.post(reverse("restore", args=[text.pk, number]), {"base": str(base.pk if base else text.latest_id)})


def test_restoring_makes_a_new_revision_and_brings_notes_back(text: Text, editor: Client, learner1: User) -> None:
    note = make_note(text, learner1, words="A last paragraph stands")
    edit(editor, text, WORDS.rsplit("\n\n", 1)[0], save="1")
    assert "1 gets its words back" in shown(old(editor, text, 1, "restore"))
    assert restore(editor, text, 1).status_code == 302
    made = text.revisions.get(number=3)
    assert (made.source, made.message) == (WORDS, "Restored revision 1")
    assert Anchor.objects.current().get(annotation=note).state == "exact"


def test_restoring_on_a_stale_page_stores_nothing_and_says_so(text: Text, editor: Client) -> None:
    first = text.latest
    edit(editor, text, WORDS + " More.", save="1")
    answer = restore(editor, text, 1, base=first)
    assert answer.status_code == 409 and "another revision since you looked" in shown(answer)
    assert text.revisions.count() == 2


def test_restoring_the_latest_is_said_to_change_nothing(text: Text, editor: Client) -> None:
    assert "there is nothing to restore" in shown(old(editor, text, 1, "restore"))
    assert restore(editor, text, 1).status_code == 200 and text.revisions.count() == 1


# Two editors on one base


@pytest.fixture
def second(learner2: User) -> Client:
    learner2.may_edit = True
    learner2.save()
    return client_of(learner2)


def test_changes_of_two_editors_that_do_not_touch_are_put_together_and_shown(
    text: Text, editor: Client, second: Client
) -> None:
    edit(editor, text, WORDS.replace("Soviet", "Russian"), save="1")
    answer = edit(second, text, WORDS.replace("nobody", "no one"), save="1", message="Plainer.")
    both = WORDS.replace("Soviet", "Russian").replace("nobody", "no one")
    assert answer.status_code == 409 and text.revisions.count() == 2
    page = shown(answer)
    assert "instructor saved revision 2 while you were writing" in page
    assert "2 changes put together without a question" in page and "What happens to the notes" in page
    form = answer.context["form"]
    assert (form["words"].value(), form["message"].value()) == (both, "Plainer.")
    text.refresh_from_db()
    assert edit(second, text, both, save="1", message="Plainer.").status_code == 302
    assert text.revisions.get(number=3).source == both


def test_words_that_both_changed_are_shown_in_both_versions_and_never_overwritten(
    text: Text, editor: Client, second: Client
) -> None:
    base = text.latest_id
    edit(editor, text, WORDS.replace("Soviet", "Russian"), save="1")
    mine = WORDS.replace("Soviet", "Muscovite").replace("nobody", "no one")
    answer = edit(second, text, mine, save="1")
    assert answer.status_code == 409 and text.revisions.count() == 2
    assert "added: Russian" in shown(answer) and "added: Muscovite" in shown(answer)
    text.refresh_from_db()
    decide = reverse("merge-words", args=[text.pk])
    data = {"words": mine, "base": str(base), "theirs": str(text.latest_id), "message": "Why not."}
    undecided = second.post(decide, data)
    assert undecided.status_code == 422 and "Choose one of the three." in shown(undecided)
    for choice, word in (("theirs", "Russian"), ("yours", "Muscovite"), ("own", "Red")):
        merged = second.post(decide, {**data, "choice-0": choice, "own-0": " Red\r\n"}).context["form"]
        assert merged["words"].value() == mine.replace("Muscovite", word)
        assert merged["message"].value() == "Why not."
    assert text.revisions.count() == 2


def test_a_third_editor_meanwhile_is_met_by_going_round_once_more(text: Text, editor: Client, second: Client) -> None:
    base = text.latest_id
    edit(editor, text, WORDS.replace("Soviet", "Russian"), save="1")
    text.refresh_from_db()
    theirs = text.latest_id
    edit(editor, text, WORDS.replace("Soviet", "Russian").replace("A last", "The last"), save="1")
    mine = WORDS.replace("Soviet", "Muscovite")
    data = {"words": mine, "base": str(base), "theirs": str(theirs), "message": "", "choice-0": "yours"}
    answer = second.post(reverse("merge-words", args=[text.pk]), data)
    assert answer.status_code == 409 and "saved revision 3 while you were writing" in shown(answer)
    assert answer.context["form"]["words"].value() == mine.replace("A last", "The last")


def test_the_same_change_made_twice_is_made_once(text: Text, editor: Client, second: Client) -> None:
    new = WORDS.replace("Ribbnetrop", "Ribbentrop")
    edit(editor, text, new, save="1")
    answer = edit(second, text, new, save="1")
    assert answer.status_code == 422 and "Nothing has been changed" in shown(answer)
    assert text.revisions.count() == 2


def test_a_revision_saved_between_the_look_and_the_lock_is_not_overwritten(text: Text, instructor: User) -> None:
    """The other's revision arrives after the form was found good and before the row is locked."""
    data = {"words": WORDS.replace("nobody", "no one"), "base": str(text.latest_id), "save": "1"}
    request: Any = RequestFactory().post("/", data)
    request.user = instructor
    form = RevisionForm(request.POST, text=Text.objects.get(pk=text.pk), editor=instructor)
    assert form.is_valid() and not form.is_stale
    publish(text, WORDS.replace("Soviet", "Russian"), author=instructor, base=text.latest)
    answer = look_or_save(request, form)
    assert answer.status_code == 409 and "Russian offer" in shown(answer) and "no one answered" in shown(answer)
    assert list(text.revisions.values_list("number", flat=True)) == [1, 2]
