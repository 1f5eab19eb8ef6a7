"""What sessions remind of (DOMAIN 3.4): one that is near, the first after a break, and thanks
after the last. When, a program says (programs/reminder_rules.py).

Days are counted on the session's own calendar, and its wall clock counts. Nobody is reminded of
a session they sent an apology for, nor of what fell due before they joined or its date was set.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from programs.models import Break, Membership, MembershipState
from programs.reminder_rules import Ask, Recipient, Thing
from programs.reminders import plans
from sessions.misses import TWO_MISSES
from sessions.models import Attendance, Presence, Session, SessionQuerySet, SessionState

REMINDER = "sessions.reminder"
RESUME = "sessions.resume"
THANKS = "sessions.thanks"
AFTERWARDS = timedelta(days=14)  # later, thanks are odd
CHUNK = 500
STAYED = (MembershipState.ACTIVE, MembershipState.COMPLETED)
# What a thing is made of.
READ = (
    *("pk", "cohort_id", "cohort__intake__program_id"),
    *("starts_at", "ends_at", "time_zone", "version", "dated_at"),
)


def plan(at: datetime, *, ahead: timedelta = plans.AHEAD) -> int:
    """Owe what is due about sessions up to `ahead` from `at` (aware); how many rows were new."""
    return plans.plan(at, ahead=ahead, only=(REMINDER, RESUME, THANKS, TWO_MISSES))


# ------------------------------------------------- which sessions


def near(ask: Ask) -> Iterator[Thing]:
    """Sessions to come."""
    for row in _rows(_to_come(ask)):
        yield _thing(row, until=row["starts_at"], since=row["dated_at"])


def resuming(ask: Ask) -> Iterator[Thing]:
    """Sessions to come that are the first after a break of the program. Announced only where
    that falls after the session before the break."""
    earlier = (
        Session.objects.filter(cohort=OuterRef("cohort"), starts_at__lt=OuterRef("starts_at"))
        .exclude(state=SessionState.CANCELLED)
        .order_by("-starts_at")
    )
    between = Break.objects.filter(
        program=OuterRef("cohort__intake__program"),
        first__gt=OuterRef("before_on"),
        last__lt=OuterRef("day"),
    )
    found = (
        _to_come(ask)
        .annotate(
            before_on=Subquery(earlier.values("day")[:1]),
            before_ends=Subquery(earlier.values("ends_at")[:1]),
        )
        .filter(Exists(between))
    )
    for row in _rows(found, "before_ends"):
        since = max(row["dated_at"] or row["before_ends"], row["before_ends"])
        yield _thing(row, until=row["starts_at"], since=since)


def last_ones(ask: Ask) -> Iterator[Thing]:
    """Sessions that were their cohort's last, and are over."""
    later = Session.objects.filter(
        cohort=OuterRef("cohort"), starts_at__gt=OuterRef("starts_at")
    ).exclude(state=SessionState.CANCELLED)
    found = _of(ask, STAYED).filter(ends_at__gt=ask.first, ends_at__lte=ask.last)
    found = found.exclude(state=SessionState.CANCELLED).filter(~Exists(later))
    for row in _rows(found.order_by("ends_at", "pk")):
        yield _thing(row, until=row["ends_at"] + AFTERWARDS, since=None, at="ends_at")


def _to_come(ask: Ask) -> SessionQuerySet:
    return (
        _of(ask, (MembershipState.ACTIVE,))
        .filter(state=SessionState.SCHEDULED, starts_at__gt=ask.first, starts_at__lte=ask.last)
        .order_by("starts_at", "pk")
    )


def _of(ask: Ask, states: Sequence[str]) -> SessionQuerySet:
    """The sessions of one program, or of one member, where the ask names them."""
    found: SessionQuerySet = Session.objects.all()
    if ask.program_id is not None:
        found = found.filter(cohort__intake__program=ask.program_id)
    if ask.user_id is not None:
        theirs = Membership.objects.filter(
            cohort=OuterRef("cohort"), user=ask.user_id, state__in=states
        )
        found = found.filter(Exists(theirs))
    return found


def _rows(sessions: QuerySet[Session], *more: str) -> Iterator[dict[str, Any]]:
    rows: Any = sessions.values(*READ, *more)
    return iter(rows.iterator(chunk_size=CHUNK))


def _thing(
    row: dict[str, Any], *, until: datetime, since: datetime | None, at: str = "starts_at"
) -> Thing:
    return Thing(
        object_id=row["pk"],
        program_id=row["cohort__intake__program_id"],
        when=row[at].astimezone(ZoneInfo(row["time_zone"])),
        until=until,
        cohort_id=row["cohort_id"],
        version=row["version"],
        since=since,
    )


# ------------------------------------------------- who is reminded


def coming(things: Sequence[Thing], ask: Ask) -> Mapping[int, Sequence[Recipient]]:
    """Active members who have sent no apology, by session."""
    excused = set(
        Attendance.objects.filter(
            session__in=[thing.object_id for thing in things], presence=Presence.APOLOGY
        ).values_list("session_id", "user_id")
    )
    members = _members(things, ask, (MembershipState.ACTIVE,))
    if not excused:
        return {thing.object_id: members[thing.cohort_id or 0] for thing in things}
    return {
        thing.object_id: [
            one
            for one in members[thing.cohort_id or 0]
            if (thing.object_id, one.user_id) not in excused
        ]
        for thing in things
    }


def stayed(things: Sequence[Thing], ask: Ask) -> Mapping[int, Sequence[Recipient]]:
    """Those who were members to the end, by session."""
    members = _members(things, ask, STAYED)
    return {thing.object_id: members[thing.cohort_id or 0] for thing in things}


def _members(
    things: Sequence[Thing], ask: Ask, states: Sequence[str]
) -> dict[int, list[Recipient]]:
    found: dict[int, list[Recipient]] = defaultdict(list)
    cohorts = {thing.cohort_id for thing in things}
    members = Membership.objects.filter(cohort__in=cohorts, state__in=states)
    if ask.user_id is not None:
        members = members.filter(user=ask.user_id)
    rows = members.order_by(F("cohort"), F("pk")).values_list("cohort_id", "user_id", "joined_at")
    for cohort_id, user_id, joined_at in rows:
        found[cohort_id].append(Recipient(user_id, joined_at))
    return found
