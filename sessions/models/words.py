"""What people write for their cohort: posts, replies, resources. It can go, and then it is gone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Gone(models.TextChoices):
    TAKEN_BACK = "taken_back", _("taken back")
    STRUCK = "struck", _("struck out")
    ERASED = "erased", _("erased with its person")
    OVER = "over", _("kept long enough")


def nothing(*fields: str) -> Q:
    """That all of these fields of words are empty."""
    return Q(**dict.fromkeys(fields, ""))


def gone_without(name: str, *fields: str) -> models.CheckConstraint:
    """What is gone has no words left; what is there has."""
    there = Q(gone_at=None, gone_how="") & ~Q(**{fields[0]: ""})
    gone = Q(gone_at__isnull=False) & ~Q(gone_how="") & nothing(*fields)
    return models.CheckConstraint(condition=there | gone, name=name)


class Words(models.Model):
    """Who wrote it and when, what became of it. `key` is the form's: posted twice, it is one."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    key = models.UUIDField(_("key of the form"), editable=False)
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True, editable=False)
    gone_how = models.CharField(
        _("how it went"), max_length=10, choices=Gone, blank=True, editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="%(class)s_form_once"),
        ]
