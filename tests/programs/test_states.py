"""From state to state: only where a way leads, once, and with a word in the audit."""

import pytest

from audit.models import Entry
from programs import facilitators, pledges, states
from programs.models import Cohort, Community, Intake, MembershipState, Pledge, Program
from tests.factories import (
    CohortFactory,
    CommunityFactory,
    IntakeFactory,
    MembershipFactory,
    PledgeFactory,
    ProgramFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MAKE = {
    Program: ProgramFactory,
    Community: CommunityFactory,
    Intake: IntakeFactory,
    Cohort: CohortFactory,
}
ALL = [
    (model, start, end)
    for model, ways in states.LEADS_TO.items()
    for start in ways
    for end in ways
    if start != end
]


def move(obj, to, now, **more):
    return states.move(model=type(obj), pk=obj.pk, to=to, by=None, at=now, **more)


@pytest.mark.parametrize("model", MAKE)
def test_every_state_of_a_thing_has_its_ways(model):
    names = {state for state, _label in model._meta.get_field("state").choices}

    assert set(states.LEADS_TO[model]) == names
    assert {end for ends in states.LEADS_TO[model].values() for end in ends} <= names


@pytest.mark.parametrize(("model", "start", "end"), ALL)
def test_a_thing_goes_only_where_a_way_leads(model, start, end, now):
    thing = MAKE[model](state=start)
    leads = end in states.LEADS_TO[model][start]

    if leads:
        move(thing, end, now)
    else:
        with pytest.raises(states.CannotMove):
            move(thing, end, now)

    thing.refresh_from_db()
    verbs = [entry.verb for entry in Entry.objects.about(thing)]
    assert (thing.state, verbs) == (
        (end, [f"{model._meta.model_name}.{end}"]) if leads else (start, [])
    )


def test_moving_to_where_it_is_changes_nothing(now):
    program = ProgramFactory(state="running")

    move(program, "running", now)

    assert Entry.objects.count() == 0


def test_a_reason_is_kept(now):
    program = ProgramFactory(state="running")

    move(program, "reported", now, reason="the year is over")

    assert Entry.objects.get().reason.text == "the year is over"


def test_the_ways_are_offered_by_name():
    assert states.ways(ProgramFactory(state="reported")) == [
        ("archived", "archived"),
        ("running", "running"),
    ]


def test_a_cohort_that_closes_is_completed_by_those_who_are_in_it(now):
    cohort = CohortFactory(state="concluding")
    here = MembershipFactory(cohort=cohort)
    gone = MembershipFactory(cohort=cohort, state="withdrawn", left_at=now)
    elsewhere = MembershipFactory()

    move(cohort, "closed", now)

    found = []
    for membership in (here, gone, elsewhere):
        membership.refresh_from_db()
        found.append(membership.state)
    assert found == [
        MembershipState.COMPLETED,
        MembershipState.WITHDRAWN,
        MembershipState.ACTIVE,
    ]


# ------------------------------------------------- pledges


def publish(community, now, purpose="To learn", pledge="I come"):
    return pledges.publish(
        community_id=community.pk, purpose=purpose, pledge=pledge, by=None, at=now
    )


def test_new_words_are_a_new_version_and_the_same_words_are_not(now):
    community = CommunityFactory()

    made = [publish(community, now), publish(community, now, pledge=" I come "),
            publish(community, now, pledge="I stay")]  # fmt: skip

    assert [one.version for one in made] == [1, 1, 2]
    assert pledges.current(community) == made[2]
    assert Entry.objects.filter(verb="pledge.created").count() == 2


@pytest.mark.parametrize("missing", ["purpose", "pledge"])
def test_a_version_has_a_purpose_and_a_pledge(missing, now):
    with pytest.raises(pledges.NothingPledged):
        publish(CommunityFactory(), now, **{missing: "  "})

    assert Pledge.objects.count() == 0


def test_a_community_without_words_has_no_version():
    assert pledges.current(CommunityFactory()) is None
    assert pledges.current(PledgeFactory().community).version == 1


# ------------------------------------------------- facilitators' profiles


def describe(user, now, **words):
    said = {"empathy": "a", "tension": "b", "knowledge": "c"} | words
    return facilitators.describe(user_id=user.pk, by=user.pk, at=now, **said)


def test_a_facilitator_says_how_they_facilitate_and_can_say_it_anew(now):
    user = UserFactory()

    describe(user, now, about=" me ")
    profile = describe(user, now, empathy="anew")

    assert facilitators.profile_of(user.pk) == profile
    assert (profile.empathy, profile.tension, profile.about) == ("anew", "b", "")
    assert [entry.verb for entry in Entry.objects.about(profile)] == [
        "facilitator.described_anew",
        "facilitator.described",
    ]


@pytest.mark.parametrize("missing", facilitators.ASKED)
def test_a_profile_is_filled_in_or_it_is_none(missing, now):
    user = UserFactory()

    with pytest.raises(facilitators.NotFilledIn):
        describe(user, now, **{missing: " "})

    assert facilitators.profile_of(user.pk) is None
