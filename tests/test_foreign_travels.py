"""Notes about other sites leave with who owns them, and come back as they were."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.exchange import exports
from annotator.exchange.importing import undoing
from annotator.exchange.models import Foreign, Import, Item
from annotator.notes.models import Annotation
from annotator.people.models import User
from tests.grouping import make_class
from tests.making import make_note, make_text
from tests.rich_world import HERE
from tests.test_round_trip import imported
from tests.test_taking_back import taken_back

pytestmark = pytest.mark.django_db

ABOUT = {
    "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "body": {"value": "Look", "ex:deep": [1]},
    "target": [{"source": "https://elsewhere.example/", "selector": {"type": "SvgSelector"}}], "annotator": {"x": 1},
    "created": "2020-01-01T00:00:00Z", "creator": [{"id": "https://b.example/me"}], "via": "urn:1",
}  # fmt: skip


@pytest.fixture
def owned(instructor: User, learner1: User) -> list[Foreign]:
    group = make_class(instructor, learner=[learner1])
    kinds: list[dict[str, Any]] = [{}, {"visibility": "private"}, {"visibility": "group", "group": group}]
    made = [Foreign.objects.create(author=instructor, document=ABOUT, **more) for more in kinds]
    made[1].document = {name: value for name, value in ABOUT.items() if name not in ("created", "creator", "via")}
    made[1].save()
    Foreign.objects.create(author=learner1, document={**ABOUT, "body": "Of a peer"})
    return made


def leaving(by: User) -> bytes:
    notes = Annotation.objects.readable_by(by).filter(author=by)
    mine = Foreign.objects.readable_by(by).filter(author=by)
    return b"".join(exports.of(notes, by, "jsonld", site=HERE, foreign=mine))


def rows(by: User) -> list[Any]:
    columns = [one.attname for one in Foreign._meta.concrete_fields if one.name != "client_id"]
    return list(Foreign.objects.filter(author=by).order_by("pk").values(*columns))


def emptied() -> None:
    Item.objects.all().delete()
    Import.objects.all().delete()
    Foreign.objects.all().delete()


def test_what_i_wrote_about_other_sites_leaves_with_me_alone(
    owned: list[Foreign], instructor: User, learner1: User, client: Client
) -> None:
    note = make_note(make_text(author=instructor), instructor)
    client.force_login(instructor)
    address = reverse("export-mine")
    assert "3 of your notes are about other sites" in client.get(address).content.decode()
    answer: Any = client.get(address, {"form": "jsonld"})
    data = json.loads(answer.getvalue())
    assert data["total"] == len(data["first"]["items"]) == 4 and str(note.pk) in data["first"]["items"][0]["id"]
    assert "Of a peer" not in str(data) and data["first"]["items"][1]["body"] == ABOUT["body"]
    client.force_login(learner1)
    answer = client.get(address, {"form": "jsonld"})
    assert [one["body"] for one in json.loads(answer.getvalue())["first"]["items"]] == ["Of a peer"]


def test_it_comes_back_and_can_be_taken_back(owned: list[Foreign], instructor: User, client: Client) -> None:
    before, data = rows(instructor), leaving(instructor)
    emptied()
    job = imported(data, instructor)
    assert set(job.items.values_list("fate", flat=True)) == {"kept"} and rows(instructor) == before
    client.force_login(instructor)
    assert "kept for programs" in client.get(reverse("import-of-notes", args=[job.pk])).content.decode()
    assert set(imported(data, instructor).items.values_list("fate", flat=True)) == {"here"}
    Foreign.objects.get(pk=owned[0].pk).amend({"body": "Changed here"})
    assert undoing.foretold(job) == (2, [("It was changed, deleted or resolved.", 1)])
    taken_back(job)
    assert [one.pk for one in Foreign.objects.all()] == [owned[0].pk]


def test_nobody_speaks_as_somebody_of_this_site(owned: list[Foreign], instructor: User) -> None:
    data = leaving(instructor).replace(b"https://b.example/me", f"{HERE}/people/1/".encode())
    emptied()
    imported(data, instructor)
    assert Foreign.objects.count() == 3 and not any("creator" in one.document for one in Foreign.objects.all())
