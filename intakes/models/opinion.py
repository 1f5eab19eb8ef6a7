"""What those who read applications say: criteria, opinions, conflicts of interest, notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intakes.models.application import Application, Candidacy
from programs.models import Program


class Criterion(models.Model):
    """One thing a program asks its readers to look for, in its own words."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="criteria", verbose_name=_("program")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    words = models.CharField(_("look for"), max_length=200)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["program", "order"], name="criterion_in_its_place"),
            models.CheckConstraint(condition=~Q(words=""), name="criterion_says_something"),
        ]

    def __str__(self) -> str:
        return self.words


class Verdict(models.TextChoices):
    YES = "yes", _("yes")
    MAYBE = "maybe", _("maybe")
    NO = "no", _("no")


class Opinion(models.Model):
    """What one reader thinks of one candidacy. Earlier ones stand in the audit."""

    candidacy = models.ForeignKey(
        Candidacy, models.PROTECT, related_name="opinions", verbose_name=_("candidacy")
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opinions", verbose_name=_("reader")
    )
    verdict = models.CharField(_("opinion"), max_length=5, choices=Verdict)
    reason = models.TextField(_("why"))
    given_at = models.DateTimeField(_("given"))
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "reader"], name="opinion_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="opinion_has_a_reason"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="opinion_is_a_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"opinion {self.pk}"


class Conflict(models.Model):
    """A reader's own word that they should not read an application. It shuts them out of it."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="conflicts", verbose_name=_("application")
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts", verbose_name=_("reader")
    )
    reason = models.TextField(_("what connects you"))
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(fields=["application", "reader"], name="conflict_once"),
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"


class ReaderNote(models.Model):
    """A note of one reader for the others. Never shown to applicants, in no export."""

    candidacy = models.ForeignKey(
        Candidacy, models.PROTECT, related_name="reader_notes", verbose_name=_("candidacy")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reader_notes",
        verbose_name=_("written by"),
    )
    words = models.TextField(_("note"))
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reader's note")
        verbose_name_plural = _("readers' notes")
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="reader_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"


class BoardColumns(models.Model):
    """Which columns of the board of applications one person wants to see."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="board_columns",
        verbose_name=_("person"),
    )
    columns = models.JSONField(_("columns"), default=list)

    class Meta:
        verbose_name = _("columns of the board")
        verbose_name_plural = _("columns of the board")

    def __str__(self) -> str:
        return f"columns of {self.person_id}"
