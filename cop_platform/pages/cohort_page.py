"""What the page of a cohort shows, read in a fixed number of queries whatever the numbers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q

from accounts.models import User
from audit import history
from audit.models import Entry
from programs.models import (
    Cohort,
    Membership,
    MembershipState,
    Role,
    RoleKind,
    Seat,
    SeatState,
)
from programs.models.people import DESK_ROLES
from sessions.models import Mode, Presence, Session, SessionState

SHOWN_ACTS = 30
IN_THE_ROOM = (RoleKind.FACILITATOR, RoleKind.HOST, RoleKind.RECORDER, RoleKind.GUEST)


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
    mode: str
    state: str
    theme: str
    own: str
    own_words: str


@dataclass
class CohortPage:
    cohort: Cohort
    at: datetime
    seats: dict[str, int]
    meetings: tuple[Meeting, ...]
    facilitators: tuple[Facilitator, ...]
    others: tuple[Person, ...]
    members: tuple[Person, ...]
    is_member: bool
    is_facilitator: bool
    coordinates: bool
    acts: list[Entry] = field(default_factory=list)

    @property
    def sees_members(self) -> bool:
        """Guests and hosts come for a session; the list of members is not for them."""
        return self.is_member or self.is_facilitator or self.coordinates

    @property
    def ahead(self) -> Meeting | None:
        """The session that is on, or the next one."""
        open_ones = (m for m in self.meetings if m.state == SessionState.SCHEDULED)
        return next((m for m in open_ones if m.ends_at > self.at), None)


def read(cohort: Cohort, viewer: User, at: datetime) -> CohortPage:
    """Everything the page shows this viewer, as of `at` (aware)."""
    members = _members(cohort)
    roles = _roles(cohort, at)
    coordinates = viewer.is_superuser or (viewer.is_staff and _coordinates(cohort, viewer, at))
    return CohortPage(
        cohort=cohort,
        at=at,
        seats=_seats(cohort),
        meetings=_meetings(cohort, viewer),
        facilitators=tuple(_facilitator(r) for r in roles if r["kind"] == RoleKind.FACILITATOR),
        others=tuple(_other(r) for r in roles if r["kind"] != RoleKind.FACILITATOR),
        members=members,
        is_member=any(person.id == viewer.pk for person in members),
        is_facilitator=any(
            r["user_id"] == viewer.pk for r in roles if r["kind"] == RoleKind.FACILITATOR
        ),
        coordinates=coordinates,
        acts=list(history.in_cohorts([cohort.pk])[:SHOWN_ACTS]) if coordinates else [],
    )


def _members(cohort: Cohort) -> tuple[Person, ...]:
    rows = (
        Membership.objects.filter(cohort=cohort, state=MembershipState.ACTIVE)
        .order_by("joined_at", "id")
        .values_list("user_id", "user__display_name", "user__pronouns")
    )
    return tuple(Person(*row) for row in rows)


def _seats(cohort: Cohort) -> dict[str, int]:
    counts = {str(state): Count("id", filter=Q(state=state)) for state in SeatState.values}
    return Seat.objects.filter(cohort=cohort).aggregate(**counts)


def _roles(cohort: Cohort, at: datetime) -> list[Any]:
    """Who holds the room, and who else is in it beside the members."""
    profile = "user__facilitator_profile__"
    return list(
        Role.objects.live(at=at)
        .filter(cohort=cohort, kind__in=IN_THE_ROOM)
        .order_by("kind", "id")
        .values(
            "kind",
            "user_id",
            "user__display_name",
            "user__pronouns",
            about=F(f"{profile}about"),
            empathy=F(f"{profile}empathy"),
            tension=F(f"{profile}tension"),
            knowledge=F(f"{profile}knowledge"),
        )
    )


def _facilitator(role: dict[str, Any]) -> Facilitator:
    words = (role[name] or "" for name in ("about", "empathy", "tension", "knowledge"))
    return Facilitator(_other(role, with_kind=False), *words)


def _other(role: dict[str, Any], *, with_kind: bool = True) -> Person:
    note = str(RoleKind(role["kind"]).label) if with_kind else ""
    return Person(role["user_id"], role["user__display_name"], role["user__pronouns"], note)


def _meetings(cohort: Cohort, viewer: User) -> tuple[Meeting, ...]:
    rows = (
        Session.objects.filter(cohort=cohort)
        .annotate(
            mine=FilteredRelation("attendances", condition=Q(attendances__user=viewer.pk)),
        )
        .order_by("number")
        .values_list(
            "number", "starts_at", "ends_at", "time_zone", "mode", "state", "theme",
            "mine__presence",
        )
    )  # fmt: skip
    return tuple(
        Meeting(*row[:4], str(Mode(row[4]).label), *row[5:7], *_own(row[7])) for row in rows
    )


def _own(presence: str | None) -> tuple[str, str]:
    return (presence, str(Presence(presence).label)) if presence else ("", "")


def _coordinates(cohort: Cohort, viewer: User, at: datetime) -> bool:
    desk = Role.objects.live(at=at).filter(user=viewer, kind__in=DESK_ROLES)
    return desk.filter(program=cohort.intake.program_id).exists()
