"""Who hosts a session and where, who comes as a guest, and what is to be booked for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation
from sessions.models.session import Session


class Access(models.TextChoices):
    """Whether a place has something; empty while nobody has said."""

    YES = "yes", _("yes")
    NO = "no", _("no")


class Venue(models.Model):
    """Where a session meets. Shown to those of that session alone."""

    session = models.OneToOneField(
        Session, models.CASCADE, related_name="venue", verbose_name=_("session")
    )
    name = models.CharField(_("name of the place"), max_length=120)
    address = models.CharField(_("address"), max_length=300)
    room = models.CharField(_("room, floor, door"), max_length=120, blank=True)
    getting_there = models.TextField(_("how to get there"), blank=True)
    parking = models.CharField(_("parking and stops nearby"), max_length=300, blank=True)
    step_free = models.CharField(_("step-free way in"), max_length=3, choices=Access, blank=True)
    hearing_loop = models.CharField(_("hearing loop"), max_length=3, choices=Access, blank=True)
    quiet_room = models.CharField(_("a quiet room"), max_length=3, choices=Access, blank=True)
    toilets = models.CharField(_("accessible toilets"), max_length=3, choices=Access, blank=True)
    access_notes = models.TextField(_("more about access"), blank=True)
    travel = models.TextField(_("travel"), blank=True)
    catering = models.TextField(_("food and drink"), blank=True)
    workplace = models.TextField(_("what the cohort will see of the workplace"), blank=True)
    kept_at = models.DateTimeField(_("last written"))
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(address=""), name="venue_has_a_name_and_address"
            ),
            models.CheckConstraint(
                condition=Q(step_free__in=("", "yes", "no"))
                & Q(hearing_loop__in=("", "yes", "no"))
                & Q(quiet_room__in=("", "yes", "no"))
                & Q(toilets__in=("", "yes", "no")),
                name="venue_access_is_known_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"venue of {self.session_id}"


class HostTurn(models.Model):
    """Somebody's turn to host one session. Given back, it stays as a row that has ended."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="host_turns", verbose_name=_("session")
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="host_turns",
        verbose_name=_("host"),
    )
    taken_at = models.DateTimeField(_("taken"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("given by"),
        help_text=_("The host, or who asked them to."),
    )
    ended_at = models.DateTimeField(_("given back"), null=True, blank=True)

    class Meta:
        verbose_name = _("host turn")
        verbose_name_plural = _("host turns")
        constraints = [
            # Two who take the same turn: the database lets one of them have it.
            models.UniqueConstraint(
                fields=["session"], condition=Q(ended_at=None), name="host_turn_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("taken_at")),
                name="host_turn_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"host turn {self.pk}"


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


class AdjustmentKind(models.TextChoices):
    CAPTIONS = "captions", _("live captions")
    AUSLAN = "auslan", _("Auslan interpreting")
    OTHER = "other", _("something else")


class Adjustment(models.Model):
    """Something to be booked for one session, booked or not. Never why, nor for whom."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="adjustments", verbose_name=_("session")
    )
    kind = models.CharField(_("what"), max_length=10, choices=AdjustmentKind)
    words = models.CharField(_("what else"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("booked by"),
    )

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "words"], name="adjustment_once"),
            models.CheckConstraint(
                condition=(Q(kind=AdjustmentKind.OTHER) & ~Q(words=""))
                | (~Q(kind=AdjustmentKind.OTHER) & Q(words="")),
                name="adjustment_says_what_else",
            ),
            models.CheckConstraint(
                condition=Q(booked_at=None, booked_by=None)
                | Q(booked_at__isnull=False, booked_by__isnull=False),
                name="adjustment_booked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"adjustment {self.pk}"
