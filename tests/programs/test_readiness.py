"""A cohort is shown, and offers seats, once somebody holds it and there is a pledge to give."""

import pytest

from programs import readiness
from programs.models import Cohort
from tests.factories import CohortFactory, RoleFactory

pytestmark = pytest.mark.django_db

NO_FACILITATOR = "This cohort has no facilitator yet."
NO_PROFILE = "This cohort's facilitator has not filled in the profile yet."
NO_PLEDGE = "This community has no purpose and pledge yet for members to accept."
UNPUBLISHED = "This cohort is not published yet."


@pytest.fixture
def ready():
    return CohortFactory()


def test_a_published_cohort_with_a_facilitator_and_a_pledge_can_offer(ready, now):
    assert (readiness.lacks(ready, now), readiness.can_offer(ready, now)) == ("", "")


def test_unpublished_it_offers_nothing_whatever_it_has(now):
    ready, bare = CohortFactory(published=False), CohortFactory(published=False, facilitator=False)

    assert [readiness.can_offer(cohort, now) for cohort in (ready, bare)] == [UNPUBLISHED] * 2


def test_published_it_still_needs_a_facilitator(now):
    assert readiness.can_offer(CohortFactory(facilitator=False), now) == NO_FACILITATOR


def test_a_facilitator_whose_time_is_over_is_not_enough(ready, now):
    ready.roles.update(until=now)

    assert readiness.lacks(ready, now) == NO_FACILITATOR


def test_a_facilitator_without_a_profile_is_not_enough(now):
    cohort = CohortFactory(facilitator=False)
    RoleFactory(kind="facilitator", cohort=cohort)

    assert readiness.lacks(cohort, now) == NO_PROFILE


def test_one_of_two_facilitators_with_a_profile_is_enough(ready, now):
    RoleFactory(kind="facilitator", cohort=ready)

    assert readiness.lacks(ready, now) == ""


def test_a_community_without_a_pledge_is_not_enough(ready, now):
    ready.community.pledges.all().delete()

    assert readiness.lacks(ready, now) == NO_PLEDGE


def test_however_many_cohorts_it_asks_two_queries(now, django_assert_num_queries):
    ready, bare = CohortFactory(), CohortFactory(facilitator=False)
    cohorts = list(Cohort.objects.order_by("pk"))

    with django_assert_num_queries(2):
        found = readiness.can_offer_each(cohorts, now)

    assert found == {ready.pk: "", bare.pk: NO_FACILITATOR}
