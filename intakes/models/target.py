"""What mix a cohort is meant to have: said by coordinators, seen by them alone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort


class TargetKind(models.TextChoices):
    REGION = "region", _("from a region")
    SETTING = "setting", _("from a setting")
    CAREER_STAGE = "career_stage", _("at a stage of career")
    SOLE_WORKER = "sole_worker", _("the only one doing this work")
    PER_ORGANISATION = "per_organisation", _("at most from one organisation")


# These name which region, setting or stage; the others are about all.
NAMED = (TargetKind.REGION, TargetKind.SETTING, TargetKind.CAREER_STAGE)


class Target(models.Model):
    """One wish about the group: at least so many of a kind, or at most so many from one place.
    It is about the group; nobody is measured by it."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="targets", verbose_name=_("cohort")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=TargetKind)
    value = models.CharField(_("of which"), max_length=80, blank=True)
    number = models.PositiveSmallIntegerField(_("how many"))

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind", "value"], name="target_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(number__lte=200), name="target_number_sane"
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=NAMED) & ~Q(value="")) | (~Q(kind__in=NAMED) & Q(value="")),
                name="target_names_what_it_is_about",
            ),
        ]

    def __str__(self) -> str:
        return f"target {self.pk}"
