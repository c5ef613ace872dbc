"""What programs can do here, described for people and for programs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.cors import cross_origin
from annotator.exchange.openapi import PROBLEMS, described


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """For people."""
    limit, seconds = settings.RATE_LIMITS["api"]
    context = {
        "base": f"{request.scheme}://{request.get_host()}",
        "page": settings.ANNOTATION_PAGE,
        "most": settings.MOST_ON_A_PAGE,
        "limit": limit,
        "seconds": seconds,
        "problems": sorted(PROBLEMS.items()),
        "origins": "" if "*" in settings.CORS_ORIGINS else ", ".join(settings.CORS_ORIGINS) or "no other sites",
    }
    return render(request, "exchange/api.html", context)


@cross_origin
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """For programs."""
    document = described(settings.SITE_NAME, f"{request.scheme}://{request.get_host()}")
    return JsonResponse(document, content_type="application/vnd.oai.openapi+json;version=3.1")
