"""Notes are carried through revisions, and all of it can be made again."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.library.publishing import publish
from annotator.notes.models import Act, Anchor, Annotation, State
from annotator.notes.repairing import repair
from annotator.people.models import User
from tests.making import make_note, make_text
from texts.models import Conflict, Text

pytestmark = pytest.mark.django_db

FIRST = """The Molotov-Ribbnetrop pact was signed in August, and nobody in London answered him in time.

A second paragraph speaks of divisions that could have been sent to the border before the winter.

A third paragraph closes the account with a few words on Poland and its refusal."""


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(FIRST, author=instructor)


def revise(text: Text, source: str, by: User) -> Text:
    text.refresh_from_db()
    publish(text, source, author=by, base=text.latest)
    text.refresh_from_db()
    return text


def standing(note: Annotation) -> tuple[str, str | None]:
    """The state of a note in the latest revision, and the words it stands on there."""
    anchor = Anchor.objects.select_related("revision").get(
        annotation=note, revision=note.text.__class__.objects.get(pk=note.text_id).latest
    )
    words = None if anchor.start is None else anchor.revision.plain[anchor.start : anchor.end]
    return anchor.state, words


def test_words_added_before_a_note_leave_it_on_its_words(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1)
    revise(text, "A new beginning.\n\n" + FIRST, instructor)
    assert standing(note) == (State.EXACT, "Ribbnetrop")


def test_a_note_moves_with_its_paragraph(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    first, second, third = FIRST.split("\n\n")
    revise(text, "\n\n".join([first, third, second]), instructor)
    assert standing(note)[1] == "divisions that could have been sent"
    assert standing(note)[0] in (State.EXACT, State.MOVED)


def test_a_note_whose_paragraph_went_is_an_orphan_and_comes_back_with_it(
    text: Text, learner1: User, instructor: User
) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    first, _, third = FIRST.split("\n\n")
    revise(text, f"{first}\n\n{third}", instructor)
    assert standing(note) == (State.ORPHAN, None)
    revise(text, f"{first}\n\nSomething else entirely.\n\n{third}", instructor)
    assert standing(note) == (State.ORPHAN, None)
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "divisions that could have been sent")


def test_a_changed_note_waits_for_a_look_until_its_words_are_back(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="nobody in London answered him in time")
    revise(text, FIRST.replace("London", "Paris"), instructor)
    assert standing(note) == (State.CHANGED, "nobody in Paris answered him in time")
    revise(text, FIRST.replace("London", "Paris") + "\n\nMore.", instructor)
    assert standing(note)[0] == State.CHANGED
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "nobody in London answered him in time")


def test_a_stale_base_is_refused_and_nothing_changes(text: Text, learner1: User, instructor: User) -> None:
    make_note(text, learner1)
    stale = text.latest
    revise(text, "Changed. " + FIRST, instructor)
    anchors = Anchor.objects.count()
    with pytest.raises(Conflict):
        publish(text, "Lost? " + FIRST, author=instructor, base=stale)
    assert Anchor.objects.count() == anchors


def queries_to_publish(count: int, author: User, by: User) -> int:
    text = make_text(FIRST, author=by)
    for words in ("divisions", "Ribbnetrop"):
        for _ in range(count):
            make_note(text, author, words=words)
    with CaptureQueriesContext(connection) as captured:
        publish(text, FIRST.replace("divisions", "armies"), author=by, base=text.latest)
    return len(captured)


def test_publishing_asks_as_much_for_many_notes_as_for_few(learner1: User, instructor: User) -> None:
    assert queries_to_publish(2, learner1, instructor) == queries_to_publish(40, learner1, instructor)


def snapshot() -> list[tuple[Any, ...]]:
    fields = ("annotation_id", "revision_id", "start", "end", "state", "score", "reason", "settled")
    return list(Anchor.objects.order_by("annotation_id", "revision_id").values_list(*fields))


def test_reanchor_makes_the_same_again(text: Text, learner1: User, instructor: User) -> None:
    words = ("Ribbnetrop", "divisions that could have been sent", "nobody in London answered", "Poland and its refusal")
    notes = [make_note(text, learner1, words=each) for each in words]
    whole = FIRST.split("\n\n")
    revise(text, "\n\n".join([whole[2], whole[0]]), instructor)
    repair(notes[1], Act.LEFT, instructor)
    revise(text, FIRST.replace("London", "Paris").replace("divisions", "regiments"), instructor)
    waiting = Anchor.objects.filter(revision=text.latest, state=State.CHANGED).first()
    assert waiting
    repair(waiting.annotation, Act.CONFIRMED, learner1)
    make_note(text, learner1, words="second paragraph")
    revise(text, "Before. " + FIRST, instructor)
    before = snapshot()
    out = StringIO()
    call_command("reanchor", stdout=out)
    assert snapshot() == before
    assert "anchors in 1 texts" in out.getvalue()


def test_what_was_left_without_a_place_does_not_come_up_again(text: Text, learner1: User, instructor: User) -> None:
    note = make_note(text, learner1, words="divisions that could have been sent")
    first, _, third = FIRST.split("\n\n")
    revise(text, f"{first}\n\n{third}", instructor)
    repair(note, Act.LEFT, instructor)
    revise(text, f"{first} More.\n\n{third}", instructor)
    assert Anchor.objects.get(annotation=note, revision=text.latest).settled
    revise(text, FIRST, instructor)
    assert standing(note) == (State.EXACT, "divisions that could have been sent")


KILLED = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
django.setup()
from annotator.library import publishing
from annotator.people.models import User
from annotator.library.publishing import publish
from texts.models import Text
text = Text.objects.select_related("latest").get()
publishing.tell_of_losses = lambda *_: os.kill(os.getpid(), 9)
publish(text, "Other words altogether.", author=User.objects.get(), base=text.latest)
"""

PREPARED = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
django.setup()
from annotator.people.models import User
from tests.making import make_note, make_text
author = User.objects.create_user("author", "author@example.org", "x")
make_note(make_text(author=author), author)
"""

LOOKED = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.settings"
django.setup()
from annotator.notes.models import Anchor
from texts.models import Revision, Text
print(Revision.objects.count(), Anchor.objects.count(), Text.objects.get().latest.number)
"""


def test_a_publish_that_is_killed_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """A real process, really killed after the anchors were written and before the end of its transaction."""
    root = Path(__file__).parent.parent
    environment = {**os.environ, "ANNOTATOR_DEMO": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'killed.sqlite3'}"}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True)

    run("manage.py", "migrate", "--verbosity", "0").check_returncode()
    run("-c", PREPARED).check_returncode()
    before = run("-c", LOOKED).stdout
    assert run("-c", KILLED).returncode == -9
    assert run("-c", LOOKED).stdout == before == "1 1 1\n"
