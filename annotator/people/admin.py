"""Accounts, for operators: made, put right and switched off, never deleted."""

from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest

from annotator.people.models import Token, User
from annotator.people.operators import Shown

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME}: operators"
admin.site.index_title = "What is on this site"
# One sign-in page, with its limits on guessing; Django's own has none.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Group)  # rights here come from annotator.permissions, not from Django's groups
admin.site.unregister(EmailAddress)


@admin.register(User)
class PersonAdmin(Shown, UserAdmin):  # type: ignore[type-arg]
    """Who is no superuser changes only the accounts of those who are no operators."""

    list_display = ("username", "display_name", "email", "is_active", "may_edit", "is_staff", "date_joined")
    list_filter = ("is_active", "may_edit", "is_staff", "date_joined")
    search_fields = ("username", "display_name", "email")
    search_help_text = "User name, name or e-mail address."
    ordering = ("-date_joined", "-pk")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email")}),
        ("Rights", {"fields": ("is_active", "may_edit", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "display_name", "usable_password", "password1", "password2"),
                "description": "The address is confirmed by a mail that is sent at the first sign-in.",
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        dates = ("date_joined", "last_login")
        return dates if _is_superuser(request) else (*dates, "is_staff", "is_superuser")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        theirs = obj is None or not (obj.is_staff or obj.is_superuser)
        return self.admin_site.has_permission(request) and (theirs or _is_superuser(request))

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        """A new address takes the place of the old one, and has to be confirmed by mail."""
        obj.email = obj.email.lower()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj, primary=True).exclude(email=obj.email).delete()
            address, _ = EmailAddress.objects.get_or_create(user=obj, email=obj.email)
            address.set_as_primary()


@admin.register(Token)
class TokenAdmin(Shown):
    """Which programs act for whom. Their words are not here, nor anywhere."""

    list_display = ("name", "person", "scope", "created", "last_used", "expires", "revoked")
    list_filter = ("scope", "created", ("revoked", admin.EmptyFieldListFilter))
    list_select_related = ("person",)
    hidden = ("digest",)
    ordering = ("-pk",)


@admin.register(EmailAddress)
class AddressAdmin(Shown, EmailAddressAdmin):  # type: ignore[misc]
    """People manage their addresses themselves; an operator can vouch for one whose mail does not arrive."""

    actions = ("make_verified",)
    list_select_related = ("user",)
    ordering = ("-pk",)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
