"""A person's request about what is held about them. Its rules are in `data_requests.py`."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    ACCESS = "access", _("a copy of what is held")
    CORRECT = "correct", _("a correction")
    ERASE = "erase", _("erasing")


class RequestState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("carried out")
    REFUSED = "refused", _("refused")
    TAKEN_BACK = "taken_back", _("taken back")


class CameBy(models.TextChoices):
    SITE = "site", _("this site")
    PHONE = "phone", _("phone")
    LETTER = "letter", _("letter")
    MAIL = "mail", _("mail")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def open(self) -> "DataRequestQuerySet":
        return self.filter(state=RequestState.OPEN).order_by("due_on", "pk")

    def overdue(self, *, today: date) -> "DataRequestQuerySet":
        return self.open().filter(due_on__lt=today)


class DataRequest(models.Model):
    """Open → carried out | refused | taken back. Due 30 days after it came."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="data_requests",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("asks for"), max_length=10, choices=RequestKind)
    came_by = models.CharField(_("came by"), max_length=10, choices=CameBy, default=CameBy.SITE)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState, default=RequestState.OPEN
    )
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("due"))
    words = models.TextField(_("in their words"), blank=True)
    # Erasing gives up a seat or an open offer; the person has been asked.
    gives_up_seat = models.BooleanField(_("gives up their seat with it"), default=False)
    worked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("worked by"),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(state=RequestState.OPEN), name="data_request_due"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state=RequestState.OPEN),
                name="data_request_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, settled_at=None)
                | (~Q(state=RequestState.OPEN) & Q(settled_at__isnull=False)),
                name="data_request_settled_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"
