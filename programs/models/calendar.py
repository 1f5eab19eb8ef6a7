"""Days on which a program rests, and corrections to the public holidays of its region."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from programs.models.program import Program


class Break(models.Model):
    """Days on which the program rests; `shutdown` days are no business days either."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="breaks", verbose_name=_("program")
    )
    name = models.CharField(_("name"), max_length=80)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    shutdown = models.BooleanField(
        _("shutdown"), default=False, help_text=_("Nobody works: deadlines skip these days too.")
    )

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="break_ends_later",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(fields=["program", "first", "name"], name="break_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("holiday")
    WORKING = "working", _("working day after all")


class CalendarDay(models.Model):
    """A correction to the public holidays of the program's region."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="calendar_days", verbose_name=_("program")
    )
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("correction to the holidays")
        verbose_name_plural = _("corrections to the holidays")
        constraints = [
            models.UniqueConstraint(fields=["program", "day"], name="calendar_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class SchoolTerm(models.Model):
    """Days on which the schools of a program's region teach; between them are holidays."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="school_terms", verbose_name=_("program")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("term"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    source = models.CharField(_("where the dates are from"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("school term")
        verbose_name_plural = _("school terms")
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="school_term_ends_later",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(number__lte=6),
                name="school_term_number",
                violation_error_message=_("Terms are numbered from 1 to 6."),
            ),
            models.CheckConstraint(
                condition=Q(first__year=F("year")),
                name="school_term_in_its_year",
                violation_error_message=_("That term begins in another year."),
            ),
            models.UniqueConstraint(fields=["program", "year", "number"], name="school_term_once"),
            # A range of one id stands in for an equals sign, which gist has not without extensions.
            ExclusionConstraint(
                name="school_terms_one_at_a_time",
                expressions=[
                    (
                        Func(F("program"), F("program"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("first"), F("last"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                deferrable=Deferrable.DEFERRED,
                violation_error_message=_("Two terms share a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.number}"
