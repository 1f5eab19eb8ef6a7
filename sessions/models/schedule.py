"""How a cohort's sessions are laid out."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort


class Schedule(models.Model):
    """How a cohort's sessions are laid out: the inputs of the generator (DOMAIN 3.2)."""

    class Rhythm(models.TextChoices):
        WEEKS = "weeks", _("every so many weeks")
        MONTHLY = "monthly", _("the same weekday of each month")
        LAST = "last", _("the last such weekday of each month")

    class Conflict(models.TextChoices):
        NEXT_WEEK = "next_week", _("move to the next week")
        SKIP = "skip", _("leave it out")

    cohort = models.OneToOneField(
        Cohort, models.CASCADE, related_name="schedule", verbose_name=_("cohort")
    )
    first_day = models.DateField(_("first session"))
    start = models.TimeField(_("starts at"), help_text=_("Local time of the cohort."))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    rhythm = models.CharField(_("rhythm"), max_length=8, choices=Rhythm, default=Rhythm.MONTHLY)
    every = models.PositiveSmallIntegerField(_("every how many weeks"), default=2)
    count = models.PositiveSmallIntegerField(_("how many sessions"), default=8)
    conflict = models.CharField(
        _("when a day is taken"), max_length=10, choices=Conflict, default=Conflict.NEXT_WEEK
    )
    avoid_holidays = models.BooleanField(_("avoid public holidays"), default=True)
    # `first_day` is the day of this session: later ones can get a rhythm of their own.
    first_number = models.PositiveSmallIntegerField(
        _("number of the first"), default=1, editable=False
    )

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_number__gte=1) & Q(first_number__lte=F("count")),
                name="schedule_first_number",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=15) & Q(minutes__lte=600), name="schedule_minutes"
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1) & Q(count__lte=60), name="schedule_count"
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1) & Q(every__lte=26), name="schedule_every"
            ),
        ]

    def __str__(self) -> str:
        return f"schedule of {self.cohort_id}"
