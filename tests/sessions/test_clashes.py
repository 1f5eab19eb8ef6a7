"""A facilitator in two places at once, and who would be told of a change."""

from datetime import UTC, date, datetime, time, timedelta

from accounts.models import SafeChannel, SafeContact
from programs.models import RoleKind
from sessions import audience, changes, clashes
from tests.factories import CohortFactory, MembershipFactory, RoleFactory, SessionFactory
from tests.sessions.conftest import JULY

BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
HOURS = timedelta(hours=1)


def spans(room):
    return [(session.starts_at, session.ends_at) for session in room.sessions]


def booked(user, since=BEFORE, **more):
    other = CohortFactory()
    RoleFactory(user=user, kind=RoleKind.FACILITATOR, cohort=other, since=since)
    return SessionFactory(cohort=other, **({"day": date(2024, 9, 11), "start": time(11)} | more))


def test_a_facilitator_who_is_booked_elsewhere_is_found(room, django_assert_num_queries):
    room.cohort.roles.update(since=BEFORE)
    session = booked(room.facilitator)
    booked(room.facilitator, start=time(12))
    booked(room.facilitator, state="cancelled")

    with django_assert_num_queries(2):
        found = clashes.of(room.cohort.pk, spans(room))

    assert [(c.person, c.span, c.other) for c in found] == [
        (room.facilitator, spans(room)[1], session)
    ]


def test_nobody_clashes_who_was_not_yet_or_is_no_more_there(room):
    room.cohort.roles.update(since=BEFORE)
    booked(room.facilitator, since=datetime(2024, 9, 12, tzinfo=UTC))
    booked(RoleFactory(kind=RoleKind.FACILITATOR, cohort=CohortFactory(), since=BEFORE).user)

    assert clashes.of(room.cohort.pk, spans(room)) == []
    assert clashes.of(room.cohort.pk, []) == []


def test_who_would_be_told_is_counted_once_each_by_what_they_are(room):
    RoleFactory(kind=RoleKind.GUEST, cohort=room.cohort)
    RoleFactory(kind=RoleKind.HOST, cohort=room.cohort, user=room.member)
    other = MembershipFactory(cohort=room.cohort).user
    SafeContact.objects.create(user=other, channel=SafeChannel.PHONE, phone="1")

    found = audience.of(room.cohort.pk, JULY)

    assert found.counts == {"facilitator": 1, "host": 1, "guest": 1, "recorder": 0, "member": 1}
    assert (found.by_mail, found.by_phone) == (3, 1)
    assert list(found.people) == list(changes.told(room.cohort.pk, JULY))
