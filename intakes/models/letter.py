"""Letters of invitation to organisations, as a coordinator wrote them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Intake


class Letter(models.Model):
    """One letter to one organisation about one intake; its body holds placeholders."""

    intake = models.ForeignKey(
        Intake, models.PROTECT, related_name="letters", verbose_name=_("intake")
    )
    organisation = models.CharField(_("organisation"), max_length=160)
    attention = models.CharField(_("for the attention of"), max_length=160, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    body = models.TextField(_("the letter"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("letter of invitation")
        verbose_name_plural = _("letters of invitation")

    def __str__(self) -> str:
        return self.organisation
