"""An offer: one seat, held for one candidacy until a deadline."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intakes.models.application import Candidacy
from programs.models import Cohort, Seat


class OfferState(models.TextChoices):
    SENT = "sent", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("not answered in time")
    RESCINDED = "rescinded", _("taken back")


class DeclineChoice(models.TextChoices):
    LEAVE = "leave", _("Thank you, I leave it there")
    NEXT_INTAKE = "next_intake", _("Keep me for the next intake")
    OTHER = "other", _("I would rather wait for another community")


class OfferQuerySet(models.QuerySet["Offer"]):
    def live(self) -> "OfferQuerySet":
        return self.filter(state=OfferState.SENT)


class Offer(models.Model):
    """A seat held for a candidacy. Its deadline is exclusive: at the instant it is too late."""

    candidacy = models.ForeignKey(
        Candidacy, models.PROTECT, related_name="offers", verbose_name=_("candidacy")
    )
    # Set while the offer holds or has won the seat; a seat that is free again forgets it.
    seat = models.ForeignKey(
        Seat, models.SET_NULL, null=True, blank=True, related_name="offers", verbose_name=_("seat")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="offers", verbose_name=_("cohort")
    )
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.SENT)
    sent_at = models.DateTimeField(
        _("sent"), help_text=_("When its mail falls due: the clock starts here.")
    )
    expires_at = models.DateTimeField(_("until"))
    extended_at = models.DateTimeField(_("extended"), null=True, blank=True)
    late = models.BooleanField(
        _("after the cut-off"),
        default=False,
        help_text=_("Made after the cut-off, with a reason and the cohort's consent."),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    decline_choice = models.CharField(
        _("what they would like instead"), max_length=12, choices=DeclineChoice, blank=True
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state=OfferState.SENT), name="offer_expiring"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(state__in=(OfferState.SENT, OfferState.ACCEPTED)),
                name="offer_one_live_per_seat",
            ),
            models.UniqueConstraint(
                fields=["candidacy"],
                condition=Q(state=OfferState.SENT),
                name="offer_one_live_per_candidacy",
            ),
            models.CheckConstraint(
                condition=~Q(state=OfferState.SENT) | Q(seat__isnull=False),
                name="offer_sent_holds_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="offer_expires_after_sent"
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.SENT, settled_at=None)
                | (~Q(state=OfferState.SENT) & Q(settled_at__isnull=False)),
                name="offer_settled_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
