"""A round that was sent, and what it did to whom, so that it can be taken back in time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intakes.models.application import Candidacy, CandidacyState
from intakes.models.offer import Offer
from notices.models import Notice
from programs.models import Cohort


class Round(models.Model):
    """One cohort's offers, waitlist and outcomes, sent in one act. Its mails fall due together;
    until then nobody it is about sees anything of it, and it can be stopped."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="rounds", verbose_name=_("cohort")
    )
    # What the coordinator saw: sent again, the same preview is the same round.
    stamp = models.CharField(_("stamp"), max_length=40)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made"))
    due_at = models.DateTimeField(_("due"))
    offers = models.PositiveIntegerField(_("offers"))
    waiting = models.PositiveIntegerField(_("waiting"))
    unsuccessful = models.PositiveIntegerField(_("not this time"))
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stopped by"),
    )
    kept = models.PositiveIntegerField(
        _("had moved on"),
        default=0,
        help_text=_("How many had moved on by themselves before it was stopped."),
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        indexes = [
            models.Index(fields=["cohort", "-made_at"], name="round_by_cohort"),
            models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="round_on_its_way"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "stamp"], name="round_once"),
            models.CheckConstraint(condition=Q(due_at__gt=F("made_at")), name="round_waits"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_by=None)
                | Q(stopped_at__lt=F("due_at"), stopped_by__isnull=False),
                name="round_stopped_in_time_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"


class Outcome(models.TextChoices):
    OFFERED = "offered", _("offered a seat")
    WAITLISTED = "waitlisted", _("on the waitlist")
    UNSUCCESSFUL = "unsuccessful", _("not this time")


class RoundLine(models.Model):
    """What a round did to one candidacy, and how that stood before."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="lines", verbose_name=_("round"))
    candidacy = models.ForeignKey(
        Candidacy, models.PROTECT, related_name="+", verbose_name=_("candidacy")
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    state_before = models.CharField(_("state before"), max_length=12, choices=CandidacyState)
    told_before = models.DateTimeField(_("heard before"), null=True, blank=True)
    offer = models.ForeignKey(
        Offer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("offer")
    )
    # Empty for whom another cohort's news would only be muddled by this one's.
    notice = models.ForeignKey(
        Notice, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("mail")
    )

    class Meta:
        verbose_name = _("line of a round")
        verbose_name_plural = _("lines of rounds")
        constraints = [
            models.UniqueConstraint(fields=["round", "candidacy"], name="round_line_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"
