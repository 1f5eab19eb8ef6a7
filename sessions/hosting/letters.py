"""What is owed by mail about hosting and guests. Written in the transaction of the act."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from notices import kinds, outbox
from programs import belonging
from sessions.models import LIVE_VISITS, GuestVisit, HostTurn, Session

TURN = "sessions.turn"  # to facilitators: taken, given back
HOSTING = "sessions.hosting"  # to the host: asked to, not needed any more
HOST_BRIEF = "sessions.host_brief"
GUEST_BRIEF = "sessions.guest_brief"
VISIT = "sessions.visit"  # to a guest: called off, moved, changed
GUEST_COMES = "sessions.guest_comes"  # to the cohort
ARRANGED = "sessions.arranged"  # to all of that session


MOVED, CALLED_OFF, CHANGED, READY = "moved", "called_off", "changed", "ready"
COMES, STAYS_AWAY = "comes", "stays_away"


def facilitators_told(turn: HostTurn, what: str, *, by: int | None, at: datetime) -> None:
    """Facilitators hear that a turn was taken or given back; who did it knows."""
    cohort_id = turn.session.cohort_id
    people = belonging.facilitators_of(cohort_id, at).exclude(pk=by or 0)
    _owe(TURN, people, (turn.pk, what), turn.pk, cohort_id, {"what": what}, at)


def host_told(turn: HostTurn, what: str, *, by: int, at: datetime) -> None:
    """The host hears what others did with their turn."""
    if turn.host_id == by:
        return
    people = User.objects.filter(pk=turn.host_id)
    data = {"what": what}
    _owe(HOSTING, people, (turn.pk, what), turn.pk, turn.session.cohort_id, data, at)


def told_of_guest(
    visit: GuestVisit, people: QuerySet[User], what: str = COMES, *, at: datetime
) -> None:
    """These people hear that a guest comes to a session, or can't come after all."""
    cohort_id = visit.session.cohort_id
    if visit.user_id:
        people = people.exclude(pk=visit.user_id)
    data = {"what": what}
    _owe(GUEST_COMES, people, (visit.pk, what), visit.pk, cohort_id, data, at)


def guest_told(visit: GuestVisit, what: str, *, at: datetime, soon: bool = False) -> None:
    """A guest hears of a change; for one under 18 it is the supporter who does."""
    address = visit.supporter_email if visit.under_18 else ("" if visit.user_id else visit.email)
    outbox.queue(
        VISIT,
        key=outbox.key_for(VISIT, visit.pk, what, visit.version, visit.session.version),
        due_at=at,
        recipient_id=None if address else visit.user_id,
        address=address,
        object_id=visit.pk,
        cohort_id=visit.session.cohort_id,
        data={"what": what, "version": visit.version, "session": visit.session.version},
        priority=kinds.Priority.URGENT if soon else kinds.Priority.NORMAL,
    )


def guests_told_of_change(session: Session, *, at: datetime, soon: bool) -> None:
    """Guests without an account hear of a session that moved, or was called off; the others are
    told with everybody."""
    live = GuestVisit.objects.filter(session=session, state__in=LIVE_VISITS, user=None)
    for visit in live.filter(forgotten_at=None):
        visit.session = session
        guest_told(visit, MOVED, at=at, soon=soon)


def all_told_of_arrangements(session: Session, people: Iterable[User], *, at: datetime) -> None:
    """Everybody of that session hears that it meets in another way or place. Written in quick
    succession only the last of these leaves."""
    _owe(
        ARRANGED,
        people,
        (session.pk, session.arranged),
        session.pk,
        session.cohort_id,
        {"arranged": session.arranged},
        at,
    )


def _owe(
    kind: str,
    people: Iterable[User],
    about: tuple[object, ...],
    object_id: int,
    cohort_id: int,
    data: Mapping[str, object],
    at: datetime,
) -> None:
    owed = [
        outbox.Owing(
            key=outbox.key_for(kind, *about, person.pk),
            recipient_id=person.pk,
            object_id=object_id,
            cohort_id=cohort_id,
            data=dict(data),
        )
        for person in people
    ]
    outbox.queue_many(kind, owed, due_at=at)
