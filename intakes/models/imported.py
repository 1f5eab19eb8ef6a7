"""What came in by a file: one import, and each of its rows."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intakes.models.application import Application
from intakes.models.interest import Interest
from programs.models import Intake, Program


class ImportKind(models.TextChoices):
    INTEREST = "interest", _("interest")
    APPLICATIONS = "applications", _("applications")


class ImportState(models.TextChoices):
    READ = "read", _("read; the columns come next")
    CHECKING = "checking", _("being tried out")
    CHECKED = "checked", _("tried out; nothing is kept yet")
    APPLYING = "applying", _("being taken over")
    APPLIED = "applied", _("taken over")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("put away")


class Fate(models.TextChoices):
    """What becomes of a row, or has become of it."""

    NEW = "new", _("new person")
    KNOWN = "known", _("person known")
    THERE = "there", _("already there")
    PROBLEM = "problem", _("left out")


class Import(models.Model):
    """One file of people that a coordinator takes over, as one act that can be undone."""

    kind = models.CharField(_("what"), max_length=12, choices=ImportKind)
    program = models.ForeignKey(
        Program, models.PROTECT, related_name="imports", verbose_name=_("program")
    )
    intake = models.ForeignKey(
        Intake, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("intake")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.READ
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    name = models.CharField(
        _("file"), max_length=100, help_text=_("Of the file, for people to read.")
    )
    digest = models.CharField(
        _("digest"), max_length=64, help_text=_("Tells that the same file came before.")
    )
    # What was made of the bytes, to be said: "Windows letters (cp1252), semicolons between".
    read_as = models.CharField(_("read as"), max_length=120, blank=True)
    header = models.JSONField(_("header"), default=list)
    mapping = models.JSONField(
        _("columns"), default=dict, help_text=_("Which column holds which field.")
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(_("counts"), default=dict, help_text=_("How many rows of each fate."))
    # What was chosen when it was taken over.
    leave_out = models.BooleanField(
        _("problems left out"), default=False, help_text=_("Rows with a problem stay out.")
    )
    tell = models.BooleanField(
        _("people are told"), default=False, help_text=_("People hear what is held of them.")
    )
    # Rises with each try, so that each is a job of its own.
    turn = models.PositiveSmallIntegerField(_("turn"), default=0)
    job_id = models.BigIntegerField(_("number of the work"), null=True, blank=True)
    read_at = models.DateTimeField(_("file read"))
    applied_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    emptied_at = models.DateTimeField(
        _("emptied"), null=True, blank=True, help_text=_("The file's words are gone.")
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ImportKind.INTEREST, intake=None)
                | Q(kind=ImportKind.APPLICATIONS, intake__isnull=False),
                name="import_of_applications_has_an_intake",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of the file: its cells until they are no longer needed, and what became of it."""

    imported = models.ForeignKey(
        Import, models.CASCADE, related_name="rows", verbose_name=_("import")
    )
    number = models.PositiveIntegerField(
        _("row"), help_text=_("As a spreadsheet counts; the header is 1.")
    )
    cells: "models.JSONField[Any, Any]" = models.JSONField(_("cells"), default=list)
    # Written down while it is tried out, so that the file itself can say who came twice.
    email = models.CharField(_("email"), max_length=254, blank=True)
    fate = models.CharField(_("what becomes of it"), max_length=8, choices=Fate, blank=True)
    problem = models.CharField(_("problem"), max_length=400, blank=True)
    # What was made of it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    made_person = models.BooleanField(_("made the person"), default=False)
    interest = models.ForeignKey(
        Interest,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("interest"),
    )
    application = models.ForeignKey(
        Application,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("application"),
    )
    converted = models.ForeignKey(
        Interest,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The interest that became this application."),
        verbose_name=_("interest before"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    left = models.CharField(
        _("why it stayed"), max_length=300, blank=True, help_text=_("Why undoing left it.")
    )

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(interest=None) | Q(application=None), name="import_row_made_one_thing"
            ),
        ]
        indexes = [
            models.Index(fields=["imported", "fate", "number"], name="import_row_by_fate"),
            models.Index(
                F("imported"), F("email"), condition=~Q(email=""), name="import_row_by_address"
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"
