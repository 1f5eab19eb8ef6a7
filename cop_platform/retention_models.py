"""How long things are kept, what holds them back, and what each night's sweep came to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Program


class Period(models.Model):
    """For how many days one category is kept, in a program (or in all that say nothing else)."""

    category = models.CharField(_("category"), max_length=40)
    program = models.ForeignKey(
        Program,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="periods",
        verbose_name=_("program"),
    )
    days = models.PositiveIntegerField(_("days"))

    class Meta:
        verbose_name = _("period of keeping")
        verbose_name_plural = _("periods of keeping")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "program"], nulls_distinct=False, name="period_once"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=36500), name="period_days_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.days}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def live(self) -> "HoldQuerySet":
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """Nothing of this person, or of this program, is erased or swept while it stands."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
        verbose_name=_("person"),
    )
    program = models.ForeignKey(
        Program,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
        verbose_name=_("program"),
    )
    reason = models.TextField(_("why"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    since = models.DateTimeField(_("since"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, program=None)
                | Q(person=None, program__isnull=False),
                name="hold_of_a_person_or_a_program",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_someone",
            ),
            models.UniqueConstraint(
                fields=["person", "program"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
                name="hold_live_once",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class RetentionRun(models.Model):
    """One night's sweep: how many of each category went. One a day."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("when"))
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("nightly sweep")
        verbose_name_plural = _("nightly sweeps")

    def __str__(self) -> str:
        return f"sweep of {self.day}"
