"""The page that gives back what was sent without being signed in, or with a form from before signing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_POST, require_safe

from annotator.people.guard import signed_in
from annotator.people.unsent import forget, sent_in_vain, unsent_of


@require_safe
@signed_in
def unsent(request: HttpRequest) -> HttpResponse:
    return render(request, "people/unsent.html", {"unsent": unsent_of(request)})


@require_POST
@signed_in
def throw_away(request: HttpRequest, key: str) -> HttpResponse:
    forget(request, key)
    messages.success(request, "Thrown away.")
    return redirect("unsent")


def from_before(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is of another sign-in, such as one in another window: its words come back with a token of now.

    Only to pages of this site, as their browser says: another site must not put words before anybody.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    in_vain = sent_in_vain(request) if ours and request.user.is_authenticated else None
    if in_vain is None:
        return csrf_failure(request, reason)
    return render(request, "people/unsent.html", {"unsent": [in_vain], "from_before": True}, status=403)
