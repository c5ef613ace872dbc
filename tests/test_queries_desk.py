"""The queries desk: what an editor sees of all typo queries of an article, and decides there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.notes.models import Annotation, Query, Reply
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(author=instructor)


@pytest.fixture
def editor(client: Client, instructor: User) -> Client:
    client.force_login(instructor)
    return client


def ask(text: Text, author: User, words: str = "Ribbnetrop", proposed: str = "Ribbentrop", **fields: Any) -> Annotation:
    query = Query(proposed=proposed, **{name: fields.pop(name) for name in ("category", "certain") if name in fields})
    return make_note(text, author, "editing", words, query=query, **fields)


def desk(client: Client, article: Text, **query: str) -> str:
    answer = client.get(reverse("queries", args=[article.pk], query=query or None))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<h1")[1]).split())


def send(client: Client, article: Text, name: str, *notes: Annotation, **fields: Any) -> Any:
    return client.post(reverse(name, args=[article.pk]), {"q": [str(note.pk) for note in notes], **fields})


def test_the_same_proposal_of_many_readers_is_one_row(
    editor: Client, article: Text, learner1: User, learner2: User, outsider: User
) -> None:
    notes = [ask(article, reader) for reader in (learner1, learner2, outsider)]
    ask(article, learner1, proposed="von Ribbentrop", certain=True, category="name")
    Reply.objects.create(annotation=notes[0], author=learner2, body="Yes.")
    page = desk(editor, article)
    assert "4 queries in 2 proposals about 1 place" in page
    assert "3 readers learner1, spelling, asking, 1 reply learner2, spelling, asking" in page
    assert "1 reader learner1, name, sure" in page and "2 rival proposals" in page
    assert "Why the Molotov- Ribbnetrop was Necessary" in page


def test_who_asks_twice_is_one_reader(editor: Client, article: Text, learner1: User, learner2: User) -> None:
    for reader in (learner1, learner2, learner1):
        ask(article, reader)
    assert "3 queries in 1 proposal" in (page := desk(editor, article))
    assert "2 readers learner1, spelling, asking learner2, spelling" in page


def test_a_private_query_of_somebody_else_is_not_on_the_desk(editor: Client, article: Text, learner1: User) -> None:
    ask(article, learner1, proposed="Zanzibar", visibility="private")
    assert "Zanzibar" not in desk(editor, article)


def test_the_desk_of_a_comment_is_that_of_its_article(editor: Client, article: Text, learner1: User) -> None:
    comment = make_text("A coment.", author=learner1, parent=article)
    ask(comment, learner1, "coment", "comment")
    assert "Comment 1" in desk(editor, article)
    answer = editor.get(reverse("queries", args=[comment.pk]))
    assert answer.headers["Location"] == reverse("queries", args=[article.pk])


def test_filters_show_what_they_say(editor: Client, article: Text, learner1: User, instructor: User) -> None:
    ask(article, learner1, category="name")
    ask(article, learner1, "nobody", "no one", category="style")
    ask(article, learner1, "Soviet", "soviet").query.decide("stet", instructor, "A name.")
    assert "1 query in 1 proposal" in (page := desk(editor, article, category="style")) and "no one" in page
    assert "Decided" not in desk(editor, article, state="open")
    only = desk(editor, article, state="stet")
    assert "A name." in only and "no one" not in only and "1 decision" in only


def test_ticked_queries_are_previewed_and_then_accepted_in_one_revision(
    editor: Client, article: Text, learner1: User, learner2: User
) -> None:
    notes = [ask(article, learner1), ask(article, learner2), ask(article, learner1, "nobody", "no one")]
    preview = send(editor, article, "accept-queries", notes[0], notes[2])
    assert preview.status_code == 200 and "Accept 2 changes" in preview.content.decode()
    assert not Query.objects.filter(state="accepted").exists()
    assert send(editor, article, "accept-queries", notes[0], notes[2], save="1").status_code == 302
    article.refresh_from_db()
    assert article.latest and article.latest.number == 2
    assert "Ribbentrop was Necessary, he said, and no one answered" in article.latest.plain
    assert Query.objects.filter(state="accepted", applied_in=article.latest).count() == 3
    page = desk(editor, article)
    assert "No typo query is open" in page and "2 decisions" in page
    assert "asked by learner1 and 1 other" in page and "in revision 2, by instructor" in page


def test_what_stands_in_the_way_is_named_and_the_rest_can_go_on(
    editor: Client, article: Text, learner1: User, instructor: User
) -> None:
    good, lost = ask(article, learner1), ask(article, learner1, "nobody answered", "no one answered")
    changed = "nobody ever answered"
    assert article.latest
    publish(article, article.latest.source.replace("nobody answered", changed), author=instructor, base=article.latest)
    answer = send(editor, article, "accept-queries", good, lost, save="1")
    page = answer.content.decode()
    assert answer.status_code == 409 and "Nothing was changed" in page and "1 cannot be accepted" in page
    assert reverse("edit-words", args=[article.pk]) in page and "Accept 1 change" in page
    assert Query.objects.filter(state="open").count() == 2
    assert "The words queried are not the same any more" in desk(editor, article)


def test_stet_asks_for_a_reason_and_answers_all_alike(
    editor: Client, article: Text, learner1: User, learner2: User
) -> None:
    notes = [ask(article, reader) for reader in (learner1, learner2)]
    assert send(editor, article, "stet-queries", notes[0]).status_code == 200
    assert send(editor, article, "stet-queries", notes[0], save="1", reason=" ").status_code == 422
    assert send(editor, article, "stet-queries", *notes, save="1", reason="It says so.").status_code == 302
    assert Query.objects.filter(state="stet", reason="It says so.").count() == 2
    assert "Kept as the words stand: 2 queries" in editor.get(reverse("queries", args=[article.pk])).content.decode()


def test_queries_of_another_article_are_not_decided_here(
    editor: Client, article: Text, learner1: User, instructor: User
) -> None:
    other = ask(make_text(author=instructor), learner1)
    assert send(editor, article, "accept-queries", other, save="1").status_code == 302
    send(editor, article, "stet-queries", other, save="1", reason="It says so.")
    assert Query.objects.get().state == "open"


def test_deciding_from_the_desk_leads_back_to_it(editor: Client, article: Text, learner1: User) -> None:
    note, back = ask(article, learner1), f"{reverse('queries', args=[article.pk])}?page=1"
    assert editor.post(reverse("accept", args=[note.pk]), {"back": back}).headers["Location"] == back
    assert "Take back</button>" in editor.get(back).content.decode()
    assert editor.post(reverse("take-back", args=[note.pk]), {"back": "//evil.example/"}).headers[
        "Location"
    ] == reverse("queries", args=[article.pk])


def test_places_come_in_reading_order_and_pages_have_them_all_once(
    editor: Client, learner1: User, instructor: User
) -> None:
    article = make_text(" ".join(f"wrong{number:02}" for number in range(30)), author=instructor)
    for number in reversed(range(30)):
        ask(article, learner1, f"wrong{number:02}", f"right{number:02}")
    pages = [desk(editor, article, page=str(number)) for number in (1, 2)]
    assert "about 30 places, 1 to 25 on this page" in pages[0]
    found = [re.findall(r"→ (right\d\d)", page) for page in pages]
    assert found[0] + found[1] == [f"right{number:02}" for number in range(30)]


def test_the_desk_asks_a_bounded_number_of_queries(
    editor: Client, article: Text, learner1: User, instructor: User, django_assert_max_num_queries: Any
) -> None:
    comments = [make_text("Molotov-Ribbnetrop.", author=instructor, parent=article) for _ in range(5)]
    for text in (article, *comments):
        ask(text, learner1)
        ask(text, learner1, "Molotov", "V. Molotov").query.decide("stet", instructor, "No.")
    with django_assert_max_num_queries(16):
        desk(editor, article)


def test_a_duplicate_is_decided_from_the_desk_and_leads_back_to_it(
    editor: Client, article: Text, learner1: User, learner2: User
) -> None:
    first, second = ask(article, learner1), ask(article, learner2, proposed="von Ribbentrop")
    address = reverse("queries", args=[article.pk])
    link = f"{reverse('duplicate', args=[second.pk])}?back=desk"
    assert link in editor.get(address).content.decode()
    form = editor.get(link).content.decode()
    assert 'name="back" value="desk"' in form and "hx-post" not in form.split("<form")[-1]
    refused = editor.post(reverse("duplicate", args=[second.pk]), {"back": "desk"})
    assert refused.status_code == 422 and b'name="back" value="desk"' in refused.content
    answer = editor.post(reverse("duplicate", args=[second.pk]), {"of": str(first.pk), "back": "desk"})
    assert answer.headers["Location"] == address
    assert Query.objects.get(pk=second.pk).state == "duplicate"
