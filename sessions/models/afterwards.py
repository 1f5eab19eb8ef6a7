"""What stays of a session: notes, actions, small wins, and a facilitator's private debrief."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort
from sessions.models.runsheet import ItemKind, RunSheetItem
from sessions.models.session import Session


class SessionNote(models.Model):
    """Something worth keeping. Of case advice nothing is noted ([004]): `item_kind` is a copy
    that PostgreSQL keeps equal to the item's, so that it can refuse that by itself."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="notes", verbose_name=_("session")
    )
    item = models.ForeignKey(
        RunSheetItem,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notes",
        verbose_name=_("item"),
    )
    item_kind = models.CharField(_("type of the item"), max_length=12, choices=ItemKind, blank=True)
    words = models.TextField(_("note"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="session_notes",
        verbose_name=_("written by"),
    )
    at = models.DateTimeField(_("written"))
    version = models.PositiveIntegerField(_("version"), default=1)
    # Of the form it came with: posted twice, it is one.
    key = models.UUIDField(_("key of the form"), null=True, blank=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(item=None, item_kind="")
                | Q(item__isnull=False) & ~Q(item_kind__in=("", ItemKind.CASE_ADVICE)),
                name="note_never_of_case_advice",
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> "ActionQuerySet":
        """Neither done nor let go."""
        return self.filter(done_at=None, let_go_at=None).order_by("at", "pk")


class Action(models.Model):
    """What somebody took on. It comes up at each session until it is done or let go."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="actions", verbose_name=_("cohort")
    )
    session = models.ForeignKey(
        Session, models.CASCADE, related_name="actions", verbose_name=_("session")
    )
    words = models.CharField(_("action"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="actions_owned",
        verbose_name=_("whose it is"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("written by"),
    )
    at = models.DateTimeField(_("taken on"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    let_go_at = models.DateTimeField(_("let go"), null=True, blank=True)
    # Of the form it came with: posted twice, it is one.
    key = models.UUIDField(_("key of the form"), null=True, blank=True, editable=False, unique=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [
            models.Index(
                fields=["cohort"],
                condition=Q(done_at=None, let_go_at=None),
                name="action_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="action_says_something"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(let_go_at=None), name="action_ends_one_way"
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"


class SmallWin(models.Model):
    """A small change worth celebrating ([004]). It opens the next run-sheet."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="small_wins", verbose_name=_("session")
    )
    words = models.CharField(_("small win"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="small_wins",
        verbose_name=_("written by"),
    )
    at = models.DateTimeField(_("written"))
    # Of the form it came with: posted twice, it is one.
    key = models.UUIDField(_("key of the form"), null=True, blank=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("small win")
        verbose_name_plural = _("small wins")
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="small_win_says_something"),
        ]

    def __str__(self) -> str:
        return f"small win {self.pk}"


class Load(models.TextChoices):
    """How heavy it was to hold the room, in a word."""

    LIGHT = "light", _("light")
    STEADY = "steady", _("steady")
    HEAVY = "heavy", _("heavy")
    TOO_HEAVY = "too_heavy", _("too heavy to carry alone")


class Debrief(models.Model):
    """What was hard, written by a facilitator for facilitators alone, with what the other
    facilitator is asked to pick up."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="debriefs", verbose_name=_("session")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="debriefs",
        verbose_name=_("written by"),
    )
    words = models.TextField(_("what was hard"), blank=True)
    load = models.CharField(_("how heavy it was"), max_length=10, choices=Load)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed to"),
    )
    handed_words = models.TextField(_("what to pick up"), blank=True)
    at = models.DateTimeField(_("written"))
    taken_up_at = models.DateTimeField(_("picked up"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("debrief")
        verbose_name_plural = _("debriefs")
        constraints = [
            models.UniqueConstraint(fields=["session", "by"], name="debrief_once"),
            models.CheckConstraint(
                condition=Q(handed_to=None, handed_words="", taken_up_at=None)
                | Q(handed_to__isnull=False) & ~Q(handed_words="") & ~Q(handed_to=F("by")),
                name="debrief_handed_to_another_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"debrief {self.pk}"
