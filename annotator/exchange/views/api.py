"""What programs can do here, described for people and for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """For people."""
    return render(request, "exchange/api.html", {"base": f"{request.scheme}://{request.get_host()}"})
