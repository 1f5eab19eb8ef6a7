"""Any order of acts on two cohorts of one intake keeps the rules of seats and of the line.

1,000 acts in the test command, 10,800 in `make drill` (tests/drills/test_choosing.py).
"""

import contextlib
from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from intakes import (
    allocation,
    applications,
    departures,
    extra_places,
    offering,
    offers,
    queues,
    review,
    rollovers,
    rounds,
)
from intakes.models import (
    Application,
    Candidacy,
    CandidacyState,
    DeclineChoice,
    Offer,
    Rollover,
    Round,
)
from programs import seats
from programs.models import Cohort, IntakeState
from tests.factories import ApplicationFactory, CandidacyFactory, IntakeFactory, UserFactory
from tests.intakes.making import MONDAY, cohort_of, ticks

S = CandidacyState
HOUR = timedelta(hours=1)
picks = st.integers(min_value=0, max_value=30)


class Choosing(RuleBasedStateMachine):
    """Acts in any order; `at` moves on with each, and refusals are answers like any other.

    Each example is a transaction of its own that is rolled back: the next one starts from nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(places=st.tuples(st.integers(1, 2), st.integers(1, 2)), first=st.integers(0, 1))
    def open(self, places: tuple[int, int], first: int) -> None:
        """Two small cohorts, full from the start, with people waiting for one or both."""
        intake = IntakeFactory(state=IntakeState.REVIEWING)
        self.cohorts = [cohort_of(count, intake=intake) for count in places]
        self.by = UserFactory(is_superuser=True).pk
        self.at = MONDAY
        self.rounds_out, self.seen = 0, [(0, 0, 0)]
        for n in range(6):
            self.apply(first=n % 2, both=n % 3 > 0)
        self.decide(n=30, outcome=S.ELIGIBLE)
        self.make_offers(n=first)
        self.make_offers(n=1 - first)

    # -- Helpers ---------------------------------------------------------------------------

    def pick(self, rows: Any, n: int) -> Any:
        listed = list(rows.order_by("pk"))
        return listed[n % len(listed)] if listed else None

    def line(self, cohort: Cohort) -> list[Any]:
        """Who could be offered a seat now, with the key of the order."""
        waiting = queues.offerable(Candidacy.objects.filter(cohort=cohort).waiting())
        return [(key(candidacy), candidacy.pk) for candidacy in waiting]

    def act(self, call: Any, *refusals: type[Exception]) -> None:
        """Do one thing, an hour after the last; then look whether the line was kept."""
        self.at += HOUR
        offered = set(Offer.objects.values_list("pk", flat=True))
        waited = set(Candidacy.objects.waiting().values_list("pk", flat=True))
        try:
            call()
        except refusals:
            return
        for offer in Offer.objects.exclude(pk__in=offered).select_related("candidacy"):
            behind = [line for line, _pk in self.line(offer.cohort)]
            if offer.candidacy_id in waited and behind:
                assert key(offer.candidacy) < min(behind)

    def live_offer(self, n: int) -> Offer | None:
        found: Offer | None = self.pick(
            Offer.objects.live().filter(cohort__in=self.cohorts).select_related("cohort"), n
        )
        return found

    # -- Acts ------------------------------------------------------------------------------

    @rule(first=st.integers(0, 1), both=st.booleans())
    def apply(self, first: int, both: bool) -> None:
        application = ApplicationFactory(intake=self.cohorts[0].intake)
        chosen = [first, 1 - first] if both else [first]
        for rank, n in enumerate(chosen, start=1):
            CandidacyFactory(application=application, cohort=self.cohorts[n], rank=rank)

    @rule(n=picks, outcome=st.sampled_from([S.ELIGIBLE, S.ELIGIBLE, S.ELIGIBLE, S.UNSUCCESSFUL]))
    def decide(self, n: int, outcome: str) -> None:
        rows = Candidacy.objects.filter(cohort__in=self.cohorts, state=S.IN_REVIEW)
        for candidacy in rows if n > 15 else filter(None, [self.pick(rows, n)]):
            self.act(
                lambda pk=candidacy.pk: review.decide(
                    candidacy_id=pk, outcome=outcome, reason="why", by=self.by, at=self.at
                )
            )

    @rule(n=st.integers(0, 1))
    def make_offers(self, n: int) -> None:
        self.act(
            lambda: rounds.make_offers(cohort_id=self.cohorts[n].pk, by=self.by, at=self.at),
            offering.CannotOffer,
        )

    @rule(n=picks, keep=st.booleans())
    def accept(self, n: int, keep: bool) -> None:
        if offer := self.live_offer(n):
            self.act(
                lambda: offers.accept(
                    offer_id=offer.pk,
                    ticks=ticks(offer.cohort),
                    keep_waiting=keep,
                    at=self.at,
                    by=None,
                ),
                offers.OfferGone,
            )

    @rule(n=picks, choice=st.sampled_from(DeclineChoice))
    def decline(self, n: int, choice: DeclineChoice) -> None:
        if offer := self.live_offer(n):
            places = offers.places_to_wait(offer)
            self.act(
                lambda: offers.decline(
                    offer_id=offer.pk,
                    choice=choice,
                    other_candidacy_id=places[0].pk if places else None,
                    at=self.at,
                    by=None,
                ),
                offers.OfferGone,
                offers.CannotDecline,
            )

    @rule(n=picks, days=st.integers(1, 3))
    def extend(self, n: int, days: int) -> None:
        if offer := self.live_offer(n):
            self.act(
                lambda: offers.extend(
                    offer_id=offer.pk, business_days=days, reason="why", at=self.at, by=self.by
                ),
                offers.OfferGone,
                offers.CannotExtend,
            )

    @rule(n=picks)
    def give_an_extra_place(self, n: int) -> None:
        """Out of turn by a coordinator's word: the order is not kept, and only then."""
        rows = Candidacy.objects.filter(cohort__in=self.cohorts).waiting()
        if candidacy := self.pick(rows, n):
            self.at += HOUR
            with contextlib.suppress(extra_places.CannotOffer):
                extra_places.offer_place(
                    candidacy_id=candidacy.pk, reason="why", by=self.by, at=self.at
                )

    @rule(n=st.integers(0, 1), on=st.booleans())
    def move_the_cut_off(self, n: int, on: bool) -> None:
        """Nobody joins any more; or they do again, and the safety net runs."""
        Cohort.objects.filter(pk=self.cohorts[n].pk).update(backfill_until=self.at if on else None)
        for offer in Offer.objects.live().filter(cohort=self.cohorts[n], expires_at__lt=self.at):
            self.act(lambda pk=offer.pk: offers.expire(offer_id=pk, at=self.at))
        self.act(lambda: allocation.promote(cohort_id=self.cohorts[n].pk, at=self.at))

    @rule()
    def ask_to_roll_over(self) -> None:
        day = self.at.date() + timedelta(days=7)
        self.act(
            lambda: rollovers.ask(
                intake_id=self.cohorts[0].intake_id, reply_on=day, by=self.by, at=self.at
            ),
            rollovers.CannotAsk,
        )

    @rule(n=picks, keep=st.booleans())
    def answer_whether_to_keep_the_place(self, n: int, keep: bool) -> None:
        asked = Rollover.objects.filter(application__intake=self.cohorts[0].intake)
        if rollover := self.pick(asked, n):
            self.act(
                lambda: rollovers.answer(
                    application_id=rollover.application_id, keep=keep, at=self.at, by=None
                ),
                rollovers.QuestionGone,
            )

    @rule()
    def let_the_questions_lapse(self) -> None:
        self.act(lambda: rollovers.sweep(self.at))

    @rule(n=picks)
    def rescind(self, n: int) -> None:
        if offer := self.live_offer(n):
            self.act(
                lambda: offers.rescind(offer_id=offer.pk, reason="why", by=self.by, at=self.at),
                offers.OfferGone,
            )

    @rule(sweep=st.booleans())
    def let_time_pass(self, sweep: bool) -> None:
        """To the next deadline; the job that ends what is over may run, or be late."""
        ends = Offer.objects.live().filter(cohort__in=self.cohorts).order_by("expires_at")
        if not ends:
            return
        self.at = max(self.at, ends[0].expires_at)
        for offer in ends.filter(expires_at__lte=self.at) if sweep else []:
            self.act(lambda pk=offer.pk: offers.expire(offer_id=pk, at=self.at))

    @rule(n=picks)
    def come_back(self, n: int) -> None:
        rows = Offer.objects.filter(cohort__in=self.cohorts, candidacy__state=S.EXPIRED)
        if offer := self.pick(rows, n):
            self.act(
                lambda: offers.rejoin(offer_id=offer.pk, at=self.at, by=None), offers.CannotRejoin
            )

    @rule(n=picks)
    def give_up(self, n: int) -> None:
        rows = Offer.objects.filter(cohort__in=self.cohorts, candidacy__state=S.ACCEPTED)
        if offer := self.pick(rows.filter(state="accepted"), n):
            self.act(lambda: departures.give_up(offer_id=offer.pk, at=self.at, by=None))

    @rule(n=picks)
    def withdraw(self, n: int) -> None:
        rows = Application.objects.filter(intake=self.cohorts[0].intake, state="submitted")
        if application := self.pick(rows, n):
            self.act(
                lambda: applications.withdraw(application_id=application.pk, at=self.at, by=None),
                applications.CannotWithdraw,
            )

    @rule(n=picks, band=st.integers(1, 9))
    def change_band(self, n: int, band: int) -> None:
        rows = Candidacy.objects.filter(cohort__in=self.cohorts).waiting()
        if candidacy := self.pick(rows, n):
            self.act(
                lambda: allocation.change_band(
                    candidacy_id=candidacy.pk, band=band, reason="why", by=self.by, at=self.at
                )
            )

    @rule(n=st.integers(0, 1), capacity=st.integers(1, 5))
    def change_capacity(self, n: int, capacity: int) -> None:
        self.act(
            lambda: allocation.change_capacity(
                cohort_id=self.cohorts[n].pk,
                capacity=capacity,
                by=self.by,
                at=self.at,
                reason="why",
            ),
            seats.CannotChange,
        )

    @rule(n=st.integers(0, 1), on=st.booleans())
    def pause_or_resume(self, n: int, on: bool) -> None:
        call = allocation.pause if on else allocation.resume
        self.act(lambda: call(cohort_id=self.cohorts[n].pk, by=self.by, at=self.at))

    # -- What always holds -----------------------------------------------------------------

    @precondition(lambda self: hasattr(self, "cohorts"))
    @invariant()
    def the_rules_hold(self) -> None:
        """Never more holders than seats, one seat a person, a kept place is no wait; and no free
        seat while somebody waits, unless the page says why."""
        still = []
        for row in self.counted():
            assert row.seats - row.extra == row.capacity
            assert row.extra_free == 0
            assert row.taken == row.told <= row.capacity + row.extra
            assert row.taken == row.holders
            assert row.kept_and_waiting == 0
            if row.free and row.waiting:
                still.append((row.cohort, row.free, row.waiting))
        self.says_why(still)

    def counted(self) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(COUNTED, [[cohort.pk for cohort in self.cohorts]])
            return [Counted._make(row) for row in cursor.fetchall()]

    def says_why(self, still: list[tuple[int, int, int]]) -> None:
        """Looked at anew when it differs from the last step, and with every round that is out."""
        out = Round.objects.filter(due_at__lte=self.at).count()
        if out > self.rounds_out:  # what waited for a round goes on, by the clock
            self.rounds_out = out
            allocation.promote_all(self.at)
        elif still == self.seen:
            return
        self.seen = still
        found = Cohort.objects.filter(pk__in=[cohort for cohort, _free, _waiting in still])
        listed = list(found.select_related("intake__program", "community"))
        for state in queues.queue_states(listed, self.at).values() if listed else ():
            assert state.next_offers == 0 or state.why


Counted = namedtuple(
    "Counted",
    "cohort capacity seats extra extra_free taken holders told free waiting kept_and_waiting",
)
COUNTED = """
    SELECT c.id, c.capacity, s.seats, s.extra, s.extra_free, s.taken, s.holders,
           d.told, s.seats - s.taken, d.waiting, d.kept_and_waiting
    FROM programs_cohort c,
    LATERAL (
        SELECT count(*) AS seats,
               count(*) FILTER (WHERE number > c.capacity) AS extra,
               count(*) FILTER (WHERE number > c.capacity AND state = 'free') AS extra_free,
               count(*) FILTER (WHERE state <> 'free') AS taken,
               count(DISTINCT holder_id) AS holders
        FROM programs_seat WHERE cohort_id = c.id
    ) s,
    LATERAL (
        SELECT count(*) FILTER (WHERE i.state IN ('offered', 'accepted')) AS told,
               count(*) FILTER (WHERE i.state = 'waitlisted') AS waiting,
               count(*) FILTER (WHERE i.state = 'waitlisted' AND r.state = 'kept')
                   AS kept_and_waiting
        FROM intakes_candidacy i
        LEFT JOIN intakes_rollover r ON r.application_id = i.application_id
        WHERE i.cohort_id = c.id
    ) d
    WHERE c.id = ANY(%s) ORDER BY c.id
"""


def key(candidacy: Candidacy) -> tuple[Any, ...]:
    return (candidacy.band, candidacy.requeued, candidacy.eligible_since, candidacy.pk)


def run_acts(examples: int, steps: int, *, drill: bool = False) -> None:
    """So many examples of so many acts each."""
    run_state_machine_as_test(
        Choosing,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not drill,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_any_order_of_acts_keeps_the_rules():
    run_acts(5, 200)
