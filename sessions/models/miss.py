"""What facilitators did about somebody who was missed twice running."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.models.session import Session


class MissSettled(models.Model):
    """A facilitator was in touch with somebody who missed this session and the one before."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="misses_settled", verbose_name=_("session")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="misses_settled",
        verbose_name=_("person"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("settled by")
    )
    at = models.DateTimeField(_("settled"))

    class Meta:
        verbose_name = _("settled miss")
        verbose_name_plural = _("settled misses")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="miss_settled_once"),
        ]

    def __str__(self) -> str:
        return f"settled miss {self.pk}"
