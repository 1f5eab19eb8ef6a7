"""Which turns and visits are near, for the table of reminders; and what no table can plan: mail
to supporters, who have no account, and forgetting who the guests of long past sessions were.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from notices import outbox
from programs import calendar
from programs.reminder_rules import Ask, Recipient, Thing
from sessions.hosting import guests, letters, turns
from sessions.models import GuestVisit, HostTurn, Session, SessionState, VisitState

Row = TypeVar("Row", HostTurn, GuestVisit)
CHUNK = 500
SUPPORTERS_TOLD = (14, 2)  # days before, as guests are


def turns_near(ask: Ask) -> Iterator[Thing]:
    """Turns to host sessions to come."""
    found = HostTurn.objects.filter(ended_at=None, session__in=_sessions(ask))
    if ask.user_id is not None:
        found = found.filter(host=ask.user_id)
    for turn in _with_session(found).iterator(chunk_size=CHUNK):
        yield _thing(turn.pk, turn.session, turn.taken_at)


def visits_near(ask: Ask) -> Iterator[Thing]:
    """Visits of guests with an account to sessions to come."""
    found = GuestVisit.objects.filter(
        state=VisitState.COMING, user__isnull=False, session__in=_sessions(ask)
    )
    if ask.user_id is not None:
        found = found.filter(user=ask.user_id)
    for visit in _with_session(found).iterator(chunk_size=CHUNK):
        yield _thing(visit.pk, visit.session, visit.settled_at or visit.invited_at)


def hosts(things: Sequence[Thing], ask: Ask) -> Mapping[int, Sequence[Recipient]]:
    """Whose turn each is."""
    pairs = HostTurn.objects.filter(pk__in=_ids(things), ended_at=None)
    return _recipients(pairs.values_list("pk", "host_id", "taken_at"))


def visitors(things: Sequence[Thing], ask: Ask) -> Mapping[int, Sequence[Recipient]]:
    """Whose visit each is."""
    pairs = GuestVisit.objects.filter(pk__in=_ids(things), state=VisitState.COMING)
    return _recipients(pairs.values_list("pk", "user_id", "settled_at"))


def sweep(at: datetime) -> int:
    """Owe supporters what guests are sent by the table; forget who guests were, once their
    session is long past; open turns whose host has left. How many mails were owed."""
    guests.forget_old(at)
    turns.sweep(at)
    near = GuestVisit.objects.filter(
        under_18=True,
        state=VisitState.COMING,
        forgotten_at=None,
        session__state=SessionState.SCHEDULED,
        session__starts_at__gt=at,
        session__starts_at__lte=at + timedelta(days=max(SUPPORTERS_TOLD) + 1),
    ).select_related("session__cohort__intake__program")
    return sum(_owe_supporter(visit, days, at) for visit in near for days in SUPPORTERS_TOLD)


def _owe_supporter(visit: GuestVisit, days: int, at: datetime) -> int:
    session, settled = visit.session, visit.settled_at or visit.invited_at
    program = session.cohort.intake.program
    due = calendar.sending_moment(program, session.starts_at - timedelta(days=days))
    if not settled < due <= at or due >= session.starts_at:
        return 0
    outbox.queue(
        letters.GUEST_BRIEF,
        key=outbox.key_for(letters.GUEST_BRIEF, visit.pk, days, session.version),
        due_at=due,
        expires_at=session.starts_at,
        address=visit.supporter_email,
        object_id=visit.pk,
        cohort_id=session.cohort_id,
        data={"session": session.version},
    )
    return 1


def _sessions(ask: Ask) -> QuerySet[Session]:
    found = Session.objects.filter(
        state=SessionState.SCHEDULED, starts_at__gt=ask.first, starts_at__lte=ask.last
    )
    if ask.program_id is not None:
        found = found.filter(cohort__intake__program=ask.program_id)
    return found


def _with_session(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.select_related("session__cohort__intake").order_by("session__starts_at", "pk")


def _thing(pk: int, session: Session, since: datetime) -> Thing:
    return Thing(
        object_id=pk,
        program_id=session.cohort.intake.program_id,
        when=session.starts_at.astimezone(ZoneInfo(session.time_zone)),
        until=session.starts_at,
        cohort_id=session.cohort_id,
        version=session.version,
        since=max(since, session.dated_at) if session.dated_at else since,
        data={"session": session.version, "version": session.version},
    )


def _ids(things: Sequence[Thing]) -> list[int]:
    return [thing.object_id for thing in things]


def _recipients(
    rows: Iterable[tuple[int, int | None, datetime | None]],
) -> dict[int, list[Recipient]]:
    return {pk: [Recipient(user_id, since)] for pk, user_id, since in rows if user_id}
