"""Searches that somebody keeps, and feeds of what they find."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from annotator.finding.models import SavedSearch
from annotator.finding.saving import make_link, save
from annotator.notes.threads import add_reply
from annotator.people.models import User
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_a_search_is_kept_listed_and_removed(client: Client, learner1: User) -> None:
    client.force_login(learner1)
    client.post(reverse("save-search"), {"q": "war  by:me", "name": "Mine"})
    client.post(reverse("save-search"), {"q": "peace", "name": "Mine"})
    kept = SavedSearch.objects.get()
    assert (kept.query, kept.name) == ("peace", "Mine")
    assert b"Mine" in client.get(reverse("search")).content
    client.post(reverse("save-search"), {"q": "foo:bar", "name": "Odd"})
    assert SavedSearch.objects.count() == 1
    client.post(reverse("remove-search", args=[kept.pk]))
    assert not SavedSearch.objects.exists()


def test_no_more_searches_are_kept_than_is_said(
    client: Client, learner1: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.finding.saving.MOST", 1)
    client.force_login(learner1)
    save(learner1, "One", "one")
    answer = client.post(reverse("save-search"), {"q": "two", "name": "Two"}, follow=True)
    assert b"You keep 1 searches already" in answer.content and SavedSearch.objects.count() == 1


def test_a_feed_has_what_its_reader_may_read_newest_first(
    client: Client, learner1: User, learner2: User, instructor: User
) -> None:
    text = make_text(author=instructor, title="A <text>")
    make_note(text, learner1, body="quagga\x0b hidden", visibility="private", tags=["zoo"])
    add_reply(make_note(text, learner2, body="First"), learner2, "quagga & answer")
    address = reverse("search-feed", query={"q": "quagga"})
    client.force_login(learner1)
    mine = ElementTree.fromstring(client.get(address).content)
    titles = [entry.findtext("a:title", namespaces=ATOM) for entry in mine.findall("a:entry", ATOM)]
    assert titles == ["Reply on “A <text>”", "Note on “A <text>”"]
    assert "quagga &amp; answer" in (mine.findtext("a:entry/a:content", namespaces=ATOM) or "")
    client.logout()
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert b"hidden" not in answer.content and answer.content.count(b"<entry>") == 1
    assert client.get(reverse("search-feed", query={"q": "foo:x"})).status_code == 400


def test_a_secret_feed_shows_what_its_owner_reads_until_it_is_revoked(client: Client, learner1: User) -> None:
    make_note(make_text(author=learner1), learner1, body="quagga hidden", visibility="private")
    kept = save(learner1, "Mine", "by:me quagga")
    client.force_login(learner1)
    page = client.post(reverse("make-feed-link", args=[kept.pk])).content.decode()
    found = re.search(r'readonly value="http://testserver(/feeds/[^"]+)"', page)
    assert found and found[1].split("/")[2] not in page.replace(found[0], "")
    stranger = Client()
    assert b"quagga hidden" in stranger.get(found[1]).content
    client.post(reverse("make-feed-link", args=[kept.pk]))
    assert stranger.get(found[1]).status_code == 404
    kept.refresh_from_db()
    address = reverse("saved-feed", args=[make_link(kept)])
    assert stranger.get(address).status_code == 200
    client.post(reverse("revoke-feed-link", args=[kept.pk]))
    assert stranger.get(address).status_code == 404


def test_the_feed_of_somebody_who_is_gone_is_gone(client: Client, learner1: User) -> None:
    address = reverse("saved-feed", args=[make_link(save(learner1, "Mine", "war"))])
    User.objects.update(is_active=False)
    assert client.get(address).status_code == 404
