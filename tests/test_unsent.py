"""What somebody wrote while their session ended comes back when they have signed in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from annotator.people.models import User
from annotator.people.unsent import LONGEST
from tests.making import make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

WORDS = "Nobody\nanswered <b>at all</b>."


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text("Nobody answered.", author=instructor)


def edit(client: Client, text: Text, words: str = WORDS, **more: Any) -> Any:
    data = {"words": words, "base": str(text.latest_id), "message": "", "save": "1", **more}
    return client.post(reverse("edit-words", args=[text.pk]), data)


def sign_in(client: Client, person: User) -> None:
    client.force_login(person, "annotator.people.backend.Backend")


def test_an_editor_who_was_signed_out_gets_the_words_back_and_sends_them(
    client: Client, text: Text, instructor: User
) -> None:
    refused = edit(client, text)
    assertRedirects(refused, f"{reverse('account_login')}?next={reverse('unsent')}")
    assert b"What you wrote is kept" in client.get(refused.url).content
    sign_in(client, instructor)
    page = client.get(reverse("unsent"))
    assert "Nobody\nanswered &lt;b&gt;at all&lt;/b&gt;." in page.content.decode()
    (one,) = page.context["unsent"]
    sent = client.post(one.address, {field.name: field.value for field in one.fields} | {"unsent": one.key})
    assert sent.status_code == 302
    text.refresh_from_db()
    assert text.latest and text.latest.source == WORDS
    assert client.get(reverse("unsent")).context["unsent"] == []


def test_what_is_thrown_away_is_gone_and_the_rest_stays(client: Client, text: Text, instructor: User) -> None:
    edit(client, text, "the first words")
    edit(client, text, "the second words", file=SimpleUploadedFile("a.txt", b"x"))
    sign_in(client, instructor)
    newest, oldest = client.get(reverse("unsent")).context["unsent"]
    assert newest.had_files and not oldest.had_files
    client.post(reverse("throw-away-unsent", args=[newest.key]))
    page = client.get(reverse("unsent")).content
    assert b"the first words" in page and b"the second words" not in page


def test_a_word_is_enough(client: Client, text: Text, instructor: User) -> None:
    edit(client, text, "ok", kind="", on="on")
    sign_in(client, instructor)
    page = client.get(reverse("unsent"))
    (one,) = page.context["unsent"]
    assert [field.name for field in one.shown] == ["words"]
    assert [field.name for field in one.fields] == ["words", "base", "message", "save", "kind", "on"]


def test_what_is_too_long_to_be_kept_is_given_back_at_once(client: Client, text: Text) -> None:
    answer = edit(client, text, "long words " * (LONGEST // 10))
    assert answer.status_code == 403 and b"long words long words" in answer.content
    assert "unsent" not in client.session


def test_passwords_bare_buttons_and_scripts_leave_nothing_behind(client: Client, text: Text) -> None:
    edit(client, text, password="a pass phrase")
    client.post(reverse("edit-words", args=[text.pk]), {"save": "1"})
    client.post(reverse("edit-words", args=[text.pk]), {"words": WORDS}, headers={"Sec-Fetch-Mode": "cors"})
    client.post(reverse("edit-words", args=[text.pk]), {"words": WORDS}, headers={"HX-Request": "true"})
    assert "unsent" not in client.session


def test_a_form_from_before_signing_in_gives_its_words_back(text: Text, instructor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, instructor)
    address = reverse("edit-words", args=[text.pk])
    client.get(address)
    data = {"words": WORDS, "base": str(text.latest_id), "save": "1", "csrfmiddlewaretoken": "a" * 64}
    ours = client.post(address, data, headers={"Origin": "http://testserver"})
    assert ours.status_code == 403 and "Nobody\nanswered &lt;b&gt;" in ours.content.decode()
    (one,) = ours.context["unsent"]
    again = {field.name: field.value for field in one.fields} | {"csrfmiddlewaretoken": str(ours.context["csrf_token"])}
    assert client.post(one.address, again, headers={"Origin": "http://testserver"}).status_code == 302
    theirs = client.post(address, data, headers={"Origin": "https://evil.example"})
    assert theirs.status_code == 403 and b"answered" not in theirs.content


def test_another_browser_finds_nothing(client: Client, text: Text, instructor: User) -> None:
    edit(client, text)
    elsewhere = Client()
    sign_in(elsewhere, instructor)
    assert b"answered" not in elsewhere.get(reverse("unsent")).content
