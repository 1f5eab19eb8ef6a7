"""A room: what several people look at together, and how often it has changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Room(models.Model):
    """How often something that people watch together has changed. `sessions/rooms.py` writes it.

    It names what is watched by a word and a number, without a foreign key: apps above have rooms
    of their own.
    """

    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.BigIntegerField(_("of what"))
    version = models.BigIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="room_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="room_versions_from_one"),
            models.CheckConstraint(condition=Q(kind__regex=r"^[a-z_]+$"), name="room_kind_is_word"),
        ]

    def __str__(self) -> str:
        return f"room {self.kind} {self.object_id}"
