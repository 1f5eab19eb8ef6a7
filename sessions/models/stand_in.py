"""Who stands in as facilitator for one session."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Role
from sessions.models.session import Session


class StandIn(models.Model):
    """Somebody who facilitates one session: a role whose time follows the session's."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="stand_ins", verbose_name=_("session")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="stand_ins",
        verbose_name=_("person"),
    )
    role = models.OneToOneField(Role, models.PROTECT, related_name="+", verbose_name=_("role"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    at = models.DateTimeField(_("since when it stands"))

    class Meta:
        verbose_name = _("stand-in facilitator")
        verbose_name_plural = _("stand-in facilitators")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="stand_in_once"),
        ]

    def __str__(self) -> str:
        return f"stand-in {self.pk}"
