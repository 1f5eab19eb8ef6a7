"""Composing a cohort at the desk, its round, and who is not to be in one room."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry
from intakes import apart, rounds
from intakes.models import ApartMatch, Candidacy, MatchState, Offer, Round, Target
from notices.models import Notice
from tests.factories import CandidacyFactory
from tests.intakes.making import S, people_for, states
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
OUTSIDERS = ("foreign_coordinator", "facilitator", "member", "funder")


@pytest.fixture
def coordinator(client, world):
    sign_in(client, world.people["coordinator"])
    return client


@pytest.fixture
def cohort(world):
    return world.cohorts["forming"]


@pytest.fixture
def match(world, cohort):
    one, other = people_for(cohort, 2)
    person = one.application.applicant
    words = other.application.applicant.display_name
    apart.say(person_id=person.pk, words=words, at=world.at, by=person.pk)
    return ApartMatch.objects.get(person=person, other=other.application.applicant)


def url(name, *args):
    return reverse(f"admin:intakes_{name}", args=args)


def text(response):
    return response.content.decode()


def send(client, cohort):
    shown = client.get(url("compose_round", cohort.pk)).context["round"].stamp
    answer = client.post(url("compose_round", cohort.pk), {"shown": shown})
    return shown, answer


class TestWorkspace:
    def test_it_shows_who_is_in_and_who_is_being_read(self, coordinator, cohort):
        new = CandidacyFactory(cohort=cohort)
        page = coordinator.get(url("compose", cohort.pk))

        assert page.status_code == 200
        assert new.pk in [row.candidacy.pk for row in page.context["reading_rows"]]
        assert len(page.context["chosen"]) == 3

    def test_several_are_chosen_with_one_reason_and_taken_back(self, coordinator, cohort):
        people = CandidacyFactory.create_batch(2, cohort=cohort)
        ids = [one.pk for one in people]
        for act, state in (
            ("choose", S.ELIGIBLE),
            ("back", S.IN_REVIEW),
            ("not_now", S.UNSUCCESSFUL),
        ):
            said = {"act": act, "who": ids, "reason": "A good mix.", "band": "5"}
            answer = coordinator.post(url("compose", cohort.pk), said)

            assert (answer.status_code, states(people)) == (302, [state] * 2)
        beside = text(coordinator.get(url("compose", cohort.pk)))
        assert beside.index("A good mix.") > beside.index("What was done, and by whom")
        reasons = Entry.objects.filter(object_id=ids[0], verb="candidacy.eligible")
        assert [entry.reason.text for entry in reasons] == ["A good mix."]

    def test_the_line_is_ordered_by_bands(self, coordinator, cohort):
        one = people_for(cohort, 1)[0]
        said = {"act": "band", "who": [one.pk], "band": "3", "reason": "Far from others."}
        coordinator.post(url("compose", cohort.pk), said)

        one.refresh_from_db()
        assert one.band == 3

    def test_without_a_reason_nothing_is_done_and_the_ticks_stay(self, coordinator, cohort):
        new = CandidacyFactory(cohort=cohort)
        said = {"act": "choose", "who": [new.pk], "reason": "  "}
        page = coordinator.post(url("compose", cohort.pk), said)

        assert (page.status_code, states([new])) == (200, [S.IN_REVIEW])
        assert text(page).index("Please say why") < text(page).index("The group so far")
        assert [r.ticked for r in page.context["reading_rows"] if r.candidacy.pk == new.pk] == [
            True
        ]

    def test_nobody_ticked_keeps_the_reason_that_was_typed(self, coordinator, cohort):
        said = {"act": "choose", "reason": "Because of the mix."}
        page = coordinator.post(url("compose", cohort.pk), said)

        assert "Because of the mix." in text(page)

    @pytest.mark.parametrize(
        "said",
        [
            {"act": "choose", "who": ["x"], "reason": "y"},
            {"act": "choose", "who": ["9" * 30], "reason": "y"},
            {"act": "choose", "who": ["\x00"], "reason": "y"},
            {"act": "drop", "target": "x"},
            {"act": "fly"},
            {},
        ],
    )
    def test_what_is_forged_is_not_there(self, coordinator, cohort, said):
        assert coordinator.post(url("compose", cohort.pk), said).status_code == 404

    def test_somebody_of_another_cohort_is_not_there(self, coordinator, cohort):
        elsewhere = CandidacyFactory()
        said = {"act": "choose", "who": [elsewhere.pk], "reason": "y"}

        assert coordinator.post(url("compose", cohort.pk), said).status_code == 404
        assert states([elsewhere]) == [S.IN_REVIEW]

    def test_a_wish_is_kept_shown_and_taken_off(self, coordinator, cohort):
        said = {"act": "wish", "kind": "region", "value": "Mallee", "number": "2"}
        page = coordinator.post(url("compose", cohort.pk), said, follow=True)
        assert "0 of 2: 2 more would meet what you set out." in text(page)

        target = Target.objects.get()
        for _n in range(2):
            coordinator.post(url("compose", cohort.pk), {"act": "drop", "target": target.pk})
        assert Target.objects.count() == 0

    def test_a_wish_without_a_name_says_so_and_keeps_what_was_typed(self, coordinator, cohort):
        said = {"act": "wish", "kind": "region", "value": "", "number": "7"}
        page = coordinator.post(url("compose", cohort.pk), said)

        assert "Which one?" in text(page)
        assert Target.objects.count() == 0

    def test_it_asks_the_same_for_few_and_many(self, coordinator, cohort):
        asked = []
        for more in (3, 25):
            people_for(cohort, more)
            CandidacyFactory.create_batch(more, cohort=cohort)
            with CaptureQueriesContext(connection) as queries:
                coordinator.get(url("compose", cohort.pk))
            asked.append(len(queries))

        assert asked[1] <= asked[0]


class TestRound:
    def test_the_whole_round_is_seen_with_its_letters_and_sent_in_one_act(
        self, coordinator, world, cohort
    ):
        CandidacyFactory(cohort=cohort)
        page = coordinator.get(url("compose_round", cohort.pk))
        assert (Round.objects.count(), Offer.objects.filter(cohort=cohort).count()) == (0, 0)
        assert page.context["reading"] == cohort.candidacies.filter(state=S.IN_REVIEW).count()
        assert "still being read and hear" in text(page)
        assert [letter.count for letter in page.context["letters"]][:1] == [3]

        _shown, answer = send(coordinator, cohort)
        made = Round.objects.get()
        assert answer.url == url("round_change", made.pk)
        assert (made.offers, made.made_by) == (3, world.people["coordinator"])

    def test_pressed_twice_it_is_one_round_and_the_same_page(self, coordinator, cohort):
        shown, first = send(coordinator, cohort)
        again = coordinator.post(url("compose_round", cohort.pk), {"shown": shown})

        assert (again.url, Round.objects.count()) == (first.url, 1)

    def test_what_changed_meanwhile_is_looked_at_again(self, coordinator, cohort):
        shown = coordinator.get(url("compose_round", cohort.pk)).context["round"].stamp
        people_for(cohort, 1)
        answer = coordinator.post(url("compose_round", cohort.pk), {"shown": shown}, follow=True)

        assert "changed since you looked" in text(answer)
        assert Round.objects.count() == 0

    @pytest.mark.parametrize("shown", ["", "x", "\x00", "y" * 1000])
    def test_a_forged_stamp_sends_nothing(self, coordinator, cohort, shown):
        answer = coordinator.post(url("compose_round", cohort.pk), {"shown": shown})

        assert (answer.status_code, Round.objects.count()) == (302, 0)

    def test_it_is_followed_and_stopped(self, coordinator, cohort):
        _shown, answer = send(coordinator, cohort)
        page = coordinator.get(answer.url)
        assert "Stop: take the whole round back" in text(page)
        assert 'hx-trigger="every 5s"' in text(page)
        assert '<noscript><meta http-equiv="refresh"' in text(page)

        stopped = coordinator.post(answer.url, follow=True)
        again = coordinator.post(answer.url, follow=True)
        assert "Everybody stands as before" in text(stopped)
        assert again.status_code == 200
        assert "hx-get" not in text(again)
        assert Offer.objects.filter(cohort=cohort).count() == 0

    def test_too_late_to_stop_is_said(self, coordinator, world, cohort, frozen):
        _shown, answer = send(coordinator, cohort)
        frozen.move_to(world.at + rounds.MAILS_WAIT)
        refused = coordinator.post(answer.url, follow=True)

        assert "It is too late to stop" in text(refused)
        assert Offer.objects.filter(cohort=cohort).count() == 3

    def test_nobody_can_open_their_offer_before_its_mail_leaves(
        self, coordinator, world, cohort, client, frozen
    ):
        send(coordinator, cohort)
        offer = Offer.objects.filter(cohort=cohort).first()
        sign_in(client, offer.candidacy.application.applicant)
        there = reverse("intakes:offer", args=[offer.pk])

        assert (client.get(there).status_code, client.post(there).status_code) == (404, 404)
        frozen.move_to(world.at + rounds.MAILS_WAIT)
        assert client.get(there).status_code == 200


class TestNotInOneRoom:
    def test_it_is_decided_with_a_reason_and_nobody_is_told(self, coordinator, cohort, match):
        before = Notice.objects.count()
        page = coordinator.get(url("apart", cohort.pk))
        assert str(match.other) in text(page)

        said = {"match": match.pk, "outcome": "not_together", "reason": "We spoke."}
        kept = coordinator.post(url("apart", cohort.pk), said, follow=True)
        match.refresh_from_db()
        assert match.state == MatchState.NOT_TOGETHER
        assert "We spoke." in text(kept)
        assert Notice.objects.count() == before

    @pytest.mark.parametrize(
        "said", [{"reason": ""}, {"outcome": "open", "reason": "x"}, {"outcome": "", "reason": "x"}]
    )
    def test_without_a_reason_or_decision_nothing_is_kept(self, coordinator, cohort, match, said):
        sent = {"match": match.pk, "outcome": "no_concern"} | said
        page = coordinator.post(url("apart", cohort.pk), sent)
        match.refresh_from_db()

        assert (page.status_code, match.state) == (200, MatchState.OPEN)

    def test_a_match_of_other_people_is_not_there(self, coordinator, world, cohort, match):
        other = world.cohorts["meeting"]
        said = {"match": match.pk, "outcome": "no_concern", "reason": "x"}

        assert coordinator.post(url("apart", other.pk), said).status_code == 404

    def test_the_words_stand_on_no_page_of_it(self, coordinator, cohort, match):
        words = "said about somebody in confidence"
        apart.Apart.objects.filter(person=match.person).update(words=words)
        pages = [
            coordinator.get(url(name, cohort.pk)) for name in ("compose", "apart", "compose_round")
        ]

        assert [words in text(page) for page in pages] == [False] * 3

    def test_the_queue_says_who_waits_for_a_decision(self, coordinator, cohort, match):
        ids = [match.person_id, match.other_id]
        Candidacy.objects.filter(application__applicant__in=ids).update(state=S.WAITLISTED)
        page = coordinator.get(reverse("admin:intakes_queue_change", args=[cohort.pk]))

        assert "2 of those who wait can’t be offered a seat before you decide" in text(page)


@pytest.mark.parametrize("name", OUTSIDERS)
@pytest.mark.parametrize("page", ["compose", "compose_round", "apart"])
def test_to_everybody_else_there_is_nothing_here(client, world, cohort, name, page):
    sign_in(client, world.people[name])

    assert client.get(url(page, cohort.pk)).status_code == 404
    assert client.post(url(page, cohort.pk), {"act": "wish"}).status_code == 404
