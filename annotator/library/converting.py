"""Documents to drafts in the background. Doing it twice is doing it once; a reader that was killed is followed by another."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks import task

from annotator.library.forms import Document
from annotator.library.models import ATTEMPTS, State, Upload
from annotator.people.models import User
from texts.importing import Unreadable, read_apart
from texts.models import Text

GIVEN_UP = "Reading this file was broken off {} times. Save it in another form, or paste its words."


@transaction.atomic
def take_in(document: Document, person: User, text: Text | None = None) -> Upload:
    """Keep a document and have it read. With `text` it is a new version of that."""
    upload = Upload.objects.create(
        person=person,
        text=text,
        base=text.latest if text else None,
        name=document.name[-255:] or "document",
        kind=document.kind,
        size=len(document.data),
        data=document.data,
    )
    convert.enqueue(str(upload.pk))
    return upload


@transaction.atomic
def read_again(upload: Upload) -> None:
    """One more try with what was kept."""
    Upload.objects.filter(pk=upload.pk, state=State.FAILED).update(state=State.WAITING, attempts=0, trouble="")
    convert.enqueue(str(upload.pk))


@task()
def convert(key: str) -> None:
    upload = Upload.objects.begin(key)
    if upload is None:
        return
    if upload.attempts > ATTEMPTS:
        upload.fail(GIVEN_UP.format(ATTEMPTS))
        return
    kind: Any = upload.kind
    try:
        upload.finish(read_apart(bytes(upload.data), kind))
    except Unreadable as refusal:
        upload.fail(str(refusal))
