"""What the page of a cohort shows, read in a fixed number of queries whatever the numbers.

The members of a cohort open it at the same minute, so its queries are prepared.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, TextField, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from accounts.models import User
from accounts.prepared import Prepared
from audit import clock, history
from audit.models import Entry
from programs import belonging
from programs.models import (
    CohortState,
    Membership,
    MembershipState,
    Role,
    RoleKind,
)
from sessions.models import Presence, Session, SessionState

SHOWN_ACTS = 30


class Open(NamedTuple):
    """A cohort whose page somebody may open."""

    id: int
    code: str
    name: str
    state: str
    time_zone: str
    attendance_policy: str
    contact_name: str
    contact_email: str
    free: int
    held: int
    confirmed: int

    @property
    def state_words(self) -> str:
        return str(CohortState(self.state).label)


class Entered(NamedTuple):
    """What the door found: the cohort, and who came in."""

    cohort: Open
    viewer: User


class Person(NamedTuple):
    """What members see of one another: the name and pronouns a person chose."""

    id: int
    name: str
    pronouns: str
    note: str


class Facilitator(NamedTuple):
    person: Person
    about: str
    empathy: str
    tension: str
    knowledge: str


class Meeting(NamedTuple):
    """One session, and what the viewer has said about it."""

    number: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    state: str
    theme: str
    own: str
    own_words: str


class People(NamedTuple):
    members: tuple[Person, ...]
    others: tuple[Person, ...]


class Shown(NamedTuple):
    """All that one viewer is shown, and nothing else: equal for those who are shown the same."""

    cohort: Open
    from_outside: bool
    ahead: Meeting | None
    is_on: bool
    meetings: tuple[Meeting, ...]
    facilitators: tuple[Facilitator, ...]
    people: People | None


@dataclass
class CohortPage:
    cohort: Open
    viewer: User
    at: datetime
    meetings: tuple[Meeting, ...]
    facilitators: tuple[Facilitator, ...]
    others: tuple[Person, ...]
    members: tuple[Person, ...]
    coordinates: bool
    acts: list[Entry] = field(default_factory=list)

    @property
    def is_member(self) -> bool:
        return any(person.id == self.viewer.pk for person in self.members)

    @property
    def sees_members(self) -> bool:
        """Guests and hosts come for a session; the list of members is not for them."""
        facilitates = any(f.person.id == self.viewer.pk for f in self.facilitators)
        return self.is_member or facilitates or self.coordinates

    @property
    def ahead(self) -> Meeting | None:
        """The session that is on, or the next one."""
        to_come = (m for m in self.meetings if m.state == SessionState.SCHEDULED)
        return next((m for m in to_come if m.ends_at > self.at), None)

    @property
    def is_on(self) -> bool:
        """Whether the session that is `ahead` has begun."""
        return self.ahead is not None and self.ahead.starts_at <= self.at

    @property
    def shown(self) -> Shown:
        """What is drawn of it; the viewer themself is no part of that."""
        people = People(self.members, self.others) if self.sees_members else None
        return Shown(
            self.cohort,
            self.coordinates and not self.is_member,
            self.ahead,
            self.is_on,
            self.meetings,
            self.facilitators,
            people,
        )


# -- The door --------------------------------------------------------------------------------------

OPEN_FIELDS = (
    "id", "code", "name", "state", "time_zone", "attendance_policy",
    "intake__program__contact_name", "intake__program__contact_email",
    "free_seats", "held_seats", "confirmed_seats",
)  # fmt: skip


def _open_to(user: User, code: str, at: datetime) -> Any:
    cohorts = belonging.cohorts_open_to(user, at).filter(code=code)
    return cohorts.with_seat_counts().order_by().values_list(*OPEN_FIELDS)


OPEN = Prepared(lambda user, code, at: _open_to(User(pk=user), code, at), code=str, at=datetime)


def belongs(user: User, code: str) -> Entered:
    """Whom `programs.access.belongs` admits, with what the page needs of the cohort."""
    at = clock.now()
    if user.is_superuser:
        rows = list(_open_to(user, code, at))
    else:
        rows = OPEN.rows(user=user.pk, code=code, at=at)
    if not rows:
        raise Http404
    return Entered(Open._make(rows[0]), user)


# -- What is read ----------------------------------------------------------------------------------

PROFILE = ("about", "empathy", "tension", "knowledge")
MEMBER = "member"


def _or_empty(words: str) -> Coalesce:
    return Coalesce(words, Value("", output_field=TextField()))


def _people(cohort: int, at: datetime) -> Any:
    """Members, and who else is in the room; what a facilitator brings, empty for the others."""
    members = Membership.objects.filter(cohort=cohort, state=MembershipState.ACTIVE).values_list(
        Value(MEMBER),
        *("id", "user_id", "user__display_name", "user__pronouns"),
        *(Value("", output_field=TextField()) for _words in PROFILE),
    )
    roles = (
        Role.objects.live(at=at)
        .filter(cohort=cohort, kind__in=belonging.COHORT_ROLES)
        .values_list(
            *("kind", "id", "user_id", "user__display_name", "user__pronouns"),
            *(_or_empty(f"user__facilitator_profile__{words}") for words in PROFILE),
        )
    )
    return members.union(roles, all=True)


PEOPLE = Prepared(_people, at=datetime)
MEETINGS = Prepared(
    lambda cohort, viewer: (
        Session.objects.filter(cohort=cohort)
        .annotate(mine=FilteredRelation("attendances", condition=Q(attendances__user=viewer)))
        .order_by("starts_at", "number")
        .values_list(
            *("number", "starts_at", "ends_at", "time_zone", "state", "theme", "mine__presence")
        )
    )
)


def read(entered: Entered, at: datetime) -> CohortPage:
    """Everything the page shows this viewer, as of `at` (aware)."""
    cohort, viewer = entered
    people = sorted(PEOPLE.rows(cohort=cohort.id, at=at))
    coordinates = _coordinates(entered, at)
    return CohortPage(
        cohort=cohort,
        viewer=viewer,
        at=at,
        meetings=_meetings(entered),
        facilitators=_facilitators(people),
        others=_others(people),
        members=tuple(Person._make((*row[2:5], "")) for row in people if row[0] == MEMBER),
        coordinates=coordinates,
        acts=list(history.in_cohorts([cohort.id])[:SHOWN_ACTS]) if coordinates else [],
    )


def _facilitators(people: list[tuple[Any, ...]]) -> tuple[Facilitator, ...]:
    rows = (row for row in people if row[0] == RoleKind.FACILITATOR)
    return tuple(Facilitator._make((Person._make((*row[2:5], "")), *row[5:])) for row in rows)


def _others(people: list[tuple[Any, ...]]) -> tuple[Person, ...]:
    rows = (row for row in people if row[0] not in (MEMBER, RoleKind.FACILITATOR))
    return tuple(Person._make((*row[2:5], str(RoleKind(row[0]).label))) for row in rows)


def _meetings(entered: Entered) -> tuple[Meeting, ...]:
    rows = MEETINGS.rows(cohort=entered.cohort.id, viewer=entered.viewer.pk)
    return tuple(
        Meeting._make((*row, own or "", str(Presence(own).label) if own else ""))
        for *row, own in rows
    )


def _coordinates(entered: Entered, at: datetime) -> bool:
    """Whether the viewer coordinates or leads the program; only staff can."""
    cohort, viewer = entered
    return viewer.is_staff and (
        belonging.cohorts_coordinated(viewer, at).filter(pk=cohort.id).exists()
    )
