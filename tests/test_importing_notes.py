"""Notes from elsewhere: looked at first, never put on words that are not theirs, and made once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.exchange import exports
from annotator.exchange.arriving import Draft, Unreadable, read
from annotator.exchange.arriving.placing import EXACT, LOST, NEARLY, Ground, place
from annotator.exchange.importing import working
from annotator.exchange.importing.choosing import ChoicesForm
from annotator.exchange.importing.models import Import, Item
from annotator.exchange.importing.taking import take_in
from annotator.groups.models import GroupText
from annotator.library.publishing import add_text, publish
from annotator.notes.correcting import accept
from annotator.notes.models import Anchor, Annotation, Reply, Source, Verdict
from annotator.notes.reanchoring import reanchor
from annotator.notes.threads import add_reply
from annotator.people.models import User
from tests import hypothesis_export as h
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.importing import decode, read_text, recognise
from texts.models import Text
from texts.units import Units

pytestmark = pytest.mark.django_db
CORPUS = Path(__file__).parent.parent / "annotator" / "library" / "corpus" / "article-with-comments.txt"


@pytest.fixture
def corpus(instructor: User) -> Text:
    words = decode(CORPUS.read_bytes())
    draft = read_text(words, recognise(words))
    return add_text(draft, instructor, title="The corpus", source_url=h.PAGE)


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(
        "The Soviet offer was in effect ignored. Nobody answered him.", author=instructor, source_url=h.PAGE
    )


def begun(data: Any, by: User, **answers: Any) -> Import:
    """Taken in with what is guessed, but for `answers`, by key of the file."""
    job = take_in(read(data if isinstance(data, bytes) else json.dumps(data).encode()), by, "notes.json")
    blank = ChoicesForm(None, job=job)
    named = {**blank.texts, **blank.people, **blank.audiences}
    form = ChoicesForm({**blank.initial, **{named[key]: value for key, value in answers.items()}}, job=job)
    assert form.is_valid(), form.errors
    working.choose(job.pk, form.answers)
    return worked(job)


def worked(job: Import) -> Import:
    while (job := working.step(job.pk)).is_working:
        pass
    return job


def stored(job: Import) -> Import:
    working.begin_storing(job.pk)
    return worked(job)


def fates(job: Import) -> dict[str, int]:
    every = list(job.items.values_list("fate", flat=True))
    return {fate: every.count(fate) for fate in sorted(set(every))}


def state(note: Annotation) -> tuple[Any, ...]:
    row: Any = Annotation.objects.standing().get(pk=note.pk)
    return row.stands, row.at, row.until


def test_a_hypothesis_export_of_the_corpus_comes_whole(corpus: Text, instructor: User, client: Client) -> None:
    texts = [corpus, *corpus.comments.order_by("place")]
    job = begun(h.export([text.latest.plain for text in texts if text.latest]), instructor)
    found = fates(job)
    assert sum(found.values()) == job.total == 350
    assert (found["answer"], found["lost"]) == (50, 15)
    assert found["exact"] == 285
    assert not Annotation.objects.exists()
    job = stored(job)
    assert Annotation.objects.count() == 300 and Reply.objects.count() == 50
    for item in job.items.filter(fate="exact").select_related("annotation__revision"):
        note = item.annotation
        assert note and note.exact == note.revision.plain[note.start : note.end] == item.draft["exact"].strip()
    assert {one.stands for one in Annotation.objects.standing().filter(start=None)} == {"orphan"}  # type: ignore[attr-defined]
    author = Annotation.objects.earliest("created").author
    assert str(author).startswith("imported: Reader Number") and not author.is_active
    again = stored(begun(h.export([text.latest.plain for text in texts if text.latest]), instructor))
    assert fates(again) == {"here": 350}
    assert Annotation.objects.count() == 300 and Reply.objects.count() == 50
    assert all(not reanchor(text).changes for text in texts)


def test_words_that_are_nearly_there_arrive_changed_and_say_so(text: Text, instructor: User) -> None:
    assert text.latest
    row = h.annotation(1, text.latest.plain, (4, 38))
    row["target"][0]["selector"][2]["exact"] = "Sovyet offer was in effekt ignored"
    job = stored(begun({"rows": [row], "total": 1}, instructor))
    note = Annotation.objects.get()
    assert fates(job) == {"nearly": 1}
    assert (note.exact, note.unplaced[:40]) == (
        "Sovyet offer was in effekt ignored",
        "It came with words that are nearly the s",
    )
    assert state(note) == ("changed", 4, 38)
    publish(
        text, "Now: The Soviet offer was in effect ignored. Nobody answered him.", author=instructor, base=text.latest
    )
    assert state(note) == ("changed", 9, 43)
    assert not reanchor(text).changes


def test_a_killed_import_goes_on_where_it_was(text: Text, instructor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.exchange.importing import looking, storing

    assert text.latest
    monkeypatch.setattr(looking, "AT_ONCE", 3)
    monkeypatch.setattr(storing, "AT_ONCE", 3)
    rows = [h.annotation(n, text.latest.plain, (4 + n, 20 + n)) for n in range(8)]
    job = begun(rows, instructor)
    working.begin_storing(job.pk)
    working.step(job.pk)
    assert (Annotation.objects.count(), Import.objects.get().position) == (3, 3)
    with monkeypatch.context() as broken:
        broken.setattr(storing.Storing, "_beside", None)
        with pytest.raises(TypeError):
            working.step(job.pk)
    assert (Annotation.objects.count(), Import.objects.get().position) == (3, 3)
    assert worked(job).stage == "done"
    assert Annotation.objects.count() == 8 == len(set(Annotation.objects.values_list("client_id", flat=True)))


def test_people_are_matched_by_name_and_by_choice(text: Text, instructor: User, learner1: User, learner2: User) -> None:
    assert text.latest
    rows = [h.annotation(n, text.latest.plain, (4, 10)) for n in range(2)]
    rows[0] |= {"user": "acct:learner1@hypothes.is", "user_info": {"display_name": None}}
    stored(begun(rows, instructor, **{"acct:reader1@hypothes.is": "learner2"}))
    assert set(Annotation.objects.values_list("author", flat=True)) == {learner1.pk, learner2.pk}


def test_an_instructor_imports_into_a_group_alone(text: Text, learner1: User, learner2: User, outsider: User) -> None:
    """And in the name of its members alone."""
    group = make_class(learner1, text, kind="reading", learner=[learner2])
    assert text.latest
    row = h.annotation(1, text.latest.plain, (4, 10), user="acct:outsider@hypothes.is", user_info={})
    stored(begun([row], learner1, public=f"group:{group.pk}"))
    note = Annotation.objects.get()
    assert (note.visibility, note.group, str(note.author)) == ("group", group, "imported: outsider")
    job = take_in(read(json.dumps([row]).encode()), learner1, "again")
    blank = ChoicesForm(None, job=job)
    assert "public" not in dict(blank.fields[blank.audiences["public"]].choices)  # type: ignore[attr-defined]


def test_the_pages_lead_from_the_file_to_the_notes(text: Text, instructor: User, client: Client) -> None:
    assert text.latest
    client.force_login(instructor)
    data = json.dumps([h.annotation(n, text.latest.plain, (4 + n, 20 + n)) for n in range(3)]).encode()
    page: Any = client.post(reverse("import-notes"), {"file": SimpleUploadedFile("h.json", data)}, follow=True)
    form = page.context["form"]
    job = page.context["job"]
    chosen = {field.html_name: field.initial or "" for field in form}
    assert b"What is meant" in page.content
    assert client.post(reverse("choose-for-import", args=[job.pk]), chosen).status_code == 302
    part = client.post(reverse("import-step", args=[job.pk]), headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"
    looked = client.get(reverse("import-of-notes", args=[job.pk]))
    assert b"Import 3</button>" in looked.content and not Annotation.objects.exists()
    client.post(reverse("store-import", args=[job.pk]))
    assert b"0 of 3" in client.get(reverse("import-of-notes", args=[job.pk])).content
    client.post(reverse("import-step", args=[job.pk]))
    done = client.get(reverse("import-of-notes", args=[job.pk]), {"fate": "exact"})
    assert b"Open it" in done.content and Annotation.objects.count() == 3
    client.post(reverse("discard-import", args=[job.pk]))
    assert Import.objects.exists()


def test_any_web_annotation_is_read(text: Text, instructor: User) -> None:
    """Bare bodies and targets, arrays, elements of our own page; what a note does not hold is kept, and no place is guessed."""
    here = f"https://notes.example/texts/{text.pk}/"
    data = [
        {"id": "urn:1", "body": "Bare\x00 words\ud800", "target": here, "ex:colour": {"deep": [1]}},
        {"id": "urn:2", "body": [{"value": "<b>Bold</b>", "format": "text/html"}, {"value": "t", "purpose": "tagging"}],
         "target": [{"source": here, "selector": {"type": "XPathSelector", "value": "/p[1]"}}]},
        {"id": "urn:3", "bodyValue": "Where?", "target": {"source": here, "selector": {"type": "SvgSelector", "value": "<svg/>"}}},
        {"id": "urn:4", "motivation": "replying", "body": "Yes.", "target": "urn:1"},
        {"id": "urn:5", "target": "https://other.example/"},
        "nothing",
    ]  # fmt: skip
    job = stored(begun({"type": "AnnotationPage", "items": data}, instructor))
    assert fates(job) == {"answer": 1, "exact": 1, "left": 2, "lost": 1, "whole": 1}
    whole, element, lost = Annotation.objects.order_by("came_as__number")
    assert (whole.body, whole.start, whole.arrival.given) == (
        "Bare words",
        None,
        {"via": "urn:1", "ex:colour": {"deep": [1]}, "body": "Bare words"},
    )
    assert (element.body, element.start, element.tags.get().name) == ("**Bold**", 0, "t")
    assert lost.unplaced and whole.replies.get().body == "Yes."


@pytest.mark.parametrize("data", [b"[NaN]", b"", b"{", b"{}", b"[1]", b"\xff\xfe", b"a,b\n1,2", b"PK\x03\x04\x00"])
@pytest.mark.pure
def test_what_holds_no_notes_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\w+ .*\.$"):
        read(data)


def test_our_table_comes_back(text: Text, instructor: User, learner1: User, learner2: User) -> None:
    first = make_note(text, learner1, words="Soviet", body="=cmd", tags=["a b", "c"])
    add_reply(first, learner2, "Yes.")
    make_note(text, learner1, "highlighting", words="offer", colour="blue")
    table = b"".join(exports.of(Annotation.objects.all(), instructor, "csv"))
    before = facts()
    assert fates(begun(table, instructor)) == {"here": 3}
    forget()
    stored(begun(table, instructor))
    assert facts() == before


STEPS = ("reply", "resolve", "answer", "stet", "withdraw", "accept", "judge", "revise", "lose", "group", "none")
KIND = st.sampled_from(["highlighting", "commenting", "questioning", "editing", "assessing"])
WORDS = st.sampled_from(["The Soviet offer", "effect ignored", "Nobody", "him", "🎈 in"])


@settings(max_examples=6)
@given(st.lists(st.tuples(KIND, WORDS, st.sampled_from(STEPS)), min_size=1, max_size=6), st.booleans())
def test_what_leaves_comes_back_on_an_empty_site(made: list[tuple[str, str, str]], another: bool) -> None:
    """Notes, threads, states and places, of the same people; with `another`, the text has a new key there."""
    with transaction.atomic():
        people = [
            User.objects.create_user(name, f"{name}@example.org", may_edit=name == "ed")
            for name in ("ed", "ann", "bob")
        ]
        text = make_text(
            "The Soviet offer was 🎈 in effect ignored. Nobody answered him.", author=people[0], title="One"
        )
        group = make_class(people[0], text, learner=people[1:])
        for number, (kind, words, then) in enumerate(made):
            assert text.latest
            words = words if words in text.latest.plain else ""
            become(make_note(text, people[1 + number % 2], kind, words, tags=[f"t{number}"]), then, people, group)
            text.refresh_from_db()
        data = b"".join(exports.of(Annotation.objects.all(), people[0], "jsonld", site="https://a.example"))
        before = facts(states=True)
        forget()
        if another:
            assert text.latest
            again = make_text(text.latest.source, author=people[0], title="One")
            GroupText.objects.create(group=group, text=again, added_by=people[0])
            Text.objects.filter(pk=text.pk).update(title="The old one")
            data = data.replace(str(text.pk).encode(), b"01932f3c-5a00-7c4e-8f2d-000000000000")
        job = stored(begun(data, people[0]))
        assert "left" not in fates(job), [item.why for item in job.items.all()]
        assert facts(states=True) == before
        transaction.set_rollback(True)


def become(note: Annotation, then: str, people: list[User], group: Any) -> None:
    """What happens to a note, as far as it can happen to its kind."""
    editor = people[0]
    if then in ("reply", "answer"):
        reply = add_reply(note, people[2], "Because *so*.")
        if note.motivation == "questioning":
            note.resolve(editor, reply if then == "answer" else None)
    elif then == "resolve" and note.motivation == "commenting":
        note.resolve(people[2])
    elif then in ("stet", "withdraw") and note.motivation == "editing":
        note.query.decide("stet" if then == "stet" else "withdrawn", editor, "It says so.")
    elif then == "accept" and note.motivation == "editing":
        accept(note.text, [note.pk], editor)
    elif then == "judge" and note.motivation == "assessing":
        Source.objects.create(quote_check=note.quote_check, citation="A book", added_by=note.author)
        for reader in people[:2]:
            note.quote_check.give(Verdict(reader=reader, wording="exact", attribution="confirmed", context="fair"))
    elif then in ("revise", "lose"):
        latest = Text.objects.get(pk=note.text_id).latest
        assert latest
        without = latest.source.replace(note.exact, "Gone") if then == "lose" else latest.source
        publish(note.text, f"Now. {without}", author=editor, base=latest)
    elif then == "group":
        note.amend(note.author, visibility="group", group=group)


def facts(states: bool = False) -> list[tuple[Any, ...]]:
    """What a reader sees of every note, whatever its key."""
    found = []
    standing: Any = Annotation.objects.standing().select_related("author")
    for note in standing.order_by("created", "exact"):
        replies = [(reply.author.username, reply.body) for reply in note.replies.order_by("created")]
        worn = [tag.name for tag in note.tags.all()]
        said = (note.author.username, note.motivation, note.body, note.visibility, note.colour)
        stands = "exact" if note.stands == "moved" else note.stands  # the last text is the first there
        found.append((*said, note.exact, stands, note.at, note.until, worn, replies, *(became(note) if states else ())))
    return found


def became(note: Any) -> tuple[Any, ...]:
    query, check = getattr(note, "query", None), getattr(note, "quote_check", None)
    by = note.resolved_by and note.resolved_by.username
    decided = query and (query.proposed, query.state, query.reason, query.decided_by and query.decided_by.username)
    judged = check and (check.speaker, check.state, check.outcome, check.sources.count(), check.verdicts.count())
    return (note.created, note.resolved, by, note.answer and note.answer.body, str(note.group or ""), decided, judged)


def forget() -> None:
    Annotation.objects.update(answer=None)
    Item.objects.all().delete()
    Import.objects.all().delete()
    Anchor.objects.all().delete()
    Reply.objects.all().delete()
    Annotation.objects.all().delete()


@pytest.mark.pure
@given(st.text(st.sampled_from("ab \n🎈é"), max_size=40), st.integers(0, 40))
def test_units_are_code_points_counted_anew(plain: str, at: int) -> None:
    at = min(at, len(plain))
    assert Units(plain).code_point(h.units(plain[:at])) == at


@pytest.mark.pure
@given(st.text(st.sampled_from("abc 🎈"), min_size=1, max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_a_note_is_put_on_its_own_words_or_says_that_it_is_not(plain: str, start: int, length: int) -> None:
    words = plain[start : start + length]
    if not words.strip():
        return
    draft = Draft("1", exact=words, prefix=plain[max(0, start - 5) : start], suffix=plain[start + length :][:5])
    placed = place(draft, [Ground("c ab" + plain)])
    if placed.how == EXACT:
        assert placed.span and placed.span.of("c ab" + plain).split() == words.split()
    else:
        assert placed.how in (NEARLY, LOST) and placed.why
