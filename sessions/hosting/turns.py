"""The rota of hosts: whose turn it is. A session has one host at most.

Open are the turns of sessions to come that meet in a room and that nobody hosts. A member takes
one; of two who press at once one has it, and the other is told so. The database itself refuses a
second host (`host_turn_once`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from audit import record
from programs.models import Membership, MembershipState
from sessions.hosting import letters, visitors
from sessions.models import HostTurn, Mode, Session, SessionState

IN_A_ROOM = (Mode.IN_PERSON, Mode.HYBRID)
TAKEN, GIVEN_BACK = "taken", "given_back"
ASKED, ENDED, NOT_NEEDED = "asked", "ended", "not_needed"


class CannotHost(Exception):
    """A refusal, worded for who will read it."""


class TurnTaken(CannotHost):
    """Somebody else has this turn."""


@dataclass(frozen=True)
class Turn:
    """One line of the rota: a session that meets in a room, and its host, if it has one."""

    session: Session
    turn: HostTurn | None

    @property
    def is_open(self) -> bool:
        return self.turn is None


def rota(cohort_id: int, at: datetime) -> list[Turn]:
    """The sessions to come that meet in a room, in order; two queries."""
    sessions = (
        Session.objects.to_come()
        .filter(cohort=cohort_id, mode__in=IN_A_ROOM, starts_at__gt=at)
        .prefetch_related(
            Prefetch(
                "host_turns",
                HostTurn.objects.filter(ended_at=None).select_related("host"),
                to_attr="turns_now",
            )
        )
    )
    return [
        Turn(session, next(iter(session.turns_now), None))  # type: ignore[attr-defined]
        for session in sessions
    ]


def of(session_id: int) -> HostTurn | None:
    """A session's turn, with its host; None while it is open."""
    live = HostTurn.objects.filter(session=session_id, ended_at=None)
    return live.select_related("host").first()


def is_host(session_id: int, user_id: int) -> bool:
    """Whether it is this person's turn."""
    return HostTurn.objects.filter(session=session_id, host=user_id, ended_at=None).exists()


@transaction.atomic
def take(*, session_id: int, user_id: int, at: datetime) -> HostTurn:
    """Take an open turn. Taken by the same person already, it answers with what stands.

    :raises TurnTaken: somebody else hosts it.
    :raises CannotHost: the person is no member, or the session needs no host any more.
    """
    session = _locked(session_id)
    standing = of(session_id)
    if standing is not None and standing.host_id == user_id:
        return standing
    members = Membership.objects.filter(
        cohort=session.cohort_id, user=user_id, state=MembershipState.ACTIVE
    )
    if not members.exists():
        raise CannotHost(_("Members take turns. Your facilitator can ask others to host."))
    _needs_a_host(session, at)
    if standing is not None:
        raise TurnTaken(
            _(
                "Somebody took this turn a moment ago. Thank you for offering: perhaps another "
                "date suits you."
            )
        )
    return _give(session, user_id, by=user_id, at=at)


@transaction.atomic
def assign(*, session_id: int, host_id: int, by: int, at: datetime) -> HostTurn:
    """Give an open turn to a member, a facilitator or somebody with a host's role; they are told.

    :raises TurnTaken: somebody else hosts it.
    :raises CannotHost: the person is not of this cohort, or the session needs no host any more.
    """
    session = _locked(session_id)
    standing = of(session_id)
    if standing is not None and standing.host_id == host_id:
        return standing
    if not visitors.is_of_the_cohort(session.cohort_id, host_id, at):
        raise CannotHost(_("Please choose somebody of this cohort."))
    _needs_a_host(session, at)
    if standing is not None:
        raise TurnTaken(
            _("%(name)s hosts this one. Give the turn back first.") % {"name": standing.host}
        )
    return _give(session, host_id, by=by, at=at)


@transaction.atomic
def give_back(*, session_id: int, turn_id: int, by: int, at: datetime) -> HostTurn:
    """End a turn, so that it is open again: the host, or a facilitator for them. Given back
    already, it stays so.

    :raises CannotHost: the session has begun.
    """
    session = _locked(session_id)
    turn = HostTurn.objects.select_related("host").get(pk=turn_id, session=session)
    if turn.ended_at is not None:
        return turn
    if session.starts_at <= at:
        raise CannotHost(_("This session has begun. Please tell the facilitator."))
    end(turn, session, ENDED, by=by, at=at)
    letters.facilitators_told(turn, GIVEN_BACK, by=by, at=at)
    return turn


@transaction.atomic
def sweep(at: datetime) -> int:
    """Open the turns again of hosts who are not of their cohort any more; how many. The
    facilitators hear of it."""
    found = list(visitors.strayed(at).select_for_update(of=("self",), skip_locked=True))
    for turn in found:
        turn.ended_at = at
        turn.save(update_fields=["ended_at"])
        cohort_id = turn.session.cohort_id
        record.record("host_turn.ended", turn, at=at, by=None, cohort_id=cohort_id)
        letters.facilitators_told(turn, GIVEN_BACK, by=None, at=at)
    return len(found)


def end(turn: HostTurn, session: Session, what: str, *, by: int, at: datetime) -> None:
    """End a turn inside another act's transaction; the host hears why."""
    turn.session, turn.ended_at = session, at
    turn.save(update_fields=["ended_at"])
    record.record("host_turn.ended", turn, at=at, by=by, cohort_id=session.cohort_id)
    letters.host_told(turn, what, by=by, at=at)


def _give(session: Session, host_id: int, *, by: int, at: datetime) -> HostTurn:
    turn = HostTurn.objects.create(session=session, host_id=host_id, taken_at=at, given_by_id=by)
    record.record("host_turn.taken", turn, at=at, by=by, cohort_id=session.cohort_id)
    letters.facilitators_told(turn, TAKEN, by=by, at=at)
    letters.host_told(turn, ASKED, by=by, at=at)
    return turn


def _needs_a_host(session: Session, at: datetime) -> None:
    if session.state != SessionState.SCHEDULED or session.starts_at <= at:
        raise CannotHost(_("This session has begun, is over or was called off."))
    if session.mode not in IN_A_ROOM:
        raise CannotHost(_("This session meets online, so it needs no host."))


def _locked(session_id: int) -> Session:
    """The session's row: those who take its turn go one after the other."""
    return (
        Session.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort")
        .get(pk=session_id)
    )
