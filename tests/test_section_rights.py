"""Who reads what where work is done in sections: every reader × visibility × way of dividing, before and after notes are shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotator import permissions
from annotator.groups.dividing import add_section, limit, move, own_division, remove_section
from annotator.groups.membering import end
from annotator.groups.models import Division, Group
from annotator.notes.models import Annotation, Reply
from annotator.people.models import User
from annotator.review.models import Assignment
from annotator.review.releasing import release
from annotator.review.reviewing import finish
from tests.grouping import make_class
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db

SEATED = {"North": ("author", "mate", "gone"), "South": ("other",)}
LIMITS = {"near": ["North"], "far": ["South"], "nowhere": []}
LEARNERS = ("author", "mate", "gone", "other", "unplaced")
CAST = (*LEARNERS, "observer", "teacher", "assistant", *LIMITS, "outsider")
TEACHERS = {"teacher", "assistant", "near"}
VISIBILITIES = ("private", "instructors", "group")
DIVIDED = ("no assignment", "undivided", "class", "own")


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    made = User.objects.bulk_create(User(username=name, email=f"{name}@example.org") for name in CAST)
    return {one.username: one for one in made}


@pytest.fixture
def group(cast: dict[str, User]) -> Group:
    """A class with two sections; “gone” has left it, “unplaced” sits in neither."""
    roles = {"learner": LEARNERS, "observer": ["observer"], "assistant": ["assistant", *LIMITS]}
    people: dict[str, Any] = {role: [cast[name] for name in names] for role, names in roles.items()}
    group = make_class(cast["teacher"], make_text(author=cast["teacher"]), **people)
    sections = seat(own_division(group), cast)
    for name, limits in LIMITS.items():
        limit(group.memberships.get(person=cast[name]), [sections[one] for one in limits])
    end(group.memberships.get(person=cast["gone"]), cast["gone"])
    return group


def seat(division: Division, cast: dict[str, User]) -> dict[str, Any]:
    return {
        name: add_section(division, name, [cast[one] for one in people], cast["teacher"])
        for name, people in SEATED.items()
    }


def work_in(group: Group, cast: dict[str, User], divided: str, **fields: Any) -> Assignment | None:
    if divided == "no assignment":
        return None
    division = own_division(group) if divided == "class" else None
    if divided == "own":
        division = Division.objects.create(group=group)
        seat(division, cast)
    made = Assignment.objects.create(
        group=group, title="Close reading", created_by=cast["teacher"], division=division, **fields
    )
    made.texts.set(group.texts.all())
    return made


def note_by(author: User, group: Group, assignment: Assignment | None, visibility: str = "group") -> Annotation:
    shared: Any = {"group": group} if visibility != "private" else {}
    return make_note(group.texts.get(), author, visibility=visibility, assignment=assignment, **shared)


def readers(note: Annotation, cast: dict[str, User]) -> set[str]:
    return {name for name, user in cast.items() if Annotation.objects.readable_by(user).filter(pk=note.pk).exists()}


def read_by(user: Any) -> set[Any]:
    """Asked each time, and with what is known beforehand: the same."""
    asked, known = (
        set(Annotation.objects.readable_by(actor).values_list("pk", flat=True))
        for actor in (user, permissions.remembering_groups(User.objects.all()).get(pk=user.pk))
    )
    assert asked == known, user.username
    return asked


@pytest.mark.parametrize("divided", DIVIDED)
def test_who_reads_a_note(divided: str, group: Group, cast: dict[str, User]) -> None:
    work = work_in(group, cast, divided, peers="revealed")
    notes = {visibility: note_by(cast["author"], group, work, visibility) for visibility in VISIBILITIES}
    peers = {"mate"} if divided in ("class", "own") else {"mate", "other", "unplaced", "observer"}
    for shown in (False, True):
        Assignment.objects.update(revealed=timezone.now() if shown else None)
        seen = peers if shown or not work else set()
        rights = {"private": set(), "instructors": TEACHERS, "group": TEACHERS | seen}
        for name, user in cast.items():
            right = {notes[one].pk for one in VISIBILITIES if name in rights[one] | {"author"}}
            assert read_by(user) == right, (name, shown)


@pytest.mark.parametrize("divided", DIVIDED)
def test_what_who_teaches_writes_is_for_all_sections(divided: str, group: Group, cast: dict[str, User]) -> None:
    work = work_in(group, cast, divided)
    for writer in ("teacher", "far"):
        note = note_by(cast[writer], group, work)
        assert readers(note, cast) == set(CAST) - {"outsider", "gone"}
        team = note_by(cast[writer], group, work, "instructors")
        assert readers(team, cast) == {"teacher", "assistant", *LIMITS}


def test_who_has_left_is_still_read_by_their_section_and_nobody_else(group: Group, cast: dict[str, User]) -> None:
    note = note_by(cast["gone"], group, work_in(group, cast, "class"))
    assert readers(note, cast) == {"gone", "author", "mate"} | TEACHERS


def test_a_section_of_another_class_opens_nothing(group: Group, cast: dict[str, User]) -> None:
    """“other” and “author” share a section elsewhere, and “far” is there for it."""
    elsewhere = make_class(
        cast["teacher"],
        group.texts.get(),
        name="Elsewhere",
        learner=[cast["author"], cast["other"]],
        assistant=[cast["far"]],
    )
    both = add_section(own_division(elsewhere), "Both", [cast["author"], cast["other"]], cast["teacher"])
    limit(elsewhere.memberships.get(person=cast["far"]), [both])
    note = note_by(cast["author"], group, work_in(group, cast, "class"))
    assert readers(note, cast) == {"author", "mate"} | TEACHERS
    assert "far" in readers(note_by(cast["author"], elsewhere, None), cast)


def test_replies_and_numbers_follow_the_notes(group: Group, cast: dict[str, User]) -> None:
    work = work_in(group, cast, "own")
    note = note_by(cast["author"], group, work)
    Reply.objects.create(annotation=note, author=cast["mate"], body="Zanzibar")
    text = group.texts.get()
    for name in ("mate", "other", "unplaced", "near", "far"):
        may = int(name in {"author", "mate"} | TEACHERS)
        client = client_of(cast[name])
        assert client.get(reverse("reader", args=[text.pk])).context["counts"]["notes"] == may, name
        assert client.get(reverse("spans", args=[text.pk])).json()["total"] == may
        assert client.get(reverse("library")).context["texts"][0].notes == may
        page = client.get(reverse("group", args=[group.pk]))
        assert page.context["notes"].paginator.count == may
        assert sum(one.address.startswith(note.get_absolute_url()) for one in page.context["lately"]) == 2 * may
        card = client.get(reverse("card", args=[note.pk]))
        assert card.status_code == (200 if may else 404)
        assert (b"Zanzibar" in client.get(reverse("notes-of-text", args=[text.pk])).content) == bool(may)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


REVIEWING = {
    "desk-student": "get",
    "save-review": "post",
    "reviewed": "post",
    "unreviewed": "post",
    "take-over-review": "post",
    "overview-person": "get",
    "work": "get",
}


@pytest.mark.parametrize("act", REVIEWING)
def test_an_assistant_reviews_only_the_sections_they_are_there_for(
    act: str, group: Group, cast: dict[str, User]
) -> None:
    work = work_in(group, cast, "class")
    assert work
    for name, learner, may in (
        ("near", "author", True),
        ("near", "other", False),
        ("near", "unplaced", False),
        ("far", "author", False),
        ("far", "other", True),
        ("nowhere", "author", False),
        ("assistant", "unplaced", True),
    ):
        send = getattr(client_of(cast[name]), REVIEWING[act])
        status = send(reverse(act, args=[work.pk, cast[learner].pk])).status_code
        assert (status in (200, 302)) == may, (name, learner, status)
        assert may or status == 404


def test_lists_tables_and_files_hold_only_these_sections(group: Group, cast: dict[str, User]) -> None:
    work = work_in(group, cast, "class")
    assert work
    for name in ("author", "mate", "other", "unplaced"):
        note_by(cast[name], group, work)
    for name, right in {
        "assistant": {"author", "mate", "other", "unplaced"},
        "near": {"author", "mate"},
        "far": {"other"},
        "nowhere": set(),
    }.items():
        client = client_of(cast[name])

        def get(address: str, client: Client = client) -> Any:
            return client.get(reverse(address, args=[work.pk]))

        students = get("desk-students").context
        assert {one.name for one, _ in students["rows"]} == right
        assert students["total"] == len(right)
        assert {str(line.person) for line, _ in get("overview").context["rows"]} == right
        assert {str(row.person) for row in get("assignment").context["rows"]} == right
        assert get("overview-heat").context["text"].drew == len(right)
        assert (get("desk-notes").context["all"], get("desk-notes").context["writers"]) == (len(right), len(right))
        assert len(get("full-credit").context["free"]) == len(right)
        for file in ("export-learners-csv", "export-notes-csv"):
            rows = b"".join(get(file)).decode().partition("\n")[2]
            assert {one for one in LEARNERS if re.search(rf"(?m)(^|,){one},", rows)} == right, file


def test_who_is_limited_writes_on_no_note_of_another_section(group: Group, cast: dict[str, User]) -> None:
    from annotator.review.models import NoteReview

    work = work_in(group, cast, "class")
    assert work
    notes = [note_by(cast[name], group, work) for name in ("author", "other")]
    sent = {"note": [str(note.pk) for note in notes], "feedback": "Why?"}
    client_of(cast["near"]).post(reverse("write-on-notes", args=[work.pk]), sent)
    assert NoteReview.objects.get().annotation == notes[0]
    for act in ("review-note", "endorse", "unendorse"):
        assert client_of(cast["near"]).post(reverse(act, args=[notes[1].pk]), {"feedback": "So."}).status_code == 404


def test_feedback_of_other_sections_is_read_and_undone_by_no_limited_assistant(
    group: Group, cast: dict[str, User]
) -> None:
    from annotator.review.models import Review
    from annotator.review.reviewing import give_full_credit

    work = work_in(group, cast, "class")
    assert work
    finish(work, cast["author"], cast["teacher"])
    batch, _, _ = give_full_credit(work, [cast["other"].pk], cast["teacher"])
    client_of(cast["near"]).post(reverse("undo-full-credit", args=[work.pk, batch]))
    assert work.reviews.filter(batch=batch).exists()
    for name, right in {"near": {"author"}, "far": {"other"}, "nowhere": set(), "other": set()}.items():
        seen = Review.objects.filter(permissions.readable_reviews(cast[name]))
        assert {str(one.learner) for one in seen} == right, name
    release(work, cast["teacher"])
    assert Review.objects.filter(permissions.readable_reviews(cast["other"])).count() == 1


def test_the_number_of_those_who_would_read_is_what_the_rule_finds(group: Group, cast: dict[str, User]) -> None:
    """Also in an assignment, where learners write for their section."""
    from annotator.notes.audience import audiences, groups_here, within_sections

    work, text = work_in(group, cast, "own"), group.texts.get()
    assert work
    told = {}
    for name in ("author", "other", "unplaced", "teacher", "near"):
        for assignment in (None, work):
            found = Assignment.objects.with_rights(cast[name]).seated_for(cast[name]).get() if assignment else None
            groups = groups_here(cast[name], text)
            within_sections(groups, found)
            for one in audiences(text, groups):
                if one.group:
                    note = note_by(cast[name], group, assignment, one.visibility)
                    told[note.pk] = (one.people, name, one.words)
    readable = [
        set(Annotation.objects.readable_by(cast[name]).values_list("pk", flat=True)) for name in {*cast} - {"gone"}
    ]
    assert told
    for pk, (people, *said) in told.items():
        assert people == sum(pk in notes for notes in readable), said


def test_who_moves_takes_their_notes_along(group: Group, cast: dict[str, User]) -> None:
    """To the new section and the assistants who are there for it, away from the old ones."""
    note = note_by(cast["author"], group, work_in(group, cast, "class"))
    move(own_division(group).sections.get(name="South"), [cast["author"]], cast["teacher"])
    assert readers(note, cast) == {"author", "other", "teacher", "assistant", "far"}
    remove_section(own_division(group).sections.get(name="South"))
    assert readers(note, cast) == {"author", "teacher", "assistant"}
    group.memberships.filter(person=cast["far"]).update(role="learner", limited=False)
    assert readers(note, cast) == {"author", "teacher", "assistant"}


def test_searching_finds_only_what_ones_section_wrote(group: Group, cast: dict[str, User]) -> None:
    note = note_by(cast["author"], group, work_in(group, cast, "class"))
    note.amend(cast["author"], body="Zanzibar-9")
    for name, may in (("mate", True), ("near", True), ("other", False), ("far", False), ("unplaced", False)):
        page = client_of(cast[name]).get(reverse("search"), {"q": "Zanzibar"}).content.decode()
        assert (note.get_absolute_url() in page or str(note.pk) in page) is may, name
