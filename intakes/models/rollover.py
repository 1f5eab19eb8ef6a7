"""Whoever still waits when nobody joins any more is asked once whether to keep the place."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intakes.models.application import Application


class RolloverState(models.TextChoices):
    ASKED = "asked", _("asked")
    KEPT = "kept", _("yes, kept")
    DECLINED = "declined", _("no, thank you")
    LAPSED = "lapsed", _("no answer")


class Rollover(models.Model):
    """One person's question at an intake's end, its one reply date (exclusive), and the answer."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="rollover", verbose_name=_("application")
    )
    state = models.CharField(
        _("state"), max_length=8, choices=RolloverState, default=RolloverState.ASKED
    )
    asked_at = models.DateTimeField(_("asked"))
    reply_by = models.DateTimeField(_("reply by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # The application of the next intake that took the place over; empty until there is one.
    successor = models.OneToOneField(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_from",
        verbose_name=_("application that took it over"),
    )

    class Meta:
        verbose_name = _("roll-over")
        verbose_name_plural = _("roll-overs")
        indexes = [
            models.Index(
                fields=["reply_by"],
                condition=Q(state=RolloverState.ASKED),
                name="rollover_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply_by__gt=F("asked_at")), name="rollover_reply_after_asked"
            ),
            models.CheckConstraint(
                condition=Q(state=RolloverState.ASKED, answered_at=None)
                | (~Q(state=RolloverState.ASKED) & Q(answered_at__isnull=False)),
                name="rollover_answered_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(state=RolloverState.KEPT),
                name="rollover_carries_what_was_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"rollover {self.pk}"
