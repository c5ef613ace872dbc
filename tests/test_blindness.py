"""Verdicts are blind: while one is given, no address of the site answers otherwise because of what it says or whose it is.

Every address that can be got is walked with the keys of everything there is, once for each of several first verdicts;
to each reader but its own, all answers must be the same, byte for byte, but for what is random in every answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from annotator.exchange.exports import FORMS
from annotator.notes.filters import STATES
from annotator.notes.models import Annotation, Attribution, Check, Context, Notice, Reply, Source, Verdict, Wording
from annotator.people.models import User
from tests.conftest import person
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db

REASON = "Quagga-{}-zyzzyva"
RANDOM = re.compile(
    r'(?<=csrfmiddlewaretoken" value=")[^"]+|(?<=X-CSRFToken": ")[^"]+|(?<=name="client_id" value=")[^"]+'
    r'|<time[^>]*>[^<]*|(?<="made": ")[^"]+'
)
FINDINGS = [
    ("altered", "confirmed", "fair"),
    ("exact", "another", "cut"),
    ("not_found", "disputed", "misleading"),
    ("translated", "unattributed", "not_judged"),
]


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if not pattern.namespace and "allauth" not in str(pattern.urlconf_name):
                yield from patterns(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern


def addresses(keys: dict[str, list[Any]]) -> list[str]:
    """Every address with every key that its parameters could mean: by the word before each, else by its kind."""
    found = []
    for pattern in patterns():
        converters = pattern.pattern.converters
        words = re.findall(r"(\w*)[/.]?<(\w+):\w+>", str(pattern.pattern))
        kinds = [keys.get(word, keys["uuid"]) if kind == "uuid" else keys[kind] for word, kind in words]
        found += [
            reverse(str(pattern.name), kwargs=dict(zip(converters, values, strict=True))) for values in product(*kinds)
        ]
    return found


@pytest.fixture
def first(outsider: User) -> User:
    return outsider


@pytest.fixture
def note(learner1: User, instructor: User, first: User) -> Annotation:
    """learner1's check on a comment, with a source; `first` has judged it."""
    article = make_text(author=instructor, title="The article")
    comment = make_text("It keft a mark on him.", author=instructor, parent=article)
    made = make_note(comment, learner1, "assessing", "keft a mark", check=Check(speaker="Churchill", dated="1948"))
    Source.objects.create(quote_check=made.quote_check, citation="A book.", excerpt="left a mark", added_by=learner1)
    Reply.objects.create(annotation=made, author=learner1, body="Who knows?")
    made.quote_check.claim(first)
    made.quote_check.give(_verdict(first, 0))
    return made


def _verdict(reader: User, number: int) -> Verdict:
    wording, attribution, context = FINDINGS[number]
    return Verdict(
        reader=reader, wording=wording, attribution=attribution, context=context, reason=REASON.format(number)
    )


def every_address(note: Annotation) -> list[str]:
    article, comment = note.text.article, note.text
    keys: dict[str, list[Any]] = {
        "texts": [article.pk, comment.pk],
        "annotations": [note.pk],
        "replies": [note.replies.get().pk],
        "people": [note.author_id],
        "revisions": [1],
        "groups": [],  # there are none
        "assignments": [],
        "uuid": [note.pk],
        "int": [1, note.quote_check.sources.get().pk],
        "str": ["bibtex"],
        "slug": ["nothing-kept"],
    }
    found = list(dict.fromkeys(addresses(keys)))
    reader, notes = reverse("reader", args=[article.pk]), reverse("notes-of-text", args=[article.pk])
    found += [f"{reader}?note={note.pk}", f"{reverse('cards', args=[article.pk])}?n={comment.pk}:{note.handle}"]
    lists = (notes, reader, reverse("spans", args=[article.pk]))
    found += [f"{address}?state={state}" for address in lists for state in STATES if "check" in state]
    export = reverse("export-text", args=[article.pk])
    found += [
        f"{export}?form={form}" for form in FORMS if form != "xlsx"
    ]  # the same rows as csv, in a zip with its time
    return [*found, f"{notes}?q=Quagga", f"{notes}?by={note.author_id}", f"{reverse('search')}?q=Quagga"]


def got(client: Client, address: str) -> str:
    answer = client.get(address)
    content = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.status_code} {answer.headers.get('Location', '')} " + RANDOM.sub(
        "", content.decode(errors="replace")
    )


def signed_in(someone: User | None) -> Client:
    client = Client()
    if someone:
        client.force_login(someone)
    return client


@pytest.mark.parametrize(
    ("who", "number"),
    [("learner2", 1), ("learner1", 2), ("instructor", 3), ("visitor", 2)],  # together all choices that there are
)
def test_no_address_answers_otherwise_because_of_a_first_verdict(
    who: str, number: int, note: Annotation, request: pytest.FixtureRequest
) -> None:
    other = person("another")
    client = signed_in(None if who == "visitor" else request.getfixturevalue(who))
    before = {address: got(client, address) for address in every_address(note)}
    readable = {address: said for address, said in before.items() if said.startswith("200")}
    assert len(readable) > (25 if who == "visitor" else 35)
    assert [address for address, said in readable.items() if "Quagga" in said and "q=Quagga" not in address] == []
    wording, attribution, context = FINDINGS[number]
    Verdict.objects.update(
        wording=wording, attribution=attribution, context=context, reader=other, reason=REASON.format(number)
    )
    changed = [address for address, said in readable.items() if got(client, address) != said]
    assert changed == []


def test_the_findings_that_are_tried_are_all_that_there_are() -> None:
    for place, choices in enumerate((Wording, Attribution, Context)):
        missing = set(choices.values) - {finding[place] for finding in FINDINGS}
        assert missing <= {"trivial"}


def test_no_act_of_the_second_reader_says_anything_of_the_first(note: Annotation, learner2: User, first: User) -> None:
    client = signed_in(learner2)
    for name, data in (
        ("claim", {}),
        ("release", {}),
        ("withdraw-verdict", {}),
        ("verdict", {"wording": "nonsense"}),
        ("add-source", {"citation": ""}),
        ("reply", {"body": "I am reading."}),
    ):
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.post(reverse(name, args=[note.pk]), data, headers=headers, follow=True)
            said = answer.content.decode()
            assert "Quagga" not in said and str(first) not in said
    assert not Notice.objects.exists()


def test_to_its_own_reader_a_first_verdict_is_open(note: Annotation, first: User) -> None:
    assert "Quagga-0" in got(signed_in(first), reverse("check", args=[note.pk]))
    assert "Quagga-0" in got(signed_in(first), reverse("card", args=[note.pk]))


def test_two_verdicts_are_open_to_all(note: Annotation, learner2: User) -> None:
    note.quote_check.give(_verdict(learner2, 2))
    said = got(Client(), reverse("check", args=[note.pk]))
    assert "Quagga-0" in said and "Quagga-2" in said
