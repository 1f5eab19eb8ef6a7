"""What somebody tells the cohort about themself, if they like."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort


class Introduction(models.Model):
    """In a person's own words. Seen where it is shown (`Showing`), and nowhere else."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="introduction",
        verbose_name=_("person"),
    )
    about = models.TextField(_("about me"), max_length=1000, blank=True)
    works_on = models.TextField(_("what I work on"), max_length=1000, blank=True)
    ask_me = models.TextField(_("ask me about"), max_length=1000, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")

    def __str__(self) -> str:
        return f"introduction {self.pk}"


class Showing(models.Model):
    """That an introduction is shown to one cohort."""

    introduction = models.ForeignKey(
        Introduction, models.CASCADE, related_name="showings", verbose_name=_("introduction")
    )
    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="introductions", verbose_name=_("cohort")
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("introduction shown")
        verbose_name_plural = _("introductions shown")
        constraints = [
            models.UniqueConstraint(fields=["introduction", "cohort"], name="showing_once"),
        ]

    def __str__(self) -> str:
        return f"showing {self.pk}"
