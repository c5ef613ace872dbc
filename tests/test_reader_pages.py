"""Reading and writing without JavaScript: every act is a page and a form, and nothing typed is lost."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.notes.models import Annotation, Query, QueryState, Reply, Source, Verdict
from annotator.notes.threads import add_reply
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(instructor: User) -> Text:
    return make_text(author=instructor, title="The article", byline="A. Writer", published="2008-10")


@pytest.fixture
def comment(article: Text, instructor: User) -> Text:
    return make_text("The offer came late. The offer was ignored.", author=instructor, parent=article)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str, status: int = 200, **data: Any) -> str:
    """The text of a page: got, or posted to when there is data; redirects are followed."""
    asks = client.post if data else client.get
    answer: Any = asks(address, data, follow=True, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.status_code
    return unescape(answer.content.decode())


def act(person: User, note: Annotation, name: str, status: int = 200, **data: Any) -> str:
    return page(signed_in(person), f"/annotations/{note.pk}/{name}", status, **(data or {"send": "1"}))


def annotate(person: User, text: Text, status: int = 200, **data: Any) -> str:
    fields = {"motivation": "commenting", "visibility": "public", "client_id": str(uuid.uuid4()), **data}
    return page(signed_in(person), f"/texts/{text.pk}/annotate", status, **fields)


# Reading


def test_a_page_holds_the_words_of_its_texts_exactly(article: Text, comment: Text) -> None:
    html = Client().get(f"/texts/{article.pk}/").content.decode()
    for text in (article, comment):
        assert text.latest
        held = re.search(rf'data-text="{text.pk}" data-revision="{text.latest_id}"[^>]*>', html)
        assert held
        assert html[held.end() :].startswith(f"{text.latest.html}</div>")


def test_a_title_that_opens_the_text_is_shown_once(instructor: User) -> None:
    twice = make_text("# The title\n\nWords.", author=instructor, title="The title")
    once = make_text("Words.", author=instructor, title="The title")
    assert '<h1 class="visually-hidden">The title</h1>' in page(Client(), f"/texts/{twice.pk}/")
    assert "<h1>The title</h1>" in page(Client(), f"/texts/{once.pk}/")


def test_a_partial_date_is_printed_in_words(article: Text) -> None:
    assert '<time datetime="2008-10">October 2008</time>' in page(Client(), f"/texts/{article.pk}/")


def test_a_visitor_is_invited_to_sign_in_and_gets_no_forms(article: Text, learner1: User) -> None:
    note = make_note(article, learner1)
    html = page(Client(), f"/texts/{article.pk}/")
    assert "/accounts/login/?next=/texts/" in html
    assert f"/annotations/{note.pk}/reply" not in html
    assert 'id="composer-form"' not in html


def test_a_reader_is_offered_only_what_is_hers_to_do(article: Text, learner1: User, learner2: User) -> None:
    note = make_note(article, learner1, "editing")
    acts = {name: f"/annotations/{note.pk}/{name}" for name in ("edit", "delete", "withdraw", "stet", "reply")}
    hers = page(signed_in(learner2), f"/texts/{article.pk}/")
    assert acts["reply"] in hers
    assert not any(acts[name] in hers for name in ("edit", "delete", "withdraw", "stet"))
    his = page(signed_in(learner1), f"/texts/{article.pk}/")
    assert all(acts[name] in his for name in ("edit", "delete", "withdraw", "reply"))
    assert acts["stet"] not in his


def test_the_status_line_counts_what_is_open_and_its_links_list_as_many(article: Text, learner1: User) -> None:
    make_note(article, learner1, "editing")
    make_note(article, learner1, "assessing", "The Soviet offer")
    for _ in range(2):
        make_note(article, learner1, "questioning", "ignored")
    html = page(Client(), f"/texts/{article.pk}/")
    for words, count in (("4 notes", 4), ("1 typo query", 1), ("1 quote unchecked", 1), ("2 questions unanswered", 2)):
        found = re.search(rf'href="([^"]+)">{words}<', html)
        assert found, words
        assert page(Client(), found[1]).count('<article class="card') == count


def test_an_empty_text_says_how_to_begin(article: Text, learner1: User) -> None:
    assert "No notes yet. Select words" in page(signed_in(learner1), f"/texts/{article.pk}/")
    assert "No notes yet" in page(Client(), f"/texts/{article.pk}/notes/")


def test_a_private_note_says_that_only_its_author_sees_it(article: Text, learner1: User) -> None:
    make_note(article, learner1, visibility="private")
    assert "Who can see this: </span>Only you" in page(signed_in(learner1), f"/texts/{article.pk}/")


def test_an_orphan_is_listed_with_its_reason(article: Text, learner1: User) -> None:
    note = make_note(article, learner1)
    note.anchors.update(start=None, end=None, state="orphan", reason="deleted in revision 2")
    for address in (f"/texts/{article.pk}/", f"/texts/{article.pk}/notes/"):
        assert "The words it stood on are gone from the text: deleted in revision 2." in page(Client(), address)


def test_an_unknown_filter_shows_nothing_and_says_so(article: Text, learner1: User) -> None:
    make_note(article, learner1)
    html = page(Client(), f"/texts/{article.pk}/?state=nonsense")
    assert "asks for something that does not exist" in html
    assert '<article class="card' not in html


def test_a_filter_says_what_is_shown_and_how_to_see_all(article: Text, learner1: User, learner2: User) -> None:
    mine = make_note(article, learner1, body="Mine.", tags=["names"])
    theirs = make_note(article, learner2, body="Theirs.")
    html = page(signed_in(learner1), f"/texts/{article.pk}/?mine=on&tag=names")
    assert "Shown are only notes of mine, tagged “names”." in html
    assert f'id="annotation-{mine.pk}"' in html
    assert f'id="annotation-{theirs.pk}"' not in html


def test_the_list_is_in_reading_order_under_the_heading_of_each_text(
    article: Text, comment: Text, learner1: User
) -> None:
    late = make_note(article, learner1, words="nobody answered")
    under = make_note(comment, learner1, words="came late")
    early = make_note(article, learner1, words="Soviet")
    html = page(Client(), f"/texts/{article.pk}/notes/")
    marks = ["On the article", *(f'id="annotation-{note.pk}"' for note in (early, late)), "On comment 1"]
    places = [html.index(mark) for mark in [*marks, f'id="annotation-{under.pk}"']]
    assert places == sorted(places)


def test_comments_that_are_not_on_the_page_are_announced(article: Text, instructor: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("annotator.notes.pages.COMMENTS", 2)
    for _ in range(3):
        make_text("Words.", author=instructor, parent=article)
    html = page(Client(), f"/texts/{article.pk}/")
    assert "Comments 1 to 2 of 3 are on this page." in html
    assert "?comments=2" in html
    assert "Comments 3 to 3 of 3 are on this page." in page(Client(), f"/texts/{article.pk}/?comments=2")


def test_a_permanent_link_opens_the_note_whatever_the_filter_says(article: Text, learner1: User) -> None:
    note = make_note(article, learner1)
    html = page(Client(), f"/annotations/{note.pk}")
    card = re.search(rf'<article [^>]*id="annotation-{note.pk}"[^>]*>', html)
    assert card
    assert "data-opened" in card[0]


# Writing


def test_a_learner_notes_copied_words_on_a_comment(comment: Text, learner1: User) -> None:
    html = annotate(learner1, comment, exact="came late", body="By how much?")
    note = Annotation.objects.get()
    assert (note.exact, note.text, note.start) == ("came late", comment, 10)
    assert "By how much?" in html


def test_the_form_sent_twice_makes_one_note(comment: Text, learner1: User) -> None:
    form = page(signed_in(learner1), f"/texts/{comment.pk}/annotate")
    found = re.search(r'name="client_id" value="([0-9a-f-]{36})"', form)
    assert found
    for _ in range(2):
        annotate(learner1, comment, exact="came late", body="Once.", client_id=found[1])
    assert Annotation.objects.count() == 1


def test_words_at_two_places_are_asked_about_with_their_context(comment: Text, learner1: User) -> None:
    html = annotate(learner1, comment, 422, exact="The offer", body="Which?")
    assert "Which of these 2 places?" in html
    assert "Which?</textarea>" in html
    assert re.findall(r'name="start" value="(\d+)"', html) == ["0", "21"]
    annotate(learner1, comment, exact="The offer", body="Which?", start="21")
    assert Annotation.objects.get().start == 21


def test_words_that_are_not_in_the_text_are_refused_and_kept(comment: Text, learner1: User) -> None:
    html = annotate(learner1, comment, 422, exact="came early", body="Kept.", tags="one, two")
    assert "These words are not in the text." in html
    assert all(kept in html for kept in ("came early", "Kept.", "one, two"))
    assert not Annotation.objects.exists()


def test_a_typo_query_and_a_check_with_a_source_are_made(article: Text, learner1: User) -> None:
    annotate(learner1, article, motivation="editing", exact="Ribbnetrop", proposed="Ribbentrop", category="name")
    annotate(
        learner1, article, motivation="assessing", exact="The Soviet offer", speaker="Churchill", citation="Memoirs"
    )
    assert Query.objects.get().proposed == "Ribbentrop"
    assert Source.objects.get().quote_check.speaker == "Churchill"
    html = page(signed_in(learner1), f"/texts/{article.pk}/notes/")
    assert "<del>Ribbnetrop</del>" in html
    assert "<ins>Ribbentrop</ins>" in html
    assert "Attributed to Churchill" in html


def test_a_source_without_a_citation_is_asked_for_it_and_nothing_is_lost(article: Text, learner1: User) -> None:
    sent = {"motivation": "assessing", "exact": "The Soviet offer", "speaker": "Churchill", "locator": "p. 305"}
    html = annotate(learner1, article, 422, **sent)
    assert "Name the source that this belongs to." in html
    assert all(f'value="{kept}"' in html for kept in ("Churchill", "p. 305"))
    assert '<details class="sources" open>' in html


# What becomes of a note


def test_a_reply_is_sent_once_and_an_empty_one_is_asked_for_words(
    article: Text, learner1: User, learner2: User
) -> None:
    note = make_note(article, learner1)
    assert "Write something before you send it." in act(learner2, note, "reply", 422, body=" ")
    key = str(uuid.uuid4())
    for _ in range(2):
        assert "Your reply is in the thread." in act(learner2, note, "reply", body="Yes.", client_id=key)
    assert Reply.objects.count() == 1


def test_an_edit_keeps_the_earlier_wording_in_the_history(article: Text, learner1: User) -> None:
    note = make_note(article, learner1, body="First thought.")
    form = page(signed_in(learner1), f"/annotations/{note.pk}/edit")
    assert "First thought.</textarea>" in form
    html = act(learner1, note, "edit", body="Second thought.", visibility="private", tags="late")
    assert "Second thought." in html
    note.refresh_from_db()
    assert (note.body, note.visibility) == ("Second thought.", "private")
    assert "First thought." in page(signed_in(learner1), f"/annotations/{note.pk}/history")


def test_an_edit_that_empties_a_note_is_refused_with_its_tags_kept(article: Text, learner1: User) -> None:
    note = make_note(article, learner1)
    html = act(learner1, note, "edit", 422, body="", visibility="public", tags="kept")
    assert "Write something: this is what others will read." in html
    assert 'value="kept"' in html


def test_a_deleted_note_comes_back_by_undo(article: Text, learner1: User) -> None:
    note = make_note(article, learner1)
    html = act(learner1, note, "delete")
    assert "Your note is deleted." in html
    assert f'action="/annotations/{note.pk}/undelete"' in html
    assert f'id="annotation-{note.pk}"' not in page(signed_in(learner1), f"/texts/{article.pk}/")
    assert "It is back." in act(learner1, note, "undelete")
    assert f'id="annotation-{note.pk}"' in page(signed_in(learner1), f"/texts/{article.pk}/")


def test_a_deleted_reply_comes_back_by_undo(article: Text, learner1: User, learner2: User) -> None:
    reply = add_reply(make_note(article, learner1), learner2, "A reply.")
    client = signed_in(learner2)
    assert "Your reply is deleted." in page(client, f"/replies/{reply.pk}/delete", send="1")
    assert "A reply." not in page(client, f"/texts/{article.pk}/notes/")
    assert "A reply." in page(client, f"/replies/{reply.pk}/undelete", send="1")


def test_a_note_is_resolved_and_reopened_by_its_author(article: Text, learner1: User) -> None:
    note = make_note(article, learner1)
    assert "resolved by learner1" in act(learner1, note, "resolve")
    assert "resolved by" not in act(learner1, note, "reopen")


def test_a_question_shows_the_reply_that_answers_it(article: Text, learner1: User, learner2: User) -> None:
    note = make_note(article, learner1, "questioning")
    reply = add_reply(note, learner2, "Because.")
    html = page(signed_in(learner1), f"/replies/{reply.pk}/answer", send="1")
    assert "answered by learner1" in html
    assert "The answer" in html


def test_stet_needs_a_reason_which_the_author_reads(article: Text, learner1: User, instructor: User) -> None:
    note = make_note(article, learner1, "editing")
    assert "Say why the words stay as they are" in act(instructor, note, "stet", 422, reason="")
    act(instructor, note, "stet", reason="So the writer wrote.")
    html = page(signed_in(learner1), f"/texts/{article.pk}/notes/")
    assert "Stet: kept as it stands" in html
    assert "So the writer wrote." in html
    act(instructor, note, "reopen-query")
    assert Query.objects.get().state == QueryState.OPEN


def test_a_duplicate_links_to_the_query_it_doubles(
    article: Text, learner1: User, learner2: User, instructor: User
) -> None:
    first, second = make_note(article, learner1, "editing"), make_note(article, learner2, "editing")
    form = page(signed_in(instructor), f"/annotations/{second.pk}/duplicate")
    assert f'<option value="{first.pk}">' in form
    html = act(instructor, second, "duplicate", of=str(first.pk), reason="")
    assert f'href="/annotations/{first.pk}">this query</a>' in html


def test_a_learner_withdraws_her_query_and_asks_it_again(article: Text, learner1: User) -> None:
    note = make_note(article, learner1, "editing")
    assert "Withdrawn" in act(learner1, note, "withdraw")
    assert "Ask it again" in page(signed_in(learner1), f"/texts/{article.pk}/")
    act(learner1, note, "reopen-query")
    assert Query.objects.get().state == QueryState.OPEN


def test_a_verdict_without_a_source_is_refused_and_its_words_kept(
    article: Text, learner1: User, learner2: User
) -> None:
    note = make_note(article, learner1, "assessing", "The Soviet offer")
    sent: dict[str, Any] = {
        "wording": "altered",
        "attribution": "confirmed",
        "context": "fair",
        "reason": "Two words differ.",
    }
    html = act(learner2, note, "verdict", 422, **sent)
    assert "Add at least one source before you give a verdict." in html
    assert "Two words differ.</textarea>" in html
    assert '<option value="altered" selected>' in html
    act(learner2, note, "source", citation="Memoirs, 1948")
    act(learner2, note, "verdict", **sent)
    assert Verdict.objects.get().reader == learner2


def test_a_first_verdict_is_not_shown_to_the_next_reader(article: Text, learner1: User, learner2: User) -> None:
    note = make_note(article, learner1, "assessing", "The Soviet offer")
    act(learner1, note, "source", citation="Memoirs, 1948")
    act(learner1, note, "verdict", wording="altered", attribution="confirmed", context="fair", reason="Secret so far.")
    for address in (f"/texts/{article.pk}/", f"/texts/{article.pk}/notes/", f"/annotations/{note.pk}/history"):
        html = page(signed_in(learner2), address)
        assert "One reader has judged" in html
        assert "Secret so far." not in html


def test_an_inline_form_keeps_the_identity_of_its_card(article: Text, learner1: User) -> None:
    note = make_note(article, learner1)
    answer = signed_in(learner1).get(f"/annotations/{note.pk}/edit", headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert html.lstrip().startswith("<article")
    assert f'id="annotation-{note.pk}" data-handle="{note.handle}"' in html
    assert "HX-Request" in answer.headers["Vary"]


def test_two_forms_in_one_page_share_no_ids(article: Text, learner1: User) -> None:
    client = signed_in(learner1)
    ids = []
    for note in (make_note(article, learner1), make_note(article, learner1, "questioning")):
        html = client.get(f"/annotations/{note.pk}/edit", headers={"HX-Request": "true"}).content.decode()
        ids += re.findall(r' id="([^"]+)"', html)
    ids += re.findall(r' id="([^"]+)"', page(client, f"/texts/{article.pk}/").split('<aside class="margin"')[0])
    assert len(ids) == len(set(ids))


# Cost


@pytest.mark.parametrize("address", ["/texts/{}/", "/texts/{}/notes/"])
def test_pages_ask_the_database_as_often_for_60_notes_as_for_3(
    article: Text, comment: Text, learner1: User, instructor: User, address: str
) -> None:
    def make(rounds: int) -> None:
        for _ in range(rounds):
            make_note(comment, instructor, "questioning", "came late", tags=["a", "b"])
            make_note(article, learner1, "editing")
            check = make_note(article, learner1, "assessing", "The Soviet offer")
            add_reply(check, instructor, "A reply.")
            Source.objects.create(quote_check=check.quote_check, citation="A book", added_by=learner1)

    client = signed_in(learner1)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, address.format(article.pk))
        return len(queries)

    make(1)
    few = count()
    make(19)
    assert count() == few <= 17
