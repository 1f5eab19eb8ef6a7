"""What the local demo remembers of itself. Empty anywhere else."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cop_platform.retention_models import Hold as Hold
from cop_platform.retention_models import Period as Period
from cop_platform.retention_models import RetentionRun as RetentionRun


class DemoState(models.Model):
    """The demo that is loaded: its day, where to find things, what was tried. One row."""

    id = models.PositiveSmallIntegerField(_("number"), primary_key=True, default=1)
    day = models.DateField(_("day"))
    loaded_at = models.DateTimeField(_("loaded"))
    places = models.JSONField(_("places"), default=dict)
    seen = models.JSONField(_("seen"), default=list)
    dismissed = models.BooleanField(_("put away"), default=False)

    class Meta:
        verbose_name = _("demo")
        verbose_name_plural = _("demos")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="demo_state_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"demo of {self.day}"
