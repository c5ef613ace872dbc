"""One's own API tokens: made, listed with their last use, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from annotator import permissions
from annotator.limits import limited
from annotator.people.forms import TokenForm
from annotator.people.guard import signed_in
from annotator.people.models import Token


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@limited("write")
def tokens(request: HttpRequest) -> HttpResponse:
    """The words of a new one stand in this one answer and nowhere else."""
    form = TokenForm(request.POST or None)
    words = ""
    if form.is_bound and form.is_valid():
        name, scope = form.cleaned_data["name"], form.cleaned_data["scope"]
        words, form = Token.make(request.user, name, scope, form.expires)[1], TokenForm()
    mine = Token.objects.filter(permissions.revocable_tokens(request.user))
    answer = render(
        request,
        "people/tokens.html",
        {"form": form, "words": words, "tokens": mine},
        status=422 if form.is_bound else 200,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@signed_in
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.filter(permissions.revocable_tokens(request.user)), pk=pk)
    token.revoke()
    messages.success(request, f"“{token}” opens nothing any more.")
    return redirect("tokens")
