"""What an applicant's manager says: asked by a link, without an account (DOMAIN 3.1.7)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intakes.models.application import Application


class SupportState(models.TextChoices):
    REQUESTED = "requested", _("asked")
    CONFIRMED = "confirmed", _("supports it")
    DECLINED = "declined", _("not now")
    NOT_NEEDED = "not_needed", _("not needed")
    RATHER_NOT = "rather_not", _("would rather not say")
    TAKEN_BACK = "taken_back", _("taken back")


class ManagerSupport(models.Model):
    """One application's question to a manager. The token itself is kept nowhere: a mail makes it
    anew from `salt` and the site's secret, and the page knows it by its hash."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="support", verbose_name=_("application")
    )
    state = models.CharField(_("state"), max_length=10, choices=SupportState)
    manager_name = models.CharField(_("manager's name"), max_length=80, blank=True)
    manager_email = models.EmailField(_("manager's email"), blank=True)
    why = models.CharField(
        _("why none is needed"), max_length=300, blank=True, help_text=_("Why none is needed.")
    )
    word = models.TextField(
        _("manager's words"), blank=True, help_text=_("What the manager added.")
    )
    salt = models.CharField(_("salt"), max_length=32, blank=True)
    token_hash = models.CharField(
        _("hash of the token"), max_length=64, unique=True, null=True, blank=True
    )
    said_at = models.DateTimeField(_("said"))
    asked_at = models.DateTimeField(
        _("asked"), null=True, blank=True, help_text=_("When the mail falls due.")
    )
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("manager's support")
        verbose_name_plural = _("manager's support")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SupportState.REQUESTED)
                | Q(token_hash__isnull=False, asked_at__isnull=False, expires_at__isnull=False)
                & ~Q(manager_email=""),
                name="support_asked_of_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(SupportState.CONFIRMED, SupportState.DECLINED))
                | Q(answered_at__isnull=False),
                name="support_answered_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"support {self.pk}"
