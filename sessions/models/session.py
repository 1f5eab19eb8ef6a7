"""One meeting of a cohort: when, how, and in which state."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort


class SessionState(models.TextChoices):
    SCHEDULED = "scheduled", _("scheduled")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class Fold(models.IntegerChoices):
    """Which of two moments a clock that is put back shows as the same time."""

    FIRST = 0, _("the first, before the clocks go back")
    SECOND = 1, _("the second, after the clocks have gone back")


class Mode(models.TextChoices):
    ONLINE = "online", _("online")
    IN_PERSON = "in_person", _("face to face")
    HYBRID = "hybrid", _("both")


class SessionQuerySet(models.QuerySet["Session"]):
    def to_come(self) -> "SessionQuerySet":
        return self.filter(state=SessionState.SCHEDULED).order_by("starts_at")

    def taking_place(self) -> "SessionQuerySet":
        """Those that are or were meant to happen, in order."""
        return self.exclude(state=SessionState.CANCELLED).order_by("starts_at", "number")

    def counted(self) -> "SessionQuerySet":
        """Those whose attendance counts: no inductions."""
        return self.filter(is_induction=False)


class Session(models.Model):
    """One meeting. Local wall-clock time and zone are the truth; UTC is derived from them."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="sessions", verbose_name=_("cohort")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    day = models.DateField(_("day"))
    start = models.TimeField(_("starts at"))
    time_zone = models.CharField(_("time zone"), max_length=60)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    fold = models.PositiveSmallIntegerField(
        _("which of the two"), choices=Fold, default=Fold.FIRST, editable=False
    )
    starts_at = models.DateTimeField(_("starts"), editable=False)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    mode = models.CharField(_("how it meets"), max_length=10, choices=Mode, default=Mode.ONLINE)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState, default=SessionState.SCHEDULED
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    # Since when the date stands as it does: what fell due before is not owed any more.
    dated_at = models.DateTimeField(_("dated"), null=True, blank=True, editable=False)
    # The date was chosen by a person: publishing the schedule again leaves it.
    by_hand = models.BooleanField(_("dated by hand"), default=False, editable=False)
    # Added beside the rhythm of the schedule, whose numbers leave this one out.
    extra = models.BooleanField(_("added"), default=False, editable=False)
    # Counts how often the list of who was there was confirmed.
    list_version = models.PositiveIntegerField(_("times confirmed"), default=0, editable=False)
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    # Before the first meeting, for those who like: no attendance is counted.
    is_induction = models.BooleanField(_("an induction, not counted"), default=False)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("led by"),
    )
    scribe = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written down by"),
    )
    # Counts how often people had to be told of another way or place to meet.
    arranged = models.PositiveIntegerField(_("times arranged"), default=0, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(
                fields=["starts_at"],
                condition=Q(state=SessionState.SCHEDULED),
                name="session_to_come",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="session_number_once"),
            # What belongs to a session copies this pair, so that it can be of no other cohort.
            models.UniqueConstraint(fields=["id", "cohort"], name="session_with_cohort"),
            models.CheckConstraint(condition=Q(number__gte=1), name="session_numbers_from_one"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(fold__in=Fold.values), name="session_fold"),
            # A range of one id stands in for an equals sign, which gist has not without extensions.
            ExclusionConstraint(
                name="session_one_at_a_time",
                expressions=[
                    (
                        Func(F("cohort"), F("cohort"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="cancelled"),
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.number}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
