"""The append-only record of who did what. A trigger refuses every UPDATE and DELETE."""

from django.conf import settings
from django.db import models


class Reason(models.Model):
    """Words given for an act. They can be erased; the entry that points here cannot."""

    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"reason {self.pk}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, obj: models.Model) -> "EntryQuerySet":
        """Entries about one object, newest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=obj.pk).newest()

    def newest(self) -> "EntryQuerySet":
        return self.select_related("actor", "reason").order_by("-id")


class Entry(models.Model):
    """One act: who, what, on which object, when, why. No field values, no addresses."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the clock acted.",
    )
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    cohort_id = models.BigIntegerField(null=True, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="entry_by_object"),
            models.Index(fields=["cohort_id", "id"], name="entry_by_cohort"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(verb=""), name="entry_has_a_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class DemoClock(models.Model):
    """How far the demo's clock stands from the real one. One row; empty outside the demo."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ahead = models.DurationField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="demo_clock_is_one_row"),
        ]

    def __str__(self) -> str:
        return str(self.ahead)
