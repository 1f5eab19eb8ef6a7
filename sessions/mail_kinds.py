"""The mails of sessions. Neutral outside, no joining address inside: links ask for a sign-in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from notices import kinds
from notices.kinds import Kind, Letter, Owed
from notices.models import Notice
from programs.models import Membership, MembershipState
from sessions import changes, meetings
from sessions import mail_kinds_between as mail_kinds_between
from sessions import mail_kinds_calendar as mail_kinds_calendar
from sessions import mail_kinds_hosting as mail_kinds_hosting
from sessions.meetings import DOOR
from sessions.models import Attendance, Presence, Session, SessionState
from sessions.reminders import REMINDER


def reminder(notice: Notice) -> Letter:
    """Names the weekday alone. `data`: version, days (how long before)."""
    session = notice.found or _session(notice)
    here = timezone.localtime(session.starts_at)
    return Letter(
        _("A reminder for %(weekday)s") % {"weekday": dateformat.format(here, "l")},
        "mail/sessions_reminder",
        _about(session) | _to_try(session, now=notice.data["days"] <= 1),
    )


def _to_try(session: Session, *, now: bool) -> dict[str, Any]:
    """The day before, the link leads to where the door is tried."""
    kwargs = {"code": session.cohort.code, "number": session.number}
    path = reverse("sessions:try", kwargs=kwargs)
    return {"try_now": now} | ({"url": f"{settings.SITE_URL}{path}"} if now else {})


def reminders_found(notices: Sequence[Notice]) -> dict[int, Session]:
    """The session of each whose date stands, whose reader is a member and has sent no apology."""
    readers = {notice.recipient_id for notice in notices}
    sessions = (
        Session.objects.filter(state=SessionState.SCHEDULED)
        .select_related("cohort")
        .in_bulk({notice.object_id for notice in notices})
    )
    members = Membership.objects.filter(
        cohort__in={session.cohort_id for session in sessions.values()},
        user__in=readers,
        state=MembershipState.ACTIVE,
    )
    excused = Attendance.objects.filter(
        session__in=sessions, user__in=readers, presence=Presence.APOLOGY
    )
    there = set(members.values_list("cohort_id", "user_id"))
    away = set(excused.values_list("session_id", "user_id"))
    return {
        notice.pk: session
        for notice in notices
        if (session := sessions.get(notice.object_id or 0))
        and session.version == notice.data["version"]
        and (session.cohort_id, notice.recipient_id) in there
        and (session.pk, notice.recipient_id) not in away
    }


def reminder_holds(notice: Notice) -> bool:
    """The date stands, the person is a member and has sent no apology."""
    return notice.pk in reminders_found([notice])


def changed(notice: Notice) -> Letter:
    """What moved or was called off. `data`: changes, each with session, version, was."""
    lines = [_line(session, was) for session, was in _current(notice)]
    subject = _("A date has changed") if len(lines) == 1 else _("Some dates have changed")
    return Letter(subject, "mail/sessions_changed", {"lines": lines})


def changed_holds(notice: Notice) -> bool:
    """One of the changes is the latest of its session, and still concerns the person."""
    return bool(_current(notice)) and (
        changes.told(notice.cohort_id or 0, clock.now(), _sessions_in(notice))
        .filter(pk=notice.recipient_id or 0)
        .exists()
    )


def door(notice: Notice) -> Letter:
    """To a coordinator: a door that will not open."""
    session = _session(notice)
    path = reverse("admin:cop_sessions_schedule_meeting", args=[session.cohort_id])
    return Letter(
        _("Something needs you today"),
        "mail/sessions_door",
        _about(session) | {"url": f"{settings.SITE_URL}{path}"},
    )


def door_holds(notice: Notice) -> bool:
    """The date stands, and there is still no address that may be used."""
    session = _standing(notice)
    return session is not None and not meetings.is_ready(meetings.of_session(session))


def _session(notice: Notice) -> Session:
    return Session.objects.select_related("cohort").get(pk=notice.object_id or 0)


def _standing(notice: Notice) -> Session | None:
    """The session, if it still is to take place as it was when the notice was written."""
    return Session.objects.filter(
        pk=notice.object_id or 0, state=SessionState.SCHEDULED, version=notice.data["version"]
    ).first()


def _about(session: Session) -> dict[str, Any]:
    path = reverse(
        "sessions:session", kwargs={"code": session.cohort.code, "number": session.number}
    )
    return {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "zone": session.time_zone,
        "differs": session.starts_at.astimezone(session.zone).utcoffset()
        != timezone.localtime(session.starts_at).utcoffset(),
        "url": f"{settings.SITE_URL}{path}",
    }


def _sessions_in(notice: Notice) -> list[int]:
    return [change["session"] for change in notice.data["changes"]]


def _current(notice: Notice) -> list[tuple[Session, datetime | None]]:
    """The sessions whose change is still the latest, with where they stood before."""
    said = {change["session"]: change for change in notice.data["changes"]}
    sessions = Session.objects.select_related("cohort").filter(pk__in=said).order_by("starts_at")
    return [
        (session, _moment(said[session.pk]["was"]))
        for session in sessions
        if session.version == said[session.pk]["version"]
    ]


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _line(session: Session, was: datetime | None) -> dict[str, Any]:
    return _about(session) | {
        "was": was,
        "added": was is None,
        "cancelled": session.state == SessionState.CANCELLED,
        "moved": session.starts_at != was,
    }


kinds.register(
    Kind(
        name=REMINDER,
        compose=reminder,
        still_true=reminder_holds,
        found=reminders_found,
        same_for_all=True,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("A session is near"),
        script=gettext_lazy("There is a date coming up. Do you have a moment to note it?"),
    )
)
kinds.register(
    Kind(
        name=changes.CHANGED,
        compose=changed,
        still_true=changed_holds,
        news=True,
        words=gettext_lazy("A date has changed"),
        script=gettext_lazy("One of your dates has changed. Do you have a moment to note it?"),
    )
)
kinds.register(
    Kind(
        name=DOOR,
        compose=door,
        still_true=door_holds,
        words=gettext_lazy("A door that will not open"),
    )
)
