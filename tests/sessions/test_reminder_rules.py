"""A program tunes its reminders: what waits and is untrue goes, what is true now is owed; what is
shown beforehand is what leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import SafeChannel, SafeContact
from audit.models import Entry
from notices import kinds, letters, mutes
from notices.models import Notice, NoticeState
from programs import reminder_rules
from programs.calendar import Calendar
from programs.models import MembershipState, ReminderRule
from programs.reminder_rules import Rule, Side, Thing, Trigger, Unit
from programs.reminders import changes, moments, own, plans, previews, rounds
from programs.reminders.changes import CannotTune, TunedMeanwhile
from sessions import attendance, mail_kinds_reminders, reminders
from sessions import changes as sessions_changes
from tests.factories import MembershipFactory
from tests.sessions.conftest import JULY

NEAR = reminders.REMINDER
DAY = timedelta(days=1)
# A day before the reminder of 7 August, 10:00 in Melbourne (session 1 is on the 14th).
EVE = datetime(2024, 8, 6, 0, tzinfo=UTC)


def tune(room, *, offsets=(7, 1), clock=None, off=False, at=EVE, trigger=NEAR, shown=None):
    return changes.tune(
        program_id=room.cohort.intake.program_id, trigger=trigger, offsets=offsets, clock=clock,
        off=off, by=room.coordinator.pk, at=at, shown=shown,
    )  # fmt: skip


def rows(**about):
    found = Notice.objects.filter(kind=NEAR, **about).order_by("due_at", "pk")
    return [(n.due_at, n.data["days"], n.state) for n in found]


def due(day, hour, offset, state=NoticeState.PENDING):
    return (datetime(2024, 8, day, hour, tzinfo=UTC), offset, state)


# -- Changing one ------------------------------------------------------------------------------


def test_another_time_cancels_what_waits_and_owes_it_anew(room):
    plans.plan(EVE)

    tune(room, clock=time(9))
    tune(room, clock=time(9))

    assert rows() == [due(6, 23, 7), due(7, 0, 7, NoticeState.CANCELLED)]
    assert Entry.objects.filter(verb="reminder_rule.changed").count() == 1


def test_other_days_go_to_those_who_are_still_ahead_of_them_and_never_back(room):
    tune(room, offsets=(10, 8, 3))  # the tenth day before session 1 is past

    plans.plan(EVE, ahead=8 * DAY)

    # The eighth fell due this morning, before the rule was changed; the third is Sunday: Friday.
    assert rows() == [due(9, 0, 3)]


def test_off_sends_nothing_and_as_it_came_sends_what_is_ahead(room):
    plans.plan(EVE)
    tune(room, off=True)
    assert (plans.plan(EVE + DAY), [state for *_, state in rows()]) == (0, [NoticeState.CANCELLED])

    tune(room, offsets=(), at=EVE + timedelta(hours=1))

    assert rows(state=NoticeState.PENDING) == [due(7, 0, 7)]
    assert Entry.objects.filter(verb="reminder_rule.as_it_came").count() == 1


def test_what_has_left_is_not_sent_again_at_another_time(room):
    plans.plan(EVE)
    Notice.objects.filter(kind=NEAR).update(state=NoticeState.SENT, sent_at=EVE + DAY)

    tune(room, clock=time(16), at=EVE + DAY)

    assert rows() == [due(7, 0, 7, NoticeState.SENT)]


def test_what_waits_and_stays_true_is_left_alone(room):
    plans.plan(EVE)
    before = Notice.objects.get(kind=NEAR).pk

    tune(room, offsets=(7, 2), at=EVE + DAY + timedelta(hours=1))  # due already, not sent yet

    assert [n.pk for n in Notice.objects.filter(kind=NEAR, state=NoticeState.PENDING)] == [before]


def test_what_a_round_owed_by_the_old_rule_is_stopped_by_the_next(room):
    tune(room, off=True)
    ReminderRule.objects.update(off=False)  # as a round saw it that had begun before
    plans.plan(EVE - timedelta(hours=1), ahead=2 * DAY)
    ReminderRule.objects.update(off=True)

    rounds.sweep(EVE + timedelta(minutes=1))

    assert [state for *_, state in rows()] == [NoticeState.CANCELLED]


def test_one_that_cannot_be_planned_stops_no_other(room, monkeypatch):
    broken = replace(reminder_rules.get(reminders.RESUME), things=lambda ask: 1 / 0)
    monkeypatch.setitem(reminder_rules._triggers, reminders.RESUME, broken)

    with pytest.raises(rounds.SomeFailed, match=reminders.RESUME):
        rounds.sweep(EVE)

    assert len(rows()) == 1


def test_another_programs_reminders_stay_as_they_are(room):
    other = MembershipFactory().cohort.intake.program
    changes.tune(
        program_id=other.pk, trigger=NEAR, offsets=(), clock=None, off=True,
        by=room.coordinator.pk, at=EVE,
    )  # fmt: skip

    assert plans.plan(EVE) == 1


def test_of_two_who_change_it_at_once_the_second_is_told(room):
    seen = changes.sign(reminder_rules.as_it_came(reminder_rules.get(NEAR)))
    tune(room, offsets=(5,), shown=seen)

    with pytest.raises(TunedMeanwhile):
        tune(room, offsets=(6,), shown=seen)

    assert ReminderRule.objects.get().offsets == [5]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"offsets": (1, 2, 3, 4, 5)}, "offsets"),
        ({"offsets": (121,)}, "offsets"),
        ({"offsets": (1,), "clock": time(7, 59)}, "clock"),
        ({"offsets": (1,), "clock": time(18, 31)}, "clock"),
        ({"offsets": (3, 0)}, "clock"),
        ({"trigger": "sessions.changed", "off": True}, ""),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(room, said, field):
    with pytest.raises(CannotTune) as refusal:
        tune(room, **said)

    assert (refusal.value.field, ReminderRule.objects.count()) == (field, 0)


@pytest.mark.parametrize(
    "said",
    [
        {"trigger": "''"},
        {"clock": "'07:59'"},
        {"clock": "'18:31'"},
        {"clock": "'09:00'", "offsets": "'{}'"},
        {"offsets": "'{5,4,3,2,1}'"},
        {"offsets": "'{1,7}'"},
        {"offsets": "'{7,7}'"},
        {"offsets": "'{9,8,7,7}'"},
        {"offsets": "'{121,1}'"},
    ],
)
def test_the_database_refuses_it_too(room, said):
    row = {"trigger": "'a'", "offsets": "'{7,1}'", "clock": "NULL"} | said
    program = room.cohort.intake.program_id

    def insert():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO programs_reminderrule (program_id, trigger, offsets, clock, off,"
                f" changed_at) VALUES ({program}, {row['trigger']}, {row['offsets']},"
                f" {row['clock']}, false, now())"
            )

    with pytest.raises(IntegrityError):
        insert()
    row = {"trigger": "'a'", "offsets": "'{7,1}'", "clock": "'09:00'"}
    insert()
    with pytest.raises(IntegrityError):
        insert()


# -- After a break, and after the last ---------------------------------------------------------


def test_the_first_session_after_a_break_is_spoken_of_14_days_ahead(room):
    plans.plan(JULY, ahead=400 * DAY, only=[reminders.RESUME])

    found = Notice.objects.get(kind=reminders.RESUME)
    # Session 5, on 12 February: 29 January, 10:00 in Melbourne.
    assert (found.object_id, found.due_at) == (
        room.session(5).pk, datetime(2025, 1, 28, 23, tzinfo=UTC),
    )  # fmt: skip


def test_a_break_shorter_than_the_warning_needs_none(room):
    room.cohort.intake.program.breaks.update(first=date(2024, 8, 15), last=date(2024, 8, 16))
    sessions_changes.move(
        session_id=room.session(2).pk, day=date(2024, 8, 21), start=time(10), minutes=120,
        by=None, at=JULY,
    )  # fmt: skip

    assert plans.plan(JULY, ahead=400 * DAY, only=[reminders.RESUME]) == 0


def test_thanks_go_to_who_stayed_on_the_morning_after_the_last_session(room):
    gone = MembershipFactory(cohort=room.cohort, state=MembershipState.WITHDRAWN, left_at=JULY).user
    last = room.session(8)  # 14 May 2025

    plans.plan(last.ends_at, only=[reminders.THANKS])

    found = Notice.objects.get(kind=reminders.THANKS)
    assert (found.recipient, found.due_at) == (
        room.member, datetime(2025, 5, 14, 23, tzinfo=UTC),
    )  # fmt: skip
    assert found.recipient != gone
    assert mail_kinds_reminders.thanks_hold(found)
    room.cohort.memberships.update(state=MembershipState.WITHDRAWN, left_at=JULY)
    assert not mail_kinds_reminders.thanks_hold(found)


def test_both_mails_are_neutral_and_lead_where_it_is_said(room):
    plans.plan(room.session(8).ends_at - DAY, ahead=3 * DAY, only=[reminders.THANKS])
    plans.plan(JULY, ahead=400 * DAY, only=[reminders.RESUME])

    found = {}
    for kind in (reminders.RESUME, reminders.THANKS):
        notice = Notice.objects.get(kind=kind)
        message = letters.compose(notice, kinds.get(kind), at=notice.due_at)
        found[kind] = message.subject
        for body in (str(message.body), str(message.alternatives[0][0])):
            assert room.cohort.name not in body
            assert ("/you/hours/" if kind == reminders.THANKS else "/sessions/5/") in body
            assert "/you/mail/" in body

    assert found == {
        reminders.RESUME: "A date after the break",
        reminders.THANKS: "Thank you",
    }


def test_example_16_six_months_after_the_last_session_at_nine():
    trigger = Trigger(
        name="-", words="", to_whom="", kind="-", side=Side.AFTER, unit=Unit.MONTHS, offsets=(6,)
    )
    ends = datetime(2025, 5, 14, 12, tzinfo=ZoneInfo("Australia/Melbourne"))
    thing = Thing(object_id=1, program_id=1, when=ends, until=ends + 400 * DAY)

    found = moments.of(trigger, reminder_rules.as_it_came(trigger), thing, Calendar("AU", "VIC"))

    assert [one.due_at for one in found] == [datetime(2025, 11, 13, 22, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("start", "offset", "unit", "day"),
    [
        (date(2024, 8, 31), 6, Unit.MONTHS, date(2025, 2, 28)),
        (date(2024, 8, 2), 1, Unit.DAYS, date(2024, 8, 5)),  # Friday's next morning is Monday's
        (date(2024, 8, 1), 2, Unit.DAYS, date(2024, 8, 2)),  # Saturday's is Friday's
        (date(2024, 8, 2), 3, Unit.BUSINESS_DAYS, date(2024, 8, 7)),
    ],
)
def test_what_follows_a_thing_never_comes_before_it(start, offset, unit, day):
    trigger = Trigger(name="-", words="", to_whom="", kind="-", side=Side.AFTER, unit=unit)
    when = datetime.combine(start, time(10), ZoneInfo("Australia/Melbourne"))
    thing = Thing(object_id=1, program_id=1, when=when, until=when + 400 * DAY)

    found = moments.of(trigger, Rule((offset,), time(9)), thing, Calendar("AU", "VIC"))

    assert [one.due_at.astimezone(when.tzinfo).date() for one in found] == [day]


# -- Seen beforehand ---------------------------------------------------------------------------


def preview(room, at=EVE, ahead=10 * DAY):
    program = room.cohort.intake.program_id
    return previews.of(reminder_rules.get(NEAR), program_id=program, at=at, ahead=ahead)


def test_what_is_shown_is_what_is_planned(room):
    MembershipFactory.create_batch(2, cohort=room.cohort)

    shown = [(row.due_at, row.user_id) for row in preview(room).rows]
    plans.plan(EVE, ahead=10 * DAY, only=[NEAR])

    planned = Notice.objects.filter(kind=NEAR).values_list("due_at", "recipient_id")
    assert shown == sorted(planned)
    assert len(shown) == 6


def test_who_does_without_or_gets_no_mail_is_counted_apart(room):
    muted, phone = (one.user for one in MembershipFactory.create_batch(2, cohort=room.cohort))
    mutes.mute(user_id=muted.pk, names={NEAR}, at=JULY)
    SafeContact.objects.create(user=phone, channel=SafeChannel.PHONE, phone="1")

    found = preview(room)

    assert {row.user_id for row in found.rows} == {room.member.pk}
    assert (len(found), found.muted, found.no_mail) == (2, 2, 2)


@pytest.mark.parametrize("members", [1, 30])
def test_a_preview_takes_the_same_queries_for_few_and_many(
    room, members, django_assert_num_queries
):
    MembershipFactory.create_batch(members, cohort=room.cohort)

    # Rules, sessions, three of the calendar, apologies, members, mutes, phones; three for a page.
    with django_assert_num_queries(12):
        previews.lines(preview(room).rows[:20])


# -- One's own ---------------------------------------------------------------------------------


def of_kind(room, name=NEAR):
    ahead = own.of(room.member, EVE)
    return next(kind for kind in [*ahead.kinds, *ahead.others] if kind.name == name)


def test_a_person_sees_what_is_ahead_in_their_own_time(room):
    room.member.time_zone = "Europe/London"
    room.member.save(update_fields=["time_zone"])

    times = of_kind(room).times

    # 7 August, 10:00 in Melbourne is one in the morning in London: it waits for the day.
    assert times[0].isoformat() == "2024-08-07T08:00:00+01:00"


def test_what_is_muted_is_said_so_and_comes_back(room):
    mutes.mute(user_id=room.member.pk, names=own.names_of(NEAR), at=EVE)
    assert of_kind(room).muted

    mutes.unmute(user_id=room.member.pk, names=own.names_of(NEAR), at=EVE)
    assert not of_kind(room).muted


def test_after_an_apology_it_is_not_ahead(room):
    attendance.apologise(session_id=room.session(1).pk, user_id=room.member.pk, at=JULY)

    assert min(of_kind(room).times) > datetime(2024, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("act", "which", "muted"),
    [
        ("mute", NEAR, {NEAR}),
        ("mute", "*", {mutes.ALL}),
        ("mute", "sessions.changed", set()),
        ("mute", "no such\x00", set()),
        ("", NEAR, set()),
    ],
)
def test_a_press_mutes_and_nothing_else_does(room, client, act, which, muted):
    client.force_login(room.member)

    for _twice in range(2):
        answer = client.post("/you/mail/", {"act": act, "which": which})

    assert (answer.status_code, answer["Location"]) == (302, "/you/mail/")
    assert mutes.of(room.member.pk) == muted


def test_who_gets_no_mail_reads_that_and_no_dates(room, client):
    SafeContact.objects.create(user=room.member, channel=SafeChannel.PHONE, phone="1")
    client.force_login(room.member)

    page = client.get("/you/mail/").content.decode()

    assert ("You asked for no mail" in page, "Do without" in page) == (True, False)
