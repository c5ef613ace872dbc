"""Addresses at which there is nothing: people get the page that says so, programs at theirs a problem document."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found

from annotator.cors import cross_origin
from annotator.exchange.answering import asks_as_people_do
from annotator.problems import Problem

OF_PROGRAMS = re.compile(r"/annotations/|/(?:texts|groups)/[^/]*/annotations/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if OF_PROGRAMS.match(request.path) and not asks_as_people_do(request):
        return _told(request)
    return page_not_found(request, exception)


@cross_origin
def _told(request: HttpRequest) -> HttpResponse:
    return Problem(404, "No address here looks like this.").answer()
