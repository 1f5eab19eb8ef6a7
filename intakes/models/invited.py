"""Who was told that an intake takes applications: once per person and intake."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intakes.models.interest import Interest
from programs.models import Intake


class Invited(models.Model):
    """One person of the interest pool, told once that one intake is open."""

    interest = models.ForeignKey(
        Interest, models.CASCADE, related_name="invited", verbose_name=_("interest")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+", verbose_name=_("intake"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("invitation to apply")
        verbose_name_plural = _("invitations to apply")
        constraints = [
            models.UniqueConstraint(fields=["person", "intake"], name="invited_once"),
        ]

    def __str__(self) -> str:
        return f"invited {self.pk}"
