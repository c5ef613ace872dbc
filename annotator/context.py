"""What every template may ask of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from annotator import permissions


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None) or AnonymousUser()  # a request can be refused before anybody is known
    return {
        "SITE_NAME": settings.SITE_NAME,
        "DEMO": settings.DEMO,
        "SIGN_UP": settings.SIGN_UP,
        "may_edit_texts": permissions.may_edit_texts(user),
    }
