"""What of a note from elsewhere is not held here: said before anything is stored, kept, and given back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.exchange.arriving import hypothesis
from annotator.exchange.importing.models import Import
from annotator.notes.models import Annotation, Reply
from annotator.people.models import User
from tests import hypothesis_export as h
from tests.making import make_text
from tests.test_importing_notes import begun, stored
from tests.test_round_trip import exported, items
from texts.models import Text

pytestmark = pytest.mark.django_db
LONG = "a tag that nobody would ever want to write being longer than sixty"


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text("The Soviet offer was in effect ignored.", author=instructor, source_url=h.PAGE)


def cuts(job: Import) -> list[str]:
    return [sentence for item in job.items.order_by("number") for sentence in item.cut]


def test_what_a_note_has_one_of_is_said_and_the_rest_given_back(text: Text, instructor: User) -> None:
    here = f"https://notes.example/texts/{text.pk}/"
    words = {"source": here, "selector": {"type": "TextQuoteSelector", "exact": "Soviet", "ex:sure": 1}}
    bodies = [
        {"type": "Choice", "items": ["One", "Other"]},
        {"type": "TextualBody", "value": LONG, "purpose": "tagging"},
    ]
    creators = [{"name": "Ann", "email": "mailto:ann@example.org"}, {"id": "https://a.example/bob", "name": "Bob"}]
    document = {"id": "urn:1", "type": "Annotation", "creator": creators, "target": [words, "https://b.example/"],
                "body": bodies, "ex:more": [1]}  # fmt: skip
    job = begun([document], instructor)
    assert [sentence.split(".")[0] for sentence in cuts(job)] == [
        "It is about 2 things",
        "It has 2 creators",
        "Of bodies to choose from, the first is taken; the others are kept and given back with it",
        f"The tag “{LONG}” becomes “{LONG[:60]}”: tags have at most 60 characters, and no commas",
    ]
    stored(job)
    note = Annotation.objects.get()
    assert (note.body, note.exact, [tag.name for tag in note.tags.all()]) == ("One", "Soviet", [LONG[:60]])
    (given,) = items(exported(Annotation.objects, instructor).decode())
    assert (given["body"], given["target"][1], given["ex:more"], given["via"]) == (
        bodies,
        "https://b.example/",
        [1],
        "urn:1",
    )
    assert given["creator"][1:] == creators[1:] and given["target"][0]["selector"][-1] == words["selector"]
    assert "ann@example.org" not in json.dumps(given)


def test_a_reply_gives_back_what_it_does_not_hold(text: Text, instructor: User) -> None:
    note = {"id": "urn:1", "body": "One", "target": f"https://notes.example/texts/{text.pk}/"}
    reply = {
        "id": "urn:2",
        "motivation": "replying",
        "body": {"value": "Two", "ex:deep": 1},
        "target": {"id": "urn:1", "ex:x": 2},
    }
    stored(begun([note, {**reply, "ex:more": [3]}], instructor))
    _, given = items(exported(Annotation.objects, instructor).decode())
    assert (given["body"], given["ex:more"], given["via"], given["target"]["ex:x"]) == (reply["body"], [3], "urn:2", 2)
    assert given["target"]["id"].endswith(f"/annotations/{Annotation.objects.get().pk}")


def test_a_private_reply_stays_out_of_a_public_thread(text: Text, instructor: User) -> None:
    assert text.latest
    note = h.annotation(1, text.latest.plain, (4, 10))
    own = {"references": [note["id"]], "target": [{"source": h.PAGE}]}
    private = h.annotation(2, text.latest.plain, (0, 1), **own, permissions={"read": ["acct:reader2@hypothes.is"]})
    open_one = h.annotation(3, text.latest.plain, (0, 1), **own, tags=["lost"])
    job = begun([note, private, open_one], instructor)
    assert cuts(job) == ["A reply has no tags here: lost left out."]
    assert "alone" in job.items.get(draft_id="hypothesis:h00002").why
    stored(job)
    assert Reply.objects.get().body == "Thought *3*"


def test_replies_to_what_is_gone_keep_together_or_find_what_came_before(text: Text, instructor: User) -> None:
    assert text.latest
    notes = [h.annotation(n, text.latest.plain, (4, 10)) for n in (1, 2)]
    stored(begun({"rows": notes[:1], "total": 1}, instructor))
    answers = [
        h.annotation(
            10 + n, text.latest.plain, (0, 1), references=[f"h0000{n}", "other"][:n], target=[{"source": h.PAGE}]
        )
        for n in (1, 2)
    ]
    job = begun({"rows": answers, "total": 700}, instructor)
    assert "found 700; this file holds 2" in job.holds["said"][0]
    assert [(item.fate, item.cut) for item in job.items.order_by("number")][:2] == [
        ("here", [hypothesis.KEPT_TOGETHER]), ("whole", [hypothesis.KEPT_TOGETHER]),
    ]  # fmt: skip
    stored(job)
    found = {reply.body: reply.annotation for reply in Reply.objects.select_related("annotation")}
    assert found["Thought *11*"].exact == "Soviet" and found["Thought *12*"].body == hypothesis.MISSING


@pytest.mark.parametrize(
    "odd",
    [{"id": 5}, {"id": ["urn:1", "urn:2"]}, {"via": {"a": 1}}, {"via": [[1]]}, {"creator": 7}, {"creator": [None, {"id": 3}]},
     {"body": None}, {"body": [[]]}, {"@context": {}, "type": ["Annotation", 3]}, {"canonical": 1}, {"motivation": [{}]}],
)  # fmt: skip
def test_odd_documents_are_kept_and_given_back(text: Text, instructor: User, odd: dict[str, Any]) -> None:
    document = {"id": "urn:1", "body": "Words", "target": f"https://notes.example/texts/{text.pk}/", **odd}
    stored(begun([document], instructor))
    (given,) = items(exported(Annotation.objects, instructor).decode())
    assert given["target"]["source"].endswith(f"/texts/{text.pk}/") and given["annotator"]["came"]
