"""How a cohort's sessions are laid out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort
from sessions.models.session import Fold


class Schedule(models.Model):
    """How a cohort's sessions are laid out: the inputs of the generator (DOMAIN 3.2)."""

    class Rhythm(models.TextChoices):
        WEEKS = "weeks", _("every so many weeks")
        MONTHLY = "monthly", _("the same weekday of each month")
        LAST = "last", _("the last such weekday of each month")
        CHOSEN = "chosen", _("on chosen days")

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
    avoid_school_holidays = models.BooleanField(_("avoid school holidays"), default=False)
    # The days themselves, for the rhythm of chosen days; the first of them is `first_day`.
    days = ArrayField(models.DateField(), verbose_name=_("chosen days"), default=list, blank=True)
    # Which of the two moments is meant on a day whose clock shows `start` twice; None: not asked.
    fold = models.PositiveSmallIntegerField(
        _("which of the two"), choices=Fold, null=True, blank=True
    )
    # `first_day` is the day of this one of the rhythm: later ones can get a rhythm of their own.
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
            models.CheckConstraint(
                condition=(~Q(rhythm="chosen") & Q(days__len=0))
                | Q(
                    rhythm="chosen",
                    days__len=F("count") - F("first_number") + 1,
                    days__0=F("first_day"),
                ),
                name="schedule_chosen_days",
            ),
            models.CheckConstraint(
                condition=Q(fold=None) | Q(fold__in=Fold.values), name="schedule_fold"
            ),
        ]

    def __str__(self) -> str:
        return f"schedule of {self.cohort_id}"
