"""The list of who was there: proposed by joining, confirmed by a facilitator, nothing lost."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import QuerySet

from audit.models import Entry
from programs.models import MembershipState
from sessions import attendance, changes, joining
from sessions.attendance import CannotApologise, CannotConfirm, ConfirmedMeanwhile, Mark, Numbers
from sessions.models import Attendance, Presence, Session, SessionState
from tests.factories import MeetingFactory, MembershipFactory, UserFactory
from tests.races import race
from tests.sessions.conftest import JULY

PRESENT, ABSENT, APOLOGY, PART = (
    Mark("present"), Mark("absent"), Mark("apology"), Mark("part", "came_late"),
)  # fmt: skip


@pytest.fixture
def people(room):
    """Ari, Bo, Cam and Dee."""
    others = [
        MembershipFactory(cohort=room.cohort, user__display_name=name).user
        for name in ("Bo", "Cam", "Dee")
    ]
    MeetingFactory(cohort=room.cohort)
    return [room.member, *others]


def confirm(room, people, marks, *, version=0, number=1, at=None):
    session = room.session(number)
    return attendance.confirm(
        session_id=session.pk,
        marks={person.pk: mark for person, mark in zip(people, marks, strict=True)},
        version=version,
        by=room.facilitator.pk,
        at=at or session.ends_at,
    )


def apologise(room, person, at=JULY):
    return attendance.apologise(session_id=room.session(1).pk, user_id=person.pk, at=at)


def test_an_apology_is_sent_once_and_taken_back_once(room):
    for _press in range(2):
        apologise(room, room.member)
    assert attendance.own(room.session(1), room.member.pk).presence == Presence.APOLOGY
    for _press in range(2):
        attendance.take_back_apology(session_id=room.session(1).pk, user_id=room.member.pk, at=JULY)

    row = attendance.own(room.session(1), room.member.pk)
    assert (row.presence, row.apology_at) == (Presence.EXPECTED, None)
    verbs = Entry.objects.filter(verb__startswith="attendance").values_list("verb", flat=True)
    assert Counter(verbs) == {"attendance.apology": 1, "attendance.apology_taken_back": 1}


def test_an_apology_can_be_sent_again_after_it_was_taken_back(room):
    apologise(room, room.member)
    attendance.take_back_apology(session_id=room.session(1).pk, user_id=room.member.pk, at=JULY)

    assert apologise(room, room.member).presence == Presence.APOLOGY


def test_apologies_are_for_members_and_sessions_to_come(room):
    session = room.session(1)
    for person, at in (
        (room.facilitator, JULY), (UserFactory(), JULY), (room.member, session.ends_at),
    ):  # fmt: skip
        with pytest.raises(CannotApologise):
            apologise(room, person, at)
    changes.cancel(session_id=session.pk, by=None, at=JULY)
    with pytest.raises(CannotApologise):
        apologise(room, room.member)


def test_who_has_joined_needs_no_apology(room, people):
    start = room.session(1).starts_at
    joining.join(session_id=room.session(1).pk, user_id=room.member.pk, at=start)

    with pytest.raises(CannotApologise):
        apologise(room, room.member, start)


def test_the_list_begins_with_what_is_proposed(room, people):
    session = room.session(1)
    joining.join(session_id=session.pk, user_id=people[0].pk, at=session.starts_at)
    joining.join(session_id=session.pk, user_id=room.facilitator.pk, at=session.starts_at)
    apologise(room, people[1])

    found = attendance.expected(session)

    assert [(one.user, one.mark) for one in found] == [
        (people[0], PRESENT), (people[1], APOLOGY), (people[2], ABSENT), (people[3], ABSENT),
    ]  # fmt: skip


def test_nothing_counts_before_the_list_is_confirmed_and_then_it_does(room, people):
    assert attendance.numbers(room.session(1)) is None

    session = confirm(room, people, [PRESENT, PART, APOLOGY, ABSENT])

    assert session.state == SessionState.HELD
    assert (session.confirmed_by_id, session.confirmed_at) == (
        room.facilitator.pk, session.ends_at,
    )  # fmt: skip
    assert attendance.numbers(room.session(1)) == Numbers(4, attended=2, apologies=1, absent=1)
    part = attendance.own(session, people[1].pk)
    assert (part.presence, part.detail) == ("part", "came_late")


def test_a_list_cannot_be_confirmed_before_the_end(room, people):
    end = room.session(1).ends_at
    with pytest.raises(CannotConfirm):
        confirm(room, people, [PRESENT] * 4, at=end - timedelta(microseconds=1))

    assert confirm(room, people, [PRESENT] * 4, at=end).state == SessionState.HELD


def test_a_list_of_a_session_called_off_cannot_be_confirmed(room, people):
    changes.cancel(session_id=room.session(1).pk, by=None, at=JULY)

    with pytest.raises(CannotConfirm):
        confirm(room, people, [PRESENT] * 4)


@pytest.mark.parametrize(
    "mark", [Mark("proposed"), Mark(""), Mark("expected"), Mark("present", "x")]
)
def test_marks_there_are_none_of_are_refused(room, people, mark):
    with pytest.raises(CannotConfirm):
        confirm(room, people, [mark, PRESENT, PRESENT, PRESENT])

    assert Attendance.objects.count() == 0


def test_a_list_that_lacks_somebody_or_names_a_stranger_is_refused(room, people):
    for listed in (people[:3], [*people[:3], UserFactory()], [*people, UserFactory()]):
        with pytest.raises(CannotConfirm):
            confirm(room, listed, [PRESENT] * len(listed))

    assert Attendance.objects.count() == 0


def test_the_same_list_again_changes_nothing(room, people):
    marks = [PRESENT, PART, APOLOGY, ABSENT]
    confirm(room, people, marks)
    later = room.session(1).ends_at + timedelta(hours=1)

    confirm(room, people, marks, at=later)  # with the version of before, too
    confirm(room, people, marks, version=1, at=later)

    assert room.session(1).list_version == 1
    assert Entry.objects.filter(verb="session.held").count() == 1


def test_a_correction_leaves_a_trace(room, people):
    confirm(room, people, [PRESENT] * 4)
    later = room.session(1).ends_at + timedelta(days=1)

    confirm(room, people, [PRESENT, PRESENT, PRESENT, ABSENT], version=1, at=later)

    verbs = Entry.objects.filter(at=later).values_list("verb", flat=True)
    assert Counter(verbs) == {"attendance.corrected": 1, "session.list_corrected": 1}
    assert attendance.own(room.session(1), people[3].pk).confirmed_at == later
    assert attendance.own(room.session(1), people[0].pk).confirmed_at == room.session(1).ends_at


def test_who_saw_an_older_list_is_shown_the_newer_one(room, people):
    confirm(room, people, [PRESENT] * 4)

    with pytest.raises(ConfirmedMeanwhile):
        confirm(room, people, [ABSENT] * 4)

    assert attendance.numbers(room.session(1)).attended == 4


@pytest.mark.parametrize(
    ("joined", "left", "state", "listed"),
    [
        (-1, None, MembershipState.ACTIVE, True),
        (0, None, MembershipState.ACTIVE, True),
        (1, None, MembershipState.ACTIVE, False),
        (-1, None, MembershipState.SUSPENDED, False),
        (-9, -1, MembershipState.WITHDRAWN, False),
        (-9, 1, MembershipState.WITHDRAWN, True),
        (-9, 1, MembershipState.REMOVED, True),
        (-9, 90, MembershipState.COMPLETED, True),
    ],
)
def test_expected_is_who_was_a_member_when_it_began(room, joined, left, state, listed):
    session = room.session(1)
    hour = timedelta(hours=1)
    person = MembershipFactory(
        cohort=room.cohort,
        state=state,
        joined_at=session.starts_at + joined * hour,
        left_at=None if left is None else session.starts_at + left * hour,
        excluded_at=session.starts_at
        if state in (MembershipState.REMOVED, MembershipState.SUSPENDED)
        else None,
    ).user

    assert (person.pk in [one.user.pk for one in attendance.expected(session)]) is listed


def test_who_came_is_on_the_list_whatever_happened_since(room, people):
    session = room.session(1)
    joining.join(session_id=session.pk, user_id=people[0].pk, at=session.starts_at)
    room.cohort.memberships.filter(user=people[0]).update(
        state=MembershipState.SUSPENDED, excluded_at=session.starts_at
    )

    assert people[0] in [one.user for one in attendance.expected(session)]


@pytest.mark.parametrize("members", [1, 3])
def test_the_list_takes_the_same_queries_for_few_and_many(room, members, django_assert_num_queries):
    MembershipFactory.create_batch(members, cohort=room.cohort)
    session = room.session(1)

    with django_assert_num_queries(2):
        attendance.expected(session)


def eight_corrections(room, people):
    """Eight facilitators look at one confirmed list and correct it, each otherwise."""
    Session.objects.update(state=SessionState.SCHEDULED, confirmed_at=None, list_version=0)
    confirm(room, people, [ABSENT] * 4)
    lists = [
        [PRESENT if n >> bit & 1 else ABSENT for bit in range(3)] + [APOLOGY] for n in range(8)
    ]
    return lists, race(*(partial(confirm, room, people, marks, version=1) for marks in lists))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_eight_facilitators_who_differ_one_is_kept_and_seven_are_told(room, people):
    lists, outcomes = eight_corrections(room, people)

    assert Counter(type(outcome).__name__ for outcome in outcomes) == {
        "Session": 1,
        "ConfirmedMeanwhile": 7,
    }
    kept = lists[[type(outcome).__name__ for outcome in outcomes].index("Session")]
    assert [one.mark for one in attendance.expected(room.session(1))] == kept
    assert room.session(1).list_version == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_facilitators_overwrite_one_another(room, people, monkeypatch):
    """The race above can tell: with locks that lock nothing, more than one list is taken."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    taken = [
        sum(isinstance(outcome, Session) for outcome in eight_corrections(room, people)[1])
        for _attempt in range(3)
    ]

    assert max(taken) > 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_eight_facilitators_confirming_first_one_is_kept(room, people):
    lists = [
        [PRESENT if n >> bit & 1 else ABSENT for bit in range(3)] + [APOLOGY] for n in range(8)
    ]

    outcomes = race(*(partial(confirm, room, people, marks) for marks in lists))

    assert Counter(type(outcome).__name__ for outcome in outcomes) == {
        "Session": 1,
        "ConfirmedMeanwhile": 7,
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_facilitator_pressing_many_times_confirms_once(room, people):
    outcomes = race(*[partial(confirm, room, people, [PRESENT] * 4)] * 8)

    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Session": 8}
    assert Entry.objects.filter(verb="session.held").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_apologising_taking_back_and_joining_at_once_end_in_one_row(room, people):
    session = room.session(1)
    given = {"session_id": session.pk, "user_id": room.member.pk, "at": session.starts_at}

    outcomes = race(
        *[partial(attendance.apologise, **given)] * 3,
        *[partial(attendance.take_back_apology, **given)] * 3,
        *[partial(joining.join, **given)] * 3,
    )

    row = Attendance.objects.get()
    assert (row.presence, row.joined_at) == (Presence.PROPOSED, session.starts_at)
    assert {type(outcome) for outcome in outcomes} <= {Attendance, type(None), CannotApologise}
