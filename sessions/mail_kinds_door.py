"""The mails of attendance. Neutral outside, and nobody's name inside: links ask for a sign-in."""

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
from programs import policies
from sessions import misses, stand_ins
from sessions.models import Session, SessionState


def two_misses(notice: Notice) -> Letter:
    """To a facilitator: somebody was missed twice running. Names the dates and the policy."""
    session = _session(notice)
    found = misses.of_sessions([session.pk])[session.pk]
    context = {
        "dates": [_date(found[0].before), _date(session)],
        "count": len(found),
        "policy": policies.words_of(session.cohort),
        "url": _url("sessions:reach", session),
    }
    return Letter(_("Something for you to look at"), "mail/sessions_two_misses", context)


def two_misses_hold(notice: Notice) -> bool:
    """It stands on both lists still, nobody has settled it, and they facilitate the cohort."""
    session = Session.objects.filter(pk=notice.object_id or 0).first()
    if session is None or session.pk not in misses.of_sessions([session.pk]):
        return False
    told = misses.facilitators_by_cohort([session.cohort_id], clock.now())
    return notice.recipient_id in told.get(session.cohort_id, set())


def missed(notice: Notice) -> Letter:
    """To a member, from a facilitator: worded by the cohort's policy, naming the date."""
    session = _session(notice)
    context = _date(session) | {
        "policy": policies.words_of(session.cohort),
        "url": _url("sessions:session", session),
    }
    return Letter(_about_a_day(session), "mail/sessions_missed", context)


def missed_holds(notice: Notice) -> bool:
    """Their absence stands on the list still."""
    return misses.is_absent(notice.object_id or 0, notice.recipient_id or 0)


def stand_in(notice: Notice) -> Letter:
    """Somebody else holds the room once, or does not after all. `data`: person, ended."""
    session = _session(notice)
    context = _date(session) | {
        "yours": notice.data["person"] == notice.recipient_id,
        "ended": notice.data["ended"],
        "url": _url("sessions:session", session),
    }
    return Letter(_about_a_day(session), "mail/sessions_stand_in", context)


def stand_in_holds(notice: Notice) -> bool:
    """The session is to come, and it is still so."""
    to_come = Session.objects.filter(pk=notice.object_id or 0, state=SessionState.SCHEDULED)
    standing = stand_ins.is_standing(notice.object_id or 0, notice.data["person"])
    return to_come.exists() and standing is not notice.data["ended"]


def _session(notice: Notice) -> Session:
    return Session.objects.select_related("cohort").get(pk=notice.object_id or 0)


def _about_a_day(session: Session) -> str:
    day = dateformat.format(timezone.localtime(session.starts_at), "l j F")
    return _("About %(day)s") % {"day": day}


def _date(session: Session) -> dict[str, Any]:
    return {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "zone": session.time_zone,
        "differs": session.starts_at.astimezone(session.zone).utcoffset()
        != timezone.localtime(session.starts_at).utcoffset(),
    }


def _url(name: str, session: Session) -> str:
    path = reverse(name, kwargs={"code": session.cohort.code, "number": session.number})
    return f"{settings.SITE_URL}{path}"


KINDS = (
    Kind(
        name=misses.TWO_MISSES,
        compose=two_misses,
        still_true=two_misses_hold,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("Somebody was missed twice"),
    ),
    Kind(
        name=misses.MISSED,
        compose=missed,
        still_true=missed_holds,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("After a missed date"),
    ),
    Kind(
        name=stand_ins.STAND_IN,
        compose=stand_in,
        still_true=stand_in_holds,
        words=gettext_lazy("Who holds a date has changed"),
        script=gettext_lazy(
            "Something about one of your dates has changed. Is this a good moment?"
        ),
    ),
)
for kind in KINDS:
    kinds.register(kind)
