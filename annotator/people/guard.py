"""Acts need somebody who does them: a sign-in page for people, a 401 with a sentence for scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from annotator.people.unsent import NAME, Unsent, forget, keep, sent_in_vain

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """`view` for those who are signed in. What a script had in hand stays with it: 401 moves nothing on the page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if NAME in request.POST:
                forget(request, request.POST[NAME])
            return view(request, *args, **kwargs)
        if request.headers.get("HX-Request"):
            return HttpResponse("Sign in first; what you wrote is kept here.", status=401, content_type="text/plain")
        in_vain = sent_in_vain(request)
        if in_vain:
            return given_back(request, in_vain)
        back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
        return redirect_to_login(back)

    return guarded


def given_back(request: HttpRequest, in_vain: Unsent) -> HttpResponse:
    """After signing in where it can be kept until then, or else at once."""
    if keep(request, in_vain):
        return redirect_to_login(reverse("unsent"))
    return render(request, "people/unsent.html", {"unsent": [in_vain]}, status=403)
