"""The Web Annotation Protocol, as programs meet it: https://www.w3.org/TR/annotation-protocol/."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from annotator.exchange.models import Foreign
from annotator.notes.models import Annotation
from annotator.people.models import Token, User
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db

ANNO = "http://www.w3.org/ns/anno.jsonld"
LD = "application/ld+json"
SITE = "http://testserver"


class Program:
    """Somebody's script."""

    def __init__(self, person: User | None = None, scope: str = "write") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.own = {"Authorization": f"Bearer {Token.make(person, 'script', scope)[1]}"} if person else {}

    def __call__(self, method: str, address: str, document: Any = None, **headers: str) -> Any:
        sent: Any = {} if document is None else {"data": json.dumps(document), "content_type": LD}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if "Content-Type" in named:
            sent["content_type"] = named.pop("Content-Type")
        return self.client.generic(method, address.removeprefix(SITE), headers={**self.own, **named}, **sent)


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text("One **two** three.\n\nFour *five* six.\n\n- seven\n- eight", author=instructor)


@pytest.fixture
def program(learner1: User) -> Program:
    return Program(learner1)


def about(text: Text, selector: Any = None, **more: Any) -> dict[str, Any]:
    source = f"{SITE}/texts/{text.pk}/"
    target: Any = {"source": source, "selector": selector} if selector else source
    return {
        "@context": ANNO,
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": "Hm."},
        "target": target,
        **more,
    }


def quote(words: str) -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": words}


def test_a_script_creates_reads_pages_changes_and_deletes(program: Program, text: Text, learner1: User) -> None:
    made = program("POST", "/annotations/", about(text, quote("two")), Slug="../../etc")
    assert made.status_code == 201
    document = made.json()
    assert made["Location"] == document["id"] and document["id"].startswith(f"{SITE}/annotations/")
    note = Annotation.objects.get()
    assert (note.author, note.motivation, note.start, note.exact) == (learner1, "commenting", 4, "two")

    read = program("GET", made["Location"])
    assert read.json() == document and read["ETag"] == made["ETag"]
    assert {"PUT", "DELETE", "GET", "HEAD", "OPTIONS"} <= set(read["Allow"].split(", "))
    assert '<http://www.w3.org/ns/ldp#Resource>; rel="type"' in read["Link"] and "Accept" in read["Vary"]
    assert program("GET", made["Location"], If_None_Match=read["ETag"]).status_code == 304
    head = program("HEAD", made["Location"])
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", read["ETag"])

    document["body"] = {"type": "TextualBody", "value": "Better.", "x:mood": "calm"}
    assert program("PUT", made["Location"], document).status_code == 428
    assert program("PUT", made["Location"], document, If_Match='"old"').status_code == 412
    changed = program("PUT", made["Location"], document, If_Match=read["ETag"])
    assert changed.status_code == 200 and changed.json()["body"] == document["body"]
    note.refresh_from_db()
    assert note.body == "Better." and note.edits.get().before["body"] == "Hm."

    assert program("DELETE", made["Location"]).status_code == 428
    assert program("DELETE", made["Location"], If_Match=read["ETag"]).status_code == 412
    assert program("DELETE", made["Location"], If_Match=changed["ETag"]).status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        assert program(method, made["Location"], document if method == "PUT" else None, If_Match="*").status_code == 410
    assert Program()("GET", made["Location"], Accept="text/html").status_code == 410
    assert program("GET", "/annotations/").json()["total"] == 0


def test_people_get_the_reader_and_programs_json(text: Text, learner1: User) -> None:
    note, anybody = make_note(text, learner1, words="two"), Program()
    address = f"/annotations/{note.pk}"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert anybody("GET", address, Accept=browser)["Location"].startswith(f"/texts/{text.pk}/?note=")
    for accept, kind in (("*/*", LD), (f'{LD}; profile="{ANNO}"', LD), ("application/json", "application/json")):
        assert anybody("GET", address, Accept=accept)["Content-Type"].startswith(kind)
    assert anybody("GET", address)["Content-Type"] == f'{LD}; profile="{ANNO}"'
    assert anybody("GET", address, Accept="image/png").status_code == 406


def test_a_container_says_what_it_is_and_shows_as_much_as_is_preferred(text: Text, learner1: User) -> None:
    notes = [make_note(text, learner1, words=words) for words in ("One", "two")]
    anybody = Program()
    for address in ("/annotations/", f"/texts/{text.pk}/annotations/"):
        answer = anybody("GET", address)
        held = answer.json()
        assert answer["Content-Location"] == held["id"]
        assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
        assert '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"' in answer["Link"]
        assert (
            '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
            in answer["Link"]
        )
        assert LD in answer["Accept-Post"] and {"Accept", "Prefer"} <= set(answer["Vary"].split(", "))
        assert {"BasicContainer", "AnnotationCollection"} == set(held["type"]) and held["total"] == 2
        assert [one["id"] for one in held["first"]["items"]] == [f"{SITE}/annotations/{note.pk}" for note in notes]
        assert "items" not in held and held["first"]["partOf"]["total"] == 2
    minimal = 'return=representation;include="http://www.w3.org/ns/ldp#PreferMinimalContainer"'
    assert anybody("GET", "/annotations/", Prefer=minimal).json()["first"] == f"{SITE}/annotations/?iris=0&page=0"
    iris = 'return=representation; include="http://www.w3.org/ns/oa#PreferContainedIRIs"'
    held = anybody("GET", "/annotations/", Prefer=iris).json()
    assert held["id"].endswith("?iris=1") and held["first"]["items"][0] == f"{SITE}/annotations/{notes[0].pk}"
    assert anybody("HEAD", "/annotations/").status_code == anybody("OPTIONS", "/annotations/").status_code == 200
    assert anybody("PATCH", "/annotations/").status_code == 405


def test_pages_stay_where_they_are_while_people_write(text: Text, learner1: User) -> None:
    notes = [make_note(text, learner1, words="two") for _ in range(5)]
    anybody = Program()
    address = anybody("GET", "/annotations/?size=2").json()["first"]["next"]
    make_note(text, learner1, words="two")
    notes[0].remove()
    seen, pages = [], []
    while address:
        page = anybody("GET", address).json()
        pages.append(page)
        seen += [one["id"].rpartition("/")[2] for one in page["items"]]
        address = page.get("next", "")
    assert seen[:3] == [str(note.pk) for note in notes[2:]] and len(seen) == 4
    assert all(page["partOf"]["id"].endswith("?iris=0&size=2") for page in pages)
    assert anybody("GET", pages[1]["prev"]).json()["items"][0]["id"].endswith(str(notes[2].pk))
    assert anybody("GET", anybody("GET", "/annotations/?size=2").json()["last"]).json().get("next") is None
    answer = anybody("GET", pages[0]["id"])
    assert anybody("GET", pages[0]["id"], If_None_Match=answer["ETag"]).status_code == 304
    notes[2].amend(learner1, body="Other words.")
    assert anybody("GET", pages[0]["id"], If_None_Match=answer["ETag"]).status_code == 200
    assert anybody("POST", pages[0]["id"], {}).status_code == 401
    assert anybody("GET", "/annotations/?page=nonsense").status_code == 404


def test_what_is_wrong_is_said_as_a_problem(program: Program, text: Text, learner1: User) -> None:
    good = about(text, quote("two"))
    for document, headers, status in (
        (good, {"Content-Type": "text/turtle"}, 415),
        ({**good, "@context": "http://example.org/context"}, {}, 415),
        ({**good, "@context": None}, {}, 400),
        ({**good, "type": "Note"}, {}, 400),
        ({**good, "target": None}, {}, 400),
        ({**good, "bodyValue": "Both"}, {}, 400),
        ({**good, "body": {"type": "TextualBody", "value": "a\0b"}}, {}, 400),
        ([good], {}, 400),
        ({**good, "target": f"{SITE}/texts/01a212fa-35f7-78ff-b013-cc46f2dfe578/"}, {}, 422),
        ({**good, "body": {"type": "TextualBody", "value": "x" * 50_001}}, {}, 422),
        ({**good, "audience": {"id": f"{SITE}/groups/01a212fa-35f7-78ff-b013-cc46f2dfe578/"}}, {}, 403),
        (good, {"Accept": "application/n-triples"}, 406),
    ):
        answer = program("POST", "/annotations/", document, **headers)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
        assert answer.json()["status"] == status and answer.json()["detail"] and "constrainedBy" in answer["Link"]
    assert not Annotation.objects.exists() and not Foreign.objects.exists()
    nobody = Program()("POST", "/annotations/", good)
    assert nobody.status_code == 401 and "Bearer" in nobody["WWW-Authenticate"]
    reading = Program(learner1, "read")
    assert reading("GET", "/annotations/").status_code == 200
    assert reading("POST", "/annotations/", good).status_code == 403
    assert Program()("GET", "/annotations/", Authorization="Bearer wrong").status_code == 401


def test_a_session_needs_its_csrf_token_and_a_token_needs_no_session(
    text: Text, learner1: User, program: Program, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = Program()
    browser.client.force_login(learner1)
    assert browser("POST", "/annotations/", about(text)).status_code == 403
    browser.client.get(f"/texts/{text.pk}/annotate")
    assert (
        browser("POST", "/annotations/", about(text), X_CSRFToken=browser.client.cookies["csrftoken"].value).status_code
        == 201
    )
    note = make_note(text, learner1, words="two")
    program.client.cookies = browser.client.cookies
    program("GET", "/annotations/")
    with django_assert_max_num_queries(4) as asked:
        assert program("GET", f"/annotations/{note.pk}").status_code == 200
    assert [one["sql"] for one in asked.captured_queries if "django_session" in one["sql"]] == []


def test_others_cannot_change_it_nor_read_what_is_private(program: Program, text: Text, learner2: User) -> None:
    mine = f"{SITE}/people/{Token.objects.get().person_id}/"
    made = program("POST", "/annotations/", about(text, quote("two"), audience={"id": mine}))
    assert Annotation.objects.get().visibility == "private"
    assert made.json()["audience"]["id"] == mine
    other = Program(learner2)
    assert other("GET", made["Location"]).status_code == 404
    assert other("DELETE", made["Location"], If_Match="*").status_code == 404
    shown = program("POST", "/annotations/", about(text, quote("two")))
    assert other("PUT", shown["Location"], shown.json(), If_Match=shown["ETag"]).status_code == 403
    assert other("GET", "/annotations/").json()["total"] == 1


def test_what_is_sent_to_a_group_is_read_by_it(text: Text, instructor: User, learner1: User, outsider: User) -> None:
    group = make_class(instructor, text, learner=[learner1])
    address = f"/groups/{group.pk}/annotations/"
    made = Program(learner1)("POST", address, about(text, quote("two")))
    assert (made.status_code, Annotation.objects.get().group) == (201, group)
    abroad = Program(learner1)("POST", address, {**about(text), "target": "http://example.org/page"})
    assert Foreign.objects.get().group == group
    assert Program(instructor)("GET", address).json()["total"] == 2
    assert Program(outsider)("GET", address).status_code == 404
    assert Program(outsider)("GET", abroad["Location"]).status_code == 404
    for role, status in ((learner1, 201), (outsider, 404)):
        assert Program(role)("POST", address, about(text, audience=made.json()["audience"])).status_code == status


def test_its_own_id_is_kept_as_via_and_canonical_and_via_never_change(program: Program, text: Text) -> None:
    sent = about(text, quote("two"), id="http://example.org/1", canonical="urn:x:1", rights="http://example.org/by")
    sent |= {"creator": {"id": "http://example.org/me", "type": "Person"}, "ex:mood": {"ex:is": ["calm"]}}
    made = program("POST", "/annotations/", sent)
    document = made.json()
    assert (document["via"], document["canonical"], document["rights"]) == (sent["id"], "urn:x:1", sent["rights"])
    assert document["ex:mood"] == sent["ex:mood"] and sent["creator"] in document["creator"]
    assert program("POST", "/annotations/", sent)["Location"] == made["Location"]
    for name in ("canonical", "via", "id"):
        wrong = program("PUT", made["Location"], {**document, name: "urn:x:2"}, If_Match=made["ETag"])
        assert wrong.status_code == 409, name
    again = program("PUT", made["Location"], {**about(text, quote("two")), "ex:mood": 1}, If_Match=made["ETag"])
    assert again.status_code == 200, again.content
    assert (again.json()["via"], again.json()["canonical"], again.json()["ex:mood"]) == (sent["id"], "urn:x:1", 1)
    moved = program("PUT", made["Location"], about(text, quote("three")), If_Match=again["ETag"])
    assert moved.status_code == 409


def test_what_is_about_another_site_is_kept_as_it_came(program: Program, learner2: User) -> None:
    sent = {
        "@context": ANNO,
        "type": "Annotation",
        "motivation": "bookmarking",
        "body": {
            "type": "Choice",
            "items": [{"type": "TextualBody", "value": "Ja", "language": "de"}, "http://example.org/b"],
        },
        "target": {"source": "http://example.org/a.png", "selector": {"type": "SvgSelector", "value": "<svg/>"}},
        "canonical": "urn:x:1",
    }
    made = program("POST", "/annotations/", sent)
    assert made.status_code == 201 and {**made.json(), **sent} == made.json()
    other = {**made.json(), "target": "http://example.org/other"}
    assert Program(learner2)("PUT", made["Location"], other, If_Match=made["ETag"]).status_code == 403
    changed = program("PUT", made["Location"], other, If_Match=made["ETag"])
    assert changed.json()["target"] == other["target"]
    assert Foreign.objects.get().earlier[0]["document"]["target"] == sent["target"]
    assert (
        program("PUT", made["Location"], {**other, "canonical": "urn:x:2"}, If_Match=changed["ETag"]).status_code == 409
    )
    assert program("DELETE", made["Location"], If_Match=changed["ETag"]).status_code == 204
    assert program("GET", made["Location"]).status_code == 410


def test_what_finds_no_place_arrives_as_an_orphan_with_its_reason(program: Program, text: Text) -> None:
    made = program("POST", "/annotations/", about(text, quote("not here at all")))
    row: Any = Annotation.objects.standing().get()
    assert (made.status_code, row.stands, row.because, row.exact) == (
        201, "orphan", "Its words are not in this text", "not here at all",
    )  # fmt: skip
    assert quote("not here at all") in made.json()["target"]["selector"]
    svg = {"type": "SvgSelector", "value": "<svg/>"}
    assert program("POST", "/annotations/", about(text, svg)).json()["target"]["selector"] == [svg]


def test_what_a_target_says_beyond_ours_is_given_back(program: Program, text: Text) -> None:
    sent = about(text)
    source = {"id": f"{SITE}/texts/{text.pk}/", "format": "text/html"}
    state = {"type": "TimeState", "sourceDate": "2099-01-01T00:00:00Z"}
    sent["target"] = {"source": source, "selector": quote("two"), "state": state, "scope": "http://example.org/"}
    made = program("POST", "/annotations/", sent)
    target = made.json()["target"]
    assert (target["source"], target["scope"], target["state"][1]) == (source, "http://example.org/", state)
    assert target["selector"][0]["type"] == "TextPositionSelector" and quote("two") in target["selector"]
    assert program("PUT", made["Location"], made.json(), If_Match=made["ETag"]).json()["target"] == target
    assert program("PUT", made["Location"], sent, If_Match=made["ETag"]).status_code in (200, 412)
    elsewhere = about(text, "http://example.org/selector1")
    assert program("POST", "/annotations/", elsewhere).status_code == 201
    assert Annotation.objects.get(exact="").unplaced == "It has no selector that is understood"


def test_an_answer_is_an_annotation_of_what_it_answers(program: Program, text: Text, learner2: User) -> None:
    note = make_note(text, learner2, words="two")
    sent = {"@context": ANNO, "type": "Annotation", "motivation": "replying", "bodyValue": "Yes."}
    made = program("POST", "/annotations/", {**sent, "target": f"{SITE}/annotations/{note.pk}"})
    assert made.status_code == 201 and note.replies.get().body == "Yes."
    assert made.json()["target"] == f"{SITE}/annotations/{note.pk}"
    assert program("GET", f"/texts/{text.pk}/annotations/").json()["total"] == 2
    assert made.json()["bodyValue"] == "Yes."
    better = {**made.json(), "bodyValue": "Indeed."}
    changed = program("PUT", made["Location"], better, If_Match=made["ETag"])
    assert changed.status_code == 200 and note.replies.get().body == "Indeed."
    assert program("DELETE", made["Location"], If_Match=changed["ETag"]).status_code == 204


def test_an_answer_gives_back_what_it_came_with_until_it_says_something_else(
    program: Program, text: Text, learner2: User
) -> None:
    note = make_note(text, learner2, words="two")
    target = {"id": f"{SITE}/annotations/{note.pk}", "ex:seen": 1}
    body = {"type": "TextualBody", "value": "Yes.", "ex:sure": [2]}
    sent = {"@context": ANNO, "type": "Annotation", "motivation": "replying", "body": body, "target": target}
    made = program("POST", "/annotations/", {**sent, "id": "urn:answer", "ex:more": {"deep": 3}})
    given = made.json()
    assert (given["body"], given["target"], given["ex:more"], given["via"]) == (body, target, {"deep": 3}, "urn:answer")
    assert program("POST", "/annotations/", {**sent, "id": "urn:answer", "ex:more": {"deep": 3}}).json() == given
    changed = program("PUT", made["Location"], {**given, "ex:more": 4}, If_Match=made["ETag"])
    assert (changed.json()["ex:more"], changed.json()["body"]) == (4, body)
    note.replies.get().amend(note.author, "On the page.")
    later = program("GET", made["Location"]).json()
    assert later["body"][0]["value"] == "On the page." and later["ex:more"] == 4 and later["target"] == target


def test_what_this_site_gave_out_comes_back_as_the_same_note(program: Program, text: Text, learner1: User) -> None:
    for kind in ("commenting", "questioning", "editing", "highlighting"):
        note = make_note(text, learner1, kind, "two", tags=["a", "b"], colour="green")
        given = program("GET", f"/annotations/{note.pk}").json()
        made = program("POST", "/annotations/", given).json()
        again = Annotation.objects.get(pk=made["id"].rpartition("/")[2])
        assert [tag.name for tag in again.tags.all()] == ["a", "b"]
        for name in ("motivation", "body", "start", "end", "exact", "prefix", "suffix", "revision_id"):
            assert getattr(again, name) == getattr(note, name)
        for name in ("body", "target", "motivation", "stylesheet"):
            assert made.get(name) == given.get(name)
        assert not ({"body", "target", "motivation"} & set(again.arrival.given))


def test_other_sites_may_ask_from_browsers(text: Text, settings: Any) -> None:
    anybody = Program()
    asked = anybody("OPTIONS", "/annotations/", Origin="https://example.org", Access_Control_Request_Method="POST")
    assert asked["Access-Control-Allow-Origin"] == "*" and "If-Match" in asked["Access-Control-Allow-Headers"]
    assert "ETag" in anybody("GET", "/annotations/", Origin="https://example.org")["Access-Control-Expose-Headers"]
    settings.CORS_ORIGINS = ["https://good.example"]
    assert "Access-Control-Allow-Origin" not in anybody("GET", "/annotations/", Origin="https://example.org").headers


def test_pages_cost_the_same_however_many_there_are(
    text: Text, learner1: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        make_note(text, learner1, words="two", tags=["a"])
    anybody = Program()
    anybody("GET", "/annotations/")
    with django_assert_max_num_queries(12):
        assert len(anybody("GET", "/annotations/?page=0").json()["items"]) == 12


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"motivation": "questioning", "body": "A bare word."},
        {"motivation": "highlighting", "body": []},
        {"motivation": "editing", "body": {"type": "TextualBody", "value": "too", "purpose": "editing"}},
        {"motivation": "assessing", "body": [{"type": "TextualBody", "value": "Zoë", "purpose": "tagging"}]},
        {"rights": "https://creativecommons.org/licenses/by/4.0/", "custom": [1], "motivation": "bookmarking"},
    ],
    ids=["note", "question", "highlight", "query", "check with a tag", "more than we know"],
)
def test_what_is_answered_to_a_post_is_what_is_read_then(program: Program, text: Text, more: dict[str, Any]) -> None:
    made = program("POST", "/annotations/", about(text, quote("two"), **more))
    assert made.status_code == 201, made.content
    read = program("GET", made["Location"])
    assert (read.json(), read["ETag"]) == (made.json(), made["ETag"])


def test_what_is_sent_again_says_what_has_become_of_it(program: Program, text: Text) -> None:
    sent = about(text, quote("two"), id="https://elsewhere.example/1")
    first = program("POST", "/annotations/", sent)
    Annotation.objects.get().amend(Annotation.objects.get().author, body="Changed on the page.")
    again = program("POST", "/annotations/", sent)
    assert again["Location"] == first["Location"] and Annotation.objects.count() == 1
    assert "Changed on the page." in again.content.decode()
