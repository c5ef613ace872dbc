"""What is set: one's own list, and the page of one assignment as learners or instructors need it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotator.people.guard import signed_in
from annotator.permissions import readable_texts
from annotator.review.forms import ExtensionForm
from annotator.review.handing_in import submitted
from annotator.review.loading import load
from annotator.review.models import Assignment, Submission
from annotator.review.progress import written_by
from annotator.review.roster import roster
from annotator.review.sectioning import mates, unplaced

PAGE = 100  # assignments on the list; more are counted


@require_safe
@signed_in
def assignments(request: HttpRequest) -> HttpResponse:
    """What is due for me, soonest first; what I have handed in; what I have set."""
    listed = list(mine(request.user).filter(archived=None, group__archived=None)[: PAGE + 1])
    context = {
        "to_do": [one for one in listed if one.may_hand_in and not one.handed_in],
        "done": [one for one in listed if one.may_hand_in and one.handed_in],
        "taught": [one for one in listed if one.may_review],
        "watched": [one for one in listed if not one.may_hand_in and not one.may_review],
        "more": len(listed) > PAGE,
        "most": PAGE,
    }
    return render(request, "review/list.html", context)


def mine(user: Any) -> Any:
    """Those that `user` may read, soonest due first: my_due, handed_in and rights."""
    handed = Submission.objects.filter(assignment=OuterRef("pk"), person=user.pk)
    rows = Assignment.objects.readable_by(user).with_rights(user).due_for(user).select_related("group")
    mine: Any = rows.annotate(handed_in=Subquery(handed.values("handed_in")[:1]))
    return mine.order_by("my_due", "created", "pk")


@require_safe
@signed_in
def assignment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = load(request, pk)
    texts = found.texts.order_by("read_for__place").filter(readable_texts(request.user))
    context = {
        "assignment": found,
        "texts": texts,
        "criteria": found.criteria.prefetch_related("levels"),
        **(_for_teachers(found, request.user) if found.may_review else _for_learners(found, request.user)),
    }
    return render(request, "review/assignment.html", context)


def _for_teachers(found: Any, user: Any, **more: Any) -> dict[str, Any]:
    rows = roster(found, user)
    return {
        "rows": rows,
        "unplaced": unplaced(found),
        "handed": sum(bool(row.handed_in) for row in rows),
        "idle": sum(row.written.nothing for row in rows),
        "extension_form": ExtensionForm(group=found.group),
        **more,
    }


@require_safe
@signed_in
def strip(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far one is, for a reader that stays open."""
    return render(request, "review/_strip.html", {"assignment": load(request, pk)})


def _for_learners(found: Any, user: Any) -> dict[str, Any]:
    written = written_by(found, user)
    submission, rows = submitted(found, user)
    return {
        "written": written,
        "parts": written.against(found),
        "submission": submission,
        "stood": rows,
        "mates": [] if found.anonymous else mates(found, user),
        "time_left": found.my_due is None or found.my_due > timezone.now(),
        "opens_after": max(0, found.peers_after - written.notes - written.questions),
    }


def with_extension_form(request: HttpRequest, found: Any, form: ExtensionForm) -> HttpResponse:
    """The page again, with what could not be taken."""
    context = {"assignment": found, "texts": found.texts.order_by("read_for__place")}
    context["criteria"] = found.criteria.prefetch_related("levels")
    return render(
        request,
        "review/assignment.html",
        {**context, **_for_teachers(found, request.user, extension_form=form)},
        status=422,
    )
