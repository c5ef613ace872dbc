"""A file's way through its stages, step by step. Each step is one transaction under the lock of its row: whoever asks
for the next one, from whichever process, goes on where the last one ended."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.exchange.importing.looking import look_on
from annotator.exchange.importing.models import MADE, Import, Stage
from annotator.exchange.importing.storing import store_on
from annotator.exchange.importing.undoing import take_back_on

WORK = {
    Stage.LOOKING: (look_on, Stage.LOOKED),
    Stage.STORING: (store_on, Stage.DONE),
    Stage.TAKING: (take_back_on, Stage.LOOKED),
}


@transaction.atomic
def step(pk: uuid.UUID) -> Import:
    """The next step of what works; of what waits for somebody, nothing."""
    job = _locked(pk)
    if job.is_working:
        work, following = WORK[Stage(job.stage)]
        work(job)
        if job.position >= job.total:
            job.stage = following
            job.finished = timezone.now() if following == Stage.DONE else None
        job.save(update_fields=["position", "stage", "finished"])
    return job


@transaction.atomic
def choose(pk: uuid.UUID, choices: dict[str, Any]) -> None:
    """Look with these choices, from the beginning; nothing of it is stored yet."""
    job = _locked(pk)
    if job.stage in (Stage.ASKED, Stage.LOOKING, Stage.LOOKED):
        job.choices, job.stage, job.position = choices, Stage.LOOKING, 0
        job.save(update_fields=["choices", "stage", "position"])


@transaction.atomic
def begin_storing(pk: uuid.UUID) -> None:
    job = _locked(pk)
    if job.stage == Stage.LOOKED:
        job.stage, job.position = Stage.STORING, 0
        job.save(update_fields=["stage", "position"])


@transaction.atomic
def begin_taking_back(pk: uuid.UUID) -> None:
    job = _locked(pk)
    if job.stage in (Stage.DONE, Stage.LOOKED):
        job.stage, job.position = Stage.TAKING, 0
        job.save(update_fields=["stage", "position"])


@transaction.atomic
def discard(pk: uuid.UUID) -> bool:
    """Forget a file of which nothing is stored. Of what is, it is remembered that it came."""
    job = _locked(pk)
    if job.stage in (Stage.STORING, Stage.DONE, Stage.TAKING) or job.items.filter(MADE).exists():
        return False
    job.delete()
    return True


def _locked(pk: uuid.UUID) -> Import:
    return Import.objects.select_for_update().get(pk=pk)
