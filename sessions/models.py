"""Sessions, the meeting behind each, and who was there."""

from zoneinfo import ZoneInfo

from django.conf import settings
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


class SessionState(models.TextChoices):
    SCHEDULED = "scheduled", _("scheduled")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


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
    # Counts how often the list of who was there was confirmed.
    list_version = models.PositiveIntegerField(_("times confirmed"), default=0, editable=False)
    theme = models.CharField(_("theme"), max_length=200, blank=True)
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
            models.CheckConstraint(condition=Q(number__gte=1), name="session_numbers_from_one"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.number}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Meeting(models.Model):
    """Where a cohort meets online. Shown inside an open session alone, nowhere else."""

    cohort = models.OneToOneField(
        Cohort, models.CASCADE, related_name="meeting", verbose_name=_("cohort")
    )
    url = models.URLField(_("joining address"), max_length=500, blank=True)
    dial_in = models.CharField(_("dial-in number"), max_length=80, blank=True)
    passcode = models.CharField(_("passcode"), max_length=80, blank=True)
    # Set when a member is removed: the address must be replaced before the door opens again.
    replace_before_opening = models.BooleanField(
        _("must be replaced before it opens"), default=False
    )
    # Who was removed after this moment may know the address.
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("meeting room")
        verbose_name_plural = _("meeting rooms")
        constraints = [
            models.CheckConstraint(
                condition=Q(url="")
                | Q(url__startswith="https://")
                | Q(url__regex=r"^http://localhost(:\d+)?(/|$)"),
                name="meeting_address_is_https",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting of {self.cohort_id}"


class Presence(models.TextChoices):
    EXPECTED = "expected", _("expected")
    PROPOSED = "proposed", _("joined, not confirmed yet")
    APOLOGY = "apology", _("sent an apology")
    PRESENT = "present", _("present")
    PART = "part", _("present for a part")
    ABSENT = "absent", _("absent")


class Detail(models.TextChoices):
    PHONED_IN = "phoned_in", _("phoned in")
    CAME_LATE = "came_late", _("came late")
    LEFT_EARLY = "left_early", _("left early")


class Attendance(models.Model):
    """What is known of one person at one session. Nothing counts before it is confirmed."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="attendances", verbose_name=_("session")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="attendances",
        verbose_name=_("person"),
    )
    presence = models.CharField(_("presence"), max_length=10, choices=Presence)
    detail = models.CharField(_("detail"), max_length=10, choices=Detail, blank=True)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)
    apology_at = models.DateTimeField(_("apology"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(presence__in=("present", "part", "absent"))
                | Q(confirmed_at__isnull=False),
                name="attendance_counts_once_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"
