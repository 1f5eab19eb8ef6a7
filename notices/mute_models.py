"""What somebody does not want to be sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mute(models.Model):
    """A kind of reminder that a person does not want. What is owed cannot be muted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=40)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("muted reminder")
        verbose_name_plural = _("muted reminders")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="mute_once"),
            models.CheckConstraint(condition=~Q(kind=""), name="mute_of_something"),
        ]

    def __str__(self) -> str:
        return f"muted {self.kind}"
