"""Who belongs where at a moment, as queries: one each, whatever the numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from programs.models import (
    Cohort,
    Membership,
    MembershipState,
    Program,
    ProgramState,
    Role,
    RoleKind,
)
from programs.models.cohort import CohortQuerySet
from programs.models.people import DESK_ROLES, READING_ROLES, RoleQuerySet

# Who is in the room with the members: a role in the cohort itself.
COHORT_ROLES = (RoleKind.FACILITATOR, RoleKind.HOST, RoleKind.RECORDER, RoleKind.GUEST)


def _roles(user: User, at: datetime, *kinds: RoleKind) -> RoleQuerySet:
    return Role.objects.live(at=at).filter(user=user.pk, kind__in=kinds)


def _is_member(user: User, *states: MembershipState) -> Exists:
    return Exists(Membership.objects.filter(cohort=OuterRef("pk"), user=user.pk, state__in=states))


def _works_for_program(user: User, at: datetime, program: str) -> Q:
    """Coordinators and leads of the program at the path `program`; superusers of every one."""
    if user.is_superuser and user.is_active:
        return Q(pk__isnull=False)
    return Q(Exists(_roles(user, at, *DESK_ROLES).filter(program=OuterRef(program))))


def _cohorts() -> CohortQuerySet:
    return Cohort.objects.select_related("community", "intake__program")


def cohorts_joined(user: User) -> CohortQuerySet:
    """Cohorts in which the person is an active member."""
    return _cohorts().filter(_is_member(user, MembershipState.ACTIVE))


def cohorts_facilitated(user: User, at: datetime) -> CohortQuerySet:
    """Cohorts the person facilitates at `at`."""
    roles = _roles(user, at, RoleKind.FACILITATOR)
    return _cohorts().filter(Exists(roles.filter(cohort=OuterRef("pk"))))


def cohorts_coordinated(user: User, at: datetime) -> CohortQuerySet:
    """Cohorts of the programs the person coordinates or leads at `at`."""
    return _cohorts().filter(_works_for_program(user, at, "intake__program"))


def _takes_part(user: User, at: datetime) -> Q:
    roles = _roles(user, at, *COHORT_ROLES)
    return Q(_is_member(user, MembershipState.ACTIVE, MembershipState.COMPLETED)) | Q(
        Exists(roles.filter(cohort=OuterRef("pk")))
    )


def cohorts_of(user: User, at: datetime) -> CohortQuerySet:
    """Cohorts in which the person takes part: as a member (also one that has completed),
    facilitator, host, recorder or guest; the next to begin first."""
    return _cohorts().filter(_takes_part(user, at)).order_by("window_first", "pk")


def cohorts_open_to(user: User, at: datetime) -> CohortQuerySet:
    """Cohorts whose page the person may open: takes part, or coordinates the program."""
    return _cohorts().filter(
        _takes_part(user, at) | _works_for_program(user, at, "intake__program")
    )


def programs_coordinated(user: User, at: datetime) -> QuerySet[Program]:
    """Programs the person coordinates or leads at `at`, the newest first."""
    return Program.objects.filter(_works_for_program(user, at, "pk")).order_by("-starts_on", "pk")


def at_hand(programs: Sequence[Program]) -> Program:
    """The one of these to show first: the first that is more than planned, else the first."""
    begun = (program for program in programs if program.state != ProgramState.PLANNED)
    return next(begun, programs[0])


def programs_read(user: User, at: datetime) -> QuerySet[Program]:
    """Programs whose applications the person may read at `at`: who runs one, and its reviewers;
    the newest first."""
    if user.is_superuser and user.is_active:
        found = Program.objects.all()
    else:
        roles = _roles(user, at, *READING_ROLES)
        found = Program.objects.filter(Exists(roles.filter(program=OuterRef("pk"))))
    return found.order_by("-starts_on", "pk")


def is_no_lead(user: User, program_id: int, at: datetime) -> bool:
    """Whether somebody who runs a program does so as coordinator, or keeps the site: leads see
    numbers where coordinators see names (DOMAIN 4)."""
    coordinates = _roles(user, at, RoleKind.COORDINATOR).filter(program=program_id)
    return (user.is_superuser and user.is_active) or coordinates.exists()


def coordinators_of(program_id: int, at: datetime) -> QuerySet[User]:
    """Who coordinates or leads a program at `at`."""
    roles = Role.objects.live(at=at).filter(kind__in=DESK_ROLES, program=program_id)
    return User.objects.filter(Exists(roles.filter(user=OuterRef("pk")))).order_by("pk")


def facilitators_of(cohort_id: int, at: datetime) -> QuerySet[User]:
    """Who facilitates a cohort at `at`."""
    roles = Role.objects.live(at=at).filter(kind=RoleKind.FACILITATOR, cohort=cohort_id)
    return User.objects.filter(Exists(roles.filter(user=OuterRef("pk")))).order_by("pk")


def profiles_of_facilitators(
    cohort_ids: Iterable[int], at: datetime
) -> dict[int, list[int | None]]:
    """By cohort: its facilitators' profiles at `at`, None for one who has not filled it in."""
    roles = Role.objects.live(at=at).filter(kind=RoleKind.FACILITATOR, cohort__in=list(cohort_ids))
    found: dict[int, list[int | None]] = {}
    for cohort_id, profile in roles.values_list("cohort", "user__facilitator_profile"):
        if cohort_id is not None:
            found.setdefault(cohort_id, []).append(profile)
    return found
