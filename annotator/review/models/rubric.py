"""What an assignment is judged by: criteria in order, each with levels worth points."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from annotator.review.models.assignment import Assignment


class Criterion(models.Model):
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=200)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name_plural = "criteria"
        constraints = [models.CheckConstraint(name="a_criterion_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class Level(models.Model):
    """Ordered by place, as the instructor wrote them: the keys 1 to 5 of the desk follow it."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="levels")
    words = models.CharField(max_length=300)
    points = models.DecimalField(max_digits=7, decimal_places=2)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.CheckConstraint(name="a_level_is_said_in_words", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"{self.words} ({self.points.normalize():f})"
