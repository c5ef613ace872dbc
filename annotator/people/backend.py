"""Who a session belongs to."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from annotator import permissions
from annotator.people.models import User
from annotator.prepared import Prepared


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signing in is allauth's; whoever comes back is loaded with the groups that rights will be asked of."""

    def get_user(self, user_id: Any) -> User | None:
        try:
            found: User | None = _person.first(uuid.UUID(str(user_id)))
        except ValueError:  # no key of anybody
            return None
        return found if found and self.user_can_authenticate(found) else None


@Prepared
def _person(key: uuid.UUID) -> QuerySet[User]:
    people: QuerySet[User] = permissions.remembering_groups(User.objects.filter(pk=key)).order_by()
    return people
