"""A new version pasted or uploaded over what is here: what becomes of each text, its comments and all their notes."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.library.publishing import publish
from annotator.library.updating import fingerprint, texts_of, update
from annotator.notes.models import Anchor, Annotation
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.importing import CommentDraft, read_text
from texts.models import Revision, Text

pytestmark = pytest.mark.django_db

ARTICLE = "The offer was made in August, and nobody in the West answered it before the war came."
FIRST = "Poland would never have agreed to any of this, whatever was offered."
SECOND = "The author forgets that Churchill had asked for exactly such a pact in the spring."


def brought(*comments: str, article: str = ARTICLE) -> str:
    """An article with numbered comments, as it is pasted."""
    numbered = [f"{number}. {words}" for number, words in enumerate(comments, 1)]
    return "\n\n".join([article, *numbered]) + "\n"


@pytest.fixture
def article(instructor: User) -> Text:
    text = make_text(ARTICLE, author=instructor, title="The offer")
    make_text(FIRST, author=instructor, parent=text)
    make_text(SECOND, author=instructor, parent=text)
    return text


@pytest.fixture
def editor(instructor: User) -> Client:
    client = Client()
    client.force_login(instructor)
    return client


def send(client: Client, text: Text, words: str, **data: Any) -> Any:
    fields = {"words": words, "base": str(text.latest_id), "form": "", "message": "", **data}
    return client.post(reverse("new-version", args=[text.pk]), fields)


def store(client: Client, text: Text, words: str, **data: Any) -> Any:
    seen = send(client, text, words, look="1").context["seen"]
    return send(client, text, words, store="1", seen=seen, **data)


def shown(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def comments(article: Text) -> list[str]:
    return [text.latest.plain.strip() for text in article.comments.order_by("place") if text.latest]


# One text: the same act as editing


def test_a_pasted_version_is_an_edit_with_its_look(article: Text, editor: Client, learner1: User) -> None:
    make_note(article, learner1, words="nobody in the West")
    answer = send(
        editor, article, ARTICLE.replace("nobody in the West", "not a soul"), form="plain", message="Plainer."
    )
    assert answer.status_code == 200 and "1 of 1 note will be affected." in shown(answer)
    assert answer.context["form"]["words"].value() == ARTICLE.replace("nobody in the West", "not a soul")
    assert answer.context["form"]["message"].value() == "Plainer."
    assert Revision.objects.count() == 3


def test_an_uploaded_version_is_the_same_act(article: Text, editor: Client) -> None:
    file = SimpleUploadedFile("new.txt", (ARTICLE + "\n\nMore * was said.").encode())
    answer = send(editor, article, "", file=file)
    assert answer.context["form"]["words"].value() == ARTICLE + "\n\nMore \\* was said."


def test_a_new_version_of_a_comment_takes_numbers_as_words(article: Text, editor: Client) -> None:
    comment = article.comments.get(place=1)
    answer = send(editor, comment, brought("one", "two"), form="plain")
    assert answer.status_code == 200 and "two" in answer.context["form"]["words"].value()


def test_a_version_based_on_an_older_one_is_put_together(article: Text, editor: Client, instructor: User) -> None:
    base = str(article.latest_id)
    publish(article, ARTICLE.replace("offer", "proposal"), author=instructor, base=article.latest)
    answer = send(editor, article, ARTICLE.replace("war came", "war began"), base=base)
    assert answer.status_code == 409
    assert "proposal" in answer.context["form"]["words"].value()
    assert article.revisions.count() == 2


def test_what_cannot_be_read_is_said_and_kept(article: Text, editor: Client) -> None:
    answer = send(editor, article, "My words.", file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    assert answer.status_code == 422 and "words and a file" in shown(answer) and "My words." in shown(answer)


# An article with its comments


def test_a_plan_is_shown_and_nothing_is_stored(article: Text, editor: Client, learner1: User) -> None:
    make_note(article.comments.get(place=1), learner1, words="never have agreed")
    words = brought(FIRST.replace("never have agreed", "not have consented"), "A third voice is heard here.")
    answer = send(editor, article, words, look="1")
    page = shown(answer)
    assert "1 text gets a new revision" in page and "1 comment is added" in page
    assert "1 comment is not in the new version, and stays with its notes" in page and SECOND in page
    assert "1 of 1 note will be affected." in page
    assert Revision.objects.count() == 3 and article.comments.count() == 2


def test_storing_updates_adds_and_keeps(article: Text, editor: Client, learner1: User) -> None:
    first, second = article.comments.order_by("place")
    for text, words in ((article, "August"), (first, "Poland"), (second, "Churchill")):
        make_note(text, learner1, words=words)
    new = brought("A third voice is heard here.", FIRST.replace("whatever", "no matter what"))
    answer = store(editor, article, new, message="From the paper's own page.")
    assert answer.status_code == 302
    assert comments(article) == [FIRST.replace("whatever", "no matter what"), SECOND, "A third voice is heard here."]
    assert first.revisions.get(number=2).message == "From the paper's own page."
    assert second.revisions.count() == article.revisions.count() == 1
    assert Annotation.objects.count() == Anchor.objects.current().exclude(state="orphan").count() == 3
    assert "1 text revised, 1 comment added, 1 kept that was not in it." in shown(editor.get("/"))


def test_the_same_again_changes_nothing(article: Text, editor: Client) -> None:
    answer = send(editor, article, brought(FIRST, SECOND), look="1")
    assert "there is nothing to store" in shown(answer)
    store(editor, article, brought(FIRST, SECOND))
    assert Revision.objects.count() == 3 and article.comments.count() == 2


def test_a_plan_made_on_other_texts_is_not_carried_out(article: Text, editor: Client, instructor: User) -> None:
    words = brought(FIRST, SECOND + " He had.")
    seen = send(editor, article, words, look="1").context["seen"]
    comment = article.comments.get(place=2)
    publish(comment, SECOND + " Twice.", author=instructor, base=comment.latest)
    answer = send(editor, article, words, store="1", seen=seen)
    assert answer.status_code == 409 and "since you looked" in shown(answer)
    comment.refresh_from_db()
    assert comment.latest and comment.latest.source == SECOND + " Twice."


def test_all_is_stored_or_nothing(article: Text, instructor: User) -> None:
    """The last step fails: what came before it is taken back."""
    draft = read_text(brought(FIRST + " Never.", SECOND), "article")
    nameless: Any = None  # which the database refuses
    draft.comments.append(CommentDraft(3, "A third voice.", byline=nameless))
    with pytest.raises(IntegrityError):
        update(article, draft, instructor, message="", seen=fingerprint(texts_of(article)))
    assert Revision.objects.count() == 3 and article.comments.count() == 2


def test_a_plan_costs_queries_for_what_changes_only(article: Text, editor: Client, instructor: User) -> None:
    def queries() -> int:
        words = brought(*comments(article), article=ARTICLE + " More.")
        with CaptureQueriesContext(connection) as captured:
            assert send(editor, article, words, look="1").status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(20):
        make_text(f"Comment {number * 7919} of its own words {number}.", author=instructor, parent=article)
    assert queries() == few <= 30
