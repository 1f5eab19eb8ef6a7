"""Dates by mail for who asked: each change once, nothing stale, taken back where it should be."""

from datetime import date, time, timedelta

import pytest
import time_machine

from audit.models import Entry
from notices import delivery, kinds, letters
from notices.models import Notice, NoticeState
from programs import memberships
from programs.models import RoleKind
from sessions import attendance, changes
from sessions.feeds import invitations
from sessions.feeds.invitations import INVITATION, WITHDRAWAL
from sessions.models import CalendarCopy, GuestVisit, HostTurn, VisitState
from tests.factories import MembershipFactory, RoleFactory, UserFactory
from tests.neutral import TELLING
from tests.sessions.calendars import method_of, part_of, read
from tests.sessions.conftest import JULY


def owed(user, kind=INVITATION, **more):
    return Notice.objects.filter(recipient=user, kind=kind, **more).order_by("pk")


def mail_of(notice, at=JULY):
    with time_machine.travel(at, tick=False):
        return letters.compose(notice, kinds.get(notice.kind), at=at)


def holds(notice, at=JULY):
    with time_machine.travel(at, tick=False):
        return kinds.get(notice.kind).still_true(notice)


def sent(user):
    """What was owed so far has left."""
    waiting = Notice.objects.filter(recipient=user, state=NoticeState.PENDING)
    waiting.update(state=NoticeState.SENT, sent_at=JULY)


@pytest.fixture
def asking(room):
    """The member asked, and has the eight dates."""
    invitations.opt_in(user_id=room.member.pk, at=JULY)
    sent(room.member)
    return room


def move(room, day=date(2024, 10, 16)):
    session = room.session(3)
    changes.move(session_id=session.pk, day=day, start=time(10), minutes=120, by=None, at=JULY)
    return room.session(3)


def test_nobody_gets_one_unasked(room):
    assert invitations.sweep(at=JULY) == 0
    assert Notice.objects.filter(kind=INVITATION).count() == 0


def test_who_asks_gets_every_date_to_come_once(room):
    for _press in range(2):
        invitations.opt_in(user_id=room.member.pk, at=JULY)
    invitations.sweep(at=JULY)

    assert owed(room.member).count() == 8
    assert Notice.objects.filter(kind=INVITATION).count() == 8
    assert Entry.objects.filter(verb="calendar.invitations_wanted").count() == 1


def test_what_is_past_is_not_sent(room):
    at = room.session(3).starts_at
    invitations.opt_in(user_id=room.member.pk, at=at)

    assert owed(room.member).count() == 5


def test_the_mail_has_a_part_for_calendars_that_says_the_same(asking):
    notice = owed(asking.member, object_id=asking.session(3).pk).get()
    message = mail_of(notice)

    method, text = part_of(message)
    [event] = read(text)
    assert method == "REQUEST"
    assert (event.sequence, event.status) == (1, "CONFIRMED")
    assert event.starts_at == asking.session(3).starts_at
    assert message.subject == "A date for your calendar"
    assert asking.member.email in text.replace("\r\n ", "")
    for word in (*TELLING, asking.cohort.name, asking.member.display_name):
        assert word not in text
    assert [kind for _body, kind in message.alternatives] == [
        "text/html",
        "text/calendar; method=REQUEST",
    ]


def test_a_move_sends_the_same_event_anew(asking):
    before = owed(asking.member, object_id=asking.session(3).pk).get()
    session = move(asking)

    after = owed(asking.member, object_id=session.pk).last()
    [first], [second] = (read(part_of(mail_of(one))[1]) for one in (before, after))
    assert second.uid == first.uid
    assert (second.sequence, second.starts_at) == (2, session.starts_at)
    assert [holds(before), holds(after)] == [False, True]


def test_two_moves_before_the_first_mail_left_send_one(asking):
    move(asking)
    move(asking, date(2024, 10, 17))

    waiting = owed(asking.member, state=NoticeState.PENDING)
    assert [holds(one) for one in waiting] == [False, True]


def test_called_off_it_leaves_the_calendar(asking):
    changes.cancel(session_id=asking.session(3).pk, by=None, at=JULY)

    [notice] = owed(asking.member, WITHDRAWAL)
    method, text = part_of(mail_of(notice))
    assert (method, read(text)[0].status, read(text)[0].sequence) == ("CANCEL", "CANCELLED", 2)
    assert holds(notice)


def test_what_never_left_is_not_taken_back(room):
    invitations.opt_in(user_id=room.member.pk, at=JULY)
    changes.cancel(session_id=room.session(3).pk, by=None, at=JULY)

    [notice] = owed(room.member, WITHDRAWAL)
    assert not holds(notice)


def test_an_apology_takes_one_date_out_and_coming_after_all_brings_it_back(asking):
    who = {"session_id": asking.session(3).pk, "user_id": asking.member.pk}
    attendance.apologise(**who, at=JULY)
    [leaves] = owed(asking.member, WITHDRAWAL)
    assert holds(leaves)

    attendance.take_back_apology(**who, at=JULY)
    back = owed(asking.member, object_id=who["session_id"]).last()
    assert [holds(leaves), holds(back)] == [False, True]


def test_removed_every_date_leaves(asking):
    memberships.remove(
        cohort_id=asking.cohort.pk, user_id=asking.member.pk, by=None, at=JULY, reason="A breach."
    )
    assert invitations.sweep(at=JULY) == 8
    assert invitations.sweep(at=JULY) == 0

    assert [holds(one) for one in owed(asking.member, WITHDRAWAL)] == [True] * 8


def test_who_joins_later_gets_what_is_ahead(room):
    newcomer = UserFactory()
    invitations.opt_in(user_id=newcomer.pk, at=JULY)
    assert owed(newcomer).count() == 0

    MembershipFactory(cohort=room.cohort, user=newcomer)
    at = room.session(2).starts_at
    invitations.sweep(at=at)

    assert owed(newcomer).count() == 6


def test_stopping_takes_back_what_was_sent(asking):
    for _press in range(2):
        invitations.opt_out(user_id=asking.member.pk, at=JULY)

    assert owed(asking.member, WITHDRAWAL).count() == 8
    move(asking)
    assert owed(asking.member, state=NoticeState.PENDING).count() == 0


def test_a_guest_of_one_session_gets_that_one(room):
    guest = UserFactory()
    third = room.session(3)
    RoleFactory(
        user=guest,
        kind=RoleKind.GUEST,
        program=None,
        cohort=room.cohort,
        since=JULY - timedelta(days=1),
        until=third.ends_at,
    )
    RoleFactory(
        user=guest, kind=RoleKind.HOST, program=None, cohort=room.cohort, since=third.starts_at
    )
    invitations.opt_in(user_id=guest.pk, at=JULY)

    held = CalendarCopy.objects.filter(user=guest, held=True).values_list("session", flat=True)
    assert set(held) == {room.session(number).pk for number in (1, 2, 3)}


def test_the_host_and_the_guest_of_one_session_get_that_one(room):
    host, guest = UserFactory(), UserFactory()
    third = room.session(3)
    HostTurn.objects.create(session=third, host=host, taken_at=JULY, given_by=host)
    visit = GuestVisit.objects.create(
        session=third, user=guest, name="Kim", email="kim@example.org",
        topic="A topic", call_name="Kim", call_phone="03 5550 0000",
        invited_at=JULY, invited_by=room.facilitator, state=VisitState.COMING, settled_at=JULY,
    )  # fmt: skip
    for person in (host, guest):
        invitations.opt_in(user_id=person.pk, at=JULY)
        assert list(owed(person).values_list("object_id", flat=True)) == [third.pk]
    sent(guest)

    GuestVisit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED)
    invitations.sweep(at=JULY)
    assert owed(guest, WITHDRAWAL).count() == 1


def test_a_facilitator_gets_all(room):
    invitations.opt_in(user_id=room.facilitator.pk, at=JULY)

    assert owed(room.facilitator).count() == 8


def test_owing_stays_at_a_few_queries_whatever_the_number(room, django_assert_num_queries):
    for _person in range(3):
        member = MembershipFactory(cohort=room.cohort).user
        invitations.opt_in(user_id=member.pk, at=JULY)

    with django_assert_num_queries(11):
        assert invitations.sweep(at=JULY) == 0


def test_the_mail_arrives_as_calendars_know_it(asking, smtp_sink, frozen):
    frozen.move_to(JULY)
    move(asking)
    waiting = owed(asking.member, state=NoticeState.PENDING)
    Notice.objects.exclude(pk__in=waiting.values("pk")).delete()
    delivery.drain(at=JULY, worker="test")

    [letter] = smtp_sink.letters
    [part] = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
    text = part.get_payload(decode=True).decode()
    assert (part["Content-Type"].params["method"], method_of(text)) == ("REQUEST", "REQUEST")
    assert part.get_content_charset() == "utf-8"
    [event] = read(text)
    assert (event.sequence, event.starts_at) == (2, asking.session(3).starts_at)
