"""The cohorts of an intake as queues: what the desk works on."""

from django.utils.translation import gettext_lazy as _

from programs.models import Cohort


class Queue(Cohort):
    """A cohort, seen as its seats, its offers and those who wait. No table of its own."""

    class Meta:
        proxy = True
        verbose_name = _("cohort with its seats")
        verbose_name_plural = _("cohorts with their seats")
