"""Importing a text: looked at before anything is stored, and nothing typed is lost when something is wrong."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Revision, Text

pytestmark = pytest.mark.django_db

CORPUS = Path(__file__).parent.parent / "annotator" / "library" / "corpus" / "article-with-comments.txt"
ARTICLE = "Could It Have Been Prevented\n\nby A. Writer\n\nWords of the article.\n\n1. First!\n\n2. Second *one*."
DETAILS = {"title": "A title", "language": "en", "direction": "ltr", "readers": "everyone"}
IMPORT = "/texts/import/"


@pytest.fixture
def editor(instructor: User) -> Client:
    return signed_in(instructor)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(client: Client, status: int = 200, **data: Any) -> str:
    answer = client.post(IMPORT, data)
    assert answer.status_code == status, answer.status_code
    return unescape(answer.content.decode())


def uploaded(data: bytes, name: str = "words.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/plain")


def stored(client: Client, **data: Any) -> Text:
    """The article that storing makes."""
    answer = client.post(IMPORT, {**DETAILS, "store": "1", **data})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Text.objects.get(pk=answer.headers["Location"].strip("/").split("/")[1])


def fields(html: str) -> dict[str, str]:
    """What a browser would send back from the form of a page: its inputs, its chosen options, its textarea."""
    form = re.sub(r"(?s)^.*<main", "<main", html)
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        named = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        if "name" in named and 'type="file"' not in tag:
            found[named["name"]] = named.get("value", "")
    for name, options in re.findall(r'(?s)<select name="(\w+)".*?>(.*?)</select>', form):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    for name, words in re.findall(r'(?s)<textarea[^>]*name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', form):
        found[name] = words
    return found


def nothing_is_stored() -> bool:
    return not Text.objects.exists() and not Revision.objects.exists()


# Who may


def test_a_visitor_is_sent_to_sign_in_and_comes_back(client: Client) -> None:
    answer = client.get(IMPORT)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={IMPORT}")
    assert client.post(IMPORT, {**DETAILS, "words": ARTICLE, "store": "1"}).status_code == 302
    assert nothing_is_stored()


def test_a_learner_cannot_import(learner1: User) -> None:
    client = signed_in(learner1)
    assert client.get(IMPORT).status_code == 403
    sent(client, 403, words=ARTICLE, store="1", **DETAILS)
    assert nothing_is_stored()


def test_importing_too_often_is_refused_with_a_sentence(editor: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "import": (2, 60)}
    statuses = [editor.post(IMPORT, {"words": "Words."}).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]


# Looking, then storing


def test_pasted_words_are_shown_before_anything_is_stored(editor: Client) -> None:
    html = sent(editor, words=ARTICLE, look="1")
    assert "<h2>Could It Have Been Prevented</h2>" in html
    assert "<p>Second *one*.</p>" in html
    assert "2 comments" in html
    assert 'value="A. Writer"' in html and 'value="Could It Have Been Prevented"' in html
    assert nothing_is_stored()


def test_what_was_looked_at_is_what_is_stored(editor: Client, instructor: User) -> None:
    look = fields(sent(editor, words=ARTICLE, look="1"))
    answer = editor.post(IMPORT, {**look, "store": "1"}, follow=True)
    article = Text.objects.get(kind="article")
    assert answer.redirect_chain == [(f"/texts/{article.pk}/", 302)]
    assert "“Could It Have Been Prevented” is in the library." in unescape(answer.content.decode())
    assert (article.title, article.byline, article.added_by) == (look["title"], "A. Writer", instructor)
    assert [comment.latest and comment.latest.plain for comment in article.comments.order_by("place")] == [
        "First!\n",
        "Second *one*.\n",
    ]


def test_a_file_is_shown_and_need_not_be_chosen_again(editor: Client) -> None:
    look = fields(sent(editor, file=uploaded(CORPUS.read_bytes()), look="1"))
    assert look["words"] == CORPUS.read_text()
    article = stored(editor, **{**look, "title": "The corpus"})
    assert article.comments.count() == 2
    assert article.latest and "free rein" in article.latest.plain


def test_storing_at_once_needs_no_look(editor: Client) -> None:
    assert stored(editor, words="Just words.").title == "A title"


def test_a_line_end_of_a_browser_changes_nothing(editor: Client) -> None:
    one, two = (stored(editor, words=words) for words in (ARTICLE, ARTICLE.replace("\n", "\r\n")))
    assert one.latest and two.latest and one.latest.plain == two.latest.plain


def test_markdown_is_stored_as_it_was_written(editor: Client) -> None:
    article = stored(editor, words="# Title\n\n*Words*[^1]\n\n[^1]: note", form="markdown")
    assert article.latest and article.latest.source == "# Title\n\n*Words*[^1]\n\n[^1]: note"


def test_the_editor_can_say_what_it_is(editor: Client) -> None:
    assert "<h1>Heading</h1>" in sent(editor, words="# Heading", look="1")
    assert "<p># Heading</p>" in sent(editor, words="# Heading", form="plain", look="1")


def test_a_look_keeps_what_was_typed_about_the_text(editor: Client) -> None:
    html = sent(editor, words=ARTICLE, look="1", title="My own title", publisher="A paper", language="de")
    look = fields(html)
    assert (look["title"], look["publisher"], look["language"]) == ("My own title", "A paper", "de")


def test_words_from_right_to_left_are_suggested_as_such(editor: Client) -> None:
    assert fields(sent(editor, words="שלום עולם", look="1"))["direction"] == "rtl"


def test_a_direction_that_was_chosen_is_kept_when_looking_again(editor: Client) -> None:
    look = fields(sent(editor, words="Words.", look="1"))
    assert look["direction"] == "ltr"
    assert fields(sent(editor, 200, **{**look, "direction": "rtl", "look": "1"}))["direction"] == "rtl"


def test_a_text_for_members_keeps_its_comments_from_visitors(editor: Client) -> None:
    article = stored(editor, words=ARTICLE, readers="members")
    assert set(article.comments.values_list("readers", flat=True)) == {"members"}
    assert Client().get(f"/texts/{article.pk}/").status_code == 404


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "[a](javascript:alert(1))", "<img src=x onerror=a()>"])
def test_a_look_is_safe_to_look_at(editor: Client, words: str) -> None:
    for form in ("plain", "markdown"):
        html = editor.post(IMPORT, {"words": words, "form": form, "look": "1"}).content.decode()
        assert "<script>" not in html and "<img" not in html and 'href="javascript' not in html


# What is wrong is said, and what was typed stays


def test_nothing_given_is_told(editor: Client) -> None:
    for words in ("", " \r\n\t"):
        assert "Paste some words, or choose a file." in sent(editor, 422, words=words, look="1")
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "There is nothing in this file."),
        (b" \n ", "There are no words in this file."),
        (b"a\x00b", "This file holds binary data, not text."),
        (b"\xd0\xcf\x11\xe0", "This is an old Word document, not plain text or Markdown."),
        (b"PK\x03\x04", "This file is broken: it ends too early."),
        (bytes(range(128, 256)), "The encoding of this file is not known. Save it as UTF-8 and try again."),
        (b"a" * 10_000_001, "This file is larger than 10 MB. Split it into several texts."),
    ],
    ids=["empty", "blank", "binary", "doc", "zip", "unknown", "large"],
)
def test_a_file_that_is_no_text_is_refused_and_the_pasted_words_stay(
    editor: Client, data: bytes, sentence: str
) -> None:
    html = sent(editor, 422, file=uploaded(data), words="Typed before.", look="1")
    assert sentence in html
    assert fields(html)["words"] == "Typed before."
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("encoding", "words"), [("cp1252", "“Café” – naïve"), ("utf-16", "Ελληνικά"), ("utf-8-sig", "é𝒳"), ("cp1251", "Привет, это русский текст")]
)  # fmt: skip
def test_a_file_in_an_older_encoding_is_read(editor: Client, encoding: str, words: str) -> None:
    assert fields(sent(editor, file=uploaded(words.encode(encoding)), look="1"))["words"] == words


@pytest.mark.parametrize("invisible", ["\x01", "\u200b", "\ufeff\n"])
def test_words_that_nobody_sees_are_no_words(editor: Client, invisible: str) -> None:
    assert "Paste some words, or choose a file." in sent(editor, 422, words=invisible, look="1")
    sent(editor, 422, words=invisible, store="1", **DETAILS)
    assert nothing_is_stored()


def test_comments_without_an_article_are_refused_and_kept(editor: Client) -> None:
    html = sent(editor, 422, words="1. First!\n\n2. Second!", form="article", look="1")
    assert "There is no article before the first comment." in html
    assert fields(html)["words"] == "1. First!\n\n2. Second!"


def test_words_that_cannot_be_taken_are_kept(editor: Client) -> None:
    html = sent(editor, 422, words="Long work\x00, nearly lost.", look="1")
    assert "Null characters are not allowed." in html
    assert "Long work" in html and ", nearly lost." in html


def test_a_wrong_detail_is_told_and_everything_typed_is_kept(editor: Client) -> None:
    details = {"published": "Oct 2008", "language": "english!", "source_url": "nowhere at all"}
    html = sent(editor, 422, words=ARTICLE, store="1", **{**DETAILS, **details, "rights": "Mine."})
    assert "Write the date as 2008, 2008-10 or 2008-10-18." in html
    assert "Write the language as a code" in html
    assert {**details, "rights": "Mine.", "words": ARTICLE}.items() <= fields(html).items()
    assert nothing_is_stored()


def test_an_article_needs_a_title(editor: Client) -> None:
    html = sent(editor, 422, words="…", store="1", **{**DETAILS, "title": ""})
    assert "Give the text a title." in html
    assert nothing_is_stored()


def test_details_typed_before_the_words_went_wrong_are_kept(editor: Client) -> None:
    typed = {"title": "My own title", "publisher": "A paper", "rights": "Mine.", "readers": "members"}
    html = sent(editor, 422, words="", store="1", **{**DETAILS, **typed})
    again = fields(sent(editor, 200, **{**fields(html), "words": "Words now.", "look": "1"}))
    assert typed.items() <= again.items()


def test_an_unknown_form_is_refused(editor: Client) -> None:
    assert fields(sent(editor, 422, words=ARTICLE, form="latin", look="1"))["words"] == ARTICLE


# Large


def test_five_megabytes_can_be_looked_at_and_stored(editor: Client) -> None:
    paragraph = "word " * 19 + "word.\n\n"
    words = paragraph * (5_000_000 // len(paragraph))
    html = sent(editor, file=uploaded(words.encode()), form="plain", look="1")
    assert "Only the beginning is shown here; all of it will be stored." in html
    assert html.count("word") < 1_100_000
    article = stored(editor, file=uploaded(words.encode()), form="plain")
    assert article.latest and article.latest.plain.count("word") == words.count("word")


def test_five_megabytes_on_one_line_are_no_error(editor: Client) -> None:
    assert stored(editor, file=uploaded(b"word " * 1_000_000), form="plain").latest


def test_two_thousand_comments_are_stored_in_a_bounded_number_of_queries(editor: Client) -> None:
    words = "An article.\n\n" + "\n\n".join(f"{n}. Comment {n}" for n in range(1, 2_001))
    look = sent(editor, words=words, look="1")
    assert "2,000 comments" in look and look.count('class="library__comment"') == 20
    with CaptureQueriesContext(connection) as queries:
        article = stored(editor, words=words)
    assert article.comments.count() == 2_000
    last = article.comments.get(place=2_000)
    assert last.latest and last.latest.plain == "Comment 2000\n"
    assert len(queries) < 150  # SQLite takes few values at a time; what counts is that it is not one for each
    assert Client().get(f"/texts/{article.pk}/").status_code == 200


def test_the_form_to_store_with_takes_large_words(editor: Client) -> None:
    """Sent as a browser sends other forms, ten megabytes of Chinese would be ninety."""
    forms = re.findall(r"<form[^>]*method=\"post\"[^>]*>", sent(editor, words="Words.", look="1").split("<main")[1])
    assert forms and all('enctype="multipart/form-data"' in form for form in forms)


def test_a_file_far_too_large_is_refused_and_not_passed_over_in_silence(editor: Client, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    html = sent(editor, 422, file=uploaded(b"a" * 10_000_001), words="Typed before.", look="1")
    assert "This file is larger than 10 MB. Split it into several texts." in html
    assert fields(html)["words"] == "Typed before."
    assert "words of a file" in sent(editor, file=uploaded(b"words of a file. " * 100_000), look="1")


def test_words_far_too_many_are_refused_with_a_sentence(editor: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    html = sent(editor, 400, words="word " * 1_000, look="1")
    assert "larger than the site takes at once" in html
    assert nothing_is_stored()


# Details


def test_an_editor_changes_the_details_and_not_the_words(editor: Client, instructor: User) -> None:
    text = make_text(author=instructor)
    before = text.latest_id
    answer = editor.post(reverse("edit-details", args=[text.pk]), {**DETAILS, "published": "2008-10"}, follow=True)
    assert answer.redirect_chain == [(f"/texts/{text.pk}/", 302)]
    text.refresh_from_db()
    assert (text.title, text.published, text.latest_id) == ("A title", "2008-10", before)


def test_details_that_are_wrong_are_told_and_kept(editor: Client, instructor: User) -> None:
    text = make_text(author=instructor)
    answer = editor.post(reverse("edit-details", args=[text.pk]), {**DETAILS, "title": "New", "published": "soon"})
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Write the date as 2008" in html and 'value="soon"' in html and 'value="New"' in html
    text.refresh_from_db()
    assert text.title == "A text"


def test_a_page_of_wrong_details_is_still_headed_by_the_text_s_own_title(editor: Client, instructor: User) -> None:
    text = make_text(author=instructor, title="Its own title")
    answer = editor.post(reverse("edit-details", args=[text.pk]), {**DETAILS, "title": "Typed", "published": "soon"})
    assert "<title>Details of Its own title" in unescape(answer.content.decode())


def test_a_comment_has_no_title_or_readers_of_its_own(editor: Client, instructor: User) -> None:
    article = make_text(author=instructor)
    comment = make_text("A comment.", author=instructor, parent=article)
    address = reverse("edit-details", args=[comment.pk])
    assert 'name="readers"' not in editor.get(address).content.decode()
    answer = editor.post(address, {"byline": "A. Reader", "language": "en", "direction": "ltr"})
    assert answer.headers["Location"] == f"/texts/{article.pk}/#text-{comment.pk}"


def test_when_an_article_is_closed_its_comments_close_with_it(editor: Client, instructor: User, learner1: User) -> None:
    article = make_text(author=instructor)
    comment = make_text("A comment.", author=instructor, parent=article)
    note = make_note(comment, learner1)
    editor.post(reverse("edit-details", args=[article.pk]), {**DETAILS, "readers": "members"})
    assert Client().get(f"/annotations/{note.pk}").status_code == 404
    assert Client().get(reverse("reader", args=[comment.pk])).status_code == 404
