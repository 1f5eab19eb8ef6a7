"""The mix a cohort is meant to have, and what to think about before its round."""

from datetime import timedelta

import pytest

from intakes import apart, composing, rehearsing, review, rounds, targets
from intakes.models import Round, Target, TargetKind
from notices.models import Notice
from tests.factories import CandidacyFactory
from tests.intakes.making import MONDAY, S, cohort_of, coordinator_of, people_for, states

pytestmark = pytest.mark.django_db
K = TargetKind


@pytest.fixture
def cohort():
    return cohort_of(3)


@pytest.fixture
def by(cohort):
    return coordinator_of(cohort.intake.program).pk


def person(cohort, state=S.ELIGIBLE, **application):
    said = {f"application__{name}": value for name, value in application.items()}
    return CandidacyFactory(cohort=cohort, state=state, **said)


def wish(cohort, by, kind, number, value=""):
    return targets.wish(
        cohort_id=cohort.pk, kind=kind, value=value, number=number, by=by, at=MONDAY
    )


def gaps(cohort):
    return {gap.name: (gap.have, gap.missing) for gap in composing.group(cohort).gaps}


def warned(cohort):
    return [warning.words for warning in composing.warnings(composing.group(cohort))]


class TestTheMix:
    def test_what_is_missing_is_said_in_words(self, cohort, by):
        wish(cohort, by, K.REGION, 3, "Gippsland")
        person(cohort, region="gippsland ")
        person(cohort, region="Melbourne")

        (gap,) = composing.group(cohort).gaps
        assert (gap.have, gap.missing) == (1, 2)
        assert gap.words == "1 of 3: 2 more would meet what you set out."
        assert [there for _x, there in gap.dots] == [True, False, False]

    def test_settings_stages_and_sole_workers_count_too(self, cohort, by):
        wish(cohort, by, K.SETTING, 1, "School")
        wish(cohort, by, K.CAREER_STAGE, 2, "emerging")
        wish(cohort, by, K.SOLE_WORKER, 1)
        person(cohort, setting="school", career_stage="emerging", sole_worker=True)

        assert gaps(cohort) == {
            "School": (1, 0),
            "new to this work": (1, 1),
            "the only one doing this work": (1, 0),
        }

    def test_only_those_who_would_be_in_the_room_count(self, cohort, by):
        wish(cohort, by, K.REGION, 9, "Gippsland")
        for _n in range(5):
            person(cohort, region="Gippsland")
        person(cohort, S.IN_REVIEW, region="Gippsland")

        assert gaps(cohort) == {"Gippsland": (3, 6)}

    def test_wished_for_again_the_number_changes(self, cohort, by):
        wish(cohort, by, K.REGION, 3, "Gippsland")
        wish(cohort, by, K.REGION, 4, " gippsland")

        assert [(t.value, t.number) for t in Target.objects.all()] == [("Gippsland", 4)]

    @pytest.mark.parametrize(
        ("kind", "value", "number"),
        [("region", " ", 1), ("planet", "Mars", 1), ("region", "A", 0), ("career_stage", "x", 1)],
    )
    def test_what_makes_no_sense_is_refused(self, cohort, by, kind, value, number):
        with pytest.raises(targets.CannotSet):
            wish(cohort, by, kind, number, value)

    def test_dropped_twice_it_is_gone(self, cohort, by):
        target = wish(cohort, by, K.SOLE_WORKER, 3)
        for _n in range(2):
            targets.drop(target_id=target.pk, by=by, at=MONDAY)

        assert Target.objects.count() == 0


class TestWarnings:
    def test_more_from_one_organisation_than_was_set_out(self, cohort, by):
        for place in ("Harbour House", "harbour  house", "Bluegum"):
            person(cohort, organisation=place)
        assert warned(cohort) == []

        wish(cohort, by, K.PER_ORGANISATION, 1)
        assert warned(cohort) == ["2 from Harbour House; 1 at most was set out."]

    def test_perhaps_somebody_who_leads_and_their_staff(self, cohort):
        lead = person(cohort, organisation="Bluegum", role="Team manager")
        worker = person(cohort, organisation="Bluegum", role="Educator")

        (warning,) = composing.warnings(composing.group(cohort))
        assert "leads" in warning.words
        assert warning.about == {lead.pk, worker.pk}

    def test_two_who_both_lead_are_no_warning(self, cohort):
        person(cohort, organisation="Bluegum", career_stage="senior")
        person(cohort, organisation="Bluegum", role="Director")

        assert warned(cohort) == []

    def test_not_in_one_room_is_said_without_naming_anybody(self, cohort):
        ada, sam = person(cohort, organisation="A"), person(cohort, organisation="B")
        apart.say(
            person_id=ada.application.applicant_id,
            words=sam.application.applicant.display_name,
            at=MONDAY,
            by=None,
        )
        (warning,) = composing.warnings(composing.group(cohort))

        assert warning.apart
        assert warning.about == {ada.pk, sam.pk}
        assert sam.application.applicant.display_name not in warning.words

    def test_it_asks_the_same_for_few_and_many(self, cohort, django_assert_max_num_queries):
        for count in (2, 30):
            people_for(cohort, count)
            with django_assert_max_num_queries(11):
                composing.warnings(composing.group(cohort))


class TestRehearsing:
    def test_the_letters_are_read_and_nothing_of_it_stays(self, cohort, by):
        people = [*people_for(cohort, 4), *people_for(cohort, 1, S.UNSUCCESSFUL)]
        before = states(people)
        found = rehearsing.round_letters(cohort_id=cohort.pk, by=by, at=MONDAY)

        assert [one.count for one in found] == [3, 1, 1]
        assert found[0].subject.startswith("Action needed by")
        assert all(one.text for one in found)
        assert (states(people), Round.objects.count(), Notice.objects.count()) == (before, 0, 0)


def test_a_choice_can_be_taken_back_until_the_round(cohort, by):
    one = person(cohort)
    review.reopen(candidacy_id=one.pk, reason="A slip.", by=by, at=MONDAY)
    assert states([one]) == [S.IN_REVIEW]

    review.decide(candidacy_id=one.pk, outcome="eligible", reason="Yes.", by=by, at=MONDAY)
    rounds.make_offers(cohort_id=cohort.pk, by=by, at=MONDAY)
    with pytest.raises(review.CannotDecide):
        review.reopen(candidacy_id=one.pk, reason="Late.", by=by, at=MONDAY + timedelta(1))
