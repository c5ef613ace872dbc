"""What may be chosen of a note: why it was made, who reads it, its colour."""

from django.db import models


class Motivation(models.TextChoices):
    """The standard's words, with ours as labels."""

    HIGHLIGHTING = "highlighting", "Highlight"
    COMMENTING = "commenting", "Note"
    QUESTIONING = "questioning", "Question"
    EDITING = "editing", "Typo query"
    ASSESSING = "assessing", "Quote check"


class Visibility(models.TextChoices):
    PRIVATE = "private", "Only me"
    INSTRUCTORS = "instructors", "Instructors of the group"
    GROUP = "group", "The group"
    PUBLIC = "public", "Everyone who can read this text"


IN_A_GROUP = (Visibility.INSTRUCTORS, Visibility.GROUP)


class Colour(models.TextChoices):
    YELLOW = "yellow", "Yellow"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"
    PINK = "pink", "Pink"
