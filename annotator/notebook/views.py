"""All that somebody wrote and all that is addressed to them, and acts on many of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotator.finding.asking import OPERATORS, Asked
from annotator.finding.facets import Counted, counted
from annotator.finding.hits import hits
from annotator.finding.indexes import newest_first
from annotator.finding.models import Entry
from annotator.finding.narrowing import Narrowed, doubts
from annotator.finding.searching import Listed, matches, page_after, page_of
from annotator.finding.views.pages import chips, counts_all, understood
from annotator.limits import limited
from annotator.notebook import acting, undoing
from annotator.notes.naming import names_for
from annotator.notes.notices import notices_of
from annotator.people.guard import signed_in
from annotator.prepared import Prepared

PAGE = 50
NOTICES = 5  # above the answers, the newest
OF = [("written", "Written by you"), ("addressed", "Addressed to you")]


@require_safe
@signed_in
def notebook(request: HttpRequest) -> HttpResponse:
    asked, limits = understood(request)
    of = _which(request)
    context: dict[str, Any] = {"asked": asked, "of": of, "tabs": OF, "operators": OPERATORS}
    context["faults"] = [*asked.faults, *(limits.faults if limits else ())]
    context["chips"] = chips(asked, request.user)
    context["search_at"] = reverse("notebook")
    if limits and not context["faults"]:
        listed = _listed(request, asked, limits, of)
        context |= {"listed": listed, "hits": hits(listed.entries, asked, names_for(request))}
        if "facets" in request.GET:
            found = _mine(matches(asked, limits, request.user), of, request.user)
            context["counted"] = _counted(request, found, asked, of)
        context["after"] = request.GET.get("after", "")
        context["faults"] = [] if listed.entries else doubts(limits, request.user)
    if of == "addressed" and not asked:
        context["notices"] = notices_of(request.user).select_related("annotation__text__parent")[:NOTICES]
    context["places"] = acting.places(request.user) if of == "written" else []
    return render(request, "notebook/notebook.html", context)


@require_safe
@signed_in
def notebook_facets(request: HttpRequest) -> HttpResponse:
    """Counts for a notebook, as a fragment of its page."""
    asked, limits = understood(request)
    context: dict[str, Any] = {"asked": asked, "search_at": reverse("notebook")}
    if limits and not limits.faults:
        of = _which(request)
        found = _mine(matches(asked, limits, request.user), of, request.user)
        context["counted"] = _counted(request, found, asked, of)
    return render(request, "finding/_facets.html", context)


def _counted(request: HttpRequest, found: Any, asked: Asked, of: str) -> Counted:
    """Who wrote it is asked only of answers: all else is by who looks."""
    count = counted(found, asked, request.user, counts_all(request))
    return count.without("Person") if of == "written" else count


def _listed(request: HttpRequest, asked: Asked, limits: Narrowed, of: str) -> Listed:
    after = request.GET.get("after", "")
    if of == "written" and not asked and not after:
        return page_of(_written(request.user), PAGE)
    return page_after(_mine(matches(asked, limits, request.user), of, request.user), after, PAGE)


@Prepared
def _written(user: Any) -> QuerySet[Any, Any]:
    """All that is theirs: (key, created) of the newest on a PAGE, and of one more."""
    found = Entry.objects.readable_by(user).filter(author=user.pk)
    return found.order_by(*newest_first(few=False)).values_list("pk", "created")[: PAGE + 1]


def _which(request: HttpRequest) -> str:
    return "addressed" if request.GET.get("of") == "addressed" else "written"


def _mine(found: Any, of: str, user: Any) -> Any:
    """What `user` wrote; or replies of others to notes of theirs."""
    if of == "written":
        return found.filter(author=user.pk)
    return found.filter(reply__isnull=False, annotation__author=user.pk).exclude(author=user.pk)


def _keys(data: Any, name: str = "entry") -> list[str]:
    """Those in it; anything else is left aside."""
    return [key for key in data.getlist(name) if key.isdecimal() and len(key) < 19]


class ActForm(forms.Form):
    """Which entries, and what is to be done with them."""

    entry = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Choose at least one: tick the box before it."}
    )
    act = forms.ChoiceField(choices=[(name, name) for name in ("tag", "untag", "move", "export", "delete")])
    tags = forms.CharField(required=False, max_length=500)
    to = forms.CharField(required=False, max_length=80)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        entry = self.fields["entry"]
        assert isinstance(entry, forms.TypedMultipleChoiceField)
        entry.choices = [(key, key) for key in _keys(data)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(data.get("entry", ())) > acting.MOST:
            self.add_error("entry", f"Choose at most {acting.MOST} at once.")
        if data.get("act") in ("tag", "untag"):
            try:
                data["names"] = acting.tag_names(data.get("tags", ""))
            except ValidationError as error:
                self.add_error("tags", error)
        if data.get("act") == "move" and not data.get("to"):
            self.add_error("to", "Choose where to move them.")
        return data


SAID = {"tag": "tagged", "untag": "without these tags", "move": "moved", "delete": "deleted"}


@require_POST
@signed_in
@limited("write")
def act_on_notes(request: HttpRequest) -> HttpResponse:
    """What was done, what was left and why, and the way to undo it."""
    form = ActForm(request.POST)
    if not form.is_valid():
        return _done(request, {"faults": [str(error) for errors in form.errors.values() for error in errors]}, 422)
    data = form.cleaned_data
    if data["act"] == "export":
        return redirect(reverse("export-mine", query={"entry": data["entry"]}))
    try:
        done = _act(request.user, data)
    except ValidationError as error:
        return _done(request, {"faults": error.messages}, 422)
    return _done(request, {"done": done, "said": SAID[data["act"]], "deleted": data["act"] == "delete"})


def _act(user: Any, data: dict[str, Any]) -> acting.Done:
    keys, act = data["entry"], data["act"]
    if act == "delete":
        return acting.delete(user, keys)
    if act == "move":
        return acting.move(user, keys, data["to"])
    add, drop = (data["names"], []) if act == "tag" else ([], data["names"])
    return acting.retag(user, keys, add, drop)


@require_POST
@signed_in
def restore_notes(request: HttpRequest) -> HttpResponse:
    return _done(request, {"back": acting.restore(request.user, [int(key) for key in _keys(request.POST)])})


@require_POST
@signed_in
@limited("write")
def undo_on_notes(request: HttpRequest) -> HttpResponse:
    """One press takes a whole bulk act back, as far as nothing was changed since."""
    keys = [int(key) for key in _keys(request.POST, "edit")]
    return _done(request, {"done": undoing.undo(request.user, keys), "said": "as before"})


def _done(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    asked = QueryDict(request.POST.get("query", ""), mutable=True)
    asked.pop("tags", None)
    query = asked.urlencode()
    if "faults" in context and request.POST.get("tags"):
        asked["tags"] = request.POST["tags"]  # typed, and still there to be used
    home = reverse("notebook") + (f"?{asked.urlencode()}" if asked else "")
    return render(request, "notebook/done.html", {"home": home, "query": query, **context}, status=status)
