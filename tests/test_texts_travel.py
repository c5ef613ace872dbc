"""Texts leave with all their revisions, and come to a site that has none of them: column by column, and their notes with them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.coverage.models import Survey
from annotator.exchange import exports
from annotator.exchange.arriving import Unreadable, read
from annotator.exchange.importing import looking, making, undoing, working
from annotator.exchange.importing.models import Import
from annotator.exchange.importing.taking import take_in
from annotator.groups.models import GroupText
from annotator.library.bringing import take_away
from annotator.library.publishing import publish
from annotator.notes.models import Annotation
from annotator.notes.reanchoring import reanchor
from annotator.people.models import User
from annotator.review.models import AssignmentText
from annotator.search.models import Passage
from tests.grouping import make_class
from tests.making import make_note, make_text
from tests.rich_world import HERE, World
from tests.test_importing_notes import begun, fates, stored
from tests.test_round_trip import differences, forget, imported, rows
from tests.test_taking_back import taken_back
from texts.models import Revision, Text
from texts.rendering import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(instructor: User, learner1: User, learner2: User) -> World:
    return World(instructor, learner1, learner2)


def leaving(by: User, texts: Any = None) -> bytes:
    notes = Annotation.objects.readable_by(by)
    return b"".join(exports.of(notes, by, "jsonld-texts", site=HERE, carried=texts))


def emptied() -> None:
    forget()
    AssignmentText.objects.all().delete()
    GroupText.objects.all().delete()
    Survey.objects.all().delete()
    take_away(Text.objects.values_list("pk", flat=True))
    assert not (Text.objects.exists() or Revision.objects.exists() or Passage.objects.exists())


def library() -> dict[str, list[dict[str, Any]]]:
    """Every column of texts, revisions and what is found in them, and which groups they are shown to."""
    passages = [one.attname for one in Passage._meta.concrete_fields if one.attname != "id"]
    found: dict[str, Any] = {
        "texts": list(Text.objects.order_by("pk").values()),
        "revisions": list(Revision.objects.order_by("pk").values()),
        "passages": list(Passage.objects.order_by("text", "start").values(*passages)),
        "shown": list(GroupText.objects.order_by("text").values("group", "text")),
    }
    return found


def test_an_empty_site_has_it_all_afterwards(world: World) -> None:
    about = {
        "publisher": "P",
        "published": "2008-10",
        "source_url": "https://x.example/a",
        "rights": "R",
        "readers": "members",
    }
    Text.objects.filter(pk=world.text.pk).update(**about, byline="A. Writer", direction="rtl", language="he")
    notes = set(Annotation.objects.readable_by(world.ed).values_list("pk", flat=True))
    before, texts, data = rows(notes), library(), leaving(world.ed)
    assert len(texts["revisions"]) > 4 and any(one["edits"] for one in texts["revisions"])
    emptied()
    job = imported(data, world.ed)
    assert not job.items.filter(fate__in=["left", "here", ""]), list(job.items.values_list("why", flat=True))
    assert library() == texts
    assert differences(before, rows(notes)) == []
    for text in Text.objects.all():
        assert not reanchor(text).changes
    assert leaving(world.ed) == data


def test_what_is_here_is_not_doubled_and_its_notes_go_there(world: World) -> None:
    data = leaving(world.ed)
    texts = library()
    forget()
    job = imported(data, world.ed)
    assert library() == texts and fates(job).get("made") is None and "left" not in fates(job)
    again = imported(data, world.ed)
    assert set(fates(again)) == {"here"} and library() == texts


@pytest.mark.parametrize("by_words", [True, False])
def test_a_text_with_another_key_is_known_by_its_words_or_its_address(instructor: User, by_words: bool) -> None:
    text = make_text(author=instructor, title="One", source_url="" if by_words else "https://x.example/a")
    make_note(text, instructor)
    data = leaving(instructor)
    emptied()
    other = make_text(author=instructor, title="One", source="Something else entirely.")
    words = text.latest.source if by_words and text.latest else "Why the Molotov-Ribbnetrop pact, then?"
    here = make_text(
        words, author=instructor, title="Renamed", source_url=f"{text.source_url}/" if text.source_url else ""
    )
    job = imported(data, instructor)
    assert fates(job).get("made") is None and Text.objects.count() == 2
    assert Annotation.objects.get().text_id == here.pk != other.pk


def test_the_pages_say_it_before_it_is_done(instructor: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the smallest steps, between any two of which it may be stopped."""
    for module in (looking, making):
        monkeypatch.setattr(module, "SECONDS", -1)
    text = make_text(author=instructor, title="One")
    publish(text, "Other words, with Ribbnetrop.", author=instructor, base=text.latest)
    make_text("A comment.", author=instructor, parent=text)
    make_note(text, instructor)
    client.force_login(instructor)
    answer: Any = client.get(reverse("export-text", args=[text.pk]), {"form": "jsonld-texts"})
    data = answer.getvalue()
    emptied()
    job = begun(data, instructor)
    asked = client.get(reverse("import-of-notes", args=[job.pk]), {"choose": 1}).content.decode()
    assert "Make it here, with 2 revisions and 1 comment" in asked
    shown = client.get(reverse("import-of-notes", args=[job.pk])).content.decode()
    assert "2 texts would be made, with 3 revisions" in shown and "Import 3</button>" in shown
    assert not Text.objects.exists()
    stored(job)
    shown = client.get(reverse("import-of-notes", args=[job.pk])).content.decode()
    assert "2 texts were made, with 3 revisions" in shown and f"/texts/{text.pk}/" in shown


def test_a_visitor_takes_no_revisions_away_and_nobody_what_they_cannot_read(
    instructor: User, learner1: User, outsider: User, client: Client
) -> None:
    closed = make_text(author=instructor, title="Closed", readers="groups")
    make_class(instructor, closed, learner=[learner1])
    open_one = make_text("The Soviet", author=instructor, title="Open")
    publish(open_one, "Secret no more", author=instructor, base=open_one.latest)
    for one in (learner1, outsider):
        taken = json.loads(leaving(one, Text.objects.all()))["dcterms:references"]
        assert {text["dcterms:title"] for text in taken} == {"Open", *(["Closed"] if one == learner1 else [])}
    address = reverse("export-text", args=[open_one.pk])
    answer: Any = client.get(address, {"form": "jsonld-texts"})
    assert answer.status_code == 302 and "jsonld-texts" not in client.get(address).content.decode()
    assert "The Soviet" not in b"".join(client.get(address, {"form": "jsonld"})).decode()


def test_who_may_not_add_texts_makes_none(instructor: User) -> None:
    make_note(make_text(author=instructor), instructor)
    data = leaving(instructor)
    emptied()
    instructor.may_edit = False
    instructor.save()
    with pytest.raises(AssertionError, match="Name at least one text"):
        imported(data, instructor)
    assert not Text.objects.exists()


def hostile(by: User, **changes: Any) -> dict[str, Any]:
    """A file of one text with one revision, changed."""
    make_note(make_text(author=by, title="One"), by)
    data: dict[str, Any] = json.loads(leaving(by))
    emptied()
    (text,) = data["dcterms:references"]
    (revision,) = text["dcterms:hasVersion"]
    for name, value in changes.items():
        whole = {"html": revision["annotator"], "edits": revision["annotator"], "value": revision}.get(name, text)
        whole[name.replace("__", ":")] = value
    return data


@pytest.mark.parametrize(
    "html",
    ["<p>The Soviet<script>alert(1)</script></p>", '<p onclick="x()">The Soviet</p>', "<p>Other words</p>", "<svg>"],
)
def test_a_page_in_a_file_is_never_shown_unless_it_is_clean(instructor: User, html: str) -> None:
    job = imported(json.dumps(hostile(instructor, html=html)).encode(), instructor)
    made = Revision.objects.get()
    assert (made.html, made.plain) == (render(made.source).html, render(made.source).plain)
    assert any("made anew" in said for item in job.items.all() for said in item.cut)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"dcterms__hasVersion": []}, "counted from the first"),
        ({"value": 7}, "has no words"),
        ({"value": " \n"}, "has no words"),
        ({"dcterms__isPartOf": {"id": "https://a.example/nowhere"}}, "is not in the file"),
    ],
)
def test_what_is_no_whole_text_is_left_out_with_its_reason(instructor: User, changes: Any, says: str) -> None:
    job = begun_anyhow(hostile(instructor, **changes), instructor)
    assert says in job.items.get(number=1).why
    assert not Text.objects.exists()


def begun_anyhow(data: Any, by: User) -> Import:
    """Looked at, though there may be no text to choose."""
    job = take_in(read(json.dumps(data).encode()), by, "notes.json")
    made = list(job.holds["carried"])
    working.choose(job.pk, {"texts": {}, "people": {}, "audiences": {"public": "public"}, "made": made})
    while (job := working.step(job.pk)).is_working:
        pass
    return stored(job)


def test_wrong_details_and_wrong_edits_are_not_believed(instructor: User) -> None:
    changes: dict[str, Any] = {
        "dc__source": "javascript:x",
        "language": "??",
        "dcterms__title": "T" * 600,
        "edits": [[0, 1, "x"]],
    }
    job = imported(json.dumps(hostile(instructor, **changes)).encode(), instructor)
    made = Text.objects.get()
    assert (made.source_url, made.language, made.latest and made.latest.edits) == ("", "en", None)
    assert made.title.startswith(HERE) and len(job.items.get(number=1).cut) == 3


def test_more_than_a_file_may_hold_is_refused() -> None:
    many = {"id": "https://a.example/texts/1/", "dcterms:hasVersion": []}
    with pytest.raises(Unreadable, match="2,000 texts"):
        read(json.dumps({"first": {"items": []}, "dcterms:references": [many] * 2_001}).encode())
    with pytest.raises(Unreadable, match="10,000 revisions"):
        read(
            json.dumps(
                {"first": {"items": []}, "dcterms:references": [{**many, "dcterms:hasVersion": [1] * 10_001}]}
            ).encode()
        )


def test_what_is_nested_too_deep_is_refused() -> None:
    note = {"target": "urn:1", "ex:deep": json.loads("[" * 101 + "]" * 101)}
    with pytest.raises(Unreadable, match="100 levels"):
        read(json.dumps([note]).encode())
    assert read(json.dumps([{"target": "urn:1", "ex:deep": [[[1]]]}]).encode()).drafts


def test_a_text_that_nobody_has_touched_is_taken_back_and_comes_again(world: World) -> None:
    texts, data = library(), leaving(world.ed)
    emptied()
    job = imported(data, world.ed)
    assert undoing.foretold(job) == (job.total, [])
    job = taken_back(job)
    assert job.stage == "looked" and not Text.objects.exists() and not Revision.objects.exists()
    stored(job)
    assert library() == texts


def test_a_text_that_somebody_has_written_on_stays(instructor: User, learner1: User) -> None:
    article = make_text(author=instructor)
    comment = make_text("First!", author=instructor, parent=article)
    make_note(article, instructor)
    data = leaving(instructor, Text.objects.all())
    emptied()
    job = imported(data, instructor)
    theirs = make_note(Text.objects.get(pk=comment.pk), learner1, words="First")
    goes, stays = undoing.foretold(job)
    assert goes + sum(count for _, count in stays) == job.total
    assert dict(stays) == {"Somebody has written on it.": 1, "A comment on it stays.": 1}
    taken_back(job)
    assert Text.objects.count() == 2 and list(Annotation.objects.all()) == [theirs]
    assert set(job.items.filter(fate="stays").values_list("why", flat=True)) == set(dict(stays))


def test_the_page_of_an_older_program_is_kept(instructor: User) -> None:
    """Rendered otherwise than today, with the same words and nothing that is not safe."""
    data = hostile(instructor)
    (revision,) = data["dcterms:references"][0]["dcterms:hasVersion"]
    old = revision["annotator"]["html"].replace("<p>", "<p><b>").replace("</p>", "</b></p>")
    revision["annotator"]["html"] = old
    job = imported(json.dumps(data).encode(), instructor)
    assert Revision.objects.get().html == old
    assert "another version" in job.items.get(number=1).cut[0]


LINES = st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30), min_size=1, max_size=4)
ABOUT = st.fixed_dictionaries({
    "title": st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).map(lambda words: f"T {words}"),
    "published": st.sampled_from(["", "2008", "2008-10-18"]), "direction": st.sampled_from(["ltr", "rtl"]),
    "language": st.sampled_from(["en", "he", "pt-BR"]), "readers": st.sampled_from(["everyone", "members", "groups"]),
})  # fmt: skip


@settings(max_examples=5)
@given(st.lists(LINES, min_size=1, max_size=3), ABOUT)
def test_any_words_come_as_they_left(written: list[list[str]], about: dict[str, str]) -> None:
    with transaction.atomic():
        ed = User.objects.create_user("ed", "ed@example.org", may_edit=True)
        text = make_text("# A *head*\n\n" + "\n".join(written[0]), author=ed, **about)
        for lines in written[1:]:
            text.refresh_from_db()
            publish(text, "\n".join(["Again", *lines]), author=ed, base=text.latest, message=lines[0])
        before, data = library(), leaving(ed, Text.objects.all())
        emptied()
        imported(data, ed)
        assert library() == before
        transaction.set_rollback(True)


def test_texts_cost_the_same_queries_however_many_there_are(
    instructor: User, django_assert_max_num_queries: Any
) -> None:
    article = make_text(author=instructor)
    for number in range(12):
        make_text(f"Comment {number}", author=instructor, parent=article)
    with django_assert_max_num_queries(8):
        data = json.loads(leaving(instructor, Text.objects.all()))
    assert [text["annotator"].get("place") for text in data["dcterms:references"]] == [None, *range(1, 13)]
    assert data["type"] == "AnnotationCollection" and data["first"]["type"] == "AnnotationPage"
    assert set(data) == {"@context", "type", "label", "total", "annotator", "dcterms:references", "first"}
