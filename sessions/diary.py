"""One calendar of all cohorts' sessions, and who would have to be in two places at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from programs.models import Role, RoleKind
from sessions.models import Session, SessionQuerySet, SessionState


@dataclass(frozen=True)
class Entry:
    """One session and who facilitates it on its day; `twice`: who is elsewhere then."""

    session: Session
    facilitators: tuple[User, ...]
    twice: tuple[User, ...] = ()

    @property
    def is_called_off(self) -> bool:
        """Whether it stands there for the record alone."""
        return self.session.state == SessionState.CANCELLED


@dataclass(frozen=True)
class BookedTwice:
    """One person, and two sessions that overlap. `other` may be of a program that the reader does
    not run: then `is_theirs` is False, and nothing may be said of it but the time."""

    person: User
    session: Session
    other: Session
    is_theirs: bool


@dataclass(frozen=True)
class Diary:
    """What was asked for, by day, and what clashes in it."""

    entries: tuple[Entry, ...]
    clashes: tuple[BookedTwice, ...]

    @property
    def by_day(self) -> dict[date, list[Entry]]:
        """The entries under the day each is on where it meets."""
        found: dict[date, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[entry.session.day].append(entry)
        return dict(found)


def of(
    program_ids: Collection[int], first: date, last: date, *, facilitator: int | None = None
) -> Diary:
    """The sessions of these programs' cohorts from `first` to `last`, days where they meet.

    :param facilitator: only sessions this person facilitates.
    """
    shown = list(
        Session.objects.filter(
            cohort__intake__program__in=program_ids, day__gte=first, day__lte=last
        )
        .select_related("cohort__community", "cohort__intake__program")
        .order_by("starts_at", "pk")
    )
    roles = _roles({session.cohort_id for session in shown})
    held = {session.pk: _facilitators(session, roles) for session in shown}
    shown = [one for one in shown if facilitator in (None, *(who.pk for who in held[one.pk]))]
    clashes = _clashes(shown, roles)
    entries = (
        Entry(
            session,
            held[session.pk],
            tuple(
                {
                    clash.person.pk: clash.person
                    for clash in clashes
                    if session.pk in (clash.session.pk, clash.other.pk)
                }.values()
            ),
        )
        for session in shown
    )
    return Diary(tuple(entries), tuple(clashes))


def facilitators(program_ids: Collection[int]) -> list[User]:
    """Everybody who facilitates or did, in these programs, by name."""
    roles = Role.objects.filter(
        kind=RoleKind.FACILITATOR, cohort__intake__program__in=program_ids
    ).values("user")
    return list(User.objects.filter(pk__in=roles).order_by("display_name", "pk"))


def _roles(cohort_ids: Collection[int]) -> list[Role]:
    """All roles of whoever facilitates one of these cohorts, also elsewhere."""
    people = Role.objects.filter(kind=RoleKind.FACILITATOR, cohort__in=cohort_ids).values("user")
    return list(
        Role.objects.filter(kind=RoleKind.FACILITATOR, user__in=people)
        .select_related("user")
        .order_by("user__display_name", "pk")
    )


def _facilitators(session: Session, roles: Iterable[Role]) -> tuple[User, ...]:
    found = {
        role.user_id: role.user
        for role in roles
        if role.cohort_id == session.cohort_id and _in_force(role, session)
    }
    return tuple(found.values())


def _in_force(role: Role, session: Session) -> bool:
    return role.since < session.ends_at and (not role.until or role.until > session.starts_at)


def _clashes(shown: Sequence[Session], roles: Sequence[Role]) -> list[BookedTwice]:
    """Each pair once, in the order of the first."""
    standing = [session for session in shown if session.state != SessionState.CANCELLED]
    if not standing:
        return []
    own = {session.pk for session in standing}
    cohorts: dict[int, dict[int, list[Role]]] = defaultdict(lambda: defaultdict(list))
    for role in roles:
        cohorts[role.cohort_id or 0][role.user_id].append(role)
    busy = list(_around(standing).filter(cohort__in=cohorts).select_related("cohort"))
    found = []
    for one in standing:
        for other in busy:
            if other.starts_at >= one.ends_at or other.ends_at <= one.starts_at:
                continue
            if other.pk == one.pk or (other.pk in own and other.pk < one.pk):
                continue
            found += [
                BookedTwice(person, one, other, other.pk in own)
                for person in _both(one, other, cohorts)
            ]
    return found


def _both(one: Session, other: Session, cohorts: dict[int, dict[int, list[Role]]]) -> list[User]:
    here, there = cohorts[one.cohort_id], cohorts[other.cohort_id]
    return [
        here[user][0].user
        for user in here
        if user in there
        and any(_in_force(role, one) for role in here[user])
        and any(_in_force(role, other) for role in there[user])
    ]


def _around(standing: Sequence[Session]) -> SessionQuerySet:
    """What takes place anywhere from the first of these to the last."""
    return Session.objects.taking_place().filter(
        starts_at__lt=max(session.ends_at for session in standing),
        ends_at__gt=min(session.starts_at for session in standing),
    )
