"""What coordinators say outside the mails that write themselves: on the phone, to many at once,
and in their own words instead of ours. `notices.models` imports these."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CallOutcome(models.TextChoices):
    NOTE = "note", _("note")
    SAID = "said", _("said by phone")
    NO_ANSWER = "no_answer", _("no answer")


class CallNoteQuerySet(models.QuerySet["CallNote"]):
    def about_offers(self, *, since: datetime) -> "CallNoteQuerySet":
        """Calls about offers, from that moment on."""
        return self.filter(offer_id__isnull=False, at__gte=since)


class CallNote(models.Model):
    """One call, or a note of one. Never changed (migration 0002); its words alone can be erased."""

    key = models.CharField(
        _("key"), max_length=64, unique=True, help_text=_("One per press of a button.")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="call_notes",
        verbose_name=_("person"),
    )
    # Programs and offers are above this app, and notices come and go: by number.
    program_id = models.BigIntegerField(_("number of the program"))
    notice_id = models.BigIntegerField(_("number of the mail"), null=True, blank=True)
    offer_id = models.BigIntegerField(_("number of the offer"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=CallOutcome, default=CallOutcome.NOTE
    )
    words = models.TextField(_("words"), blank=True, max_length=2000)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    objects = CallNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("call note")
        verbose_name_plural = _("call notes")
        indexes = [
            models.Index(fields=["person", "-id"], name="call_note_by_person"),
            models.Index(fields=["notice_id"], name="call_note_by_notice"),
            models.Index(fields=["offer_id", "at"], name="call_note_by_offer"),
        ]

    def __str__(self) -> str:
        return f"call note {self.pk}"


class Message(models.Model):
    """Words that a coordinator sent to several people at once. Never changed once sent."""

    key = models.CharField(
        _("key"), max_length=64, unique=True, help_text=_("One per page that was opened.")
    )
    program_id = models.BigIntegerField(_("number of the program"))
    subject = models.CharField(_("subject"), max_length=78)
    text = models.TextField(_("text"), max_length=5000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("sent"))
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["program_id", "-id"], name="message_by_program")]
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="message_to_somebody"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Wording(models.Model):
    """A program's own words for one kind of mail, in one language, in place of the usual ones."""

    program_id = models.BigIntegerField(_("number of the program"))
    kind = models.CharField(_("kind of mail"), max_length=40)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=78)
    text = models.TextField(_("text"), max_length=5000)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("own words of a mail")
        verbose_name_plural = _("own words of mails")
        constraints = [
            models.UniqueConstraint(fields=["program_id", "kind", "language"], name="wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
