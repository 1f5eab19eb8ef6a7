"""What a person's own calendar is given: a secret address, and invitations by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions.models.session import Session


class CalendarFeed(models.Model):
    """The secret address of one person's dates. Of the address itself only a digest is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="calendar_feed",
        verbose_name=_("person"),
    )
    # None once it was taken back: a row stays, so that a page opened before can tell.
    digest = models.CharField(  # noqa: DJ001 -- unique among those there are
        _("digest of the address"), max_length=64, unique=True, null=True, editable=False
    )
    made_at = models.DateTimeField(_("made"), null=True, editable=False)
    turns = models.PositiveIntegerField(_("times made or taken back"), default=0, editable=False)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest=None, made_at=None)
                | Q(digest__isnull=False, digest__regex=r"^[0-9a-f]{64}$", made_at__isnull=False),
                name="calendar_feed_keeps_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"calendar address {self.pk}"


class InvitationWish(models.Model):
    """Somebody wants each date as an invitation by mail. Without a row nobody gets one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="invitation_wish",
        verbose_name=_("person"),
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("wish for invitations")
        verbose_name_plural = _("wishes for invitations")

    def __str__(self) -> str:
        return f"wish for invitations {self.pk}"


class CalendarCopy(models.Model):
    """What one person's calendar was last told of one session, by mail: held, or taken out."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="calendar_copies", verbose_name=_("session")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="calendar_copies",
        verbose_name=_("person"),
    )
    version = models.PositiveIntegerField(_("version of the session"))
    held = models.BooleanField(_("stands in the calendar"))
    turn = models.PositiveIntegerField(_("times told"), default=1)
    told_at = models.DateTimeField(_("told"))

    class Meta:
        verbose_name = _("date in a calendar")
        verbose_name_plural = _("dates in calendars")
        constraints = [
            models.UniqueConstraint(fields=["user", "session"], name="calendar_copy_once"),
            models.CheckConstraint(
                condition=Q(version__gte=1) & Q(turn__gte=1), name="calendar_copy_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"date in a calendar {self.pk}"
