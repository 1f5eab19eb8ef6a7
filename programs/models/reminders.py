"""Which reminders a program sends, and when, where that differs from how they came."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models.program import Program

EARLIEST = time(8)
LATEST = time(18, 30)  # so that it has left by 19:00
MOST_OFFSETS = 4
FURTHEST_OFFSET = 120


class ReminderRule(models.Model):
    """A program's own word on one trigger of the registry (programs/reminder_rules.py).

    Without offsets it goes as it came; `clock` None is the time of the thing itself. A row stays
    when a program goes back to how it came: nothing due before `changed_at` is owed any more.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="reminder_rules", verbose_name=_("program")
    )
    trigger = models.CharField(_("reminder"), max_length=60)
    offsets = ArrayField(
        models.PositiveSmallIntegerField(_("days")),
        verbose_name=_("how many days"),
        default=list,
        blank=True,
    )
    clock = models.TimeField(_("at"), null=True, blank=True)
    off = models.BooleanField(_("off"), default=False)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["program", "trigger"], name="reminder_rule_once"),
            models.CheckConstraint(condition=~Q(trigger=""), name="reminder_rule_of_something"),
            models.CheckConstraint(
                condition=Q(clock=None) | Q(clock__gte=EARLIEST, clock__lte=LATEST),
                name="reminder_rule_by_day",
            ),
            models.CheckConstraint(
                condition=Q(clock=None) | ~Q(offsets=[]), name="reminder_rule_has_days"
            ),
            models.CheckConstraint(
                condition=Q(offsets__len__lte=MOST_OFFSETS), name="reminder_rule_few"
            ),
            # The furthest first, none twice; beyond the last there is NULL, which a CHECK lets by.
            models.CheckConstraint(
                condition=Q(offsets__0__lte=FURTHEST_OFFSET)
                & Q(offsets__0__gt=F("offsets__1"))
                & Q(offsets__1__gt=F("offsets__2"))
                & Q(offsets__2__gt=F("offsets__3")),
                name="reminder_rule_furthest_first",
            ),
        ]

    def __str__(self) -> str:
        return self.trigger
