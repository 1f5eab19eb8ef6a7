"""The append-only record of who did what. A trigger refuses every UPDATE and DELETE."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.Model):
    """Words given for an act. They can be erased; the entry that points here cannot."""

    text = models.TextField(_("words"), blank=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")

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

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the clock acted."),
        verbose_name=_("who"),
    )
    verb = models.CharField(_("act"), max_length=60)
    object_type = models.CharField(_("kind of thing"), max_length=60)
    object_id = models.BigIntegerField(_("number of the thing"))
    cohort_id = models.BigIntegerField(_("number of the cohort"), null=True, blank=True)
    request_id = models.CharField(_("number of the request"), max_length=36, blank=True)
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reason")
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
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

    id = models.PositiveSmallIntegerField(_("number"), primary_key=True, default=1)
    ahead = models.DurationField(_("ahead of the real clock"))

    class Meta:
        verbose_name = _("demo clock")
        verbose_name_plural = _("demo clocks")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="demo_clock_is_one_row"),
        ]

    def __str__(self) -> str:
        return str(self.ahead)
