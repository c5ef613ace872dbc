"""The preview beside a Markdown editor: for those who write here, no more often than they type, and as safe as what is stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from annotator.library.previewing import LONGEST
from annotator.people.models import User
from texts.rendering import render, render_note

pytestmark = pytest.mark.django_db

PREVIEW = "/markdown/preview/"
MARKDOWN = "# Heading\n\n*Words*[^1] and [a link](https://e.org)\n\n| a |\n|---|\n| b |\n\n[^1]: note"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&colon;alert(1))",
    "<javascript:alert(1)>",
    "![a](data:text/html,<script>alert(1)</script>)",
    "[a](https://e.org \"x\\\" onmouseover=alert(1)\")",
    "```\n</code></pre><script>alert(1)</script>\n```",
]  # fmt: skip


@pytest.fixture
def writer(learner1: User) -> Client:
    client = Client()
    client.force_login(learner1)
    return client


def preview(client: Client, source: str, kind: str = "") -> str:
    answer = client.post(reverse("markdown-preview", query={"kind": kind} if kind else None), {"content": source})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_visitor_gets_a_sentence_and_no_preview(client: Client) -> None:
    answer = client.post(PREVIEW, {"content": "*words*"})
    assert (answer.status_code, answer.content) == (403, b"Sign in to see a preview.")


def test_someone_whose_account_is_closed_gets_none(writer: Client, learner1: User) -> None:
    User.objects.filter(pk=learner1.pk).update(is_active=False)
    assert writer.post(PREVIEW, {"content": "*words*"}).status_code == 403


def test_the_preview_is_what_will_be_stored(writer: Client) -> None:
    assert preview(writer, MARKDOWN) == render(MARKDOWN).html
    assert preview(writer, MARKDOWN, "note") == render_note(MARKDOWN)
    assert preview(writer, MARKDOWN) != preview(writer, MARKDOWN, "note")


@pytest.mark.parametrize("source", HOSTILE)
@pytest.mark.parametrize("kind", ["", "note"])
def test_what_comes_back_is_safe(writer: Client, source: str, kind: str) -> None:
    html = preview(writer, source, kind).lower()
    assert not any(sign in html for sign in ("<script", "<img", "<svg", 'href="javascript', 'href="data', '" onmouse'))


def test_the_answer_itself_cannot_run_a_script(writer: Client) -> None:
    answer = writer.post(PREVIEW, {"content": "words"})
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["", "?kind=note"])
def test_what_is_too_long_is_refused_with_a_sentence(writer: Client, kind: str) -> None:
    answer = writer.post(PREVIEW + kind, {"content": "a" * (LONGEST + 1)})
    assert (answer.status_code, answer.content) == (400, b"A preview shows at most 200,000 characters.")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert len(preview(writer, "𝒳" * LONGEST)) == LONGEST + len("<p></p>\n")


def test_nothing_is_previewed_as_nothing(writer: Client) -> None:
    assert preview(writer, "") == ""
    answer = writer.post(PREVIEW)
    assert (answer.status_code, answer.content) == (400, b"There is nothing to preview.")


def test_a_preview_is_asked_for_by_post_alone(writer: Client) -> None:
    for method in (writer.get, writer.put, writer.delete):
        assert method(PREVIEW).status_code == 405


def test_another_site_cannot_ask_in_a_reader_s_name(learner1: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner1)
    assert client.post(PREVIEW, {"content": "words"}).status_code == 403
    request = RequestFactory().get("/")
    client.cookies["csrftoken"] = token = get_token(request)
    secret = request.META["CSRF_COOKIE"]
    client.cookies["csrftoken"] = secret
    assert client.post(PREVIEW, {"content": "words"}, headers={"X-CSRFToken": token}).status_code == 200
    assert client.post(PREVIEW, {"content": "words"}, headers={"X-CSRFToken": "x" * 64}).status_code == 403


def test_previews_are_limited_for_each_person(writer: Client, learner2: User, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "preview": (3, 60)}
    answers = [writer.post(PREVIEW, {"content": "words"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    other = Client()
    other.force_login(learner2)
    assert other.post(PREVIEW, {"content": "words"}).status_code == 200


def test_a_visitor_s_attempts_use_up_nobody_s_previews(client: Client, writer: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "preview": (1, 60)}
    for _ in range(5):
        client.post(PREVIEW, {"content": "words"})
    assert preview(writer, "words")


def test_the_editor_asks_here(instructor: User) -> None:
    client = Client()
    client.force_login(instructor)
    html = client.get(reverse("import")).content.decode()
    assert f'data-markdownx-urls-path="{PREVIEW}"' in html
    assert "library/editor.js" in html and "markdownx.js" not in html


@pytest.mark.parametrize("name", ["markdownx_markdownify", "markdownx_upload"])
def test_the_addresses_that_come_with_the_editor_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_picture_can_be_uploaded(writer: Client) -> None:
    for address in ("/markdown/no-uploads/", "/markdownx/upload/", "/markdownx/markdownify/"):
        assert writer.post(address, {"content": "words"}).status_code == 404
