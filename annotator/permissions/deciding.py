"""Who settles questions and decides typo queries."""

from __future__ import annotations

from django.db.models import Q

from annotator.permissions.asking import Actor, given, may_edit_texts, where
from annotator.permissions.reading import readable_annotations
from annotator.permissions.writing import changeable_annotations, resolvable_annotations


def questions_to_settle(user: Actor, at: str = "") -> Q:
    """A question's author or an editor marks the reply that answers it."""
    return resolvable_annotations(user, at) & where(at, motivation="questioning")


def queries_to_decide(user: Actor, at: str = "") -> Q:
    """An editor of the text decides typo queries."""
    return given(may_edit_texts(user)) & readable_annotations(user, at) & where(at, motivation="editing")


def queries_to_withdraw(user: Actor, at: str = "") -> Q:
    return changeable_annotations(user, at) & where(at, motivation="editing")
