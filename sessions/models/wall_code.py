"""The code on the wall of one session's room."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models.session import Session


class WallCode(models.Model):
    """Which code a session's poster has. The code itself stands nowhere: it is worked out."""

    session = models.OneToOneField(
        Session, models.CASCADE, related_name="wall_code", verbose_name=_("session")
    )
    generation = models.PositiveIntegerField(_("how many there have been"), default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("code on the wall")
        verbose_name_plural = _("codes on the wall")
        constraints = [
            models.CheckConstraint(condition=Q(generation__gte=1), name="wall_code_from_one"),
        ]

    def __str__(self) -> str:
        return f"code of session {self.session_id}"
