"""The single keys of the reader and the review desk: which acts have one, and what each person has made of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

ACTS: dict[str, tuple[str, str]] = {
    "highlight": ("h", "Highlight the selected words"),
    "note": ("n", "Write a note on them"),
    "question": ("q", "Ask a question about them"),
    "typo": ("t", "Query a typo in them"),
    "check": ("c", "Have the quotation checked"),
    "next": ("j", "Next note"),
    "previous": ("k", "Previous note"),
    "reply": ("r", "Reply to the chosen note"),
    "edit": ("e", "Change the chosen note"),
    "search": ("s", "Search in this text and its notes"),
    "filter": ("/", "Filter the notes"),
    "list": ("l", "All notes as a list"),
    "help": ("?", "This help"),
}
DESK: dict[str, tuple[str, str]] = {
    "desk_next": ("j", "Next note"),
    "desk_previous": ("k", "Previous note"),
    "desk_next_student": ("J", "Next student"),
    "desk_previous_student": ("K", "Previous student"),
    **{f"desk_level_{number}": (str(number), f"Level {number} of the criterion") for number in range(1, 6)},
    "desk_feedback": ("e", "Write feedback"),
    "desk_phrases": (".", "Saved phrases"),
    "desk_reviewed": ("r", "Reviewed, and to the next student"),
    "desk_undo": ("u", "Undo the last “reviewed”"),
    "desk_words": ("g", "Go to the words of the note"),
    "desk_filter": ("/", "Filter the students"),
    "desk_help": ("?", "This help"),
}
DEFAULTS = {act: key for act, (key, _) in ACTS.items()}
Acts = dict[str, tuple[str, str]]


def keys_of(user: Any, acts: Acts = ACTS) -> dict[str, str]:
    """The key of each act, as this person likes it; for visitors as they come."""
    own = getattr(user, "keys", None) or {}
    return {act: own.get(act, key) for act, (key, _) in acts.items()}


def live_keys(user: Any, acts: Acts = ACTS) -> dict[str, str]:
    """Those that the page listens for: none where somebody has switched them off."""
    if not getattr(user, "shortcuts_on", True):
        return {}
    own = getattr(user, "keys", None) or {}
    taken = {key for act, key in own.items() if act in acts}  # before an act came that has such a key by itself
    return {act: key for act, key in keys_of(user, acts).items() if act in own or key not in taken}


def table(user: Any, acts: Acts = ACTS) -> list[dict[str, str]]:
    """Key and meaning of each act, for the help."""
    keys = live_keys(user, acts)
    return [{"act": act, "key": keys[act], "label": acts[act][1]} for act in keys]


def checked(keys: dict[str, str], acts: Acts = ACTS) -> dict[str, str]:
    """Keys as they may be kept: one character each, none twice. Raises ValidationError with a sentence otherwise."""
    for act, key in keys.items():
        if len(key) != 1 or key.isspace() or not key.isprintable():
            raise ValidationError(f"“{acts[act][1]}” needs one key: a letter, a digit or a sign.")
    doubles = {key for key in keys.values() if list(keys.values()).count(key) > 1}
    if doubles:
        raise ValidationError(f"Each key can do one thing only; {', '.join(sorted(doubles))} is given twice.")
    return {act: key for act, key in keys.items() if key != acts[act][0]}
