"""Searching on the embedded database."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from annotator.notes.models import Tag
from annotator.people.models import User
from annotator.sqlite.base import like
from tests.making import make_text
from texts.models import Text


@pytest.mark.pure
@pytest.mark.parametrize(
    ("pattern", "value", "escape", "matches"),
    [
        ("%straße%", "Die STRASSE nach Süden", "\\", True),
        ("%ΜΟΛΌΤΟΦ%", "ο Μολότοφ υπέγραψε", "\\", True),
        ("%молотов%", "МОЛОТОВ\nи Риббентроп", "\\", True),
        ("%50\\%%", "50% of it", "\\", True),
        ("%50\\%%", "50 of it", "\\", False),
        ("a_c", "ABC", "", True),
        ("a_c", "ABBC", "", False),
        ("%[a]%", "b", "", False),
        ("7", 7, "", True),
    ],
)
def test_case_is_passed_over_in_every_script(pattern: str, value: object, escape: str, matches: bool) -> None:
    assert like(pattern, value, escape) is matches


@pytest.mark.pure
def test_nothing_is_like_nothing() -> None:
    assert like(None, "a") is None
    assert like("a", None) is None


@pytest.mark.django_db
def test_a_text_is_found_by_its_title_in_other_case(client: Client, instructor: User) -> None:
    wanted = make_text(author=instructor, title="Ученые записки о ПАКТЕ")
    make_text(author=instructor, title="Something else")
    assert list(Text.objects.filter(title__icontains="пакте")) == [wanted]
    answer = client.get(reverse("library"), {"q": "УЧЕНЫЕ"}).content.decode()
    assert "Ученые записки" in answer and "Something else" not in answer


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases keep triggers when a table changes")
def test_triggers_outlive_a_table_that_is_made_anew() -> None:
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    with connection.cursor() as cursor:
        before = cursor.execute(triggers).fetchall()
    field = models.CharField(max_length=9, default="x")
    field.set_attributes_from_name("passing")
    field.model = Tag
    with connection.schema_editor() as editor:
        editor._remake_table(Tag, create_field=field)  # type: ignore[attr-defined]
        editor._remake_table(Tag)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        assert cursor.execute(triggers).fetchall() == before and len(before) > 10
