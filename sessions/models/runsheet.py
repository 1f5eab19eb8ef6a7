"""What is planned for one session: its run-sheet, the items in it, and who offers to lead."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions.models.session import Session


class Ownership(models.TextChoices):
    """Who owns the agenda: a dial that moves over a cohort's life (DOMAIN 6)."""

    FACILITATOR = "facilitator", _("facilitator-led")
    SHARED = "shared", _("shared")
    MEMBER = "member", _("member-led")


class ItemKind(models.TextChoices):
    ARRIVE = "arrive", _("arriving")
    COUNTRY = "country", _("Acknowledgement of Country")
    REMINDER = "reminder", _("agreement reminder")
    CHECK_IN = "check_in", _("check-in")
    WARM_UP = "warm_up", _("warm-up")
    THEORY = "theory", _("theory or model")
    DISCUSSION = "discussion", _("practice discussion")
    ACTIVITY = "activity", _("practical activity")
    CASE_ADVICE = "case_advice", _("case advice")
    PEER = "peer", _("peer problem-solving")
    RESOURCE = "resource", _("resource")
    STORY = "story", _("story")
    BREAK = "break", _("break")
    ACTIONS = "actions", _("actions")
    CHECK_OUT = "check_out", _("check-out")


class ItemState(models.TextChoices):
    PLANNED = "planned", _("planned")
    PROPOSED = "proposed", _("proposed")
    DECLINED = "declined", _("not this time")
    CUT = "cut", _("cut")


class RunSheet(models.Model):
    """The plan of one session. `current` is what the room is at, while it runs."""

    session = models.OneToOneField(
        Session, models.CASCADE, related_name="run_sheet", verbose_name=_("session")
    )
    ownership = models.CharField(
        _("who owns the agenda"),
        max_length=12,
        choices=Ownership,
        default=Ownership.FACILITATOR,
    )
    standing_question = models.CharField(_("standing question"), max_length=300, blank=True)
    # Who speaks the Acknowledgement of Country; known before there are any items.
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("speaks the Acknowledgement of Country"),
    )
    current = models.ForeignKey(
        "RunSheetItem",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("current item"),
    )
    current_since = models.DateTimeField(_("current since"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    # Counts what was done with the current item: of two who press at once, one is heard.
    moves = models.PositiveIntegerField(_("moves"), default=0)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("run-sheet")
        verbose_name_plural = _("run-sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(current=None, current_since=None)
                | Q(current__isnull=False, current_since__isnull=False, ended_at=None),
                name="run_sheet_current_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(current=None) | Q(started_at__isnull=False),
                name="run_sheet_current_once_started",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None)
                | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
                name="run_sheet_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None)
                | Q(current__isnull=False, paused_at__gte=F("current_since")),
                name="run_sheet_paused_while_it_runs",
            ),
        ]

    def __str__(self) -> str:
        return f"run-sheet {self.pk}"


class RunSheetItemQuerySet(models.QuerySet["RunSheetItem"]):
    def planned(self) -> "RunSheetItemQuerySet":
        """What the session is to go through, in order."""
        return self.filter(state=ItemState.PLANNED).order_by("position")


class RunSheetItem(models.Model):
    """One thing a session goes through. A cut item stays, so that it can come back."""

    run_sheet = models.ForeignKey(
        RunSheet, models.CASCADE, related_name="items", verbose_name=_("run-sheet")
    )
    position = models.PositiveSmallIntegerField(_("place"))
    kind = models.CharField(_("type"), max_length=12, choices=ItemKind)
    title = models.CharField(_("title"), max_length=160)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items_led",
        verbose_name=_("led by"),
    )
    co_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items_co_led",
        verbose_name=_("together with"),
    )
    method = models.TextField(_("how"), blank=True)
    materials = models.TextField(_("materials"), blank=True)
    content = models.CharField(_("content note"), max_length=300, blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ItemState, default=ItemState.PLANNED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items_proposed",
        verbose_name=_("proposed by"),
    )
    reply = models.CharField(_("reply to the proposal"), max_length=500, blank=True)
    added_live = models.BooleanField(_("added while the session ran"), default=False)
    extra_minutes = models.PositiveSmallIntegerField(_("minutes given while it ran"), default=0)
    spent_seconds = models.PositiveIntegerField(_("seconds spent"), default=0)
    version = models.PositiveIntegerField(_("version"), default=1)
    # Of the form it came with: posted twice, it is one.
    key = models.UUIDField(_("key of the form"), null=True, blank=True, editable=False, unique=True)

    objects = RunSheetItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            # `RunSheet.current` and the notes lead here by composite foreign keys.
            models.UniqueConstraint(fields=["id", "run_sheet"], name="item_with_run_sheet"),
            models.UniqueConstraint(fields=["id", "kind"], name="item_with_kind"),
            models.UniqueConstraint(
                fields=["run_sheet", "position"],
                name="item_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1) & Q(minutes__lte=600), name="item_minutes"
            ),
            models.CheckConstraint(condition=Q(extra_minutes__lte=600), name="item_extra_minutes"),
            models.CheckConstraint(condition=~Q(title=""), name="item_has_a_title"),
            models.CheckConstraint(
                condition=Q(co_lead=None) | Q(lead__isnull=False) & ~Q(co_lead=F("lead")),
                name="item_led_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ItemKind.CASE_ADVICE) | Q(private_note=""),
                name="case_advice_has_no_private_note",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ItemState.PLANNED, ItemState.CUT))
                | Q(proposed_by__isnull=False),
                name="item_proposed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"

    @property
    def is_case_advice(self) -> bool:
        """Whether nothing that identifies anybody may be said, and nothing noted."""
        return self.kind == ItemKind.CASE_ADVICE


class OfferState(models.TextChoices):
    OPEN = "open", _("waits for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not this time")
    TAKEN_BACK = "taken_back", _("taken back")


class LeadOffer(models.Model):
    """A member's "I'll lead this", or "I'll help lead it", until a facilitator has answered."""

    item = models.ForeignKey(
        RunSheetItem, models.CASCADE, related_name="offers", verbose_name=_("item")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="lead_offers",
        verbose_name=_("offered by"),
    )
    together = models.BooleanField(_("together with whoever leads"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.OPEN)
    reply = models.CharField(_("reply"), max_length=500, blank=True)
    offered_at = models.DateTimeField(_("offered"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("offer to lead")
        verbose_name_plural = _("offers to lead")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "user"],
                condition=Q(state=OfferState.OPEN),
                name="lead_offer_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN, answered_at=None)
                | ~Q(state=OfferState.OPEN) & Q(answered_at__isnull=False),
                name="lead_offer_answered_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"offer to lead {self.pk}"
