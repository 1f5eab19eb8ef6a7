"""Where a cohort meets online, or one session of it, and whether that address may still be used.

When somebody was suspended or removed, the address they may know must be replaced before the
door opens again (DOMAIN 0, Removal).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from audit import record
from notices import kinds, outbox
from programs import belonging, memberships
from programs.models import Membership
from sessions import providers
from sessions.models import Meeting, Mode, Session, SessionMeeting, SessionState
from sessions.providers import NoAddress

__all__ = ["NoAddress", "closed_doors", "is_ready", "of", "of_session", "replace"]

DOOR = "sessions.door"
SAID_AHEAD = timedelta(hours=24)


def of(cohort_id: int) -> Meeting | None:
    """Where the cohort meets online, or None."""
    return Meeting.objects.filter(cohort=cohort_id).first()


def of_session(session: Session) -> Meeting | SessionMeeting | None:
    """Where this session meets online: a place of its own, else its cohort's, or None."""
    own = SessionMeeting.objects.select_related("session").filter(session=session.pk).first()
    return own or of(session.cohort_id)


def is_ready(meeting: Meeting | SessionMeeting | None) -> bool:
    """Whether there is an address, and nobody who was suspended or removed can know it."""
    if meeting is None or not (meeting.url or meeting.dial_in):
        return False
    if isinstance(meeting, Meeting) and meeting.replace_before_opening:
        return False
    of_cohort = meeting if isinstance(meeting, Meeting) else meeting.session
    excluded_at = memberships.last_exclusion(of_cohort.cohort_id)
    return excluded_at is None or bool(meeting.replaced_at and meeting.replaced_at > excluded_at)


def closed_doors(*, at: datetime, ahead: timedelta) -> QuerySet[Session]:
    """Sessions that are on at `at` or begin within `ahead`, and whose door can't open: the same
    question as `is_ready`, asked of many at once."""
    excluded = (
        Membership.objects.filter(cohort=OuterRef("cohort"))
        .values("cohort")
        .annotate(last=Max("excluded_at"))
        .values("last")
    )
    no_address = Q(cohort__meeting=None) | Q(cohort__meeting__url="", cohort__meeting__dial_in="")
    not_replaced = Q(excluded__isnull=False) & (
        Q(cohort__meeting__replaced_at=None) | Q(cohort__meeting__replaced_at__lte=F("excluded"))
    )
    of_cohort = no_address | Q(cohort__meeting__replace_before_opening=True) | not_replaced
    own_not_replaced = Q(excluded__isnull=False, own_meeting__replaced_at__lte=F("excluded"))
    return (
        Session.objects.filter(
            state=SessionState.SCHEDULED, ends_at__gt=at, starts_at__lte=at + ahead
        )
        .exclude(mode=Mode.IN_PERSON)
        .annotate(excluded=Subquery(excluded))
        .filter(Q(own_meeting=None) & of_cohort | Q(own_meeting__isnull=False) & own_not_replaced)
        .order_by("starts_at", "pk")
    )


@transaction.atomic
def replace(
    *, cohort_id: int, url: str, dial_in: str, passcode: str, by: int | None, at: datetime
) -> Meeting:
    """Give a cohort a new joining address, dial-in number and passcode.

    :raises NoAddress: neither an address nor a number was given, or the address can't be used.
    """
    url = _way_in(url, dial_in)
    meeting, _made = Meeting.objects.update_or_create(
        cohort_id=cohort_id,
        defaults={
            "url": url,
            "dial_in": dial_in,
            "passcode": passcode,
            "replace_before_opening": False,
            "replaced_at": at,
        },
    )
    record.record("meeting.replaced", meeting, at=at, by=by, cohort_id=cohort_id)
    return meeting


@transaction.atomic
def replace_for_session(
    *, session_id: int, url: str, dial_in: str, passcode: str, by: int | None, at: datetime
) -> SessionMeeting:
    """Let one session meet somewhere else than its cohort does.

    :raises NoAddress: neither an address nor a number was given, or the address can't be used.
    """
    url = _way_in(url, dial_in)
    meeting, _made = SessionMeeting.objects.update_or_create(
        session_id=session_id,
        defaults={"url": url, "dial_in": dial_in, "passcode": passcode, "replaced_at": at},
    )
    _note("session.meeting_replaced", session_id, by=by, at=at)
    return meeting


@transaction.atomic
def drop_for_session(*, session_id: int, by: int | None, at: datetime) -> None:
    """Let a session meet where its cohort does. Again, it changes nothing."""
    if SessionMeeting.objects.filter(session=session_id).delete()[0]:
        _note("session.meeting_dropped", session_id, by=by, at=at)


@transaction.atomic
def place_session(
    *, session_id: int, url: str, dial_in: str, passcode: str, by: int | None, at: datetime
) -> None:
    """Let a session meet at this place of its own; with neither address nor number, where its
    cohort does.

    :raises NoAddress: the address can't be used.
    """
    if url or dial_in:
        replace_for_session(
            session_id=session_id, url=url, dial_in=dial_in, passcode=passcode, by=by, at=at
        )
    else:
        drop_for_session(session_id=session_id, by=by, at=at)


def _note(verb: str, session_id: int, *, by: int | None, at: datetime) -> None:
    session = Session.objects.get(pk=session_id)
    record.record(verb, session, at=at, by=by, cohort_id=session.cohort_id)


def _way_in(url: str, dial_in: str) -> str:
    if not (url or dial_in):
        raise NoAddress(_("Give an address or a number, so that people can join."))
    return providers.checked(url) if url else ""


@transaction.atomic
def tell_coordinators(*, session_id: int, at: datetime) -> None:
    """Owe the coordinators word, once per session and version, that its door can't open."""
    session = Session.objects.select_related("cohort__intake").get(pk=session_id)
    program_id = session.cohort.intake.program_id
    for user_id in belonging.coordinators_of(program_id, at).values_list("pk", flat=True):
        outbox.queue(
            DOOR,
            key=outbox.key_for(DOOR, session.pk, user_id, session.version),
            due_at=at,
            recipient_id=user_id,
            object_id=session.pk,
            cohort_id=session.cohort_id,
            data={"version": session.version},
            priority=kinds.Priority.URGENT,
            expires_at=session.ends_at,
        )


def tell_of_closed_doors(*, at: datetime) -> int:
    """Owe word of each door that can't open within a day; how many there are."""
    found = list(closed_doors(at=at, ahead=SAID_AHEAD).values_list("pk", flat=True))
    for session_id in found:
        tell_coordinators(session_id=session_id, at=at)
    return len(found)
