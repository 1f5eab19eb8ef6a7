"""How one session meets, who leads it and who writes down, and whether it counts.

A cohort meets online until it has agreed to more ([003]: the format is decided in the agreement):
a session can only be what `programs/grants.py` says is granted.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from programs import grants
from programs.belonging import COHORT_ROLES
from programs.models import Cohort, Grant, Membership, MembershipState, Role, RoleKind
from sessions import changes
from sessions.hosting import letters, turns, visitors
from sessions.models import Mode, Session, SessionState

FIELDS = ("mode", "lead", "scribe", "is_induction")
WHO = set(COHORT_ROLES) - {RoleKind.GUEST}


class CannotArrange(Exception):
    """A refusal, worded for who will read it, beside a field ('' is none)."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


def modes_open_to(cohort_id: int, at: datetime) -> frozenset[str]:
    """How the cohort may meet at `at`: online, and what it has agreed to."""
    return grants.values(cohort_id, grants.FORMAT, at) | {Mode.ONLINE.value}


def why_not(mode: str, granted: frozenset[str]) -> str:
    """Why a session can't meet in this way, for who chooses; '' when it can."""
    if mode in granted:
        return ""
    return _(
        "The cohort has not agreed to meet “%(mode)s”. Bring it up with them; once they have "
        "agreed, the coordinator can record it at the desk."
    ) % {"mode": Mode(mode).label}


def people_of(cohort_id: int, at: datetime) -> QuerySet[User]:
    """Who can host, lead or write down: active members, facilitators, hosts and recorders."""
    members = Membership.objects.filter(cohort=cohort_id, state=MembershipState.ACTIVE)
    roles = Role.objects.live(at=at).filter(cohort=cohort_id, kind__in=WHO)
    return User.objects.filter(
        Q(pk__in=members.values("user")) | Q(pk__in=roles.values("user")), is_active=True
    ).order_by("display_name", "pk")


@transaction.atomic
def arrange(
    *,
    session_id: int,
    mode: str,
    lead_id: int | None,
    scribe_id: int | None,
    is_induction: bool,
    by: int,
    at: datetime,
) -> Session:
    """Say how a session meets and who does what. Another way to meet is told to everybody of
    it. Asked for what stands, it changes nothing.

    :raises CannotArrange: the session is over or called off, the cohort has not agreed to meet
        like that, or somebody is not of this cohort.
    """
    session = Session.objects.select_for_update(no_key=True, of=("self",)).get(pk=session_id)
    wanted = (mode, lead_id, scribe_id, is_induction)
    if wanted == (session.mode, session.lead_id, session.scribe_id, session.is_induction):
        return session
    may_be_arranged(session, at)
    if mode != session.mode:
        refusal = why_not(mode, modes_open_to(session.cohort_id, at))
        if refusal:
            raise CannotArrange(refusal, "mode")
    for field, was, user_id in (
        ("lead", session.lead_id, lead_id),
        ("scribe", session.scribe_id, scribe_id),
    ):
        stays = user_id in (None, was)
        if not stays and not visitors.is_of_the_cohort(session.cohort_id, user_id or 0, at):
            raise CannotArrange(_("Please choose somebody of this cohort."), field)
    another_way = mode != session.mode
    session.mode, session.lead_id, session.scribe_id = mode, lead_id, scribe_id
    session.is_induction = is_induction
    session.save(update_fields=list(FIELDS))
    record.record("session.arranged", session, at=at, by=by, cohort_id=session.cohort_id)
    if another_way:
        _tell(session, by=by, at=at)
    return session


def tell_of(session: Session, *, at: datetime) -> None:
    """Owe a word to everybody of a session that it meets in another way or place. Called inside
    an act's transaction."""
    session.arranged += 1
    session.save(update_fields=["arranged"])
    people = changes.told(session.cohort_id, at)
    letters.all_told_of_arrangements(session, people, at=at)


def off_the_agreement(at: datetime, cohorts: QuerySet[Cohort]) -> QuerySet[Session]:
    """Sessions to come that meet in a way which is not granted (any more)."""
    granted = Grant.objects.filter(grants.in_force(at), matter=grants.FORMAT)
    return (
        Session.objects.to_come()
        .filter(starts_at__gt=at, cohort__in=cohorts)
        .exclude(mode=Mode.ONLINE)
        .exclude(
            Q(mode=Mode.IN_PERSON, cohort__in=granted.filter(value="in_person").values("cohort"))
            | Q(mode=Mode.HYBRID, cohort__in=granted.filter(value="hybrid").values("cohort"))
        )
        .select_related("cohort")
    )


def may_be_arranged(session: Session, at: datetime) -> None:
    if session.state == SessionState.CANCELLED:
        raise CannotArrange(_("This session was called off."))
    if session.state == SessionState.HELD or session.ends_at <= at:
        raise CannotArrange(_("This session is over: it stays as it was."))


def _tell(session: Session, *, by: int, at: datetime) -> None:
    """Everybody hears; a host who is not needed any more is free."""
    turn = turns.of(session.pk)
    if turn and session.mode == Mode.ONLINE and session.starts_at > at:
        turns.end(turn, session, turns.NOT_NEEDED, by=by, at=at)
    tell_of(session, at=at)
