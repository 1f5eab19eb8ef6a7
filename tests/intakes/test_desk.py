"""The desk's pages of intakes: each acts through the rules, shows why, and asks the database
the same however much there is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intakes import allocation, desk, interests, next_steps, offers, review
from intakes.models import CandidacyState, OfferState
from notices.models import Notice, NoticeState
from programs.models import Cohort
from tests.factories import CohortFactory, UserFactory
from tests.intakes.making import coordinator_of, offer_of, people_for
from tests.reading import headings
from tests.world import give_second_factor, sign_in

S = CandidacyState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def coordinator(client, world):
    sign_in(client, world.people["coordinator"])
    return client


def changelist(model):
    return reverse(f"admin:intakes_{model}_changelist")


def change(model, pk):
    return reverse(f"admin:intakes_{model}_change", args=[pk])


def text(response):
    return response.content.decode()


# ------------------------------------------------- the queue


class TestQueue:
    def post(self, client, cohort, act, **sent):
        return client.post(change("queue", cohort.pk), {"act": act} | sent, follow=True)

    def test_a_round_is_shown_and_made_as_it_was_shown(self, coordinator, world):
        cohort = world.cohorts["forming"]

        page = coordinator.get(change("queue", cohort.pk))
        shown = page.context["round"]
        made = self.post(coordinator, cohort, "round", shown=shown.stamp)

        assert [len(shown.offered), len(shown.waitlisted), len(shown.unsuccessful)] == [3, 0, 1]
        assert "3 offers, 0 on the waitlist, 1 told it is not now." in text(made)
        assert cohort.offers.live().count() == 3

    def test_a_stale_or_doubled_press_makes_no_second_round(self, coordinator, world):
        cohort = world.cohorts["forming"]
        stamp = coordinator.get(change("queue", cohort.pk)).context["round"].stamp
        people_for(cohort, 1, S.ELIGIBLE)

        stale = self.post(coordinator, cohort, "round", shown=stamp)
        after_stale = cohort.offers.live().count()
        fresh = coordinator.get(change("queue", cohort.pk)).context["round"].stamp
        for _press in range(2):
            self.post(coordinator, cohort, "round", shown=fresh)

        assert "Things have changed since you looked" in text(stale)
        assert (after_stale, cohort.offers.live().count()) == (0, 4)

    def test_it_says_running_paused_by_whom_or_blocked_by_what(self, coordinator, world):
        cohort = world.cohorts["full"]

        running = text(coordinator.get(change("queue", cohort.pk)))
        paused = text(self.post(coordinator, cohort, "pause", reason="Two of one team."))
        cohort.roles.all().delete()
        blocked = text(coordinator.get(change("queue", cohort.pk)))

        assert "Running" in running
        assert "Paused by Robin Coordinator." in paused
        assert "Why: Two of one team." in paused
        assert "This cohort has no facilitator yet." in blocked

    def test_paused_needs_a_reason_and_what_was_typed_stays(self, coordinator, world):
        page = self.post(coordinator, world.cohorts["full"], "pause", reason="")

        assert page.status_code == 200
        assert "Please give a reason" in text(page)
        assert Cohort.objects.get(pk=world.cohorts["full"].pk).paused_by is None

    def test_paused_and_a_seat_free_it_says_who_would_be_next_and_goes_on(self, coordinator, world):
        cohort = world.cohorts["full"]
        self.post(coordinator, cohort, "pause", reason="why")
        self.post(
            coordinator, cohort, "rescind", offer=world.offers["holder"].pk, reason="Moved away."
        )

        page = coordinator.get(change("queue", cohort.pk))
        waiting = world.applications["waiting"].candidacies.get()
        before = [candidacy.pk for candidacy in page.context["next_ones"]]
        self.post(coordinator, cohort, "resume")

        assert before == [waiting.pk]
        waiting.refresh_from_db()
        assert waiting.state == S.OFFERED

    def test_by_hand_the_next_is_offered_a_seat_though_it_is_paused(self, coordinator, world):
        cohort = world.cohorts["full"]
        self.post(coordinator, cohort, "pause", reason="why")
        self.post(coordinator, cohort, "rescind", offer=world.offers["holder"].pk, reason="why")

        page = self.post(coordinator, cohort, "promote")

        assert "One offer is on its way." in text(page)

    def test_a_band_is_changed_with_a_reason(self, coordinator, world):
        cohort = world.cohorts["full"]
        candidacy = cohort.candidacies.waiting().last()

        missing = self.post(coordinator, cohort, "band", candidacy=candidacy.pk, band=1, reason="")
        self.post(coordinator, cohort, "band", candidacy=candidacy.pk, band=1, reason="Alone.")

        assert "Please give a reason" in text(missing)
        assert cohort.candidacies.waiting().first() == candidacy

    def test_places_are_changed_with_a_reason_and_nobody_is_evicted(self, coordinator, world):
        cohort = world.cohorts["full"]

        more = self.post(coordinator, cohort, "capacity", capacity=26, reason="A larger room.")
        fewer = self.post(coordinator, cohort, "capacity", capacity=3, reason="A smaller room.")

        cohort.refresh_from_db()
        assert "One offer is on its way." in text(more)
        assert "26 places are held" in text(fewer)
        assert cohort.capacity == 26

    @pytest.mark.parametrize(
        "sent",
        [
            {"act": "nonsense"},
            {"act": ""},
            {},
            {"act": "band", "candidacy": 999999, "band": 1, "reason": "why"},
            {"act": "rescind", "offer": 999999, "reason": "why"},
        ],
    )
    def test_what_is_not_there_is_not_there(self, coordinator, world, sent):
        answer = coordinator.post(change("queue", world.cohorts["full"].pk), sent)

        assert answer.status_code == 404

    def test_ids_of_another_cohort_are_not_there(self, coordinator, world):
        waiting = people_for(world.cohorts["forming"], 1, S.WAITLISTED)[0]
        here = change("queue", world.cohorts["full"].pk)

        answer = coordinator.post(
            here, {"act": "band", "candidacy": waiting.pk, "band": 1, "reason": "why"}
        )

        assert answer.status_code == 404

    @pytest.mark.parametrize("bad", ["", "x", "1\0", "9" * 40, "-1"])
    def test_a_number_that_is_none_is_asked_for_again(self, coordinator, world, bad):
        for act, name in (("capacity", "capacity"), ("band", "band"), ("rescind", "offer")):
            sent = {"act": act, "reason": "why", "candidacy": "1", "band": "1"} | {name: bad}
            answer = coordinator.post(change("queue", world.cohorts["full"].pk), sent)
            assert answer.status_code in (200, 404)

    def test_an_offer_whose_mail_did_not_arrive_is_a_call(self, coordinator, world):
        cohort, offer = world.cohorts["full"], world.offers["holder"]
        Notice.objects.filter(object_id=offer.pk).delete()
        Notice.objects.create(
            key="x",
            kind="intakes.offer",
            recipient=world.people["holder"],
            object_id=offer.pk,
            cohort_id=cohort.pk,
            due_at=world.at,
            state=NoticeState.FAILED,
        )

        page = text(coordinator.get(change("queue", cohort.pk)))
        first = desk.waiting(world.people["coordinator"], world.at)[0]

        assert "Please phone" in page
        assert (first.title, first.urgency, first.url) == (
            "Phone one person about an offer",
            0,
            change("queue", cohort.pk),
        )

    def test_to_coordinators_of_other_programs_there_is_nothing(self, client, world):
        sign_in(client, world.people["foreign_coordinator"])

        for act in ({}, {"act": "pause", "reason": "why"}):
            answer = client.post(change("queue", world.cohorts["full"].pk), act)
            assert answer.status_code == 404
        assert client.get(change("queue", world.cohorts["full"].pk)).status_code == 404

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_asks_the_same_however_many_wait(
        self, coordinator, world, many, django_assert_num_queries
    ):
        cohort = CohortFactory(intake=world.intakes["open"], capacity=many)
        people_for(cohort, many, S.WAITLISTED)
        allocation.promote(cohort_id=cohort.pk, at=world.at)
        people_for(cohort, many, S.WAITLISTED)
        coordinator.get(change("queue", cohort.pk))

        with django_assert_num_queries(37):
            coordinator.get(change("queue", cohort.pk))


# ------------------------------------------------- the lists


LISTS = {"interest": 9, "offer": 6, "queue": 18}


@pytest.mark.parametrize("model", LISTS)
@pytest.mark.parametrize("many", [1, 3])
def test_a_list_asks_the_same_however_long_it_is(
    client, world, model, many, django_assert_num_queries
):
    program = CohortFactory().intake.program
    who = coordinator_of(program)
    give_second_factor(who)
    sign_in(client, who)
    for _n in range(many):
        cohort = CohortFactory(intake=program.intakes.get())
        people_for(cohort, many, S.WAITLISTED)
        allocation.promote(cohort_id=cohort.pk, at=world.at)
        interests.express(
            person_id=UserFactory().pk,
            program_id=program.pk,
            community_ids=[cohort.community_id],
            at=world.at,
            by=None,
        )
    client.get(changelist(model))

    with django_assert_num_queries(LISTS[model]):
        page = client.get(changelist(model))

    assert page.status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_an_application_shows_what_was_done_with_it_and_asks_the_same(
    coordinator, world, many, django_assert_max_num_queries
):
    application = world.applications["applicant"]
    for rank in range(2, many + 1):
        people_for(
            CohortFactory(intake=application.intake, facilitator=False),
            1,
            S.IN_REVIEW,
            application=application,
            rank=rank,
        )
    review.decide(
        candidacy_id=application.candidacies.order_by("rank")[0].pk,
        outcome=S.ELIGIBLE,
        reason="Fits the mix.",
        by=world.people["coordinator"].pk,
        at=world.at,
    )
    coordinator.get(change("application", application.pk))

    with django_assert_max_num_queries(38):  # what it gathers, however many of each there are
        page = coordinator.get(change("application", application.pk))

    assert "Fits the mix." in text(page)
    assert "Robin Coordinator" in text(page)


def test_an_offer_is_taken_back_with_a_reason(coordinator, world):
    offer = world.offers["holder"]
    form = {"action": "take_back", "_selected_action": [offer.pk], "reason": "Moved away."}

    page = coordinator.get(change("offer", offer.pk))
    coordinator.post(changelist("offer"), form, follow=True)

    offer.refresh_from_db()
    assert offer.state == OfferState.RESCINDED
    assert headings(page)[0] == str(world.people["holder"])


def test_an_interest_is_read_in_words(coordinator, world):
    page = coordinator.get(change("interest", world.interest.pk))

    assert headings(page)[0] == str(world.people["interested"])
    assert (">received<" in text(page), "submitted" in text(page)) == (True, False)
    assert ("Where they work" in text(page), "Where you work" in text(page)) == (True, False)


def test_nothing_is_added_or_changed_by_hand(coordinator, world):
    for model in ("interest", "offer"):
        assert coordinator.get(reverse(f"admin:intakes_{model}_add")).status_code in (403, 404)
    offer = world.offers["holder"]
    coordinator.post(change("offer", offer.pk), {"state": "accepted"})
    offer.refresh_from_db()
    assert offer.state == OfferState.SENT


# ------------------------------------------------- what waits, and what is next


def steps(found):
    return [(step.title, step.urgency) for step in found]


def test_what_waits_for_a_coordinator_today(world):
    who = world.people["coordinator"]
    allocation.pause(cohort_id=world.cohorts["full"].pk, by=who.pk, at=world.at)
    offers.rescind(offer_id=world.offers["holder"].pk, reason="why", by=who.pk, at=world.at)
    Notice.objects.all().delete()
    soon = world.cohorts["full"].offers.live().first()
    moment = soon.expires_at - timedelta(hours=2)

    assert steps(desk.waiting(who, moment)) == [
        ("2 offers end within a day", 1),
        ("Somebody waits, and a seat is free", 1),
        ("One application to read", 3),
    ]
    assert desk.waiting(world.people["foreign_coordinator"], moment) == []
    assert desk.waiting(world.people["member"], moment) == []


def test_a_round_is_ready_once_everybody_has_been_read_and_the_intake_is_closed(world):
    who, cohort = world.people["coordinator"], world.cohorts["forming"]
    close = cohort.intake.closes_at
    cohort.candidacies.filter(state=S.IN_REVIEW).update(state=S.UNSUCCESSFUL)

    def ready(at):
        found = desk.waiting(who, at)
        return [(s.count, s.url) for s in found if s.title == "A round is ready to be sent"]

    compose = reverse("admin:intakes_compose", args=[cohort.pk])
    assert (ready(close - timedelta(seconds=1)), ready(close)) == ([], [(5, compose)])


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("holder", [("A seat is held for you", 0)]),
        ("expired", [("Are you still interested?", 1)]),
        ("drafting", [("Your form is not sent yet", 2)]),
        ("applicant", [("Your application is being read", 6)]),
        ("unsuccessful", [("Your application is being read", 6)]),
        ("waiting", [("You are on the waitlist", 6)]),
        ("interested", [("Applications are open", 3)]),
        ("declined", []),
        ("member", []),
        ("stranger", []),
    ],
)
def test_what_is_next_for_a_person(world, who, expected):
    assert steps(next_steps.for_person(world.people[who], world.at)) == expected


def test_what_is_said_of_several_wishes_is_said_once(world):
    application, who = world.applications["applicant"], world.people["applicant"]
    second, third = (CohortFactory(intake=application.intake) for _n in range(2))
    people_for(second, 1, S.IN_REVIEW, application=application, rank=2)
    people_for(third, 1, S.ACCEPTED, application=application, rank=3)

    said = steps(next_steps.for_person(who, world.at))

    assert said == [("Your application is being read", 6), ("You have a seat", 5)]


def test_in_the_pool_and_nothing_to_apply_to_one_waits(world):
    who, intake = world.people["interested"], world.intakes["open"]

    said = [steps(next_steps.for_person(who, at)) for at in (world.at, intake.closes_at)]

    assert said == [
        [("Applications are open", 3)],
        [("You are in the pool for the next intake", 7)],
    ]


def test_an_offer_says_by_when_it_wants_its_answer(world):
    (step,) = next_steps.for_person(world.people["holder"], world.at)

    offer = world.offers["holder"]
    assert (step.url, step.due_at) == (
        reverse("intakes:offer", kwargs={"pk": offer.pk}),
        offer.expires_at,
    )
    assert offer_of(offer.candidacy) == offer


def test_by_the_clock_what_is_next_changes_though_no_job_has_run(world):
    at = world.offers["holder"].expires_at

    assert steps(next_steps.for_person(world.people["holder"], at)) == [
        ("Are you still interested?", 1)
    ]
