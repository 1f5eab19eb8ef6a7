"""The outbox: every mail is a row first, written with the fact that causes it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notices.mute_models import Mute as Mute
from notices.phone_models import CallNote as CallNote
from notices.phone_models import CallOutcome as CallOutcome
from notices.phone_models import Message as Message
from notices.phone_models import Wording as Wording


class NoticeState(models.TextChoices):
    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    HANDOFF = "handoff", _("handed to the mail server")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    IN_DOUBT = "in_doubt", _("perhaps sent")
    CANCELLED = "cancelled", _("no longer needed")
    CALL = "call", _("to be said by phone")
    CALLED = "called", _("said by phone")


OPEN_STATES = (NoticeState.PENDING, NoticeState.SENDING, NoticeState.HANDOFF)
HELD_STATES = (NoticeState.SENDING, NoticeState.HANDOFF)  # a worker has it in hand


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, *, at: datetime) -> "NoticeQuerySet":
        """Waiting rows whose time has come, urgent ones first."""
        may_try = Q(retry_at=None) | Q(retry_at__lte=at)
        return self.filter(may_try, state=NoticeState.PENDING, due_at__lte=at).order_by(
            "priority", "due_at", "id"
        )

    def lapsed(self, *, at: datetime) -> "NoticeQuerySet":
        """Claimed rows whose worker has not come back in time."""
        return self.filter(state__in=HELD_STATES, lease_until__lt=at)


class Notice(models.Model):
    """One message owed to one person, at most once per kind, object, offset and version."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("recipient"),
    )
    # For those who have no account yet: the address a code goes to.
    address = models.EmailField(_("address"), blank=True)
    object_id = models.BigIntegerField(_("number of what it is about"), null=True, blank=True)
    cohort_id = models.BigIntegerField(_("number of the cohort"), null=True, blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=5, help_text=_("0 leaves first.")
    )
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState, default=NoticeState.PENDING
    )
    owner = models.CharField(_("in whose hands"), max_length=60, blank=True)
    lease_until = models.DateTimeField(_("in hand until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    retry_at = models.DateTimeField(
        _("not before"), null=True, blank=True, help_text=_("Not tried again before this.")
    )
    doubts = models.PositiveSmallIntegerField(
        _("times in doubt"),
        default=0,
        help_text=_("How often a copy was handed over and no answer came."),
    )
    handoff_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    subject = models.CharField(
        _("subject"), max_length=200, blank=True, help_text=_("As it was sent.")
    )
    text = models.TextField(
        _("text"), blank=True, help_text=_("As it was sent, for its reader's own page.")
    )
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()
    found: Any = None  # what its kind found for it, when it was asked of many at once

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        indexes = [
            models.Index(
                F("priority"),
                F("due_at"),
                F("id"),
                condition=Q(state=NoticeState.PENDING),
                name="notice_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=HELD_STATES),
                name="notice_lapsed",
            ),
            models.Index(fields=["kind", "object_id"], name="notice_by_object"),
            models.Index(fields=["state", "due_at"], name="notice_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""), name="notice_for_someone"
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.SENT) | Q(sent_at__isnull=False),
                name="notice_sent_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting for its turn")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("stopped by itself")
    CANCELLED = "cancelled", _("stopped by hand")


OPEN_JOBS = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, *, at: datetime) -> "JobQuerySet":
        """Open, in nobody's hands, and not to wait any longer; whose turn it is comes first."""
        free = Q(owner="") | Q(lease_until__lt=at)
        may_try = Q(retry_at=None) | Q(retry_at__lte=at)
        return self.filter(free, may_try, state__in=OPEN_JOBS).order_by(
            F("stepped_at").asc(nulls_first=True), "id"
        )


class Job(models.Model):
    """Long work done in the background, a step at a time (notices/jobs.py)."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    name = models.CharField(_("what"), max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("whose"),
    )
    data = models.JSONField(
        _("data"), default=dict, blank=True, help_text=_("Ids and choices, no names.")
    )
    cursor = models.JSONField(_("how far it is"), default=dict, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    owner = models.CharField(_("in whose hands"), max_length=70, blank=True)
    lease_until = models.DateTimeField(_("in hand until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=0, help_text=_("Since the last step.")
    )
    retry_at = models.DateTimeField(
        _("not before"), null=True, blank=True, help_text=_("Not tried again before this.")
    )
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    queued_at = models.DateTimeField(_("begun"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    stepped_at = models.DateTimeField(_("last step"), null=True, blank=True)
    settled_at = models.DateTimeField(_("over"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        indexes = [
            models.Index(
                fields=["stepped_at", "id"], condition=Q(state__in=OPEN_JOBS), name="job_due"
            ),
            models.Index(fields=["by", "-id"], name="job_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN_JOBS, settled_at=None)
                | (~Q(state__in=OPEN_JOBS) & Q(settled_at__isnull=False)),
                name="job_over_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Heartbeat(models.Model):
    """When each worker last drained the outbox; older than three minutes is a fault."""

    worker = models.CharField(_("worker"), max_length=60, primary_key=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.worker
