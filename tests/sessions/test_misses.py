"""Expected and attended, two misses running, what is asked to be put right, and the policy."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import SafeContact
from audit.models import Entry
from notices import kinds
from notices.models import Notice
from programs import policies
from programs.models import MembershipState
from sessions import (
    attendance,
    changes,
    corrections,
    door_steps,
    misses,
    reaching,
    reminders,
    totals,
)
from sessions.attendance import Mark
from sessions.misses import NotMissed
from sessions.models import Attendance, Session
from tests.factories import MeetingFactory, MembershipFactory
from tests.sessions.conftest import JULY

PRESENT, PART, APOLOGY, ABSENT = (
    Mark("present"), Mark("part", "left_early"), Mark("apology"), Mark("absent"),
)  # fmt: skip


@pytest.fixture
def bo(room):
    return MembershipFactory(cohort=room.cohort, user__display_name="Bo").user


def confirm(room, number, *marks):
    """The list of that session, in the order of names."""
    session = room.session(number)
    people = [one.user for one in attendance.expected(session)]
    return attendance.confirm(
        session_id=session.pk,
        marks={user.pk: mark for user, mark in zip(people, marks, strict=True)},
        version=session.list_version,
        by=room.facilitator.pk,
        at=session.ends_at,
    )


def running(room):
    return [(one.user.display_name, one.before.number, one.latest.number)
            for one in misses.running([room.cohort.pk])]  # fmt: skip


def test_expected_and_attended_are_two_numbers_and_confirmed_lists_alone_count(room, bo):
    confirm(room, 1, PRESENT, ABSENT)
    confirm(room, 2, PART, APOLOGY)
    Session.objects.filter(pk=room.session(3).pk).update(is_induction=True)
    confirm(room, 3, ABSENT, ABSENT)

    found = totals.of_cohort(room.cohort.pk)

    said = [
        (one.user, one.expected, one.attended, one.apologies, one.absent) for one in found.people
    ]
    assert said == [(room.member, 2, 2, 0, 0), (bo, 2, 0, 1, 1)]
    assert (found.expected, found.attended, found.percent) == (4, 2, 50)
    assert totals.of_person(room.cohort.pk, bo).expected == 2


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ((ABSENT, ABSENT), [("Bo", 1, 2)]),
        ((ABSENT, APOLOGY), []),
        ((APOLOGY, ABSENT), []),
        ((ABSENT, PRESENT), []),
        ((ABSENT, APOLOGY, ABSENT), []),
        ((ABSENT, ABSENT, PRESENT), []),
        ((PRESENT, ABSENT, ABSENT), [("Bo", 2, 3)]),
    ],
)
def test_two_misses_run_when_nothing_is_between_them(room, bo, marks, found):
    for number, mark in enumerate(marks, start=1):
        confirm(room, number, PRESENT, mark)

    assert running(room) == found


def test_a_list_nobody_has_confirmed_breaks_the_run_and_a_cancelled_session_does_not(room, bo):
    confirm(room, 1, PRESENT, ABSENT)
    confirm(room, 3, PRESENT, ABSENT)
    assert running(room) == []

    changes.cancel(session_id=room.session(2).pk, by=None, at=JULY)

    assert running(room) == [("Bo", 1, 3)]


def test_the_facilitators_hear_of_it_next_morning_and_nobody_else(room, bo):
    for number in (1, 2):
        confirm(room, number, PRESENT, ABSENT)
    end = room.session(2).ends_at  # Wednesday 11 September, noon

    reminders.plan(at=end)

    [notice] = Notice.objects.filter(kind=misses.TWO_MISSES)
    assert notice.recipient == room.facilitator
    assert notice.due_at == datetime(2024, 9, 11, 22, 0, tzinfo=UTC)  # 8:00 on Thursday
    assert door_steps.for_facilitator(room.facilitator, end) == []
    steps = door_steps.for_facilitator(room.facilitator, notice.due_at)
    assert [step.title for step in steps] == ["Somebody was missed twice running"]
    assert door_steps.for_facilitator(room.coordinator, notice.due_at) == []
    assert room.cohort.memberships.get(user=bo).state == MembershipState.ACTIVE


def test_the_mail_holds_only_while_it_is_so_and_is_worded_by_the_policy(room, bo):
    policies.change(
        cohort_id=room.cohort.pk, words="Ring a friend.", by=room.facilitator.pk, at=JULY
    )
    for number in (1, 2):
        confirm(room, number, PRESENT, ABSENT)
    reminders.plan(at=room.session(2).ends_at)
    notice = Notice.objects.get(kind=misses.TWO_MISSES)
    kind = kinds.get(misses.TWO_MISSES)

    letter = kind.compose(notice)
    assert letter.subject == "Something for you to look at"
    assert letter.context["policy"] == "Ring a friend."
    assert [date["starts_at"] for date in letter.context["dates"]] == [
        room.session(1).starts_at, room.session(2).starts_at,
    ]  # fmt: skip
    assert kind.still_true(notice)

    confirm(room, 2, PRESENT, APOLOGY)
    assert not kind.still_true(notice)


def test_once_settled_nobody_is_reminded_again(room, bo):
    for number in (1, 2):
        confirm(room, number, PRESENT, ABSENT)
    given = {"session_id": room.session(2).pk, "by": room.facilitator.pk, "at": JULY}
    with pytest.raises(NotMissed):
        misses.settle(user_id=room.member.pk, **given)

    for _press in range(2):
        misses.settle(user_id=bo.pk, **given)

    assert running(room) == []
    assert Entry.objects.filter(verb="attendance.miss_settled").count() == 1
    confirm(room, 3, PRESENT, ABSENT)
    assert running(room) == [("Bo", 2, 3)]


def test_a_word_to_who_was_missed_names_the_date_and_goes_once(room, bo):
    confirm(room, 1, PRESENT, ABSENT)
    given = {"session_id": room.session(1).pk, "by": room.facilitator.pk, "at": JULY}
    with pytest.raises(NotMissed):
        misses.write(user_id=room.member.pk, **given)

    for _press in range(2):
        misses.write(user_id=bo.pk, **given)

    [notice] = Notice.objects.filter(kind=misses.MISSED)
    letter = kinds.get(misses.MISSED).compose(notice)
    assert (notice.recipient, letter.subject) == (bo, "About Wednesday 14 August")
    assert letter.context["policy"] == policies.usual()
    confirm(room, 1, PRESENT, PRESENT)
    assert not kinds.get(misses.MISSED).still_true(notice)


def test_a_number_is_for_facilitators_only_where_it_was_shared_and_reading_it_is_recorded(room, bo):
    MeetingFactory(cohort=room.cohort)
    session = room.session(1)
    for user, shares in ((bo, False), (room.member, True)):
        SafeContact.objects.create(user=user, phone="0400", facilitators_may_call=shares)

    for _look in range(2):
        sheet = reaching.sheet(session, by=room.facilitator.pk, at=session.starts_at)

    assert [(one.name, one.contact and one.contact.phone) for one in sheet.not_in] == [
        ("Ari", "0400"), ("Bo", None),
    ]  # fmt: skip
    assert Entry.objects.filter(verb="safe_contact.read").count() == 1
    late = reaching.sheet(session, by=room.facilitator.pk, at=session.ends_at)
    assert late.is_empty


def test_who_has_come_or_sent_an_apology_is_not_to_be_called(room, bo):
    session = room.session(1)
    attendance.apologise(session_id=session.pk, user_id=bo.pk, at=JULY)

    sheet = reaching.sheet(session, by=room.facilitator.pk, at=session.starts_at)

    assert [one.name for one in sheet.not_in] == ["Ari"]


def test_a_private_word_comes_with_an_apology_and_goes_with_it(room):
    session = room.session(1)
    given = {"session_id": session.pk, "user_id": room.member.pk, "at": JULY}
    attendance.apologise(private_word="My child is ill.", **given)
    attendance.apologise(**given)  # an old page, pressed again
    assert attendance.own(session, room.member.pk).private_word == "My child is ill."
    attendance.apologise(private_word="Next time.", **given)
    assert attendance.expected(session)[0].private_word == "Next time."

    attendance.take_back_apology(**given)

    assert attendance.own(session, room.member.pk).private_word == ""


def test_what_stands_can_be_asked_to_be_put_right_and_the_words_go_once_looked_at(room, bo):
    session = room.session(1)
    given = {"session_id": session.pk, "user_id": bo.pk}
    with pytest.raises(corrections.CannotAsk):
        corrections.ask(words="I was there.", at=session.ends_at, **given)
    confirm(room, 1, PRESENT, ABSENT)
    with pytest.raises(corrections.CannotAsk):
        corrections.ask(words=" ", at=session.ends_at, **given)
    for _press in range(2):
        corrections.ask(words="I was there.", at=session.ends_at, **given)
    steps = door_steps.for_facilitator(room.facilitator, session.ends_at)
    assert [step.title for step in steps] == ["Session 1: was the list right?"]

    confirm(room, 1, PRESENT, PRESENT)

    row = Attendance.objects.get(**{"session": session, "user": bo})
    assert (row.presence, row.asked_words, row.asked_at) == ("present", "", None)
    corrections.ask(words="Only half.", at=session.ends_at, **given)
    corrections.leave_as_it_is(by=room.facilitator.pk, at=session.ends_at, **given)
    assert list(corrections.waiting_for(room.facilitator.pk, session.ends_at)) == []
    done = Entry.objects.filter(verb__startswith="attendance.corr").order_by("pk")
    assert list(done.values_list("verb", flat=True)) == [
        "attendance.correction_asked", "attendance.corrected",
        "attendance.correction_asked", "attendance.correction_declined",
    ]  # fmt: skip
    late = session.ends_at + corrections.ASKED_WITHIN
    with pytest.raises(corrections.CannotAsk):
        corrections.ask(words="Long ago.", at=late, **given)


def test_a_policy_is_worded_anew_and_the_same_again_changes_nothing(room):
    given = {"cohort_id": room.cohort.pk, "by": room.facilitator.pk, "at": JULY}
    for words in ("Come when you can.", " Come when you can. "):
        assert policies.change(words=words, **given).attendance_policy == "Come when you can."
    assert Entry.objects.filter(verb="cohort.policy_changed").count() == 1
    with pytest.raises(policies.TooLong):
        policies.change(words="x" * 2001, **given)
    assert policies.words_of(policies.change(words="", **given)) == policies.usual()


def test_in_a_busy_year_misses_are_found_in_as_many_queries(
    room, bo, django_assert_max_num_queries
):
    for number in range(1, 5):
        confirm(room, number, ABSENT, ABSENT)

    with django_assert_max_num_queries(6):
        assert len(misses.running([room.cohort.pk])) == 2
    assert misses.told_from(room.session(4)) - room.session(4).ends_at < timedelta(days=1)
