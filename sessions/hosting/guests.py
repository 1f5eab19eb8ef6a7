"""Guests of a session: invited with a brief, where the cohort has agreed to guests.

A visit opens that one session (`visitors.py`). The cohort is told that a guest comes. Guests
under 18 are in `young_guests.py`.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import invitations
from accounts.models import User
from audit import record
from programs import belonging, grants
from sessions import changes
from sessions.hosting import letters
from sessions.models import LIVE_VISITS, GuestVisit, Session, SessionState, VisitState

PURPOSE = "sessions.visit"
TO_WHAT = gettext_lazy("Be a guest of one session")
# Names, addresses and numbers of guests are of no use so long after their session.
FORGOTTEN_AFTER = timedelta(days=30)
NOBODY = {
    "name": "", "email": "", "position": "",
    "supporter_name": "", "supporter_email": "", "supporter_phone": "",
}  # fmt: skip


class CannotInvite(Exception):
    """A refusal, worded for who will read it, beside a field ('' is none)."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Brief:
    """What a guest is told: what they bring, their time, the way in, and whom to call."""

    topic: str
    starts: time | None
    minutes: int
    way_in: str
    expected: str
    call_name: str
    call_phone: str


def of(session_id: int) -> list[GuestVisit]:
    """The guests of a session who are invited or come, in the order they were asked."""
    live = GuestVisit.objects.filter(session=session_id, state__in=LIVE_VISITS)
    return list(live.select_related("user").order_by("invited_at", "pk"))


def coming_to(user_id: int, at: datetime) -> list[GuestVisit]:
    """The visits a person has before them."""
    found = GuestVisit.objects.filter(
        user=user_id, state=VisitState.COMING, session__ends_at__gt=at
    )
    return list(found.select_related("session__cohort").order_by("session__starts_at"))


def why_not(cohort_id: int, at: datetime, value: str = grants.GROWN_UP) -> str:
    """Why nobody can be invited; '' once the cohort has agreed."""
    if grants.allows(cohort_id, grants.GUESTS, at, value):
        return ""
    if value == grants.UNDER_18:
        return _(
            "The cohort has not agreed to young people as guests. Bring it up with them; their "
            "views can also be relayed by somebody else, with permission."
        )
    return _(
        "The cohort has not agreed to guests. Bring it up with them; once they have agreed, the "
        "coordinator can record it at the desk."
    )


@transaction.atomic
def invite(
    *,
    session_id: int,
    name: str,
    email: str,
    position: str,
    brief: Brief,
    by: int,
    at: datetime,
) -> GuestVisit:
    """Invite a guest by mail; who accepts comes to this session. Asked again for the same
    address, it answers with the invitation that stands.

    :raises CannotInvite: the cohort has not agreed to guests, the session is over or called off,
        or many invitations have gone out today.
    """
    session = locked(session_id, at, grants.GROWN_UP)
    email = email.strip().lower()
    standing = GuestVisit.objects.filter(
        session=session, email=email, state__in=LIVE_VISITS
    ).first()
    if standing is not None:
        return standing
    visit = GuestVisit.objects.create(
        session=session,
        name=name,
        email=email,
        position=position,
        invited_at=at,
        invited_by_id=by,
        **asdict(brief),
    )
    try:
        visit.invitation = invitations.invite(
            email=email, purpose=PURPOSE, payload={"visit": visit.pk}, by=by, at=at
        )
    except invitations.TooMany as refusal:
        raise CannotInvite(str(refusal)) from None
    visit.save(update_fields=["invitation"])
    record.record("guest.invited", visit, at=at, by=by, cohort_id=session.cohort_id)
    return visit


def describe(payload: dict[str, Any]) -> str:
    """What it invites to, for who opens the link: neither cohort nor topic."""
    return str(TO_WHAT)


@transaction.atomic
def accepted(*, user_id: int, payload: dict[str, Any], by: int, at: datetime) -> str:
    """Come: the visit is theirs, and the cohort is told. Of one that was called off meanwhile
    nothing comes."""
    visit = _locked_visit(payload["visit"])
    if visit.state != VisitState.INVITED or not _may_still_invite(by, visit, at):
        return reverse("pages:next")
    visit.user_id, visit.state, visit.settled_at = user_id, VisitState.COMING, at
    visit.save(update_fields=["user", "state", "settled_at"])
    record.record("guest.accepted", visit, at=at, by=user_id, cohort_id=visit.session.cohort_id)
    letters.told_of_guest(visit, changes.told(visit.session.cohort_id, at), at=at)
    return reverse("sessions:visit", kwargs={"pk": visit.pk})


@transaction.atomic
def decline(*, visit_id: int, by: int, at: datetime) -> GuestVisit:
    """Say that one can't come after all. Said again, it changes nothing."""
    visit = _locked_visit(visit_id)
    if visit.state in LIVE_VISITS:
        _settle(visit, VisitState.DECLINED, "guest.declined", by=by, at=at)
        facilitators = belonging.facilitators_of(visit.session.cohort_id, at)
        letters.told_of_guest(visit, facilitators, letters.STAYS_AWAY, at=at)
    return visit


@transaction.atomic
def cancel(*, visit_id: int, by: int, at: datetime, reason: str = "") -> GuestVisit:
    """Call a visit off; the guest hears of it. Called off already, it stays so."""
    visit = _locked_visit(visit_id)
    if visit.state not in LIVE_VISITS:
        return visit
    if visit.invitation_id:
        invitations.withdraw(invitation_id=visit.invitation_id, by=by, at=at)
    _settle(visit, VisitState.CANCELLED, "guest.cancelled", by=by, at=at, reason=reason)
    letters.guest_told(visit, letters.CALLED_OFF, at=at, soon=_is_soon(visit, at))
    return visit


@transaction.atomic
def replace(
    *, visit_id: int, name: str, email: str, position: str, by: int, at: datetime
) -> GuestVisit:
    """Call a visit off and invite somebody else to the same, with the same brief.

    :raises CannotInvite: as `invite`.
    """
    old = cancel(visit_id=visit_id, by=by, at=at)
    return invite(
        session_id=old.session_id,
        name=name,
        email=email,
        position=position,
        brief=brief_of(old),
        by=by,
        at=at,
    )


@transaction.atomic
def change_brief(*, visit_id: int, brief: Brief, by: int, at: datetime) -> GuestVisit:
    """Write a guest's brief anew; who comes is told that it has changed. The same words again
    change nothing.

    :raises CannotInvite: the visit or its session is over.
    """
    visit = _locked_visit(visit_id)
    if brief_of(visit) == brief:
        return visit
    if visit.state not in LIVE_VISITS or visit.session.ends_at <= at:
        raise CannotInvite(_("This visit is over or was called off."))
    for name, said in asdict(brief).items():
        setattr(visit, name, said)
    visit.version += 1
    visit.save(update_fields=[*asdict(brief), "version"])
    record.record("guest.brief_changed", visit, at=at, by=by, cohort_id=visit.session.cohort_id)
    if visit.state == VisitState.COMING:
        letters.guest_told(visit, letters.CHANGED, at=at, soon=_is_soon(visit, at))
    return visit


def brief_of(visit: GuestVisit) -> Brief:
    """What this guest is told."""
    return Brief(**{name: getattr(visit, name) for name in Brief.__dataclass_fields__})


def forget_old(at: datetime) -> int:
    """Forget who the guests of long past sessions were; how many visits that touched."""
    old = GuestVisit.objects.filter(
        Q(session__ends_at__lte=at - FORGOTTEN_AFTER), forgotten_at=None
    )
    return forget(old.values_list("pk", flat=True), at)


def forget(visit_ids: Any, at: datetime) -> int:
    """Forget the names and addresses of these visits."""
    return GuestVisit.objects.filter(pk__in=list(visit_ids)).update(**NOBODY, forgotten_at=at)


def locked(session_id: int, at: datetime, value: str) -> Session:
    """A session to come to which a guest may be invited, locked.

    :raises CannotInvite: the cohort has not agreed, or it is too late.
    """
    session = (
        Session.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort")
        .get(pk=session_id)
    )
    refusal = why_not(session.cohort_id, at, value)
    if refusal:
        raise CannotInvite(refusal)
    if session.state != SessionState.SCHEDULED or session.starts_at <= at:
        raise CannotInvite(_("This session has begun, is over or was called off."))
    return session


def _locked_visit(visit_id: int) -> GuestVisit:
    return (
        GuestVisit.objects.select_for_update(of=("self",))
        .select_related("session__cohort__intake")
        .get(pk=visit_id)
    )


def _settle(
    visit: GuestVisit, state: VisitState, verb: str, *, by: int, at: datetime, reason: str = ""
) -> None:
    visit.state, visit.settled_at = state, at
    visit.save(update_fields=["state", "settled_at"])
    cohort_id = visit.session.cohort_id
    record.record(verb, visit, at=at, by=by, cohort_id=cohort_id, reason=reason)


def _may_still_invite(by: int, visit: GuestVisit, at: datetime) -> bool:
    """Whether who invited still may, and the session is still to come."""
    session, inviter = visit.session, User.objects.get(pk=by)
    if session.state != SessionState.SCHEDULED or session.ends_at <= at or not inviter.is_active:
        return False
    if belonging.facilitators_of(session.cohort_id, at).filter(pk=by).exists():
        return True
    program_id = session.cohort.intake.program_id
    return belonging.programs_coordinated(inviter, at).filter(pk=program_id).exists()


def _is_soon(visit: GuestVisit, at: datetime) -> bool:
    return visit.session.starts_at <= at + changes.SOON
