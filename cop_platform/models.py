"""What the local demo remembers of itself. Empty anywhere else."""

from django.db import models
from django.db.models import Q

from cop_platform.retention_models import Hold as Hold
from cop_platform.retention_models import Period as Period
from cop_platform.retention_models import RetentionRun as RetentionRun


class DemoState(models.Model):
    """The demo that is loaded: its day, where to find things, what was tried. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField()
    loaded_at = models.DateTimeField()
    places = models.JSONField(default=dict)
    seen = models.JSONField(default=list)
    dismissed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="demo_state_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"demo of {self.day}"
