"""Not in one room with: found whenever it can be, seen by nobody it is about, decided."""

from datetime import timedelta

import pytest

from audit.models import Entry
from intakes import apart, queues
from intakes.models import Apart, ApartMatch, Candidacy, MatchState
from notices.models import Notice
from programs.models import MembershipState, RoleKind
from tests.factories import CandidacyFactory, MembershipFactory, RoleFactory, UserFactory
from tests.intakes.making import MONDAY, S, cohort_of, coordinator_of, people_for

pytestmark = pytest.mark.django_db


def named(name, **fields):
    return UserFactory(display_name=name, **fields)


def applies(cohort, person, state=S.ELIGIBLE, **fields):
    candidacy = CandidacyFactory(
        cohort=cohort, state=state, application__applicant=person, **fields
    )
    if state != S.CHOSEN:
        Candidacy.objects.filter(pk=candidacy.pk).update(eligible_since=MONDAY)
    return candidacy


def says(person, words, at=MONDAY):
    apart.say(person_id=person.pk, words=words, at=at, by=person.pk)


def pairs():
    return sorted(ApartMatch.objects.values_list("person__display_name", "other__display_name"))


def offerable(cohort):
    found = queues.offerable(Candidacy.objects.filter(cohort=cohort))
    return sorted(found.values_list("application__applicant__display_name", flat=True))


def test_found_when_it_is_said_in_a_draft():
    cohort = cohort_of()
    me = named("Ada Writer")
    applies(cohort, me, S.CHOSEN)
    applies(cohort, named("Sam Okafor"), S.IN_REVIEW)
    applies(cohort_of(), named("Sam Elsewhere"))

    says(me, "Sam Okafor")

    assert pairs() == [("Ada Writer", "Sam Okafor")]


def test_members_facilitators_hosts_and_guests_are_found():
    cohort = cohort_of()
    me = named("Ada Writer")
    applies(cohort, me)
    MembershipFactory(cohort=cohort, user=named("Sam Member"))
    MembershipFactory(
        cohort=cohort, user=named("Sam Gone"), state=MembershipState.WITHDRAWN, left_at=MONDAY
    )
    for kind in (RoleKind.FACILITATOR, RoleKind.HOST, RoleKind.GUEST):
        RoleFactory(user=named(f"Sam {kind}"), kind=kind, program=None, cohort=cohort)

    says(me, "sam")

    assert pairs() == [
        ("Ada Writer", f"Sam {name}") for name in ("Member", "facilitator", "guest", "host")
    ]


def test_a_draft_of_somebody_else_is_nothing_yet():
    cohort = cohort_of()
    me = named("Ada Writer")
    applies(cohort, me)
    applies(cohort, named("Sam Okafor"), S.CHOSEN)

    says(me, "Sam Okafor")

    assert pairs() == []


def test_whoever_applies_or_takes_a_part_later_is_found_by_the_sweep():
    cohort = cohort_of()
    me = named("Ada Writer")
    applies(cohort, me)
    says(me, "Sam Okafor")
    assert pairs() == []

    applies(cohort, named("Sam Okafor", email="sam1@example.org"), S.IN_REVIEW)
    assert apart.sweep(MONDAY) == 1
    RoleFactory(user=named("S Okafor"), kind=RoleKind.GUEST, program=None, cohort=cohort)
    assert apart.sweep(MONDAY) == 1
    assert apart.sweep(MONDAY) == 0
    assert pairs() == [("Ada Writer", "S Okafor"), ("Ada Writer", "Sam Okafor")]


def test_a_member_who_wrote_is_kept_from_somebody_who_applies():
    cohort = cohort_of()
    me = named("Ada Writer")
    MembershipFactory(cohort=cohort, user=me)
    says(me, "Sam Okafor")
    applies(cohort, named("Sam Okafor"))

    apart.sweep(MONDAY)

    assert offerable(cohort) == []


def test_an_undecided_match_keeps_both_from_an_offer_and_nobody_else():
    cohort, other = cohort_of(), cohort_of()
    me, sam = named("Ada Writer"), named("Sam Okafor")
    applies(cohort, me)
    applies(cohort, sam)
    applies(cohort, named("Kim"))
    applies(other, sam)
    says(me, "Sam Okafor")

    assert offerable(cohort) == ["Kim"]
    assert offerable(other) == ["Sam Okafor"]


def test_no_concern_sets_both_free():
    cohort = cohort_of()
    me, sam = named("Ada Writer"), named("Sam Okafor")
    applies(cohort, me)
    applies(cohort, sam)
    says(me, "Sam Okafor")
    decide(cohort, MatchState.NO_CONCERN)

    assert offerable(cohort) == ["Ada Writer", "Sam Okafor"]


def decide(cohort, outcome, reason="We spoke."):
    by = coordinator_of(cohort.intake.program).pk
    match = ApartMatch.objects.get()
    return apart.decide(match_id=match.pk, outcome=outcome, reason=reason, by=by, at=MONDAY)


def test_not_together_lets_the_first_in_and_not_the_second():
    cohort = cohort_of()
    me, sam = named("Ada Writer"), named("Sam Okafor")
    first, second = applies(cohort, me), applies(cohort, sam)
    kim = applies(cohort, named("Kim"))
    says(me, "Sam Okafor")
    decide(cohort, MatchState.NOT_TOGETHER)
    in_line = Candidacy.objects.filter(cohort=cohort).select_related("application")

    assert queues.next_ones(in_line, 2) == [first, kim]
    assert queues.next_ones(in_line, 25) == [first, kim]
    assert queues.next_ones(in_line, 1) == [first]
    assert second in in_line


def test_not_together_with_somebody_who_has_a_part_there_is_no_offer_there():
    cohort, other = cohort_of(), cohort_of()
    me, sam = named("Ada Writer"), named("Sam Okafor")
    applies(cohort, me)
    RoleFactory(user=sam, kind=RoleKind.FACILITATOR, program=None, cohort=cohort)
    says(me, "Sam Okafor")
    decide(cohort, MatchState.NOT_TOGETHER)
    applies(other, me)

    assert (offerable(cohort), offerable(other)) == ([], ["Ada Writer"])


def test_nobody_hears_of_it():
    cohort = cohort_of()
    me, sam = named("Ada Writer"), named("Sam Okafor")
    applies(cohort, me)
    applies(cohort, sam)
    says(me, "Sam Okafor")
    decide(cohort, MatchState.NOT_TOGETHER)

    assert Notice.objects.count() == 0


def test_a_decision_needs_a_reason_is_kept_and_can_be_made_anew():
    cohort = cohort_of()
    me, sam = named("Ada Writer"), named("Sam Okafor")
    applies(cohort, me)
    applies(cohort, sam)
    says(me, "Sam Okafor")

    with pytest.raises(apart.CannotDecide, match="reason"):
        decide(cohort, MatchState.NO_CONCERN, " ")
    with pytest.raises(apart.CannotDecide, match="either"):
        decide(cohort, "open")
    decide(cohort, MatchState.NO_CONCERN)
    decide(cohort, MatchState.NO_CONCERN)
    decide(cohort, MatchState.NOT_TOGETHER, "We spoke again.")

    told = Entry.objects.filter(object_type="intakes.apartmatch", actor__isnull=False)
    assert [(e.verb, e.reason.text) for e in told.order_by("pk")] == [
        ("apart.no_concern", "We spoke."),
        ("apart.not_together", "We spoke again."),
    ]


def test_the_audit_never_holds_the_words():
    cohort = cohort_of()
    me = named("Ada Writer")
    applies(cohort, me)
    says(me, "Sam Okafor")

    assert Entry.objects.filter(verb="apart.said", reason=None).count() == 1


def test_other_words_ask_anew_but_not_together_stands():
    cohort = cohort_of()
    me = named("Ada Writer")
    applies(cohort, me)
    applies(cohort, named("Sam Okafor"))
    applies(cohort, named("Kim Vale"))
    says(me, "Sam Okafor")
    decide(cohort, MatchState.NOT_TOGETHER)

    says(me, "Kim Vale", at=MONDAY + timedelta(hours=1))
    states = dict(ApartMatch.objects.values_list("other__display_name", "state"))
    assert states == {"Sam Okafor": MatchState.NOT_TOGETHER, "Kim Vale": MatchState.OPEN}

    says(me, "")
    states = dict(ApartMatch.objects.values_list("other__display_name", "state"))
    assert states == {"Sam Okafor": MatchState.NOT_TOGETHER}
    assert (apart.words_of(me.pk), Apart.objects.count()) == ("", 0)


def test_the_same_words_twice_change_nothing():
    cohort = cohort_of()
    me, sam = named("Ada Writer"), named("Sam Okafor")
    applies(cohort, me)
    applies(cohort, sam)
    says(me, "Sam Okafor")
    decide(cohort, MatchState.NO_CONCERN)
    says(me, " Sam Okafor ")

    assert apart.words_of(me.pk) == "Sam Okafor"
    assert ApartMatch.objects.get().state == MatchState.NO_CONCERN


def test_looking_costs_the_same_for_few_and_many(django_assert_num_queries):
    cohort = cohort_of(200)
    me = named("Ada Writer")
    applies(cohort, me)
    says(me, "Sam Okafor")
    people_for(cohort, 3)
    with django_assert_num_queries(11):
        apart.sweep(MONDAY)
    people_for(cohort, 30)
    with django_assert_num_queries(11):
        apart.sweep(MONDAY)


def test_nobody_wrote_and_looking_is_one_query(django_assert_num_queries):
    people_for(cohort_of(), 3)
    with django_assert_num_queries(3):  # and a savepoint
        apart.sweep(MONDAY)
