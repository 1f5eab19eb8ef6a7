"""A quiet signal from a member to the facilitators, while a session is on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions.models.session import Session


class SignalKind(models.TextChoices):
    LISTENING = "listening", _("Is only listening today")
    PAUSE = "pause", _("Needs a pause")
    NOT_FREE = "not_free", _("Can't speak freely")
    CONTACT = "contact", _("Asks to be contacted afterwards, the safe way")


class Signal(models.Model):
    """Gone when the session ends; a wish to be contacted when it is done, or a week later."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="signals", verbose_name=_("session")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="signals", verbose_name=_("person")
    )
    kind = models.CharField(_("signal"), max_length=10, choices=SignalKind)
    given_at = models.DateTimeField(_("given"))
    forget_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = _("quiet signal")
        verbose_name_plural = _("quiet signals")
        constraints = [
            models.UniqueConstraint(fields=["session", "user", "kind"], name="signal_once"),
            models.CheckConstraint(
                condition=Q(kind__in=SignalKind.values), name="signal_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(forget_at__gt=F("given_at")), name="signal_forgotten_later"
            ),
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"
