"""Attendance that somebody must look at: two misses running, an apology with a private word, a
number shared with facilitators, and something to put right."""

from datetime import datetime, timedelta

from accounts import safe_contacts
from accounts.models import SafeChannel, User
from programs.models import Cohort
from sessions import attendance, corrections
from sessions.models import Attendance, Presence


def look(cohort: Cohort, *, at: datetime) -> None:
    """In a cohort that has held two sessions and meets again soon."""
    first, second, ahead = list(cohort.sessions.order_by("number")[:3])
    members = [one.user for one in cohort.memberships.select_related("user").order_by("pk")[:8]]
    missed, shares, excused, asks = members[4:8]
    Attendance.objects.filter(session__in=(first, second), user=missed).update(
        presence=Presence.ABSENT, detail=""
    )
    for person in (missed, shares):
        _share_a_number(person, at=at)
    attendance.apologise(
        session_id=ahead.pk,
        user_id=excused.pk,
        at=at - timedelta(hours=3),
        private_word="I am at a hearing all morning. Please keep a place in the trios for me.",
    )
    Attendance.objects.filter(session=second, user=asks).update(presence=Presence.ABSENT, detail="")
    corrections.ask(
        session_id=second.pk,
        user_id=asks.pk,
        words="I phoned in from the train, from the second half on.",
        at=at - timedelta(hours=5),
    )


def _share_a_number(person: User, *, at: datetime) -> None:
    safe_contacts.change(
        user_id=person.pk,
        channel=SafeChannel.EMAIL,
        phone="0400 000 000",
        hours_from=None,
        hours_to=None,
        voicemail_ok=False,
        sms_ok=True,
        note="Ask for me by my first name only.",
        by=person.pk,
        at=at - timedelta(days=20),
        facilitators_may_call=True,
    )
