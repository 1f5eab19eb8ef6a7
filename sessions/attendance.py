"""Who was there. An apology beforehand; afterwards a facilitator confirms the list.

Join proposes, a facilitator confirms: nothing is counted and no absence spoken of before that,
and no absence ever removes anyone (DOMAIN 0, Presence). The list has a version, so that of two
facilitators confirming at once the second is shown what the first wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from programs.models import Membership, MembershipState
from sessions.feeds import invitations
from sessions.feeds.invitations import Scope
from sessions.joining import standing_of
from sessions.models import Attendance, Detail, Presence, Session, SessionState

CONFIRMABLE = (Presence.PRESENT, Presence.PART, Presence.APOLOGY, Presence.ABSENT)
ATTENDED = (Presence.PRESENT, Presence.PART)
# What the list says of somebody before anybody has looked at it.
DEFAULTS: dict[str, str] = {
    Presence.PROPOSED: Presence.PRESENT,
    Presence.APOLOGY: Presence.APOLOGY,
}


class CannotApologise(Exception):
    """A refusal, worded for the member who will read it."""


class CannotConfirm(Exception):
    """A refusal, worded for the facilitator who will read it."""


class ConfirmedMeanwhile(CannotConfirm):
    """Another facilitator has confirmed the list after this page was opened."""


@dataclass(frozen=True)
class Mark:
    """What a facilitator says of one person."""

    presence: str
    detail: str = ""


@dataclass(frozen=True)
class Expected:
    """One person on a session's list, with what is known."""

    user: User
    attendance: Attendance | None

    @property
    def name(self) -> str:
        """What facilitators call the person by."""
        return str(self.user)

    @property
    def pronouns(self) -> str:
        """As the person chose them."""
        return self.user.pronouns

    @property
    def private_word(self) -> str:
        """What came with an apology that stands, for facilitators alone."""
        row = self.attendance
        return row.private_word if row and row.presence == Presence.APOLOGY else ""

    @property
    def is_in(self) -> bool:
        """Whether the person has gone through the door."""
        return bool(self.attendance and self.attendance.joined_at)

    @property
    def presence(self) -> str:
        """Expected, proposed, apology, or what was confirmed."""
        return self.attendance.presence if self.attendance else Presence.EXPECTED

    @property
    def mark(self) -> Mark:
        """What stands, or what is proposed while nothing was confirmed."""
        row = self.attendance
        if row and row.confirmed_at:
            return Mark(row.presence, row.detail)
        return Mark(DEFAULTS.get(self.presence, Presence.ABSENT))


@dataclass(frozen=True)
class Numbers:
    """How many were expected and how many came. Only of a confirmed session."""

    expected: int
    attended: int
    apologies: int
    absent: int


@transaction.atomic
def apologise(
    *, session_id: int, user_id: int, at: datetime, private_word: str | None = None
) -> Attendance:
    """Send an apology ahead. Again, it changes nothing but the private word, if one is given.

    :param private_word: for the cohort's facilitators alone; '' takes back what was said.
    :raises CannotApologise: the person is no member, has joined already, or the session is
        over or called off.
    """
    session = _to_come(session_id, user_id, at)
    Attendance.objects.bulk_create(
        [Attendance(session=session, user_id=user_id, presence=Presence.EXPECTED)],
        ignore_conflicts=True,
    )
    attendance = Attendance.objects.select_for_update().get(session=session, user=user_id)
    if attendance.joined_at is not None:
        raise CannotApologise(_("You have joined this session, so no apology is needed."))
    if attendance.presence == Presence.EXPECTED:
        _say(attendance, Presence.APOLOGY, apology_at=at, private_word=private_word or "")
        record.record(
            "attendance.apology", attendance, at=at, by=user_id, cohort_id=session.cohort_id
        )
        _settle_calendar(session, user_id, at)
    elif private_word is not None and attendance.presence == Presence.APOLOGY:
        attendance.private_word = private_word
        attendance.save(update_fields=["private_word"])
    return attendance


@transaction.atomic
def take_back_apology(*, session_id: int, user_id: int, at: datetime) -> None:
    """Be expected again. Again, it changes nothing.

    :raises CannotApologise: the person is no member, or the session is over or called off.
    """
    session = _to_come(session_id, user_id, at)
    attendance = (
        Attendance.objects.select_for_update()
        .filter(session=session, user=user_id, presence=Presence.APOLOGY, confirmed_at=None)
        .first()
    )
    if attendance is None:
        return
    _say(attendance, Presence.EXPECTED, apology_at=None)
    verb = "attendance.apology_taken_back"
    record.record(verb, attendance, at=at, by=user_id, cohort_id=session.cohort_id)
    _settle_calendar(session, user_id, at)


def _settle_calendar(session: Session, user_id: int, at: datetime) -> None:
    invitations.settle(Scope(user_id=user_id, cohort_id=session.cohort_id), at=at)


def expected(session: Session) -> list[Expected]:
    """Everybody on the session's list, by name; two queries.

    Members on the day it began, and whoever else of the cohort has come or sent an apology.
    """
    rows = {row.user_id: row for row in session.attendances.all()}
    was_there = Q(joined_at__lte=session.starts_at) & (
        Q(state__in=(MembershipState.ACTIVE, MembershipState.COMPLETED), left_at=None)
        | Q(left_at__gt=session.starts_at)
    )
    members = (
        Membership.objects.filter(cohort=session.cohort_id)
        .filter(was_there | Q(user__in=rows.keys()))
        .select_related("user")
        .order_by("user__display_name", "user_id")
    )
    return [Expected(member.user, rows.get(member.user_id)) for member in members]


@transaction.atomic
def confirm(
    *, session_id: int, marks: Mapping[int, Mark], version: int, by: int, at: datetime
) -> Session:
    """Confirm or correct who was there; the session counts as held from then on.

    The same list again changes nothing, whichever version it names.

    :param marks: by user id, for everybody on the list.
    :param version: the session's `list_version` as the facilitator saw it.
    :raises CannotConfirm: the session is not over yet or was called off, or the list is
        another one by now.
    :raises ConfirmedMeanwhile: somebody else has confirmed other marks.
    """
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session_id)
    if session.state == SessionState.CANCELLED:
        raise CannotConfirm(_("This session was called off."))
    if at < session.ends_at:
        raise CannotConfirm(_("The list can be confirmed when the session is over."))
    listed = expected(session)
    _complete(listed, marks)
    if session.confirmed_at and all(marks[one.user.pk] == one.mark for one in listed):
        return session
    if session.list_version != version:
        raise ConfirmedMeanwhile(
            _("Somebody confirmed this list a moment ago. Please look at where you differ.")
        )
    for one in listed:
        _write(session, one, marks[one.user.pk], by=by, at=at)
    _hold(session, by=by, at=at)
    return session


def numbers(session: Session) -> Numbers | None:
    """How many were expected and how many came; None before the list is confirmed."""
    if session.confirmed_at is None:
        return None
    found = [one.presence for one in expected(session)]
    return Numbers(
        expected=len(found),
        attended=sum(presence in ATTENDED for presence in found),
        apologies=found.count(Presence.APOLOGY),
        absent=found.count(Presence.ABSENT),
    )


def own(session: Session, user_id: int) -> Attendance | None:
    """What is known of one person at one session."""
    return Attendance.objects.filter(session=session, user=user_id).first()


def _to_come(session_id: int, user_id: int, at: datetime) -> Session:
    session = Session.objects.get(pk=session_id)
    if not standing_of(session, user_id, at).is_member:
        raise CannotApologise(_("Only members send apologies."))
    if session.state == SessionState.CANCELLED:
        raise CannotApologise(_("This session was called off."))
    if session.state == SessionState.HELD or at >= session.ends_at:
        raise CannotApologise(_("This session is over."))
    return session


def _say(
    attendance: Attendance,
    presence: Presence,
    *,
    apology_at: datetime | None,
    private_word: str = "",
) -> None:
    attendance.presence, attendance.apology_at = presence, apology_at
    attendance.private_word = private_word
    attendance.save(update_fields=["presence", "apology_at", "private_word"])


def _complete(listed: list[Expected], marks: Mapping[int, Mark]) -> None:
    """Refuse a list of other people, or marks there are none of."""
    if {one.user.pk for one in listed} != set(marks):
        raise CannotConfirm(_("The list has changed. Please look at it again."))
    for mark in marks.values():
        if mark.presence not in CONFIRMABLE or mark.detail not in ("", *Detail.values):
            raise CannotConfirm(_("Please choose one answer for each person."))


def _write(session: Session, one: Expected, mark: Mark, *, by: int, at: datetime) -> None:
    """Keep one person's mark; a correction leaves a trace of its own."""
    row = one.attendance or Attendance(session=session, user=one.user)
    corrected = row.confirmed_at is not None and one.mark != mark
    if row.confirmed_at is None or corrected:
        row.confirmed_at = at
    row.presence, row.detail = mark.presence, mark.detail
    if corrected:
        row.asked_words, row.asked_at = "", None
    row.save()
    if corrected:
        record.record("attendance.corrected", row, at=at, by=by, cohort_id=session.cohort_id)


def _hold(session: Session, *, by: int, at: datetime) -> None:
    first = session.confirmed_at is None
    session.state = SessionState.HELD
    session.list_version += 1
    session.confirmed_at, session.confirmed_by_id = at, by
    session.save(update_fields=["state", "list_version", "confirmed_at", "confirmed_by"])
    verb = "session.held" if first else "session.list_corrected"
    record.record(verb, session, at=at, by=by, cohort_id=session.cohort_id)
