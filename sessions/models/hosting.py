"""Who hosts a session and where, and what is to be booked for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions.models.session import Session


class Access(models.TextChoices):
    """Whether a place has something; empty while nobody has said."""

    YES = "yes", _("yes")
    NO = "no", _("no")


class Venue(models.Model):
    """Where a session meets. Shown to those of that session alone."""

    session = models.OneToOneField(
        Session, models.CASCADE, related_name="venue", verbose_name=_("session")
    )
    name = models.CharField(_("name of the place"), max_length=120)
    address = models.CharField(_("address"), max_length=300)
    room = models.CharField(_("room, floor, door"), max_length=120, blank=True)
    getting_there = models.TextField(_("how to get there"), blank=True)
    parking = models.CharField(_("parking and stops nearby"), max_length=300, blank=True)
    step_free = models.CharField(_("step-free way in"), max_length=3, choices=Access, blank=True)
    hearing_loop = models.CharField(_("hearing loop"), max_length=3, choices=Access, blank=True)
    quiet_room = models.CharField(_("a quiet room"), max_length=3, choices=Access, blank=True)
    toilets = models.CharField(_("accessible toilets"), max_length=3, choices=Access, blank=True)
    access_notes = models.TextField(_("more about access"), blank=True)
    travel = models.TextField(_("travel"), blank=True)
    catering = models.TextField(_("food and drink"), blank=True)
    workplace = models.TextField(_("what the cohort will see of the workplace"), blank=True)
    kept_at = models.DateTimeField(_("last written"))
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(address=""), name="venue_has_a_name_and_address"
            ),
            models.CheckConstraint(
                condition=Q(step_free__in=("", "yes", "no"))
                & Q(hearing_loop__in=("", "yes", "no"))
                & Q(quiet_room__in=("", "yes", "no"))
                & Q(toilets__in=("", "yes", "no")),
                name="venue_access_is_known_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"venue of {self.session_id}"


class HostTurn(models.Model):
    """Somebody's turn to host one session. Given back, it stays as a row that has ended."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="host_turns", verbose_name=_("session")
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="host_turns",
        verbose_name=_("host"),
    )
    taken_at = models.DateTimeField(_("taken"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("given by"),
        help_text=_("The host, or who asked them to."),
    )
    ended_at = models.DateTimeField(_("given back"), null=True, blank=True)

    class Meta:
        verbose_name = _("host turn")
        verbose_name_plural = _("host turns")
        constraints = [
            # Two who take the same turn: the database lets one of them have it.
            models.UniqueConstraint(
                fields=["session"], condition=Q(ended_at=None), name="host_turn_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("taken_at")),
                name="host_turn_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"host turn {self.pk}"


class AdjustmentKind(models.TextChoices):
    CAPTIONS = "captions", _("live captions")
    AUSLAN = "auslan", _("Auslan interpreting")
    OTHER = "other", _("something else")


class Adjustment(models.Model):
    """Something to be booked for one session, booked or not. Never why, nor for whom."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="adjustments", verbose_name=_("session")
    )
    kind = models.CharField(_("what"), max_length=10, choices=AdjustmentKind)
    words = models.CharField(_("what else"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("booked by"),
    )

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "words"], name="adjustment_once"),
            models.CheckConstraint(
                condition=(Q(kind=AdjustmentKind.OTHER) & ~Q(words=""))
                | (~Q(kind=AdjustmentKind.OTHER) & Q(words="")),
                name="adjustment_says_what_else",
            ),
            models.CheckConstraint(
                condition=Q(booked_at=None, booked_by=None)
                | Q(booked_at__isnull=False, booked_by__isnull=False),
                name="adjustment_booked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"adjustment {self.pk}"
