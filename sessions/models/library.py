"""What run-sheets are made from: a program's own templates and exercises."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Program
from sessions.models.runsheet import ItemKind


class RunSheetTemplate(models.Model):
    """A run-sheet kept to start others from. The ready-made ones stand in sessions/data/."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="run_sheet_templates", verbose_name=_("program")
    )
    name = models.CharField(_("name"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="run_sheet_templates",
        verbose_name=_("kept by"),
    )
    kept_at = models.DateTimeField(_("kept"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("run-sheet template")
        verbose_name_plural = _("run-sheet templates")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "name"],
                condition=Q(retired_at=None),
                name="template_name_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="template_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateItem(models.Model):
    """One item of a template. It names nobody and has no private note."""

    template = models.ForeignKey(
        RunSheetTemplate, models.CASCADE, related_name="items", verbose_name=_("template")
    )
    position = models.PositiveSmallIntegerField(_("place"))
    kind = models.CharField(_("type"), max_length=12, choices=ItemKind)
    title = models.CharField(_("title"), max_length=160)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    method = models.TextField(_("how"), blank=True)
    materials = models.TextField(_("materials"), blank=True)
    content = models.CharField(_("content note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item of a template")
        verbose_name_plural = _("items of templates")
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="template_place_once"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1) & Q(minutes__lte=600), name="template_item_minutes"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="template_item_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Purpose(models.TextChoices):
    """What an exercise is for."""

    WARM_UP = "warm_up", _("Warming up")
    JUDGEMENT = "judgement", _("The fear of being judged")
    ASSUMPTIONS = "assumptions", _("Our own gender and privilege")
    PEER = "peer", _("Solving problems together")
    CLOSING = "closing", _("Closing well")


class Exercise(models.Model):
    """An exercise that a facilitator wrote down for a program. The ready-made ones stand in
    sessions/data/."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="exercises", verbose_name=_("program")
    )
    purpose = models.CharField(_("what it is for"), max_length=12, choices=Purpose)
    kind = models.CharField(_("type"), max_length=12, choices=ItemKind)
    title = models.CharField(_("title"), max_length=160)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    words = models.TextField(_("how it goes"))
    materials = models.TextField(_("materials"), blank=True)
    care = models.CharField(_("care"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="exercises",
        verbose_name=_("written by"),
    )
    added_at = models.DateTimeField(_("added"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "title"],
                condition=Q(retired_at=None),
                name="exercise_title_once",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1) & Q(minutes__lte=600), name="exercise_minutes"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(words=""), name="exercise_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title
