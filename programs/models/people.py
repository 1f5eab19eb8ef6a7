"""Who belongs to what: memberships, roles for a time, and facilitators' profiles."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.models.cohort import Cohort
from programs.models.program import Pledge, Program


class MembershipState(models.TextChoices):
    ACTIVE = "active", _("member")
    SUSPENDED = "suspended", _("suspended")
    REMOVED = "removed", _("removed")
    WITHDRAWN = "withdrawn", _("withdrew")
    COMPLETED = "completed", _("completed")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        """Who takes part now: neither suspended nor gone."""
        return self.filter(state=MembershipState.ACTIVE)


class Membership(models.Model):
    """A person in a cohort, from the day the offer was accepted."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="memberships", verbose_name=_("cohort")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("person"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MembershipState, default=MembershipState.ACTIVE
    )
    pledge = models.ForeignKey(
        Pledge, models.PROTECT, null=True, blank=True, verbose_name=_("pledge")
    )
    pledged_at = models.DateTimeField(_("pledged"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    # The last suspension or removal: an older joining address must not open again (DOMAIN 0).
    excluded_at = models.DateTimeField(_("last suspended or removed"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="member_once"),
            models.CheckConstraint(
                condition=~Q(state__in=(MembershipState.SUSPENDED, MembershipState.REMOVED))
                | Q(excluded_at__isnull=False),
                name="member_excluded_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(MembershipState.ACTIVE, MembershipState.SUSPENDED))
                | Q(left_at__isnull=False),
                name="member_left_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.cohort}"


class RoleKind(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    PROGRAM_LEAD = "program_lead", _("program lead")
    FACILITATOR = "facilitator", _("facilitator")
    HOST = "host", _("host")
    RECORDER = "recorder", _("recorder")
    GUEST = "guest", _("guest")
    FUNDER = "funder", _("funder")
    REVIEWER = "reviewer", _("reviewer")


# Who runs a program from the desk; who is let in at the desk at all (a reviewer reads
# applications there and nothing else); whose holders must hold a second factor.
DESK_ROLES = (RoleKind.COORDINATOR, RoleKind.PROGRAM_LEAD)
READING_ROLES = (*DESK_ROLES, RoleKind.REVIEWER)
STAFF_ROLES = (*READING_ROLES, RoleKind.FACILITATOR)
PROGRAM_ROLES = (*READING_ROLES, RoleKind.FUNDER)


class RoleQuerySet(models.QuerySet["Role"]):
    def live(self, *, at: datetime) -> "RoleQuerySet":
        """Roles in force at this moment."""
        return self.filter(since__lte=at).filter(Q(until=None) | Q(until__gt=at))


class Role(models.Model):
    """What a person may do, in one program or one cohort, for a time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles", verbose_name=_("person")
    )
    kind = models.CharField(_("role"), max_length=14, choices=RoleKind)
    program = models.ForeignKey(
        Program,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roles",
        verbose_name=_("program"),
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roles",
        verbose_name=_("cohort"),
    )
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PROGRAM_ROLES, program__isnull=False, cohort=None)
                | (~Q(kind__in=PROGRAM_ROLES) & Q(program=None, cohort__isnull=False)),
                name="role_in_its_place",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="role_ends_later"
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "program", "cohort"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="role_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class FacilitatorProfile(models.Model):
    """What a facilitator brings ([000]: empathy, emotion and tension, prevention knowledge)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="facilitator_profile",
        verbose_name=_("person"),
    )
    about = models.TextField(_("about you"), blank=True)
    empathy = models.TextField(_("how you make people feel heard"))
    tension = models.TextField(_("how you hold emotion and tension"))
    knowledge = models.TextField(_("what you know of prevention"))

    class Meta:
        verbose_name = _("facilitator's profile")
        verbose_name_plural = _("facilitators' profiles")
        constraints = [
            models.CheckConstraint(
                condition=~Q(empathy="") & ~Q(tension="") & ~Q(knowledge=""),
                name="facilitator_profile_is_filled_in",
            ),
        ]

    def __str__(self) -> str:
        return gettext("profile of %(name)s") % {"name": self.user}
