"""A cohort, its numbered seats, and what its agreement grants."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models.program import Community, Intake, known_zone


def new_code() -> str:
    """A short random word for addresses, so that they name no community."""
    return secrets.token_hex(5)


class CohortState(models.TextChoices):
    FORMING = "forming", _("forming")
    ACTIVE = "active", _("active")
    ON_BREAK = "on_break", _("on a break")
    CONCLUDING = "concluding", _("concluding")
    CLOSED = "closed", _("closed")


class CohortQuerySet(models.QuerySet["Cohort"]):
    def with_seat_counts(self) -> "CohortQuerySet":
        """Annotate `free_seats`, `held_seats`, `confirmed_seats`, counted from the rows."""
        return self.annotate(
            **{
                f"{state}_seats": models.Count("seats", filter=Q(seats__state=state))
                for state in SeatState.values
            }
        )


class Cohort(models.Model):
    """The people formed from one community in one intake: at most `capacity` of them."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="cohorts", verbose_name=_("community")
    )
    intake = models.ForeignKey(
        Intake, models.PROTECT, related_name="cohorts", verbose_name=_("intake")
    )
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(
        _("state"), max_length=12, choices=CohortState, default=CohortState.FORMING
    )
    published = models.BooleanField(_("published"), default=False, editable=False)
    capacity = models.PositiveSmallIntegerField(_("places"), default=25)
    window_first = models.DateField(_("window from"))
    window_last = models.DateField(_("window to"))
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Australia/Melbourne", validators=[known_zone]
    )
    attendance_policy = models.TextField(
        _("attendance"), blank=True, help_text=_("In your words; members read it.")
    )
    backfill_until = models.DateTimeField(
        _("nobody joins after"),
        null=True,
        blank=True,
        help_text=_("Empty: the start of session 2."),
    )
    # Promotion from the waitlist: automatic unless somebody paused it.
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("paused by"),
    )
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            # Seats copy these pairs by composite foreign keys (migration 0002).
            models.UniqueConstraint(fields=["id", "capacity"], name="cohort_with_capacity"),
            models.UniqueConstraint(fields=["id", "intake"], name="cohort_with_intake"),
            models.UniqueConstraint(fields=["community", "intake", "name"], name="cohort_once"),
            models.CheckConstraint(
                condition=Q(window_last__gte=F("window_first")),
                name="cohort_window_in_order",
                violation_error_message=_("The window ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1) & Q(capacity__lte=200), name="cohort_capacity_sane"
            ),
            models.CheckConstraint(
                condition=Q(paused_by=None, paused_at=None)
                | Q(paused_by__isnull=False, paused_at__isnull=False),
                name="cohort_paused_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SeatState(models.TextChoices):
    FREE = "free", _("free")
    HELD = "held", _("held by an offer")
    CONFIRMED = "confirmed", _("confirmed")


class SeatQuerySet(models.QuerySet["Seat"]):
    def free(self) -> "SeatQuerySet":
        return self.filter(state=SeatState.FREE)

    def taken(self) -> "SeatQuerySet":
        return self.exclude(state=SeatState.FREE)


class Seat(models.Model):
    """One numbered place in a cohort. A cohort's capacity is the number of its seats.

    `ceiling` and `intake` are copies that PostgreSQL keeps equal to the cohort's (composite
    foreign keys, ON UPDATE CASCADE), so that it can refuse a 26th holder by itself.
    """

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="seats", verbose_name=_("cohort")
    )
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+", verbose_name=_("intake"))
    ceiling = models.PositiveSmallIntegerField(_("places of the cohort"))
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=SeatState, default=SeatState.FREE)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("held by"),
    )
    extra_reason = models.CharField(_("why it is an extra one"), max_length=300, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="seat_number_once"),
            models.UniqueConstraint(fields=["intake", "holder"], name="seat_per_person_once"),
            models.UniqueConstraint(fields=["id", "cohort"], name="seat_with_cohort"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seat_numbers_from_one"),
            models.CheckConstraint(
                condition=Q(number__lte=F("ceiling")) | ~Q(extra_reason=""),
                name="seat_within_capacity_or_extra",
            ),
            # A forgotten lock becomes an IntegrityError, never a 26th holder.
            models.CheckConstraint(
                condition=Q(state=SeatState.FREE, holder=None)
                | Q(state__in=(SeatState.HELD, SeatState.CONFIRMED), holder__isnull=False),
                name="seat_held_by_someone_or_free",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Grant(models.Model):
    """What a cohort's agreement allows: written when it is adopted, or at the desk for what a
    cohort agreed on paper. It holds until it is taken back."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="grants", verbose_name=_("cohort")
    )
    matter = models.CharField(_("matter"), max_length=40)
    value = models.CharField(_("value"), max_length=80)
    clause_id = models.BigIntegerField(_("number of the clause"), null=True, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    words = models.TextField(_("what was agreed"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "matter", "value"], condition=Q(until=None), name="grant_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="grant_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | (Q(agreed_on__isnull=False) & ~Q(words="")),
                name="grant_on_paper_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}: {self.value}"
