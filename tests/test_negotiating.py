"""What clients ask for in their headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.exchange.negotiating import OFFERED, best, matches, preference

pytestmark = pytest.mark.pure

LD, JSON, HTML, TURTLE = OFFERED


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, LD),
        ("", LD),
        ("*/*", LD),
        ('application/ld+json; profile="http://www.w3.org/ns/anno.jsonld, x"', LD),
        ("application/*", LD),
        ("application/json", JSON),
        ("application/json, application/ld+json;q=0.5", JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", HTML),
        ("text/html;q=0.5, application/ld+json", LD),
        ("text/turtle, application/ld+json;q=0.1", TURTLE),
        ("application/n-triples, application/ld+json;q=0.1", LD),
        ("application/n-triples", None),
        ("*/*;q=0", None),
        ("application/ld+json;q=0, */*", JSON),
    ],
)
def test_the_best_that_is_here_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert best(accept) == chosen


@given(st.text(max_size=30), st.text('";=,/*q01.aW', max_size=30))
def test_no_header_breaks_it(header: str, crooked: str) -> None:
    for one in (header, crooked):
        assert best(one) in (*OFFERED, None)
        assert preference(one) and matches(one, '"x"') in (True, False)


def test_preferences_are_read_in_any_spelling() -> None:
    iris, minimal = "http://www.w3.org/ns/oa#PreferContainedIRIs", "http://www.w3.org/ns/ldp#PreferMinimalContainer"
    assert preference(f'return=representation;include="{minimal} {iris}"') == (True, True, True)
    assert preference(f'return=representation; include="{iris}"') == (False, True, True)
    assert preference("return=minimal") == (False, False, False)


def test_tags_are_compared_strongly_before_a_change() -> None:
    assert matches('"a", "b"', '"b"') and matches("*", '"b"') and not matches('W/"b"', '"b"')
    assert matches('W/"b"', '"b"', weakly=True)
