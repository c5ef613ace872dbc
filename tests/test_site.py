"""What holds for the whole site: its headers, its limits, its first start."""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse

from annotator.library import demo
from annotator.notes.models import Annotation, Motivation
from annotator.people.models import User
from annotator.sheets import SheetFinder
from texts.models import Revision, Text

ROOT = Path(__file__).parent.parent


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["library", "account_login", "account_signup"])
def test_every_page_has_a_strict_policy(client: Client, name: str) -> None:
    headers = client.get(reverse(name)).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "script-src 'self'" in policy and "object-src 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` in a world of its own, with nothing but this in its environment."""
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.pure
def test_without_a_key_the_program_says_what_to_set() -> None:
    done = started()
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.pure
def test_cookies_are_secure_in_production() -> None:
    assert started(SECRET_KEY="x" * 60).stdout.split() == ["True", "True", "True"]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of static files as they are served in production."""
    folder = tmp_path_factory.mktemp("static")
    storages = {**site_settings.STORAGES, "staticfiles": {"BACKEND": "annotator.staticfiles.HashedModules"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def served_as(folder: Path) -> dict[str, str]:
    paths: dict[str, str] = json.loads((folder / "staticfiles.json").read_text())["paths"]
    return paths


@pytest.mark.pure
def test_in_production_every_module_imports_hashed_modules(collected: Path) -> None:
    served = set(served_as(collected).values())
    modules = [path for part in ("site", "library", "notes") for path in collected.glob(f"{part}/*.js")]
    hashed = [path for path in modules if path.relative_to(collected).as_posix() in served]
    imported = [
        (path.parent / name).resolve().relative_to(collected).as_posix()
        for path in hashed
        for name in re.findall(
            r"""^(?:import|export)\b[^;"'`()]*["'](\.[^"'\n]+)["']""", path.read_text(), re.MULTILINE
        )
    ]
    assert len(imported) > 30
    assert [name for name in imported if name not in served] == []


@pytest.mark.pure
def test_in_production_a_style_sheet_brings_its_parts_along(collected: Path) -> None:
    served = served_as(collected)
    sheet = (collected / served["notes/cards.css"]).read_text()
    parts = sorted(path for path in served if path.startswith("notes/cards/"))
    assert len(parts) > 4 and all((collected / part).read_text() in sheet for part in parts)
    ours = {path: (collected / hashed).read_text() for path, hashed in served.items() if path.endswith(".css")}
    assert [path for path, rules in ours.items() if "@import" in rules and not path.startswith("admin/")] == []


@pytest.mark.pure
def test_a_style_sheet_is_one_file_in_the_demonstration_too() -> None:
    sheet = Path(str(finders.find("notes/cards.css"))).read_text()
    assert "@import" not in sheet and all(f".{name}" in sheet for name in ("card__head", "thread", "list__tools"))
    assert finders.find("notes/cards/card.css") and finders.find("notes/none.css") is None


@pytest.mark.pure
def test_a_style_sheet_that_was_found_stays_when_its_finder_goes() -> None:
    """Threads that ask first at the same time make a finder each, and all but one are dropped."""
    found = SheetFinder().find("site/site.css")
    gc.collect()
    assert Path(found).read_text()


@pytest.mark.pure
def test_in_production_a_sheet_of_parts_names_hashed_fonts(collected: Path) -> None:
    served = served_as(collected)
    fonts = re.findall(r'url\("([^"]+)"\)', (collected / served["site/site.css"]).read_text())
    assert fonts and {f"site/{font}" for font in fonts} <= set(served.values())


@pytest.mark.django_db
def test_demo_loads_once_and_loses_nothing(settings: Any) -> None:
    call_command("demo", stdout=StringIO())
    before = (Text.objects.count(), Revision.objects.count(), Annotation.objects.count(), User.objects.count())
    assert before == (3, 3, len(demo.NOTES), 4)
    note = Annotation.objects.get(exact="Ribbnetrop")
    note.remove()
    call_command("demo", stdout=StringIO())
    assert (Text.objects.count(), Revision.objects.count(), Annotation.objects.count(), User.objects.count()) == before
    note.refresh_from_db()
    assert note.deleted


@pytest.mark.django_db
def test_the_demo_shows_every_kind_and_the_two_cases() -> None:
    demo.load()
    assert set(Annotation.objects.values_list("motivation", flat=True)) == set(Motivation.values)
    assert Annotation.objects.get(exact="Ribbnetrop").query.proposed == "Ribbentrop"
    check = Annotation.objects.get(motivation="assessing")
    assert "bought into the scale" in check.exact and check.quote_check.sources.count() == 1


@pytest.mark.django_db
def test_demo_accounts_exist_only_in_demo_mode(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="ANNOTATOR_DEMO"):
        call_command("demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_writing_too_often_is_refused_with_a_sentence(learner1: User, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "write": (3, 60)}
    article = demo.load()
    client = Client()
    client.force_login(learner1)
    statuses = [client.post(reverse("annotate", args=[article.pk]), {}).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 429, 429]


@pytest.mark.django_db
def test_who_writes_steadily_is_never_refused(learner1: User, settings: Any) -> None:
    """However long it goes on: only what was done within the time that is set counts."""
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "write": (2, 1)}
    article = demo.load()
    client = Client()
    client.force_login(learner1)
    statuses = []
    for _ in range(4):
        statuses.append(client.post(reverse("annotate", args=[article.pk]), {}).status_code)
        time.sleep(0.55)
    assert statuses == [422] * 4


@pytest.mark.django_db
def test_a_site_can_be_closed_to_visitors(client: Client, settings: Any) -> None:
    article = demo.load()
    settings.ANONYMOUS_READING = False
    assert client.get(reverse("reader", args=[article.pk])).status_code == 404
    assert b"prevented" not in client.get(reverse("library")).content


def test_a_host_that_is_not_ours_gets_a_page_and_no_crash(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Client(SERVER_NAME="elsewhere.example").get("/")
    assert answer.status_code == 400
