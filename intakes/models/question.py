"""What a coordinator asks beside the core of the form, per intake, and what was answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intakes.models.application import Application
from programs.models import Intake


class QuestionKind(models.TextChoices):
    SHORT = "short", _("a line")
    LONG = "long", _("a few lines")
    CHOICE = "choice", _("one of several")
    SEVERAL = "several", _("any of several")
    SCALE = "scale", _("a scale from 1 to 5")
    DATE = "date", _("a day")


class Question(models.Model):
    """One further question of an intake's form.

    Once somebody has answered it, only its order and its retiring can change: a trigger
    (migration 0002) refuses the rest, whichever path writes.
    """

    intake = models.ForeignKey(
        Intake, models.PROTECT, related_name="questions", verbose_name=_("intake")
    )
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind)
    words = models.CharField(_("question"), max_length=300)
    help_words = models.CharField(_("below the question"), max_length=500, blank=True)
    # One a line; of a scale, the words of its two ends.
    options = models.TextField(_("to choose from"), blank=True)
    needed = models.BooleanField(_("needed"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    made_at = models.DateTimeField(_("made"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("further question")
        verbose_name_plural = _("further questions")
        constraints = [
            models.UniqueConstraint(fields=["id", "intake"], name="question_with_intake"),
            models.CheckConstraint(condition=~Q(words=""), name="question_has_words"),
            models.CheckConstraint(
                condition=~Q(kind__in=(QuestionKind.CHOICE, QuestionKind.SEVERAL)) | ~Q(options=""),
                name="question_to_choose_has_options",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def lines(self) -> list[str]:
        """Its options, in order."""
        return [line.strip() for line in self.options.splitlines() if line.strip()]


class Answer(models.Model):
    """What one application says to one question; several choices stand one a line."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="answers", verbose_name=_("application")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="answers", verbose_name=_("question")
    )
    # Copied, and held equal on both sides by composite foreign keys (migration 0002).
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+", verbose_name=_("intake"))
    words = models.TextField(_("answer"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="answer_once"),
            models.CheckConstraint(condition=~Q(words=""), name="answer_has_words"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class IntakeForm(Intake):
    """An intake, seen as the form people fill in. No table of its own."""

    class Meta:
        proxy = True
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")
