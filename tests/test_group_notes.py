"""Writing in groups: who is offered what, what stands ready, and how a note goes to another group."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.groups.models import Group
from annotator.notes.models import Annotation, Source
from annotator.notes.threads import add_reply
from annotator.people.models import User
from tests.grouping import make_class
from tests.making import make_note, make_text
from texts.models import Text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(instructor: User) -> Text:
    return make_text(author=instructor)


@pytest.fixture
def group(instructor: User, learner1: User, learner2: User, text: Text) -> Group:
    return make_class(instructor, text, learner=[learner1, learner2])


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def write(client: Client, text: Text, visibility: str, **more: Any) -> Any:
    data = {"motivation": "commenting", "exact": "Ribbnetrop", "body": "Hm.", "visibility": visibility, **more}
    return client.post(reverse("annotate", args=[text.pk]), {"client_id": str(uuid.uuid4()), **data})


def offered(client: Client, address: str) -> list[str]:
    return list(client.get(address).context["form"].audiences)


def test_a_learner_writes_for_the_group_and_for_its_instructors(learner1: User, text: Text, group: Group) -> None:
    client = signed_in(learner1)
    assert write(client, text, f"group:{group.pk}").status_code == 302
    assert write(client, text, f"instructors:{group.pk}").status_code == 302
    found = Annotation.objects.order_by("created").values_list("visibility", "group")
    assert list(found) == [("group", group.pk), ("instructors", group.pk)]


def test_a_learner_is_told_how_many_would_read(learner1: User, text: Text, group: Group) -> None:
    page = signed_in(learner1).get(reverse("annotate", args=[text.pk])).content.decode()
    assert "History 101: you, 1 instructor, 1 classmate" in page
    assert "Instructors of History 101: you, 1 instructor" in page


@pytest.mark.parametrize("visibility", ["group", "group:", "group:nothing", "instructors:{}", "group:{}", "public:{}"])
def test_who_is_not_in_a_group_cannot_write_in_it(outsider: User, text: Text, group: Group, visibility: str) -> None:
    assert write(signed_in(outsider), text, visibility.format(group.pk)).status_code == 422
    assert not Annotation.objects.exists()


def test_an_observer_is_offered_no_group(outsider: User, text: Text, instructor: User) -> None:
    make_class(instructor, text, observer=[outsider])
    client = signed_in(outsider)
    assert offered(client, reverse("annotate", args=[text.pk])) == ["private", "public"]


def test_a_group_that_does_not_read_a_text_is_not_offered(learner1: User, instructor: User, group: Group) -> None:
    other = make_text(author=instructor)
    assert offered(signed_in(learner1), reverse("annotate", args=[other.pk])) == ["private", "public"]
    assert write(signed_in(learner1), other, f"group:{group.pk}").status_code == 422


def test_what_was_chosen_last_on_a_text_stands_ready(
    learner1: User, instructor: User, text: Text, group: Group
) -> None:
    other, client = make_text(author=instructor), signed_in(learner1)

    def ready(of: Text, **query: str) -> str:
        return str(client.get(reverse("reader", args=[of.pk]), query).context["form"].initial["visibility"])

    assert ready(text) == "public"
    write(client, text, "private")
    assert (ready(text), ready(other)) == ("private", "public")
    assert ready(text, group=str(group.pk)) == f"group:{group.pk}"


def test_a_text_for_groups_begins_with_the_group(learner1: User, text: Text, group: Group) -> None:
    Text.objects.update(readers="groups")
    page = signed_in(learner1).get(reverse("reader", args=[text.pk]))
    assert page.context["form"].initial["visibility"] == f"group:{group.pk}"
    assert "Everyone in the groups that this text is shown to" in page.content.decode()


def test_the_same_text_in_two_groups_keeps_their_notes_apart(
    learner1: User, instructor: User, text: Text, group: Group
) -> None:
    second = make_class(instructor, text, name="Seminar", learner=[learner1])
    for one in (group, second):
        make_note(text, learner1, visibility="group", group=one, body=f"For {one}.")
    make_note(text, learner1, body="For all.")
    client = signed_in(learner1)
    for name in ("notes-of-text", "reader"):
        page = client.get(reverse(name, args=[text.pk]), {"group": str(second.pk)}).content.decode()
        assert "For Seminar." in page and "For History" not in page and "For all." not in page
        assert "Shown are only notes in Seminar" in page
    spans = client.get(reverse("spans", args=[text.pk]), {"group": str(second.pk)}).json()
    assert spans["total"] == 1


def test_everywhere_else_the_same_words_are_queried_in_the_group_too(learner1: User, text: Text, group: Group) -> None:
    make_text("Ribbnetrop again.", author=learner1, parent=text)
    write(signed_in(learner1), text, f"group:{group.pk}", motivation="editing", proposed="Ribbentrop", everywhere="on")
    assert set(Annotation.objects.values_list("visibility", "group")) == {("group", group.pk)}
    assert Annotation.objects.count() == 2


def test_a_note_moves_to_another_group_and_the_history_says_so(
    learner1: User, learner2: User, outsider: User, instructor: User, text: Text, group: Group
) -> None:
    second = make_class(instructor, text, name="Seminar", learner=[learner1, outsider])
    note = make_note(text, learner1, visibility="group", group=group)
    client = signed_in(learner1)
    assert (
        client.post(reverse("move-note", args=[note.pk]), {"to": f"group:{second.pk}", "how": "move"}).status_code
        == 302
    )
    note.refresh_from_db()
    assert (note.group, note.exact) == (second, "Ribbnetrop")
    assert "History 101" in client.get(reverse("history", args=[note.pk])).content.decode()
    told = signed_in(outsider).get(reverse("history", args=[note.pk])).content.decode()
    assert "another group" in told and "History 101" not in told  # who is not in it does not learn its name
    assert signed_in(learner2).get(reverse("card", args=[note.pk])).status_code == 404


def test_a_copy_stands_on_the_same_words_without_answers(
    learner1: User, learner2: User, instructor: User, text: Text, group: Group
) -> None:
    second = make_class(instructor, text, name="Seminar", learner=[learner1])
    note = make_note(text, learner1, "assessing", visibility="group", group=group, tags=["names"])
    Source.objects.create(quote_check=note.quote_check, citation="A book.", added_by=learner1)
    add_reply(note, learner2, "Zanzibar")
    client, data = signed_in(learner1), {"to": f"group:{second.pk}", "how": "copy", "client_id": str(uuid.uuid4())}
    for _ in range(2):
        client.post(reverse("move-note", args=[note.pk]), data)
    copy = Annotation.objects.exclude(pk=note.pk).get()
    assert (copy.start, copy.end, copy.revision_id, copy.group) == (note.start, note.end, note.revision_id, second)
    assert [tag.name for tag in copy.tags.all()] == ["names"] and copy.replies.count() == 0
    assert copy.quote_check.speaker == "Churchill" and copy.quote_check.sources.get().citation == "A book."
    assert "Copied from" in client.get(reverse("history", args=[copy.pk])).content.decode()


def test_what_others_answered_is_not_carried_out_of_the_group(
    learner1: User, learner2: User, instructor: User, text: Text, group: Group
) -> None:
    second = make_class(instructor, text, name="Seminar", learner=[learner1])
    note = make_note(text, learner1, visibility="group", group=group)
    add_reply(note, learner2, "For us alone")
    client = signed_in(learner1)
    moved = client.post(reverse("move-note", args=[note.pk]), {"to": f"group:{second.pk}", "how": "move"})
    assert b"Others have answered it" in client.get(reverse("edit", args=[note.pk])).content
    opened = client.post(reverse("edit", args=[note.pk]), {"body": "Hm.", "visibility": "public"})
    kept = client.post(reverse("edit", args=[note.pk]), {"body": "Hm.", "visibility": f"group:{group.pk}"})
    assert (moved.status_code, opened.status_code, kept.status_code) == (422, 422, 302)
    note.refresh_from_db()
    assert (note.visibility, note.group) == ("group", group)


def test_a_note_goes_to_no_group_that_its_author_is_not_in(
    learner1: User, instructor: User, text: Text, group: Group
) -> None:
    foreign = make_class(instructor, text, name="Foreign")
    note = make_note(text, learner1, visibility="group", group=group)
    for act, data in (
        ("move-note", {"to": f"group:{foreign.pk}", "how": "copy"}),
        ("edit", {"body": "Hm.", "visibility": f"group:{foreign.pk}"}),
    ):
        answer = signed_in(learner1).post(reverse(act, args=[note.pk]), data)
        assert answer.status_code == 422 and b"Foreign" not in answer.content
    assert not Annotation.objects.filter(group=foreign).exists()
