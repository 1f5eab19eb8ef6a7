"""Who comes to a session as a guest, and whose views are relayed there."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation
from sessions.models.session import Session


class VisitState(models.TextChoices):
    INVITED = "invited", _("invited")
    COMING = "coming", _("coming")
    DECLINED = "declined", _("can't come")
    CANCELLED = "cancelled", _("called off")


LIVE_VISITS = (VisitState.INVITED, VisitState.COMING)


class PermissionHow(models.TextChoices):
    WRITTEN = "written", _("in writing")
    SPOKEN = "spoken", _("said to somebody")
    RECORDED = "recorded", _("said in a recording")


class GuestVisit(models.Model):
    """A guest of one session, with what they are told.

    Of somebody under 18 nothing is kept that names them, and they have neither account nor mail:
    everything goes through the supporter who comes with them (DOMAIN 6).
    """

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="visits", verbose_name=_("session")
    )
    under_18 = models.BooleanField(_("under 18"), default=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("email"), blank=True)
    position = models.CharField(_("what they do"), max_length=160, blank=True)
    topic = models.CharField(_("what they bring"), max_length=300)
    starts = models.TimeField(_("their part begins"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=35)
    way_in = models.TextField(_("how they come in"), blank=True)
    expected = models.TextField(_("what is expected of them"), blank=True)
    call_name = models.CharField(_("who to call"), max_length=120)
    call_phone = models.CharField(_("their number"), max_length=40)
    state = models.CharField(
        _("state"), max_length=10, choices=VisitState, default=VisitState.INVITED
    )
    invitation = models.ForeignKey(
        Invitation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invitation"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("person"),
    )
    supporter_name = models.CharField(_("supporter"), max_length=120, blank=True)
    supporter_email = models.EmailField(_("supporter's email"), blank=True)
    supporter_phone = models.CharField(_("supporter's phone"), max_length=40, blank=True)
    consent_on = models.DateField(_("guardian's consent of"), null=True, blank=True)
    consent_how = models.CharField(
        _("how it was given"), max_length=10, choices=PermissionHow, blank=True
    )
    consent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consent recorded by"),
    )
    checks_at = models.DateTimeField(_("child-safe checks confirmed"), null=True, blank=True)
    checks_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checks confirmed by"),
    )
    invited_at = models.DateTimeField(_("invited"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    version = models.PositiveSmallIntegerField(_("version of the brief"), default=1)
    settled_at = models.DateTimeField(_("answered or called off"), null=True, blank=True)
    # Names and addresses go when nobody needs them any more.
    forgotten_at = models.DateTimeField(_("name forgotten"), null=True, blank=True)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "email"],
                condition=~Q(email="") & Q(state__in=LIVE_VISITS),
                name="guest_invited_once",
            ),
            models.UniqueConstraint(
                fields=["session", "user"],
                condition=Q(user__isnull=False, state__in=LIVE_VISITS),
                name="guest_comes_once",
            ),
            models.CheckConstraint(
                condition=Q(under_18=False)
                | Q(name="", email="", position="", user=None, invitation=None),
                name="guest_under_18_is_not_named",
            ),
            models.CheckConstraint(
                condition=Q(under_18=False)
                | Q(forgotten_at__isnull=False)
                | (~Q(supporter_name="") & ~Q(supporter_email="") & ~Q(supporter_phone="")),
                name="guest_under_18_has_a_supporter",
            ),
            models.CheckConstraint(
                condition=Q(under_18=False)
                | ~Q(state=VisitState.COMING)
                | Q(consent_on__isnull=False, checks_at__isnull=False),
                name="guest_under_18_comes_safely",
            ),
            models.CheckConstraint(
                condition=Q(under_18=True)
                | Q(forgotten_at__isnull=False)
                | (~Q(name="") & ~Q(email="")),
                name="guest_has_a_name_and_address",
            ),
            models.CheckConstraint(
                condition=Q(under_18=True)
                | Q(supporter_name="", supporter_email="", supporter_phone="", consent_on=None),
                name="guest_grown_up_needs_no_supporter",
            ),
            models.CheckConstraint(
                condition=Q(under_18=True) | ~Q(state=VisitState.COMING) | Q(user__isnull=False),
                name="guest_who_comes_has_an_account",
            ),
            models.CheckConstraint(
                condition=Q(consent_on=None, consent_by=None, consent_how="")
                | (Q(consent_on__isnull=False, consent_by__isnull=False) & ~Q(consent_how="")),
                name="guest_consent_was_recorded",
            ),
            models.CheckConstraint(
                condition=Q(checks_at=None, checks_by=None)
                | Q(checks_at__isnull=False, checks_by__isnull=False),
                name="guest_checks_were_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state=VisitState.INVITED) | Q(settled_at__isnull=False),
                name="guest_settled_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5) & Q(minutes__lte=600), name="guest_minutes"
            ),
            models.CheckConstraint(
                condition=~Q(call_name="") & ~Q(call_phone=""), name="guest_knows_who_to_call"
            ),
        ]

    def __str__(self) -> str:
        return f"guest {self.pk}"

    @property
    def part_at(self) -> datetime | None:
        """When their part begins, by the clocks of the session; None when it is the start."""
        if self.starts is None:
            return None
        there = self.session.starts_at.astimezone(ZoneInfo(self.session.time_zone))
        return datetime.combine(there.date(), self.starts, tzinfo=there.tzinfo)


class ViewSource(models.TextChoices):
    YOUNG_PERSON = "young_person", _("a young person")
    EXPERIENCE = "experience", _("somebody with experience of their own")


class PermissionBy(models.TextChoices):
    THEMSELF = "themself", _("the person")
    GUARDIAN = "guardian", _("a parent or guardian")
    BOTH = "both", _("the person, and a parent or guardian")


class RelayedView(models.Model):
    """What somebody who is not in the room wants said there, with their permission.

    Nobody's name stands here. Taken back, the words are gone and the row remains.
    """

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="relayed_views", verbose_name=_("session")
    )
    words = models.TextField(_("their words"), blank=True)
    source = models.CharField(_("whose view"), max_length=12, choices=ViewSource)
    permission_by = models.CharField(_("who gave permission"), max_length=10, choices=PermissionBy)
    permission_how = models.CharField(_("how it was given"), max_length=10, choices=PermissionHow)
    permission_on = models.DateField(_("when it was given"))
    relayed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("relayed by")
    )
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("relayed view")
        verbose_name_plural = _("relayed views")
        constraints = [
            models.CheckConstraint(
                condition=(Q(withdrawn_at=None) & ~Q(words=""))
                | Q(withdrawn_at__isnull=False, words=""),
                name="relayed_view_taken_back_is_gone",
            ),
            models.CheckConstraint(
                condition=~Q(source=ViewSource.YOUNG_PERSON)
                | Q(permission_by__in=(PermissionBy.GUARDIAN, PermissionBy.BOTH)),
                name="relayed_view_of_the_young_permitted",
            ),
        ]

    def __str__(self) -> str:
        return f"relayed view {self.pk}"
