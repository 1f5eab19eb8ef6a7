"""What is due when: a member is reminded 7 days and 1 day before each session.

A reminder falls due at the session's own wall-clock time so many calendar days before, within
08:00 to 19:00, and on the last business day before where that day is none (DOMAIN 3.4).
Planning may run any number of times: the outbox takes each person, session, offset and version
once. Nothing is planned that fell due before the person joined or the date was set, nor for
somebody who has sent an apology.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from notices import outbox
from notices.models import Notice
from programs import calendar as program_calendar
from programs.models import Membership, MembershipState, Program
from sessions import meetings
from sessions.models import Attendance, Presence, Session, SessionState

REMINDER = "sessions.reminder"
OFFSETS = (7, 1)  # days, the last one closest to the session
EARLIEST = time(8)
LATEST = time(18, 30)  # so that it has left by 19:00
# Rows are written a day before they fall due: early enough to be seen, late enough to be true.
AHEAD = timedelta(days=1)
# A due day may move back over a long shutdown.
FURTHEST = timedelta(days=30)
BATCH = 200  # sessions: memory stays flat

IsBusinessDay = Callable[[date], bool]


@dataclass(frozen=True)
class Due:
    """One reminder of one session, for everybody who is owed it. Moments are UTC."""

    session_id: int
    cohort_id: int
    version: int
    days: int
    due_at: datetime
    expires_at: datetime
    since: datetime | None


def due_at(session: Session, days: int, is_business_day: IsBusinessDay) -> datetime:
    """When a reminder so many days before a session falls due, in UTC."""
    day = session.day - timedelta(days=days)
    while not is_business_day(day) and session.day - day < FURTHEST:
        day -= timedelta(days=1)
    clock = min(max(session.start, EARLIEST), LATEST)
    return datetime.combine(day, clock, session.zone).astimezone(UTC)


def dues_of(session: Session, is_business_day: IsBusinessDay) -> list[Due]:
    """All reminders of one session. One that would leave with the next is left out."""
    moments = [due_at(session, days, is_business_day) for days in OFFSETS]
    until = [*moments[1:], session.starts_at]
    return [
        Due(
            session.pk, session.cohort_id, session.version,
            days, moment, expires, session.dated_at,
        )
        for days, moment, expires in zip(OFFSETS, moments, until, strict=True)
        if moment < expires
    ]  # fmt: skip


def plan(at: datetime, *, ahead: timedelta = AHEAD) -> int:
    """Owe every reminder that falls due up to `ahead` from `at` (aware) and still has a use.

    Answers with how many were new. Queries grow with batches of sessions, not with members.
    """
    dues = _dues(at, ahead)
    new = 0
    while batch := list(islice(dues, BATCH)):
        new += _owe(batch)
    meetings.tell_of_closed_doors(at=at)
    return new


def _dues(at: datetime, ahead: timedelta) -> Iterator[Due]:
    """What falls due up to then, of sessions to come."""
    furthest = at + timedelta(days=max(OFFSETS)) + FURTHEST + ahead
    sessions = (
        Session.objects.filter(
            state=SessionState.SCHEDULED, starts_at__gt=at, starts_at__lte=furthest
        )
        .select_related("cohort__intake__program")
        .order_by("starts_at", "pk")
    )
    calendars: dict[int, IsBusinessDay] = {}
    for session in sessions.iterator(chunk_size=BATCH):
        for due in dues_of(session, _calendar(session.cohort.intake.program, calendars)):
            if due.due_at <= at + ahead and due.expires_at > at:
                yield due


def _calendar(program: Program, calendars: dict[int, IsBusinessDay]) -> IsBusinessDay:
    """The program's business days, read once."""
    if program.pk not in calendars:
        calendars[program.pk] = program_calendar.of(program).is_business_day
    return calendars[program.pk]


def _owe(batch: list[Due]) -> int:
    """Write the rows of these reminders that are not there yet; how many."""
    session_ids = {due.session_id for due in batch}
    members = _members({due.cohort_id for due in batch})
    excused = set(
        Attendance.objects.filter(session__in=session_ids, presence=Presence.APOLOGY).values_list(
            "session_id", "user_id"
        )
    )
    there = set(
        Notice.objects.filter(kind=REMINDER, object_id__in=session_ids).values_list(
            "key", flat=True
        )
    )
    rows = [
        row
        for due in batch
        for user_id, joined_at in members[due.cohort_id]
        if _is_owed(due, joined_at) and (due.session_id, user_id) not in excused
        if (row := _row(due, user_id)).key not in there
    ]
    Notice.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def _members(cohort_ids: set[int]) -> dict[int, list[tuple[int, datetime]]]:
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for cohort_id, user_id, joined_at in Membership.objects.filter(
        cohort__in=cohort_ids, state=MembershipState.ACTIVE
    ).values_list("cohort_id", "user_id", "joined_at"):
        found[cohort_id].append((user_id, joined_at))
    return found


def _is_owed(due: Due, joined_at: datetime) -> bool:
    """Whether it falls due after the person joined and after the date was set."""
    return due.due_at > joined_at and (due.since is None or due.due_at > due.since)


def _row(due: Due, user_id: int) -> Notice:
    return Notice(
        key=outbox.key_for(REMINDER, due.session_id, user_id, due.days, due.version),
        kind=REMINDER,
        recipient_id=user_id,
        object_id=due.session_id,
        cohort_id=due.cohort_id,
        data={"version": due.version, "days": due.days},
        due_at=due.due_at,
        expires_at=due.expires_at,
    )
