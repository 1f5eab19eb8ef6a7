"""The rota of hosts: one host for a session, whoever presses when."""

from collections import Counter
from functools import partial

import pytest
from django.db import IntegrityError, connection

from notices.models import Notice
from programs import memberships
from programs.models import RoleKind
from sessions import joining
from sessions.hosting import letters, turns, visitors
from sessions.models import HostTurn, Session
from tests.factories import MembershipFactory, RoleFactory, UserFactory
from tests.races import race
from tests.sessions.conftest import JULY
from tests.sessions.hosting.conftest import AGREED, agree, meet


def take(room, user, number=3):
    return turns.take(session_id=room.session(number).pk, user_id=user.pk, at=JULY)


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_a_member_takes_an_open_turn_and_the_facilitator_hears(self, agreed):
        assert take(agreed, agreed.member) == take(agreed, agreed.member)

        assert turns.of(agreed.session(3).pk).host == agreed.member
        assert Notice.objects.get(kind=letters.TURN).recipient == agreed.facilitator

    def test_the_second_is_told_kindly(self, agreed):
        take(agreed, agreed.member)

        with pytest.raises(turns.TurnTaken, match="Thank you for offering"):
            take(agreed, MembershipFactory(cohort=agreed.cohort).user)

    def test_who_is_no_member_takes_none(self, agreed):
        with pytest.raises(turns.CannotHost):
            take(agreed, UserFactory())

    def test_an_online_session_has_no_turn(self, agreed):
        with pytest.raises(turns.CannotHost, match="online"):
            take(agreed, agreed.member, number=4)
        assert [line.session.number for line in turns.rota(agreed.cohort.pk, JULY)] == [3]

    def test_given_back_it_is_open_again_and_the_facilitator_hears(self, agreed):
        turn = take(agreed, agreed.member)
        for _time in range(2):
            turns.give_back(
                session_id=turn.session_id, turn_id=turn.pk, by=agreed.member.pk, at=JULY
            )

        assert [line.is_open for line in turns.rota(agreed.cohort.pk, JULY)] == [True]
        assert Notice.objects.filter(kind=letters.TURN).count() == 2

    def test_a_facilitator_asks_somebody_who_is_told(self, agreed):
        session = agreed.session(3)
        turns.assign(
            session_id=session.pk, host_id=agreed.member.pk, by=agreed.facilitator.pk, at=JULY
        )

        assert Notice.objects.get(kind=letters.HOSTING).recipient == agreed.member
        with pytest.raises(turns.CannotHost, match="of this cohort"):
            turns.assign(
                session_id=session.pk, host_id=UserFactory().pk, by=agreed.facilitator.pk, at=JULY
            )

    def test_a_host_from_elsewhere_can_be_asked(self, agreed):
        host = UserFactory()
        RoleFactory(user=host, kind=RoleKind.HOST, program=None, cohort=agreed.cohort)
        session = agreed.session(3)
        turns.assign(session_id=session.pk, host_id=host.pk, by=agreed.facilitator.pk, at=JULY)

        standing = joining.standing_of(session, host.pk, session.starts_at)
        assert standing.roles == {RoleKind.HOST}

    def test_who_was_removed_hosts_nothing_and_is_let_in_by_nothing(self, agreed):
        take(agreed, agreed.member)
        session = agreed.session(3)
        memberships.remove(
            cohort_id=agreed.cohort.pk,
            user_id=agreed.member.pk,
            by=agreed.coordinator.pk,
            at=JULY,
            reason="They were asked to go.",
        )

        starts, code = session.starts_at, agreed.cohort.code
        assert not joining.standing_of(session, agreed.member.pk, starts).may_join
        assert visitors.cohort_for(agreed.member.pk, code, 3, starts) is None
        assert [turns.sweep(JULY), turns.sweep(JULY)] == [1, 0]
        assert turns.of(session.pk) is None
        told = Notice.objects.filter(kind=letters.TURN, recipient=agreed.facilitator)
        assert [notice.data["what"] for notice in told.order_by("pk")] == ["taken", "given_back"]

    def test_the_rota_takes_two_queries_however_long(self, agreed, django_assert_num_queries):
        for number in (4, 5):
            meet(agreed, "hybrid", number)
        with django_assert_num_queries(2):
            rota = turns.rota(agreed.cohort.pk, JULY)
        assert [line.session.number for line in rota] == [3, 4, 5]

    def test_the_database_lets_nobody_host_beside_another(self, agreed):
        turn = take(agreed, agreed.member)
        with pytest.raises(IntegrityError, match="host_turn_once"):
            connection.cursor().execute(
                "INSERT INTO cop_sessions_hostturn (session_id, host_id, taken_at, given_by_id)"
                " SELECT session_id, host_id, taken_at, given_by_id FROM cop_sessions_hostturn"
                f" WHERE id = {turn.pk}"
            )

    def test_the_database_lets_no_turn_end_before_it_began(self, agreed):
        take(agreed, agreed.member)
        with pytest.raises(IntegrityError, match="host_turn_ends_later"):
            connection.cursor().execute(
                "UPDATE cop_sessions_hostturn SET ended_at = taken_at - interval '1 day'"
            )


INDEX = "host_turn_once"
MAKE = f"CREATE UNIQUE INDEX {INDEX} ON cop_sessions_hostturn (session_id) WHERE ended_at IS NULL"


def many(room):
    agree(room, *AGREED)
    session = meet(room, "in_person")
    people = [MembershipFactory(cohort=room.cohort).user.pk for _one in range(8)]
    return session, people


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtOneInstant:
    def test_one_of_many_has_the_turn_and_the_others_are_told(self, room):
        session, people = many(room)
        outcomes = race(
            *(partial(turns.take, session_id=session.pk, user_id=pk, at=JULY) for pk in people)
        )

        assert Counter(type(one).__name__ for one in outcomes) == {"HostTurn": 1, "TurnTaken": 7}
        assert HostTurn.objects.filter(session=session, ended_at=None).count() == 1

    def test_control_without_lock_and_index_several_have_it(self, room, monkeypatch):
        session, people = many(room)
        unlocked = Session.objects.select_related("cohort")
        monkeypatch.setattr(turns, "_locked", lambda pk: unlocked.get(pk=pk))
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {INDEX}")
        try:
            race(
                *(partial(turns.take, session_id=session.pk, user_id=pk, at=JULY) for pk in people)
            )
            assert HostTurn.objects.filter(session=session, ended_at=None).count() > 1
        finally:
            HostTurn.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(MAKE)
