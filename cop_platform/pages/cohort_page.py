"""What the page of a cohort shows, read in a fixed number of queries whatever the numbers.

The members of a cohort open it at the same minute, so its queries are prepared.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, FilteredRelation, Q
from django.http import Http404

from accounts.models import User
from audit import clock, history
from audit.models import Entry
from cop_platform.pages.prepared import Prepared
from programs import belonging
from programs.models import (
    CohortState,
    Membership,
    MembershipState,
    Role,
    RoleKind,
    Seat,
    SeatState,
)
from sessions.models import Presence, Session, SessionState

SHOWN_ACTS = 30


@dataclass(frozen=True)
class Open:
    """A cohort whose page somebody may open."""

    id: int
    code: str
    name: str
    state: str
    time_zone: str
    attendance_policy: str
    contact_name: str
    contact_email: str
    viewer: User

    @property
    def state_words(self) -> str:
        return str(CohortState(self.state).label)


@dataclass(frozen=True)
class Person:
    """What members see of one another: the name and pronouns a person chose."""

    id: int
    name: str
    pronouns: str
    note: str = ""


@dataclass(frozen=True)
class Facilitator:
    person: Person
    about: str
    empathy: str
    tension: str
    knowledge: str


@dataclass(frozen=True)
class Meeting:
    """One session, and what the viewer has said about it."""

    number: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    state: str
    theme: str
    own: str
    own_words: str


@dataclass
class CohortPage:
    cohort: Open
    at: datetime
    seats: dict[str, int]
    meetings: tuple[Meeting, ...]
    facilitators: tuple[Facilitator, ...]
    others: tuple[Person, ...]
    members: tuple[Person, ...]
    coordinates: bool
    acts: list[Entry] = field(default_factory=list)

    @property
    def is_member(self) -> bool:
        return any(person.id == self.cohort.viewer.pk for person in self.members)

    @property
    def sees_members(self) -> bool:
        """Guests and hosts come for a session; the list of members is not for them."""
        facilitates = any(f.person.id == self.cohort.viewer.pk for f in self.facilitators)
        return self.is_member or facilitates or self.coordinates

    @property
    def ahead(self) -> Meeting | None:
        """The session that is on, or the next one."""
        to_come = (m for m in self.meetings if m.state == SessionState.SCHEDULED)
        return next((m for m in to_come if m.ends_at > self.at), None)


# -- The door --------------------------------------------------------------------------------------

OPEN_FIELDS = (
    "id", "code", "name", "state", "time_zone", "attendance_policy",
    "intake__program__contact_name", "intake__program__contact_email",
)  # fmt: skip


def _open_to(user: int, code: str, at: datetime) -> Any:
    cohorts = belonging.cohorts_open_to(User(pk=user), at).filter(code=code)
    return cohorts.order_by().values_list(*OPEN_FIELDS)


OPEN = Prepared(_open_to, code=str, at=datetime)


def belongs(user: User, code: str) -> Open:
    """Whom `programs.access.belongs` admits, with what the page needs of the cohort."""
    at = clock.now()
    if user.is_superuser:
        rows = list(belonging.cohorts_open_to(user, at).filter(code=code).values_list(*OPEN_FIELDS))
    else:
        rows = OPEN.rows(user=user.pk, code=code, at=at)
    if not rows:
        raise Http404
    return Open(*rows[0], viewer=user)


# -- What is read ----------------------------------------------------------------------------------

MEMBERS = Prepared(
    lambda cohort: (
        Membership.objects.filter(cohort=cohort, state=MembershipState.ACTIVE)
        .order_by("joined_at", "id")
        .values_list("user_id", "user__display_name", "user__pronouns")
    )
)
SEATS = Prepared(
    lambda cohort: (
        Seat.objects.filter(cohort=cohort)
        .order_by()
        .values("state")
        .annotate(n=Count("id"))
        .values_list("state", "n")
    )
)
IN_THE_ROOM = Prepared(
    lambda cohort, at: (
        Role.objects.live(at=at)
        .filter(cohort=cohort, kind__in=belonging.COHORT_ROLES)
        .order_by("kind", "id")
        .values_list(
            "kind",
            "user_id",
            "user__display_name",
            "user__pronouns",
            *(f"user__facilitator_profile__{words}" for words in PROFILE),
        )
    ),
    at=datetime,
)
PROFILE = ("about", "empathy", "tension", "knowledge")
MEETINGS = Prepared(
    lambda cohort, viewer: (
        Session.objects.filter(cohort=cohort)
        .annotate(mine=FilteredRelation("attendances", condition=Q(attendances__user=viewer)))
        .order_by("number")
        .values_list(
            *("number", "starts_at", "ends_at", "time_zone", "state", "theme", "mine__presence")
        )
    )
)


def read(cohort: Open, at: datetime) -> CohortPage:
    """Everything the page shows this viewer, as of `at` (aware)."""
    coordinates = _coordinates(cohort, at)
    facilitators, others = _in_the_room(cohort, at)
    return CohortPage(
        cohort=cohort,
        at=at,
        seats=dict.fromkeys(SeatState.values, 0) | dict(SEATS.rows(cohort=cohort.id)),  # type: ignore[arg-type]
        meetings=_meetings(cohort),
        facilitators=facilitators,
        others=others,
        members=tuple(Person(*row) for row in MEMBERS.rows(cohort=cohort.id)),
        coordinates=coordinates,
        acts=list(history.in_cohorts([cohort.id])[:SHOWN_ACTS]) if coordinates else [],
    )


def _in_the_room(cohort: Open, at: datetime) -> tuple[tuple[Facilitator, ...], tuple[Person, ...]]:
    """Who holds the room, and who else is in it beside the members."""
    facilitators, others = [], []
    for kind, *person, about, empathy, tension, knowledge in IN_THE_ROOM.rows(
        cohort=cohort.id, at=at
    ):
        if kind == RoleKind.FACILITATOR:
            words = (about or "", empathy or "", tension or "", knowledge or "")
            facilitators.append(Facilitator(Person(*person), *words))
        else:
            others.append(Person(*person, note=str(RoleKind(kind).label)))
    return tuple(facilitators), tuple(others)


def _meetings(cohort: Open) -> tuple[Meeting, ...]:
    rows = MEETINGS.rows(cohort=cohort.id, viewer=cohort.viewer.pk)
    return tuple(
        Meeting(*row, own=own or "", own_words=str(Presence(own).label) if own else "")
        for *row, own in rows
    )


def _coordinates(cohort: Open, at: datetime) -> bool:
    """Whether the viewer coordinates or leads the program; only staff can."""
    viewer = cohort.viewer
    return viewer.is_staff and (
        belonging.cohorts_coordinated(viewer, at).filter(pk=cohort.id).exists()
    )
