"""The page of a queue says what it does and what would happen next; its acts call the rules once
however often they are pressed. The page that asks about the next intake, and the answer to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from intakes import allocation, queues, rollovers, what_next
from intakes.models import CandidacyState, Rollover, RolloverState
from notices.models import Notice
from programs import grants
from programs.models import Grant
from tests.factories import CohortFactory
from tests.intakes.making import DAY, offer_of, people_for, states
from tests.world import sign_in

S, R = CandidacyState, RolloverState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def coordinator(client, world):
    sign_in(client, world.people["coordinator"])
    return client


@pytest.fixture
def cohort(world):
    """One seat, held; two wait."""
    cohort = CohortFactory(intake=world.intakes["open"], capacity=1)
    people_for(cohort, 3, S.WAITLISTED)
    allocation.promote(cohort_id=cohort.pk, at=world.at)
    return cohort


@pytest.fixture
def over(world):
    """A cohort nobody joins any more, with two who wait."""
    cohort = CohortFactory(intake=world.intakes["open"], capacity=1, backfill_until=world.at - DAY)
    people_for(cohort, 2, S.WAITLISTED)
    return cohort


def page(cohort):
    return reverse("admin:intakes_queue_change", args=[cohort.pk])


def asking(cohort):
    return reverse("admin:intakes_rollover", args=[cohort.pk])


def text(response):
    return " ".join(response.content.decode().split())


def post(client, cohort, act, **sent):
    return client.post(page(cohort), {"act": act} | sent, follow=True)


def intake_closed(cohort, world):
    cohort.intake.closes_at = world.at
    cohort.intake.save(update_fields=["closes_at"])


def paused(cohort, world):
    by = world.people["coordinator"].pk
    allocation.pause(cohort_id=cohort.pk, by=by, at=world.at, reason="why")


class TestWhatIsNext:
    """For each cohort in the list, and on Today."""

    @pytest.mark.parametrize(
        ("waits", "then", "words", "name"),
        [
            ([], None, "Nothing: applications are open", ""),
            ([], intake_closed, "Nothing", ""),
            ([S.IN_REVIEW, S.ELIGIBLE], None, "Read one application", "board"),
            ([S.IN_REVIEW] * 2, None, "Read 2 applications", "board"),
            ([S.ELIGIBLE], None, "Compose the group", "compose"),
            ([S.ELIGIBLE], intake_closed, "Compose the group and send its round", "compose"),
            ([S.UNSUCCESSFUL], intake_closed, "Compose the group and send its round", "compose"),
        ],
    )
    def test_of_a_cohort_that_is_being_chosen(self, world, waits, then, words, name):
        cohort: Any = CohortFactory(intake=world.intakes["open"], capacity=1)
        for state in waits:
            people_for(cohort, 1, state)
        if then:
            then(cohort, world)

        found = what_next.of([cohort], world.at)[cohort.pk]

        assert found.words == words
        assert found.url.partition("?")[0] == (address(name, cohort) if name else "")

    def test_of_a_cohort_with_a_line(self, world, cohort):
        seen = [what_next.of([cohort], world.at)[cohort.pk].words]
        offer = cohort.offers.live().get()
        seen.append(what_next.of([cohort], offer.expires_at)[cohort.pk].words)
        paused(cohort, world)
        cohort.refresh_from_db()
        seen.append(what_next.of([cohort], offer.expires_at)[cohort.pk].words)

        assert seen == [
            "One answer to come",
            "Nothing: the waitlist runs by itself",
            "The waitlist is paused",
        ]

    def test_of_a_cohort_nobody_joins_any_more(self, world, over):
        before = what_next.of([over], world.at)[over.pk]
        day = rollovers.preview(over.intake, world.at).reply_on
        rollovers.ask(intake_id=over.intake_id, reply_on=day, by=None, at=world.at)
        after = what_next.of([over], world.at)[over.pk]

        assert before == what_next.Next("Ask those who wait about the next intake", asking(over))
        assert after.url == ""

    def test_the_list_and_today_lead_there(self, coordinator, over):
        pages = [reverse("admin:intakes_queue_changelist"), reverse("admin:index")]

        assert [asking(over) in text(coordinator.get(path)) for path in pages] == [True, True]


def address(name, cohort):
    return reverse(f"admin:intakes_{name}", args=[cohort.pk] if name == "compose" else [])


class TestWhatWouldHappenNext:
    def test_running_it_names_the_next_and_until_when(self, coordinator, cohort):
        first = cohort.candidacies.waiting()[0].application.applicant

        shown = text(coordinator.get(page(cohort)))

        assert f"it would be offered to <strong>{first}</strong>, who could answer until" in shown

    def test_paused_it_would_stay_free(self, coordinator, cohort, world):
        allocation.pause(
            cohort_id=cohort.pk, by=world.people["coordinator"].pk, at=world.at, reason="why"
        )

        shown = text(coordinator.get(page(cohort)))

        assert "Paused by Robin Coordinator." in shown
        assert "it would stay free until this goes on" in shown

    def test_less_than_a_day_before_the_cut_off_somebody_phones(self, coordinator, cohort, world):
        cohort.backfill_until = world.at + timedelta(hours=20)
        cohort.save(update_fields=["backfill_until"])

        answer = coordinator.get(page(cohort))

        (live,) = (row.item for row in answer.context["offer_rows"])
        assert "Somebody would phone" in text(answer)
        assert live.until == cohort.backfill_until < live.offer.expires_at

    def test_after_the_cut_off_it_would_stay_empty(self, coordinator, over):
        shown = text(coordinator.get(page(over)))

        assert "If a seat became free now, it would stay empty." in shown
        assert asking(over) in shown
        assert "Nothing is left to send." in shown
        assert [
            act for act in ("Pause it", "Blocked", "No offers can be made") if act in shown
        ] == []

    def test_with_nobody_in_line_it_says_so(self, coordinator, cohort):
        cohort.candidacies.waiting().delete()

        assert "it would stay free: nobody waits" in text(coordinator.get(page(cohort)))

    @pytest.mark.parametrize("many", [1, 4])
    def test_many_queues_are_asked_about_at_once(self, world, many, django_assert_num_queries):
        cohorts = [CohortFactory(intake=world.intakes["open"], capacity=1) for _n in range(many)]
        for cohort in cohorts:
            people_for(cohort, 2, S.WAITLISTED)

        with django_assert_num_queries(8):
            found = queues.queue_states(cohorts, world.at)

        assert [found[c.pk].waiting for c in cohorts] == [2] * many


class TestActs:
    def test_more_time_pressed_twice_is_given_once(self, coordinator, cohort):
        offer = cohort.offers.get()
        sent = {"offer": offer.pk, "ends": offer.expires_at.isoformat(), "days": 2, "reason": "why"}

        answers = [post(coordinator, cohort, "extend", **sent) for _press in range(2)]

        longer = offer_of(offer.candidacy)
        assert "There is time to answer until" in text(answers[0])
        assert longer.expires_at > offer.expires_at
        assert Notice.objects.filter(kind="intakes.extended").count() == 1

    def test_without_a_reason_what_was_typed_is_still_there(self, coordinator, cohort):
        offer = cohort.offers.get()
        sent = {"offer": offer.pk, "ends": offer.expires_at.isoformat(), "days": 3, "reason": ""}

        answer = post(coordinator, cohort, "extend", **sent)

        assert 'name="days" value="3"' in text(answer)
        assert offer_of(offer.candidacy).expires_at == offer.expires_at

    def test_another_cohorts_offer_is_not_there(self, coordinator, cohort, world):
        offer = cohort.offers.get()
        sent = {"offer": offer.pk, "ends": offer.expires_at.isoformat(), "days": 2, "reason": "why"}

        assert post(coordinator, world.cohorts["full"], "extend", **sent).status_code == 404

    def test_an_extra_place_goes_to_the_one_who_was_named(self, coordinator, cohort):
        last = cohort.candidacies.waiting()[1]

        answer = post(coordinator, cohort, "place", candidacy=last.pk, reason="The only one.")

        assert "An offer is on its way, for a place out of turn." in text(answer)
        assert (states([last]), cohort.seats.count()) == ([S.OFFERED], 2)

    def test_after_the_cut_off_the_page_says_that_the_cohort_has_to_agree(self, coordinator, over):
        first = over.candidacies.waiting()[0]

        shown = text(coordinator.get(page(over)))
        answer = post(coordinator, over, "place", candidacy=first.pk, reason="A teacher.")

        assert "unless the cohort has agreed to it" in shown
        assert "unless the cohort has agreed to it" in text(answer)
        assert states([first]) == [S.WAITLISTED]

    def test_once_it_has_agreed_somebody_can_join_late(self, coordinator, over, world):
        Grant.objects.create(
            cohort=over, matter=grants.LATE_JOIN, value="with a reason", since=world.at - DAY
        )
        first = over.candidacies.waiting()[0]

        post(coordinator, over, "place", candidacy=first.pk, reason="A teacher.")

        assert (states([first]), offer_of(first).late) == ([S.OFFERED], True)


class TestAskingAboutTheNextIntake:
    def test_it_shows_whom_and_a_post_asks_them_once(self, coordinator, over):
        shown = coordinator.get(asking(over))
        day = shown.context["found"].reply_on
        answers = [
            coordinator.post(asking(over), {"reply_on": day.isoformat()}, follow=True)
            for _press in range(2)
        ]

        assert "2 people wait where nobody joins any more." in text(shown)
        assert "2 people are asked." in text(answers[0])
        assert "Nobody is left to ask." in text(answers[1])
        assert Notice.objects.filter(kind="intakes.roll_over").count() == 2

    def test_a_day_that_does_not_do_is_said_and_kept(self, coordinator, over):
        answer = coordinator.post(asking(over), {"reply_on": "2024-07-13"})

        assert "That is no business day." in text(answer)
        assert 'value="2024-07-13"' in text(answer)
        assert Rollover.objects.filter(application__candidacies__cohort=over).count() == 0

    def test_while_people_can_join_there_is_nobody_to_ask(self, coordinator, cohort):
        assert "so there is nobody to ask yet" in text(coordinator.get(asking(cohort)))

    def test_what_they_said_stands_there(self, coordinator, over, world):
        by = world.people["coordinator"].pk
        day = rollovers.preview(over.intake, world.at).reply_on
        rollovers.ask(intake_id=over.intake_id, reply_on=day, by=by, at=world.at)
        first = over.candidacies.waiting()[0]
        rollovers.answer(application_id=first.application_id, keep=True, at=world.at, by=by)

        shown = coordinator.get(asking(over))

        assert (shown.context["tally"].kept, shown.context["tally"].declined) == (1, 0)
        assert "yes, kept" in text(shown)
        assert "What was done, and by whom" in text(shown)

    def test_outsiders_see_that_there_is_nothing(self, client, world, over):
        for name in ("facilitator", "foreign_coordinator", "waiting"):
            client.logout()
            sign_in(client, world.people[name])
            assert client.get(asking(over)).status_code in (302, 404)
            assert client.post(asking(over), {"reply_on": "2024-07-15"}).status_code in (302, 404)
        assert Rollover.objects.filter(application__candidacies__cohort=over).count() == 0


class TestAnswering:
    @pytest.fixture
    def asked(self, client, over, world):
        """Somebody who was asked, signed in; their candidacy."""
        day = rollovers.preview(over.intake, world.at).reply_on
        rollovers.ask(
            intake_id=over.intake_id,
            reply_on=day,
            by=world.people["coordinator"].pk,
            at=world.at,
        )
        candidacy = over.candidacies.waiting()[0]
        sign_in(client, candidacy.application.applicant)
        return candidacy

    def url(self, candidacy):
        return reverse("intakes:roll_over", args=[candidacy.application_id])

    def test_looking_answers_nothing(self, client, asked):
        shown = text(client.get(self.url(asked)))

        assert "Keep your place for the next intake?" in shown
        assert Rollover.objects.get(application=asked.application_id).state == R.ASKED

    def test_yes_is_kept_and_can_be_taken_back(self, client, asked):
        kept = text(client.post(self.url(asked), {"keep": "yes"}, follow=True))
        given_up = text(client.post(self.url(asked), {"keep": "no"}, follow=True))

        assert "Your place is kept" in kept
        assert "I have changed my mind" in kept
        assert "You have left the waitlist" in given_up

    def test_pressed_twice_it_says_the_same(self, client, asked):
        for _press in range(2):
            answer = text(client.post(self.url(asked), {"keep": "yes"}, follow=True))
            assert "Thank you. Your place is kept." in answer

    @pytest.mark.parametrize("sent", [{}, {"keep": "perhaps"}, {"keep": "\0"}])
    def test_neither_yes_nor_no_is_asked_again(self, client, asked, sent):
        answer = client.post(self.url(asked), sent)

        assert "Please choose yes or no." in text(answer)
        assert Rollover.objects.get(application=asked.application_id).state == R.ASKED

    def test_to_others_there_is_nothing(self, client, asked, world):
        sign_in(client, world.people["stranger"])

        assert client.get(self.url(asked)).status_code == 404
        assert client.post(self.url(asked), {"keep": "yes"}).status_code == 404
