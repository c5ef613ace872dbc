"""The forms of django-allauth in this site's words: labels that stay visible instead of placeholders, one name for each
thing. Apart from `forms`, because django-allauth imports that to build the form that is extended here."""

from __future__ import annotations

from typing import Any

from allauth.account import forms

ADDRESS_HELP = "For confirming your account and for a forgotten password. Nobody sees it here."
PASSWORD_HELP = "At least 8 characters, not only digits, none of the common ones, and not like your name."


class Worded:
    """Goes before a form of django-allauth. `labels` and `helps` by field."""

    labels: dict[str, str] = {}
    helps: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, field.help_text)


class SignIn(Worded, forms.LoginForm):  # type: ignore[misc]
    labels = {"login": "User name or e-mail address", "remember": "Keep me signed in on this device"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")


class SignUp(Worded, forms.SignupForm):  # type: ignore[misc]
    labels = {"email": "E-mail address", "username": "User name", "password2": "Password again"}
    helps = {"email": ADDRESS_HELP, "password1": PASSWORD_HELP}
    field_order = ["email", "username", "display_name", "password1", "password2"]


class AddAddress(Worded, forms.AddEmailForm):  # type: ignore[misc]
    labels = {"email": "E-mail address"}


class ChangePassword(Worded, forms.ChangePasswordForm):  # type: ignore[misc]
    labels = {"oldpassword": "Present password", "password1": "New password", "password2": "New password again"}
    helps = {"password1": PASSWORD_HELP}


class SetPassword(Worded, forms.SetPasswordForm):  # type: ignore[misc]
    labels = {"password2": "Password again"}
    helps = {"password1": PASSWORD_HELP}


class ForgottenPassword(Worded, forms.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": "E-mail address"}


class NewPassword(Worded, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": "New password", "password2": "New password again"}
    helps = {"password1": PASSWORD_HELP}


class ConfirmAccess(Worded, forms.ReauthenticateForm):  # type: ignore[misc]
    """Asks for the password once more."""
