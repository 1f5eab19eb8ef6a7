"""Who was there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models.session import Session


class Presence(models.TextChoices):
    EXPECTED = "expected", _("expected")
    PROPOSED = "proposed", _("joined, not confirmed yet")
    APOLOGY = "apology", _("sent an apology")
    PRESENT = "present", _("present")
    PART = "part", _("present for a part")
    ABSENT = "absent", _("absent")


class Detail(models.TextChoices):
    PHONED_IN = "phoned_in", _("phoned in")
    CAME_LATE = "came_late", _("came late")
    LEFT_EARLY = "left_early", _("left early")


class Attendance(models.Model):
    """What is known of one person at one session. Nothing counts before it is confirmed."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="attendances", verbose_name=_("session")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="attendances",
        verbose_name=_("person"),
    )
    presence = models.CharField(_("presence"), max_length=10, choices=Presence)
    detail = models.CharField(_("detail"), max_length=10, choices=Detail, blank=True)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)
    apology_at = models.DateTimeField(_("apology"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(presence__in=("present", "part", "absent"))
                | Q(confirmed_at__isnull=False),
                name="attendance_counts_once_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"
