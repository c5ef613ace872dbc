"""Sections of a group: made by hand or drawn at random, filled with who came later, taken away; whom assistants are there for."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator import permissions
from annotator.groups.dividing import (
    add_section,
    change_section,
    draw,
    fill,
    layout,
    limit,
    move,
    own_division,
    remove_section,
    sizes,
)
from annotator.groups.loading import load, load_member
from annotator.groups.models import Division, Group, Membership, Role, Section
from annotator.groups.sectionforms import LimitForm, PlaceForm, SectionForm, SizeForm
from annotator.limits import limited
from annotator.people.guard import signed_in

USUAL = 4


@require_safe
@signed_in
def sections(request: HttpRequest, pk: uuid.UUID, division: int | None = None) -> HttpResponse:
    """The group's own sections, or those of one division."""
    group = load(request, pk, permissions.manageable_groups)
    chosen = get_object_or_404(group.divisions, pk=division) if division else own_division(group)
    now = layout(chosen)
    limits = _limits(group) if chosen.of_group else {}
    context = {
        **_about(request, group, chosen),
        "rows": [(one, people, limits.get(one.pk, [])) for one, people in now.sections],
        "layout": now,
        "size_form": SizeForm(initial={"size": chosen.size or USUAL}, auto_id="draw-%s"),
    }
    return render(request, "groups/sections.html", context)


def _about(request: HttpRequest, group: Group, division: Division) -> dict[str, Any]:
    """What every page of a division says: what it is for."""
    used: Any = division.assignments.filter(permissions.readable_assignments(request.user))
    return {"group": group, "division": division, "used_for": used.order_by("created", "pk")}


def _limits(group: Group) -> dict[int, list[Any]]:
    """By section, the assistants who are there for it."""
    there = Section.objects.filter(removed=None)
    limited_ones = group.memberships.filter(left=None, limited=True).select_related("person")
    found: dict[int, list[Any]] = {}
    for one in limited_ones.prefetch_related(Prefetch("sections", there)):
        for section in one.sections.all():
            found.setdefault(section.pk, []).append(one.person)
    return found


def _load(request: HttpRequest, pk: uuid.UUID, division: int) -> tuple[Any, Division]:
    """For writing."""
    group = load(request, pk, permissions.changeable_groups)
    return group, get_object_or_404(group.divisions.select_related("group"), pk=division)


def _page(division: Division) -> HttpResponse:
    if division.of_group:
        return redirect("group-sections", division.group_id)
    return redirect("division", division.group_id, division.pk)


@signed_in
@limited("write")
def draw_sections(request: HttpRequest, pk: uuid.UUID, division: int) -> HttpResponse:
    """Looked at first: how many sections there would be, and what that changes."""
    group, chosen = _load(request, pk, division)
    form = SizeForm(request.POST or request.GET or {"size": str(chosen.size or USUAL)})
    if form.is_valid() and request.method == "POST":
        now = draw(chosen, form.cleaned_data["size"], request.user)
        messages.success(request, f"Drawn: {len(now.sections)} sections with {now.placed} learners.")
        return _page(chosen)
    now = layout(chosen)
    people = now.placed + len(now.unplaced)
    context = {
        **_about(request, group, chosen),
        "form": form,
        "layout": now,
        "people": people,
        "sizes": sizes(people, form.cleaned_data["size"]) if form.is_valid() else [],
        "notes": _shared_notes(chosen),
        "over": _limits_over(group, chosen, form) if form.is_valid() else [],
    }
    return render(request, "groups/draw.html", context, status=200 if form.is_valid() else 422)


def _shared_notes(division: Division) -> int:
    """How many notes are shown within these sections now."""
    there = Q(annotations__deleted=None, annotations__visibility="group")
    return int(division.assignments.aggregate(notes=Count("annotations", filter=there))["notes"])


def _limits_over(group: Group, division: Division, form: SizeForm) -> list[Any]:
    """The sections that would go, as far as an assistant is there for them."""
    people = layout(division)
    kept = len(sizes(people.placed + len(people.unplaced), form.cleaned_data["size"]))
    limits = _limits(group) if division.of_group else {}
    return [section for section, _ in people.sections[kept:] if section.pk in limits]


@require_POST
@signed_in
@limited("write")
def fill_sections(request: HttpRequest, pk: uuid.UUID, division: int) -> HttpResponse:
    """Who is in no section goes where the fewest are."""
    _, chosen = _load(request, pk, division)
    count = fill(chosen, request.user)
    messages.success(request, f"Placed: {count} learner{'' if count == 1 else 's'}.")
    return _page(chosen)


@require_POST
@signed_in
@limited("write")
def place_learner(request: HttpRequest, pk: uuid.UUID, division: int) -> HttpResponse:
    _, chosen = _load(request, pk, division)
    form = PlaceForm(request.POST, division=chosen)
    if form.is_valid():
        person, section = form.cleaned_data["person"], form.cleaned_data["section"]
        move(section, [person], request.user)
        messages.success(request, f"{person} is in {section}.")
    else:
        messages.error(request, "Choose a learner of the group and one of its sections.")
    return _page(chosen)


@signed_in
@limited("write")
def new_section(request: HttpRequest, pk: uuid.UUID, division: int) -> HttpResponse:
    group, chosen = _load(request, pk, division)
    form = SectionForm(request.POST or None, division=chosen)
    if form.is_bound and form.is_valid():
        made = add_section(chosen, form.cleaned_data["name"], form.cleaned_data["people"], request.user)
        messages.success(request, f"Made: {made}.")
        return _page(chosen)
    return _form(request, group, chosen, form, None)


@signed_in
@limited("write")
def edit_section(request: HttpRequest, pk: uuid.UUID, division: int, section: int) -> HttpResponse:
    """Its name, and who is in it: whoever is ticked comes from wherever they were."""
    group, chosen = _load(request, pk, division)
    found = get_object_or_404(chosen.sections.filter(removed=None).select_related("division__group"), pk=section)
    form = SectionForm(request.POST or None, division=chosen, section=found, initial={"name": found.name})
    if form.is_bound and form.is_valid():
        change_section(found, form.cleaned_data["name"], form.cleaned_data["people"], request.user)
        messages.success(request, f"Saved: {found}.")
        return _page(chosen)
    return _form(request, group, chosen, form, found)


def _form(request: HttpRequest, group: Group, division: Division, form: SectionForm, section: Any) -> HttpResponse:
    """Every learner with a box, and where they are now."""
    now = layout(division)
    people: list[tuple[Any, Any]] = [(person, one) for one, there in now.sections for person in there]
    people += [(person, None) for person in now.unplaced]
    ticked = set(form.data.getlist("people")) if form.is_bound else None  # type: ignore[attr-defined]
    rows = [
        (person, one, str(person.pk) in ticked if ticked is not None else bool(section and one == section))
        for person, one in sorted(people, key=lambda pair: str(pair[0]).casefold())
    ]
    context = {**_about(request, group, division), "form": form, "section": section, "rows": rows}
    return render(request, "groups/section.html", context, status=422 if form.is_bound else 200)


@signed_in
def take_away(request: HttpRequest, pk: uuid.UUID, division: int, section: int) -> HttpResponse:
    """Asked again before it is done."""
    group, chosen = _load(request, pk, division)
    found = get_object_or_404(chosen.sections.filter(removed=None).select_related("division__group"), pk=section)
    if request.method == "POST":
        remove_section(found)
        messages.success(request, f"Removed: {found}. Who was in it is in no section now.")
        return _page(chosen)
    people = next(there for one, there in layout(chosen).sections if one == found)
    assistants = _limits(group).get(found.pk, [])
    context = {**_about(request, group, chosen), "section": found, "people": people, "assistants": assistants}
    return render(request, "groups/remove_section.html", context)


@signed_in
@limited("write")
def limit_assistant(request: HttpRequest, pk: uuid.UUID, member: int) -> HttpResponse:
    """An assistant is there for the whole group, or for some of its sections."""
    group = load(request, pk, permissions.changeable_groups)
    membership: Membership = load_member(group, member)
    if membership.role != Role.ASSISTANT:
        messages.error(request, f"{membership.person} is no assistant: only assistants are limited to sections.")
        return redirect("group-people", pk=group.pk)
    division = own_division(group)
    form = LimitForm(request.POST or None, membership=membership, division=division)
    if form.is_bound and form.is_valid():
        limit(membership, form.limits)
        messages.success(request, "Saved.")
        return redirect("group-people", pk=group.pk)
    context = {"group": group, "membership": membership, "form": form, "division": division}
    return render(request, "groups/limit.html", context, status=422 if form.is_bound else 200)
