"""Whom somebody would not be safe in a group with, and what came of it (DOMAIN 0.12).

Protected: no admin of its own, no search, no export. Only coordinators come to see it, on pages
that write down who read it.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Apart(models.Model):
    """What one person wrote, in their words. There is no row for somebody who wrote nothing."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    words = models.TextField(_("words"))
    said_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("not in one room")
        verbose_name_plural = _("not in one room")
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="apart_says_something"),
        ]

    def __str__(self) -> str:
        return f"not in one room {self.pk}"


class MatchState(models.TextChoices):
    OPEN = "open", _("to be decided")
    NO_CONCERN = "no_concern", _("no concern")
    NOT_TOGETHER = "not_together", _("not together")


class ApartMatch(models.Model):
    """Somebody whom those words may mean. Undecided, neither is offered a seat beside the other;
    decided "not together", they never are."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who wrote")
    )
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("who may be meant"),
    )
    state = models.CharField(_("state"), max_length=12, choices=MatchState, default=MatchState.OPEN)
    why = models.CharField(
        _("what is alike"), max_length=60, help_text=_("What is alike: name, mail, organisation.")
    )
    found_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("possible match")
        verbose_name_plural = _("possible matches")
        indexes = [
            models.Index(fields=["person", "state"], name="apart_match_by_person"),
            models.Index(fields=["other", "state"], name="apart_match_by_other"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="apart_match_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="apart_match_of_two"),
            models.CheckConstraint(
                condition=Q(state=MatchState.OPEN, decided_at=None)
                | (~Q(state=MatchState.OPEN) & Q(decided_at__isnull=False)),
                name="apart_match_decided_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"possible match {self.pk}"
