"""Dates that come by mail, as invitations, for those who asked for them.

Work calendars are shared, so nobody gets one unasked. What each calendar was last told stands in
a row (`CalendarCopy`); whoever changes dates settles it in the same transaction, and a sweep
settles what follows from joining, leaving and roles. So each change goes out once, and what has
become untrue before it left never does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from audit import record
from notices import outbox
from notices.models import Notice, NoticeState
from programs.models import Membership, Role, RoleKind
from sessions.joining import JOINERS
from sessions.models import (
    Attendance,
    CalendarCopy,
    GuestVisit,
    HostTurn,
    InvitationWish,
    Presence,
    Session,
    SessionQuerySet,
    SessionState,
    VisitState,
)

INVITATION = "sessions.invitation"
WITHDRAWAL = "sessions.invitation_withdrawn"
# A mail that is in one of these may be in the person's calendar.
MAY_HAVE_ARRIVED = (
    NoticeState.SENDING, NoticeState.HANDOFF, NoticeState.SENT, NoticeState.IN_DOUBT,
)  # fmt: skip

Wanted = dict[tuple[int, int], Session]  # by person and session


@dataclass(frozen=True)
class Scope:
    """Whose calendars, of which cohort's dates; None is all."""

    user_id: int | None = None
    cohort_id: int | None = None

    def of(self, user: str, cohort: str) -> Q:
        """The same as a condition on rows that lead to a person and a cohort by these paths."""
        asked = {user: self.user_id, cohort: self.cohort_id}
        return Q(**{path: value for path, value in asked.items() if path and value is not None})


def wishes(user_id: int) -> bool:
    """Whether a person asked for invitations."""
    return InvitationWish.objects.filter(user=user_id).exists()


@transaction.atomic
def opt_in(*, user_id: int, at: datetime) -> None:
    """Have each date to come sent as an invitation. Again, it changes nothing."""
    wish, made = InvitationWish.objects.get_or_create(user_id=user_id, defaults={"since": at})
    if made:
        record.record("calendar.invitations_wanted", wish, at=at, by=user_id)
        settle(Scope(user_id=user_id), at=at)


@transaction.atomic
def opt_out(*, user_id: int, at: datetime) -> None:
    """No invitations any more; those that went out are taken back. Again, it changes nothing."""
    wish = InvitationWish.objects.select_for_update().filter(user=user_id).first()
    if wish is None:
        return
    record.record("calendar.invitations_unwanted", wish, at=at, by=user_id)
    wish.delete()
    settle(Scope(user_id=user_id), at=at)


def sweep(*, at: datetime) -> int:
    """Settle everybody's: what followed from joining, leaving, and roles; how many mails."""
    return settle(Scope(), at=at)


@transaction.atomic
def settle(scope: Scope, *, at: datetime) -> int:
    """Owe what each calendar does not hold as it should at `at` (aware); how many mails.

    Settled already, it owes nothing.
    """
    wanted = _wanted(scope, at)
    ahead = CalendarCopy.objects.filter(
        scope.of("user", "session__cohort"), session__starts_at__gt=at
    )
    known = set(ahead.values_list("user_id", "session_id"))
    missing = [
        CalendarCopy(user_id=user, session=session, version=session.version, held=False, told_at=at)
        for (user, pk), session in wanted.items()
        if (user, pk) not in known
    ]
    if not (known or missing):
        return 0
    CalendarCopy.objects.bulk_create(missing, ignore_conflicts=True)
    copies = ahead.select_for_update(of=("self",)).select_related("session").order_by("pk")
    told = list(_differing(copies, wanted, at))
    CalendarCopy.objects.bulk_update(told, ["version", "held", "turn", "told_at"])
    for copy in told:
        _owe(copy, at)
    return len(told)


def holds(notice: Notice, at: datetime) -> bool:
    """Whether what an invitation or its withdrawal says is still the last word, and true.

    A withdrawal goes only to who may have had the invitation.
    """
    copy = CalendarCopy.objects.filter(
        user=notice.recipient_id or 0, session=notice.object_id or 0, turn=notice.data["turn"]
    ).first()
    if copy is None or copy.held != (notice.kind == INVITATION):
        return False
    scope = Scope(user_id=copy.user_id, cohort_id=notice.cohort_id)
    session = _wanted(scope, at).get((copy.user_id, copy.session_id))
    if notice.kind == INVITATION:
        return session is not None and session.version == copy.version
    return session is None and _may_have_arrived(copy)


def _may_have_arrived(copy: CalendarCopy) -> bool:
    return Notice.objects.filter(
        kind=INVITATION,
        recipient=copy.user_id,
        object_id=copy.session_id,
        state__in=MAY_HAVE_ARRIVED,
    ).exists()


def _wanted(scope: Scope, at: datetime) -> Wanted:
    """What should stand in the calendars of those who asked: sessions to come that are theirs,
    and for which they have sent no apology."""
    asking = InvitationWish.objects.filter(scope.of("user", ""), user__is_active=True)
    people = set(asking.values_list("user_id", flat=True))
    if not people:
        return {}
    sessions = Session.objects.filter(
        scope.of("", "cohort"), state=SessionState.SCHEDULED, starts_at__gt=at
    )
    found = {(user, session.pk): session for user, session in _of_members(sessions, people)}
    found |= {(user, session.pk): session for user, session in _by_role(sessions, people, at)}
    found |= {(user, session.pk): session for user, session in _of_visitors(sessions, people)}
    excused = Attendance.objects.filter(
        session__in={pk for _user, pk in found}, user__in=people, presence=Presence.APOLOGY
    )
    for pair in excused.values_list("user_id", "session_id"):
        found.pop(pair, None)
    return found


def _of_members(sessions: SessionQuerySet, people: set[int]) -> Iterator[tuple[int, Session]]:
    members: dict[int, list[int]] = defaultdict(list)
    active = Membership.objects.active().filter(user__in=people)
    for cohort, user in active.values_list("cohort_id", "user_id"):
        members[cohort].append(user)
    for session in sessions.filter(cohort__in=members):
        yield from ((user, session) for user in members[session.cohort_id])


def _by_role(
    sessions: SessionQuerySet, people: set[int], at: datetime
) -> Iterator[tuple[int, Session]]:
    """Facilitators, and hosts, recorders and guests of what lies within their role's time."""
    roles: dict[int, list[Role]] = defaultdict(list)
    for role in Role.objects.live(at=at).filter(user__in=people, kind__in=JOINERS):
        roles[role.cohort_id or 0].append(role)
    for session in sessions.filter(cohort__in=roles):
        yield from (
            (role.user_id, session)
            for role in roles[session.cohort_id]
            if role.kind == RoleKind.FACILITATOR
            or (role.since < session.ends_at and (not role.until or role.until > session.starts_at))
        )


def _of_visitors(sessions: SessionQuerySet, people: set[int]) -> Iterator[tuple[int, Session]]:
    """Hosts and guests of one session alone."""
    turns = HostTurn.objects.filter(host__in=people, ended_at=None, session__in=sessions)
    visits = GuestVisit.objects.filter(
        user__in=people, state=VisitState.COMING, session__in=sessions
    )
    for turn in turns.select_related("session"):
        yield turn.host_id, turn.session
    for visit in visits.select_related("session"):
        yield visit.user_id or 0, visit.session


def _differing(
    copies: Iterable[CalendarCopy], wanted: Wanted, at: datetime
) -> Iterator[CalendarCopy]:
    """What has to be told anew, changed to what it is to be."""
    for copy in copies:
        session = wanted.get((copy.user_id, copy.session_id))
        if session is None and copy.held:
            copy.held, copy.version = False, copy.session.version
        elif session is not None and (not copy.held or copy.version < session.version):
            copy.held, copy.version = True, session.version
        else:
            continue
        copy.turn, copy.told_at = copy.turn + 1, at
        yield copy


def _owe(copy: CalendarCopy, at: datetime) -> None:
    kind = INVITATION if copy.held else WITHDRAWAL
    outbox.queue(
        kind,
        key=outbox.key_for(kind, copy.session_id, copy.user_id, copy.turn),
        due_at=at,
        recipient_id=copy.user_id,
        object_id=copy.session_id,
        cohort_id=copy.session.cohort_id,
        data={"turn": copy.turn, "version": copy.version},
        expires_at=copy.session.starts_at,
    )
