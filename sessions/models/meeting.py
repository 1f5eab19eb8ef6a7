"""Where people meet online: a cohort, or one session that meets somewhere else."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort
from sessions.models.session import Session

# A name with a dot, no person before it, no number instead of it; then nothing, or a path.
PUBLIC = r"^https://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*(:[0-9]+)?([/?#]|$)"
ADDRESS = Q(url="") | Q(url__regex=PUBLIC) | Q(url__regex=r"^http://localhost(:\d+)?(/|$)")


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
            models.CheckConstraint(condition=ADDRESS, name="meeting_address_is_https"),
        ]

    def __str__(self) -> str:
        return f"meeting of {self.cohort_id}"


class SessionMeeting(models.Model):
    """Where one session meets online, when it is not where its cohort does."""

    session = models.OneToOneField(
        Session, models.CASCADE, related_name="own_meeting", verbose_name=_("session")
    )
    url = models.URLField(_("joining address"), max_length=500, blank=True)
    dial_in = models.CharField(_("dial-in number"), max_length=80, blank=True)
    passcode = models.CharField(_("passcode"), max_length=80, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), editable=False)

    class Meta:
        verbose_name = _("meeting room of one session")
        verbose_name_plural = _("meeting rooms of one session")
        constraints = [
            models.CheckConstraint(condition=ADDRESS, name="session_meeting_address_is_https"),
            models.CheckConstraint(
                condition=~Q(url="", dial_in=""), name="session_meeting_has_a_way_in"
            ),
        ]

    def __str__(self) -> str:
        return f"meeting of session {self.session_id}"
