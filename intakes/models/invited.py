"""Who was told that an intake takes applications: once per person and intake."""

from django.conf import settings
from django.db import models

from intakes.models.interest import Interest
from programs.models import Intake


class Invited(models.Model):
    """One person of the interest pool, told once that one intake is open."""

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="invited")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "intake"], name="invited_once"),
        ]

    def __str__(self) -> str:
        return f"invited {self.pk}"
