"""A program (one funded year), its communities, their pledges and its intakes."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def known_zone(name: str) -> None:
    """A validator: the name of an IANA time zone.

    :raises ValidationError: there is no such zone.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValidationError(
            _("%(name)s is no time zone we know. Australia/Melbourne is one."),
            params={"name": name},
        ) from None


class ProgramState(models.TextChoices):
    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    REPORTED = "reported", _("reported")
    ARCHIVED = "archived", _("archived")


class ProgramQuerySet(models.QuerySet["Program"]):
    def public(self) -> "ProgramQuerySet":
        """What visitors may see."""
        return self.filter(state=ProgramState.RUNNING)


class Program(models.Model):
    """One funded year: who runs and funds it, its zone and calendar."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    year = models.CharField(_("year"), max_length=20)
    organisation = models.CharField(_("run by"), max_length=120)
    state = models.CharField(
        _("state"), max_length=10, choices=ProgramState, default=ProgramState.PLANNED
    )
    about = models.TextField(_("what it is"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Australia/Melbourne", validators=[known_zone]
    )
    holiday_country = models.CharField(_("country of its holidays"), max_length=2, default="AU")
    holiday_region = models.CharField(
        _("region of its holidays"), max_length=10, default="VIC", blank=True
    )
    eligible_region = models.CharField(_("who it is open to"), max_length=200, blank=True)
    funding_program = models.CharField(_("funding program"), max_length=200, blank=True)
    cost = models.CharField(_("what it costs"), max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(_("places in each cohort"), default=25)
    session_count = models.PositiveSmallIntegerField(_("sessions of each cohort"), default=8)
    session_minutes = models.PositiveSmallIntegerField(_("minutes of each session"), default=120)
    meeting_format = models.CharField(_("how people meet"), max_length=300, blank=True)
    attendance = models.TextField(_("what is asked of people"), blank=True)
    choosing = models.TextField(_("how people are chosen"), blank=True)
    approach_url = models.URLField(_("guide to the approach"), blank=True)
    training_url = models.URLField(_("training"), blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact's email"), blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    # The year it was copied from: so that the same year is never made twice.
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="followers",
        verbose_name=_("follows"),
    )

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        constraints = [
            models.UniqueConstraint(fields=["follows", "year"], name="program_next_year_once"),
            models.CheckConstraint(
                condition=Q(follows=None) | ~Q(follows=F("id")), name="program_follows_another"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="program_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=200)
                & Q(session_count__gte=1, session_count__lte=60)
                & Q(session_minutes__gte=15, session_minutes__lte=600),
                name="program_numbers_sane",
                violation_error_message=_(
                    "Between 1 and 200 places, 1 and 60 sessions, 15 and 600 minutes, please."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Funder(models.Model):
    """Who pays, credited on every public page."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="funders", verbose_name=_("program")
    )
    name = models.CharField(_("name"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        constraints = [
            models.UniqueConstraint(fields=["program", "name"], name="funder_once"),
        ]

    def __str__(self) -> str:
        return self.name


# Addresses under a program that are no community's.
TAKEN_SLUGS = ("apply", "interest")


def not_taken(slug: str) -> None:
    """A validator: a community's slug that no other page of its program has.

    :raises ValidationError: another page stands at that address.
    """
    if slug in TAKEN_SLUGS:
        raise ValidationError(
            _("%(slug)s is the address of another page. Please choose a different one."),
            params={"slug": slug},
        )


class CommunityState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class CommunityQuerySet(models.QuerySet["Community"]):
    def public(self) -> "CommunityQuerySet":
        return self.filter(
            state=CommunityState.PUBLISHED, program__state=ProgramState.RUNNING
        ).order_by("order", "id")


class Community(models.Model):
    """A strand of the program, such as resistance or emerging practitioners."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="communities", verbose_name=_("program")
    )
    slug = models.SlugField(_("address"), max_length=60, validators=[not_taken])
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=CommunityState, default=CommunityState.DRAFT
    )
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    audience = models.TextField(_("who it is for"))
    purpose = models.TextField(_("purpose"))
    outcomes = models.TextField(_("what you may take from it"), blank=True)
    prerequisites = models.TextField(_("what you need beforehand"), blank=True)
    asks = models.TextField(_("what it asks of you"), blank=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.UniqueConstraint(fields=["program", "slug"], name="community_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Pledge(models.Model):
    """One version of the purpose and pledge a member accepts on joining. Never edited."""

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="pledges", verbose_name=_("community")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    purpose = models.TextField(_("purpose"))
    pledge = models.TextField(_("pledge"))
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        constraints = [
            models.UniqueConstraint(fields=["community", "version"], name="pledge_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.community} v{self.version}"


class IntakeState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    REVIEWING = "reviewing", _("reviewing")
    OFFERING = "offering", _("offering")
    FINAL = "final", _("final")


class Intake(models.Model):
    """When people are chosen. Its name says that, not when sessions run."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="intakes", verbose_name=_("program")
    )
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(
        _("state"), max_length=10, choices=IntakeState, default=IntakeState.PLANNED
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(
        _("closes"), help_text=_("At this instant it is too late, by the clock.")
    )
    decide_by = models.DateField(_("people hear by"), null=True, blank=True)
    sessions_from = models.DateField(_("sessions from"))
    sessions_to = models.DateField(_("sessions to"))
    offer_business_days = models.PositiveSmallIntegerField(
        _("business days to answer an offer"), default=5
    )

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        constraints = [
            models.UniqueConstraint(fields=["program", "slug"], name="intake_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="intake_closes_after_it_opens",
                violation_error_message=_("It closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(sessions_to__gte=F("sessions_from")),
                name="intake_sessions_in_order",
                violation_error_message=_("The sessions end before they begin."),
            ),
            models.CheckConstraint(
                condition=Q(offer_business_days__gte=1) & Q(offer_business_days__lte=30),
                name="intake_offer_days",
                violation_error_message=_("Between 1 and 30 business days, please."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
