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


class Way(models.TextChoices):
    DOOR = "door", _("by the door")
    CODE = "code", _("by the code on the wall")
    LIST = "list", _("on the list")


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
    way = models.CharField(_("how they came in"), max_length=6, choices=Way, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noted by"),
    )
    # With an apology, for the cohort's facilitators alone.
    private_word = models.TextField(
        _("private word to the facilitators"), max_length=500, blank=True
    )
    # What the person says should stand there instead, until a facilitator has looked.
    asked_words = models.TextField(_("asked to put right"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(way__in=("", *Way.values)), name="attendance_way_known"
            ),
            models.CheckConstraint(
                condition=Q(way="") | Q(joined_at__isnull=False), name="attendance_way_in_came_in"
            ),
            models.CheckConstraint(
                condition=Q(way=Way.LIST, noted_by__isnull=False)
                | ~Q(way=Way.LIST) & Q(noted_by=None),
                name="attendance_on_the_list_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(private_word="") | Q(apology_at__isnull=False),
                name="attendance_word_with_apology",
            ),
            models.CheckConstraint(
                condition=Q(asked_words="", asked_at=None)
                | ~Q(asked_words="") & Q(asked_at__isnull=False, confirmed_at__isnull=False),
                name="attendance_asked_of_what_stands",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"
