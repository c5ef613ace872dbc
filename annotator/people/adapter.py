"""How accounts behave here, where django-allauth lets a site choose."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "No account has this name and this password. Check both, capitals too.",
        "email_password_mismatch": "No account has this address and this password. Check both, capitals too.",
        "too_many_login_attempts": "There were too many attempts. Try again in a few minutes.",
        "enter_current_password": "This is not your present password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP)
