"""Two misses running: the facilitators hear of it the next morning, and nobody else does.

A miss is "absent" on a confirmed list; an apology is none. Two are running when they stand on
the latest confirmed list and on that of the session before it. Nothing follows by itself: a
facilitator calls, writes, or says that it is settled. No absence ever removes anyone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from notices import outbox
from programs.models import Membership, MembershipState, Role, RoleKind
from programs.reminder_rules import Ask, Recipient, Thing
from sessions.models import Attendance, MissSettled, Presence, Session

TWO_MISSES = "sessions.two_misses"
MISSED = "sessions.missed"
MORNING = time(8)
OF_USE = timedelta(days=7)  # later, a call is not because of it


class NotMissed(Exception):
    """A refusal, worded for the facilitator who will read it."""


@dataclass(frozen=True)
class Running:
    """Somebody who was missed twice running: at the session before, and at the latest."""

    user: User
    before: Session
    latest: Session


def of_sessions(session_ids: Collection[int]) -> dict[int, list[Running]]:
    """Who was missed at these sessions and at the one before each, and is not settled; four
    queries at most, by the session's number."""
    pairs = _pairs(session_ids)
    if not pairs:
        return {}
    absent = _absent({one.pk for pair in pairs for one in pair})
    settled = set(
        MissSettled.objects.filter(session__in=[latest.pk for _before, latest in pairs])
        .values_list("session_id", "user_id")
    )  # fmt: skip
    found: dict[int, list[Running]] = {}
    for before, latest in pairs:
        people = [
            Running(user, before, latest)
            for user_id, user in absent[latest.pk].items()
            if user_id in absent[before.pk] and (latest.pk, user_id) not in settled
        ]
        if people:
            found[latest.pk] = sorted(people, key=lambda one: str(one.user).casefold())
    return found


def running(cohort_ids: Collection[int]) -> list[Running]:
    """Who was missed twice running by now, in these cohorts; five queries at most."""
    newest = (
        Session.objects.counted()
        .filter(cohort=OuterRef("cohort"), confirmed_at__isnull=False)
        .order_by("-starts_at")
        .values("pk")[:1]
    )
    latest = Session.objects.filter(cohort__in=cohort_ids, pk=Subquery(newest))
    found = of_sessions(list(latest.values_list("pk", flat=True)))
    return [one for people in found.values() for one in people]


def confirmed(ask: Ask) -> Iterator[Thing]:
    """Sessions whose list was confirmed, for the table of reminders."""
    sessions = Session.objects.counted().filter(
        confirmed_at__gt=ask.first, confirmed_at__lte=ask.last
    )
    if ask.program_id:
        sessions = sessions.filter(cohort__intake__program=ask.program_id)
    if ask.user_id:
        mine = Role.objects.live(at=ask.at).filter(user=ask.user_id, kind=RoleKind.FACILITATOR)
        sessions = sessions.filter(cohort__in=mine.values("cohort"))
    for session in sessions.select_related("cohort__intake").order_by("confirmed_at", "pk"):
        when = (session.confirmed_at or ask.at).astimezone(session.zone)
        yield Thing(
            object_id=session.pk,
            program_id=session.cohort.intake.program_id,
            cohort_id=session.cohort_id,
            when=when,
            until=when + OF_USE,
        )


def to_tell(things: Sequence[Thing], ask: Ask) -> Mapping[int, Sequence[Recipient]]:
    """The facilitators, where somebody was missed twice running."""
    found = of_sessions([thing.object_id for thing in things])
    told = facilitators_by_cohort({thing.cohort_id or 0 for thing in things}, ask.at)
    return {
        thing.object_id: [Recipient(pk) for pk in sorted(told.get(thing.cohort_id or 0, ()))]
        for thing in things
        if thing.object_id in found
    }


def told_from(session: Session) -> datetime:
    """The morning after its list was confirmed, on the session's clock."""
    confirmed_at = session.confirmed_at or session.ends_at
    day = confirmed_at.astimezone(session.zone).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, session.zone)


def facilitators_by_cohort(cohort_ids: Collection[int], at: datetime) -> dict[int, set[int]]:
    """Whom to tell."""
    found: dict[int, set[int]] = defaultdict(set)
    roles = Role.objects.live(at=at).filter(kind=RoleKind.FACILITATOR, cohort__in=cohort_ids)
    for cohort_id, user_id in roles.values_list("cohort_id", "user_id"):
        found[cohort_id or 0].add(user_id)
    return found


@transaction.atomic
def settle(*, session_id: int, user_id: int, by: int, at: datetime) -> None:
    """Somebody was in touch, or it needs nothing: nobody is reminded of it again.

    :raises NotMissed: this person was not missed twice running.
    """
    session = Session.objects.get(pk=session_id)
    if MissSettled.objects.filter(session=session, user=user_id).exists():
        return
    _check(session, user_id)
    made = MissSettled.objects.bulk_create(
        [MissSettled(session=session, user_id=user_id, by_id=by, at=at)], ignore_conflicts=True
    )
    row = Attendance.objects.get(session=session, user=user_id)
    if made:
        record.record("attendance.miss_settled", row, at=at, by=by, cohort_id=session.cohort_id)


@transaction.atomic
def write(*, session_id: int, user_id: int, by: int, at: datetime) -> None:
    """Send somebody who was missed a word, in those of the cohort's attendance policy, once.

    :raises NotMissed: their absence does not stand on a confirmed list.
    """
    session = Session.objects.get(pk=session_id)
    row = _missed(session, user_id)
    notice = outbox.queue(
        MISSED,
        key=outbox.key_for(MISSED, session.pk, user_id),
        due_at=at,
        recipient_id=user_id,
        object_id=session.pk,
        cohort_id=session.cohort_id,
    )
    if notice.due_at == at:
        record.record("attendance.missed_told", row, at=at, by=by, cohort_id=session.cohort_id)


def is_absent(session_id: int, user_id: int) -> bool:
    """Whether their absence stands on a confirmed list."""
    return Attendance.objects.filter(
        session=session_id, user=user_id, presence=Presence.ABSENT, confirmed_at__isnull=False
    ).exists()


def _check(session: Session, user_id: int) -> None:
    found = of_sessions([session.pk]).get(session.pk, [])
    if user_id not in {one.user.pk for one in found}:
        raise NotMissed(_("The list says something else by now."))


def _missed(session: Session, user_id: int) -> Attendance:
    row = Attendance.objects.filter(session=session, user=user_id).first()
    if row is None or not is_absent(session.pk, user_id):
        raise NotMissed(_("The list says something else by now."))
    return row


def _pairs(session_ids: Collection[int]) -> list[tuple[Session, Session]]:
    """Each of these sessions after the one before it, where both lists are confirmed."""
    cohorts = Session.objects.filter(pk__in=session_ids).values("cohort")
    sessions = (
        Session.objects.taking_place().counted().filter(cohort__in=cohorts).select_related("cohort")
    )
    by_cohort: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        by_cohort[session.cohort_id].append(session)
    wanted = set(session_ids)
    return [
        (before, latest)
        for held in by_cohort.values()
        for before, latest in pairwise(held)
        if latest.pk in wanted and before.confirmed_at and latest.confirmed_at
    ]


def _absent(session_ids: Collection[int]) -> dict[int, dict[int, User]]:
    """By session: who was absent and is a member still."""
    members = Membership.objects.filter(
        cohort=OuterRef("session__cohort"), user=OuterRef("user"), state=MembershipState.ACTIVE
    )
    rows = Attendance.objects.filter(
        Exists(members),
        presence=Presence.ABSENT,
        confirmed_at__isnull=False,
        session__in=session_ids,
    )
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for row in rows.select_related("user"):
        found[row.session_id][row.user_id] = row.user
    return found
