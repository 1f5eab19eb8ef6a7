"""What programs hold about people: seats, memberships, roles, and facilitators' profiles."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from audit import personal
from audit.personal import DELETE, Holding
from programs import memberships, roles
from programs.models import CohortState, Membership, Role, SeatState
from programs.models.people import STAFF_ROLES

KEPT = _("As long as the program's records. Once you are erased it counts without a name.")

HOLDINGS = (
    Holding(
        "programs.Membership",
        "user",
        title=_("Your cohorts"),
        why=_("You are in a cohort because you accepted a seat and its pledge."),
        until=KEPT,
    ),
    Holding(
        "programs.Seat",
        "holder",
        title=_("Your seat"),
        why=_("So that nobody else is offered it."),
        until=_("Until you give it up, or the cohort's records end."),
        hidden=("ceiling", "intake"),
        keeps=("extra_reason",),
        told=lambda seat, at: seat.state == SeatState.CONFIRMED,  # an offer says of itself
    ),
    Holding(
        "programs.Role",
        "user",
        title=_("Roles you have or had"),
        why=_("What you may do, in which program or cohort, and since when."),
        until=KEPT,
    ),
    Holding(
        "programs.FacilitatorProfile",
        "user",
        title=_("Your facilitator's profile"),
        why=_("A cohort starts only with a facilitator who has said what they bring."),
        until=_("As long as you facilitate."),
        erase=DELETE,
        change="programs:profile",
    ),
)
MENTIONS: dict[str, str] = {
    "programs.Grant.recorded_by": "who recorded what was agreed: the act of a coordinator",
    "programs.Cohort.paused_by": "who paused promotion: the act of a coordinator",
}


def erase(user_id: int, at: datetime, by: int | None) -> None:
    """Leave the cohorts that still meet, end roles, and forget what was written."""
    for cohort_id in taking_part(user_id).values_list("cohort_id", flat=True):
        memberships.leave(cohort_id=cohort_id, user_id=user_id, by=by, at=at)
    for role in roles_to_come(user_id, at):
        roles.end(role_id=role.pk, by=by, at=at)
    personal.erase(HOLDINGS, user_id)


def taking_part(user_id: int) -> QuerySet[Membership]:
    """Memberships in cohorts that are not closed."""
    return Membership.objects.filter(user=user_id, state__in=memberships.IN_THE_COHORT).exclude(
        cohort__state=CohortState.CLOSED
    )


def roles_to_come(user_id: int, at: datetime) -> QuerySet[Role]:
    """Roles in force now or later."""
    return Role.objects.filter(Q(until=None) | Q(until__gt=at), user=user_id)


def is_staff(user_id: int, at: datetime) -> bool:
    """Whether the person works here: they must be released from their roles first."""
    return roles_to_come(user_id, at).filter(kind__in=STAFF_ROLES).exists()


def with_a_part_in(program_ids: list[int]) -> Q:
    """People (as a condition on `User`) who are or were members or had a role there."""
    mine = Q(user=OuterRef("pk"))
    members = Membership.objects.filter(mine, cohort__intake__program__in=program_ids)
    held_roles = Role.objects.filter(mine).filter(
        Q(program__in=program_ids) | Q(cohort__intake__program__in=program_ids)
    )
    return Q(Exists(members)) | Q(Exists(held_roles))
