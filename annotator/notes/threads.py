"""Answering: a reply is made once for each client id."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from annotator.notes.models import Annotation, Reply


@transaction.atomic
def add_reply(annotation: Annotation, author: Any, body: str, client_id: uuid.UUID | None = None) -> Reply:
    """The reply with this client id, made now unless it was made before."""
    Annotation.objects.select_for_update(no_key=True).only("pk").get(pk=annotation.pk)
    if annotation.assignment:
        annotation.assignment.pen(author)
    key = client_id or uuid.uuid4()
    made = Reply.objects.filter(author=author, client_id=key).first()
    return made or Reply.objects.create(annotation=annotation, author=author, body=body, client_id=key)
