"""Who a session belongs to."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from annotator import permissions
from annotator.people.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signing in is allauth's; whoever comes back is loaded with the groups that rights will be asked of."""

    def get_user(self, user_id: Any) -> User | None:
        found: User | None = permissions.remembering_groups(User.objects.filter(pk=user_id)).first()
        return found if found and self.user_can_authenticate(found) else None
