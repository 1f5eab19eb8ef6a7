"""Many people at one instant. Beside each race stands a control: without the guard it must fail."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from audit.models import Entry
from intakes import allocation, applications, candidacies, offers
from intakes.models import ApplicationState, CandidacyState, DeclineChoice, Offer, OfferState
from notices.models import Notice
from programs import seats
from programs.models import Cohort, Membership, SeatState
from tests.factories import ApplicationFactory, CandidacyFactory, UserFactory
from tests.intakes.making import (
    DAY,
    MONDAY,
    cohort_of,
    live,
    offer_of,
    people_for,
    states,
    taken,
    ticks,
)
from tests.races import race

S = CandidacyState
END = MONDAY + 7 * DAY + timedelta(hours=7)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def cohort_without_lock(intake_id: int) -> dict[int, Cohort]:
    """What a hasty hand writes in place of `candidacies.lock_intake`."""
    found = Cohort.objects.select_related("intake__program", "community").filter(intake=intake_id)
    return {cohort.pk: cohort for cohort in found}


GUARDS = (
    (
        "DROP INDEX offer_one_live_per_seat",
        "CREATE UNIQUE INDEX offer_one_live_per_seat ON intakes_offer (seat_id) "
        "WHERE state IN ('sent', 'accepted')",
    ),
    (
        "ALTER TABLE intakes_offer DROP CONSTRAINT offer_sent_holds_a_seat",
        "ALTER TABLE intakes_offer ADD CONSTRAINT offer_sent_holds_a_seat "
        "CHECK (state <> 'sent' OR seat_id IS NOT NULL)",
    ),
)


@contextmanager
def without_guards() -> Iterator[None]:
    """PostgreSQL refuses no second live offer on a seat for a while."""
    with connection.cursor() as cursor:
        for drop, _make in GUARDS:
            cursor.execute(drop)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM intakes_offer")
            for _drop, make in GUARDS:
                cursor.execute(make)


def sold(cohort: Any) -> int:
    """How many people have been told that a seat is theirs, or is held for them."""
    told = Offer.objects.filter(cohort=cohort, state__in=(OfferState.SENT, OfferState.ACCEPTED))
    return told.values("candidacy").distinct().count()


def refusals(outcomes: list[Any]) -> Counter[str]:
    return Counter(type(o).__name__ for o in outcomes if isinstance(o, Exception))


# ------------------------------------------------- the last seats


def accept(offer: Any, at: Any = MONDAY + DAY) -> Any:
    return offers.accept(offer_id=offer.pk, ticks=ticks(offer.cohort), at=at, by=None)


def decline(offer: Any) -> Any:
    return offers.decline(offer_id=offer.pk, choice=DeclineChoice.LEAVE, at=MONDAY + DAY, by=None)


def submit(application: Any) -> Any:
    return applications.submit(
        application_id=application.pk,
        at=application.intake.closes_at - DAY,
        by=application.applicant_id,
    )


def test_sixty_accept_and_apply_at_once_for_the_last_seats_and_25_hold_one():
    cohort = cohort_of(25)
    waiting = people_for(cohort, 45, S.WAITLISTED)
    drafts = []
    for _n in range(15):
        draft = ApplicationFactory(
            intake=cohort.intake, state=ApplicationState.DRAFT, submitted_at=None
        )
        CandidacyFactory(application=draft, cohort=cohort, state=S.CHOSEN)
        drafts.append(draft)
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)
    held = [offer_of(candidacy) for candidacy in waiting[:25]]

    outcomes = race(
        *[partial(accept, offer) for offer in held[:20]],
        *[partial(decline, offer) for offer in held[20:]],
        *[partial(submit, draft) for draft in drafts],
        *[partial(allocation.promote, cohort_id=cohort.pk, at=MONDAY + DAY)] * 20,
    )
    # The five seats that were given back went to the next five; they take them, all at once.
    race(*[partial(accept, offer_of(candidacy)) for candidacy in waiting[25:30]] * 2)

    assert len(outcomes) == 60
    assert refusals(outcomes) == {}
    assert (taken(cohort), sold(cohort), Membership.objects.count()) == ((0, 25), 25, 25)
    assert states(waiting) == (
        [S.ACCEPTED] * 20 + [S.DECLINED] * 5 + [S.ACCEPTED] * 5 + [S.WAITLISTED] * 15
    )
    assert Counter(states([d.candidacies.get() for d in drafts])) == {S.IN_REVIEW: 15}


def test_sixty_offers_at_once_are_25():
    cohort = cohort_of(25)
    people = people_for(cohort, 60)
    by = UserFactory().pk

    outcomes = race(
        *[partial(allocation.offer_seat, candidacy_id=c.pk, by=by, at=MONDAY) for c in people]
    )

    assert refusals(outcomes) == {"CannotOffer": 35}
    assert {str(o) for o in outcomes if isinstance(o, Exception)} == {"Every seat is held."}
    assert (taken(cohort), sold(cohort)) == ((25, 0), 25)


def test_control_without_the_lock_and_the_guards_more_are_sold_than_there_are(monkeypatch):
    monkeypatch.setattr(candidacies, "lock_intake", cohort_without_lock)
    by = UserFactory().pk
    most = 0
    with without_guards():
        for _try in range(5):
            cohort = cohort_of(5)
            people = people_for(cohort, 20)
            race(
                *[
                    partial(allocation.offer_seat, candidacy_id=c.pk, by=by, at=MONDAY)
                    for c in people
                ]
            )
            most = max(most, sold(cohort))

    assert most > 5


def test_with_the_guard_alone_a_forgotten_lock_is_an_error_and_never_a_seat_too_many(monkeypatch):
    monkeypatch.setattr(candidacies, "lock_intake", cohort_without_lock)
    cohort = cohort_of(5)
    people = people_for(cohort, 20)
    by = UserFactory().pk

    race(*[partial(allocation.offer_seat, candidacy_id=c.pk, by=by, at=MONDAY) for c in people])

    assert sold(cohort) <= 5
    assert sum(taken(cohort)) <= 5


# ------------------------------------------------- promotion


def test_eight_promotions_at_once_make_as_many_offers_as_seats_are_free():
    cohort = cohort_of(3)
    people = people_for(cohort, 8, S.WAITLISTED)

    outcomes = race(*[partial(allocation.promote, cohort_id=cohort.pk, at=MONDAY)] * 8)

    assert refusals(outcomes) == {}
    assert sorted(len(made) for made in outcomes) == [0] * 7 + [3]
    assert live(cohort) == people[:3]
    assert Notice.objects.count() == 3


def test_control_without_the_lock_promotions_collide(monkeypatch):
    monkeypatch.setattr(candidacies, "lock_intake", cohort_without_lock)
    collided: Counter[str] = Counter()
    for _try in range(5):
        cohort = cohort_of(3)
        people_for(cohort, 8, S.WAITLISTED)
        collided += refusals(
            race(*[partial(allocation.promote, cohort_id=cohort.pk, at=MONDAY)] * 8)
        )

    assert collided


def test_the_same_people_wait_in_two_cohorts_and_each_gets_one_seat():
    liked = cohort_of(4)
    other = cohort_of(4, intake=liked.intake)
    people = people_for(liked, 6, S.WAITLISTED)
    for candidacy in people:
        people_for(other, 1, S.WAITLISTED, application=candidacy.application, rank=2)

    outcomes = race(
        *[partial(allocation.promote, cohort_id=liked.pk, at=MONDAY)] * 4,
        *[partial(allocation.promote, cohort_id=other.pk, at=MONDAY)] * 4,
    )

    holders = [
        *liked.seats.exclude(holder=None).values_list("holder", flat=True),
        *other.seats.exclude(holder=None).values_list("holder", flat=True),
    ]
    assert refusals(outcomes) == {}
    assert sorted(holders) == sorted(c.application.applicant_id for c in people)


def test_more_places_and_promotions_at_once_fill_exactly_what_there_is():
    cohort = cohort_of(2)
    people = people_for(cohort, 9, S.WAITLISTED)
    by = UserFactory().pk

    outcomes = race(
        *[
            partial(
                allocation.change_capacity,
                cohort_id=cohort.pk,
                capacity=capacity,
                by=by,
                at=MONDAY,
                reason="A larger room.",
            )
            for capacity in (3, 4, 5, 6)
        ],
        *[partial(allocation.promote, cohort_id=cohort.pk, at=MONDAY)] * 4,
    )

    cohort.refresh_from_db()
    held = taken(cohort)[0]
    assert refusals(outcomes) - Counter({"CannotChange": 4}) == Counter()
    assert (held, cohort.seats.count()) == (cohort.capacity, cohort.capacity)
    assert live(cohort) == people[:held]


def test_fewer_places_and_promotions_at_once_never_evict():
    cohort = cohort_of(6)
    people = people_for(cohort, 6, S.WAITLISTED)
    by = UserFactory().pk

    outcomes = race(
        *[
            partial(
                seats.change_capacity,
                cohort_id=cohort.pk,
                capacity=2,
                by=by,
                at=MONDAY,
                reason="A smaller room.",
            )
        ]
        * 4,
        *[partial(allocation.promote, cohort_id=cohort.pk, at=MONDAY)] * 4,
    )

    cohort.refresh_from_db()
    assert set(refusals(outcomes)) <= {"CannotChange"}
    assert cohort.capacity in (2, 6)
    assert taken(cohort)[0] == cohort.capacity
    assert live(cohort) == people[: cohort.capacity]


# ------------------------------------------------- one offer, many answers


@pytest.fixture
def offer(db: None) -> Any:
    cohort = cohort_of(1)
    people_for(cohort, 2, S.WAITLISTED)
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)
    return Offer.objects.select_related("cohort").get()


def test_accepted_eight_times_at_once_it_is_one_seat_and_one_mail(offer):
    outcomes = race(*[partial(accept, offer)] * 8)

    assert {outcome.state for outcome in outcomes} == {OfferState.ACCEPTED}
    assert (Membership.objects.count(), taken(offer.cohort)) == (1, (0, 1))
    assert Entry.objects.filter(verb="candidacy.accepted").count() == 1
    assert Notice.objects.filter(kind="intakes.accepted").count() == 1


def test_accepted_and_expired_at_once_it_ends_in_one_way(offer):
    """The clocks of two machines differ: one is a second before the deadline, one at it."""
    before = END - timedelta(seconds=1)

    outcomes = race(
        *[partial(accept, offer, before)] * 6,
        *[partial(offers.expire, offer_id=offer.pk, at=END)] * 6,
    )

    state = Offer.objects.get(pk=offer.pk).state
    seat = offer.cohort.seats.get()
    if state == OfferState.ACCEPTED:
        assert refusals(outcomes) == {}
        assert seat.state == SeatState.CONFIRMED
    else:
        assert (state, refusals(outcomes)) == (OfferState.EXPIRED, {"OfferGone": 6})
        assert (seat.state, Membership.objects.count()) == (SeatState.HELD, 0)
    assert sold(offer.cohort) == 1


def test_accepted_declined_taken_back_and_expired_at_once_it_ends_in_one_way(offer):
    by = UserFactory().pk

    race(
        *[partial(accept, offer, END - timedelta(seconds=1))] * 3,
        *[partial(decline, offer)] * 3,
        *[partial(offers.rescind, offer_id=offer.pk, reason="why", at=MONDAY, by=by)] * 3,
        *[partial(offers.expire, offer_id=offer.pk, at=END)] * 3,
    )

    ended = Entry.objects.filter(
        object_id=offer.candidacy_id,
        verb__in=[f"candidacy.{s}" for s in ("accepted", "declined", "rescinded", "expired")],
    )
    assert ended.count() == 1
    assert sold(offer.cohort) == 1


def declined_at_once() -> list[Any]:
    """What eight presses on one button at one instant come to."""
    candidacy = people_for(cohort_of(1), 1, S.WAITLISTED)[0]
    allocation.promote(cohort_id=candidacy.cohort_id, at=MONDAY)
    return race(*[partial(decline, offer_of(candidacy))] * 8)


def test_declined_eight_times_at_once_everybody_gets_the_same_answer():
    outcomes = declined_at_once()

    assert {outcome.state for outcome in outcomes} == {OfferState.DECLINED}
    assert Entry.objects.filter(verb="candidacy.declined").count() == 1


def test_control_without_locks_all_but_one_run_into_a_guard_of_the_database(monkeypatch):
    """Nothing is locked: what was read is acted on, however old it is by then."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

    assert refusals(declined_at_once())
