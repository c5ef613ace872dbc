"""In whose name things arrive: people of this site, and stand-ins for those who are none."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from annotator.exchange.arriving import Creator
from annotator.exchange.importing.building import LONGEST_NAME
from annotator.exchange.importing.models import Import
from annotator.people.models import User

STAND_INS = uuid.UUID("6f0f8b2e-6a52-5f8c-9d0a-0d6f4c1c7a55")  # names their keys; never to be changed


def authors(job: Import, creators: Iterable[Creator]) -> dict[str, Any]:
    """By the creator's key. Who was matched with nobody gets a stand-in, the same one whenever they come."""
    chosen = job.choices["people"]
    wanted = {one.key: one for one in creators}
    matched = User.objects.in_bulk([uuid.UUID(chosen[key]) for key in wanted if chosen.get(key)])
    found = {key: matched.get(uuid.UUID(chosen[key])) for key in wanted if chosen.get(key)}
    return {key: found.get(key) or stand_in(one) for key, one in wanted.items()}


def stand_in(creator: Creator) -> User:
    """An account that nobody can use."""
    key = uuid.uuid5(STAND_INS, f"{creator.key}\n{creator.name}")
    made, new = User.objects.get_or_create(
        username=f"imported-{key.hex[:20]}",
        defaults={
            "email": f"{key.hex}@imported.invalid",
            "display_name": f"imported: {creator.name.removeprefix('imported: ')}"[: len("imported: ") + LONGEST_NAME],
            "is_active": False,
        },
    )
    if new:
        made.set_unusable_password()
        made.save(update_fields=["password"])
    return made
