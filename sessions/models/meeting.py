"""Where a cohort meets online."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort


class Meeting(models.Model):
    """Where a cohort meets online. Shown inside an open session alone, nowhere else."""

    cohort = models.OneToOneField(
        Cohort, models.CASCADE, related_name="meeting", verbose_name=_("cohort")
    )
    url = models.URLField(_("joining address"), max_length=500, blank=True)
    dial_in = models.CharField(_("dial-in number"), max_length=80, blank=True)
    passcode = models.CharField(_("passcode"), max_length=80, blank=True)
    # Set when a member is removed: the address must be replaced before the door opens again.
    replace_before_opening = models.BooleanField(
        _("must be replaced before it opens"), default=False
    )
    # Who was removed after this moment may know the address.
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("meeting room")
        verbose_name_plural = _("meeting rooms")
        constraints = [
            models.CheckConstraint(
                condition=Q(url="")
                | Q(url__startswith="https://")
                | Q(url__regex=r"^http://localhost(:\d+)?(/|$)"),
                name="meeting_address_is_https",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting of {self.cohort_id}"
