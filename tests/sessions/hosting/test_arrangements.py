"""How a session meets: only as the cohort has agreed; who leads, and what does not count."""

from datetime import timedelta

import pytest

from notices.models import Notice
from programs import grants
from sessions import beginnings, schedules
from sessions.hosting import arrangements, letters, turns, venues
from sessions.hosting.venues import Place
from sessions.models import Venue
from tests.factories import UserFactory
from tests.sessions.conftest import JULY
from tests.sessions.hosting.conftest import agree, meet

pytestmark = pytest.mark.django_db
PLACE = Place(name="The library", address="1 Example Street")


def arrange(room, number=3, **said):
    session = room.session(number)
    standing = {"mode": session.mode, "lead_id": None, "scribe_id": None, "is_induction": False}
    return arrangements.arrange(
        session_id=session.pk, by=room.facilitator.pk, at=JULY, **{**standing, **said}
    )


@pytest.mark.parametrize("mode", ["in_person", "hybrid"])
def test_before_anything_is_agreed_a_session_is_online(room, mode):
    with pytest.raises(arrangements.CannotArrange, match="has not agreed") as refusal:
        meet(room, mode)

    assert refusal.value.field == "mode"
    assert room.session(3).mode == "online"


def test_what_is_granted_can_be_chosen_and_the_other_way_can_not(room):
    agree(room, (grants.FORMAT, grants.HYBRID))
    meet(room, "hybrid")

    assert room.session(3).mode == "hybrid"
    with pytest.raises(arrangements.CannotArrange):
        meet(room, "in_person", number=4)


def test_another_way_to_meet_is_told_to_everybody_of_the_session_once(room):
    agree(room, (grants.FORMAT, grants.HYBRID))
    for _time in range(2):
        meet(room, "hybrid")

    told = Notice.objects.filter(kind=letters.ARRANGED).values_list("recipient", flat=True)
    assert sorted(told) == sorted([room.member.pk, room.facilitator.pk])


def test_lead_and_scribe_are_of_the_cohort(room):
    arrange(room, lead_id=room.member.pk, scribe_id=room.facilitator.pk)

    session = room.session(3)
    assert (session.lead, session.scribe) == (room.member, room.facilitator)
    with pytest.raises(arrangements.CannotArrange) as refusal:
        arrange(room, scribe_id=UserFactory().pk)
    assert refusal.value.field == "scribe"


def test_a_session_that_is_over_stays_as_it_was(room):
    session = room.session(1)
    with pytest.raises(arrangements.CannotArrange, match="over"):
        arrangements.arrange(
            session_id=session.pk,
            mode="online",
            lead_id=room.member.pk,
            scribe_id=None,
            is_induction=False,
            by=room.facilitator.pk,
            at=session.ends_at,
        )


def test_what_was_taken_back_waits_for_the_coordinator(agreed):
    cohorts = type(agreed.cohort).objects.all()
    assert list(arrangements.off_the_agreement(JULY, cohorts)) == []

    for grant in agreed.cohort.grants.filter(matter=grants.FORMAT):
        grants.withdraw(grant_id=grant.pk, by=agreed.coordinator.pk, at=JULY)

    later = JULY + timedelta(hours=1)
    assert list(arrangements.off_the_agreement(later, cohorts)) == [agreed.session(3)]


def test_online_again_a_session_needs_no_host(agreed):
    turn = turns.take(session_id=agreed.session(3).pk, user_id=agreed.member.pk, at=JULY)
    meet(agreed, "online")

    turn.refresh_from_db()
    assert turn.ended_at == JULY
    assert Notice.objects.get(kind=letters.HOSTING).recipient == agreed.member


def test_an_induction_counts_for_nothing(room):
    cutoff = schedules.backfill_cutoff(room.cohort)
    assert cutoff == room.session(2).starts_at
    arrange(room, number=1, is_induction=True)

    assert schedules.backfill_cutoff(room.cohort) == room.session(3).starts_at
    assert beginnings.sweep(room.session(1).starts_at) == []
    assert beginnings.sweep(room.session(2).starts_at) == [room.cohort.pk]


def test_a_place_is_kept_and_told_once_it_changes(agreed):
    session = agreed.session(3)

    def keep(**said):
        place = Place(**{"name": PLACE.name, "address": PLACE.address, **said})
        return venues.keep(session_id=session.pk, place=place, by=agreed.member.pk, at=JULY)

    keep()
    keep()
    keep(parking="Behind the house")
    before = agreed.session(3).arranged
    keep(address="2 Example Street")

    assert (before, agreed.session(3).arranged) == (2, 3)  # the mode, the place; the new place
    assert Venue.objects.get().address == "2 Example Street"


def test_an_online_session_has_no_place(room):
    with pytest.raises(venues.CannotKeep):
        venues.keep(session_id=room.session(3).pk, place=PLACE, by=room.facilitator.pk, at=JULY)
