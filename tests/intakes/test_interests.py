"""Interest: one that stands per person and program, brought up to date when said again."""

from datetime import UTC, datetime
from functools import partial

import pytest

from accounts.models import CollectionNotice, ConsentKind, ConsentRecord
from audit.models import Entry
from intakes import interests
from intakes.models import Interest, InterestState
from notices.models import Notice
from programs.models import CommunityState
from tests.factories import (
    ApplicationFactory,
    CandidacyFactory,
    CohortFactory,
    CommunityFactory,
    ProgramFactory,
    UserFactory,
)
from tests.races import race

AT = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)


@pytest.fixture
def communities(db):
    return CommunityFactory.create_batch(3, program=ProgramFactory())


def express(person, communities, **words):
    return interests.express(
        person_id=person.pk,
        program_id=communities[0].program_id,
        community_ids=[community.pk for community in communities],
        at=AT,
        by=person.pk,
        **words,
    )


def ranked(interest):
    return [(c.rank, c.community) for c in interests.choices_of(interest)]


def test_an_interest_ranks_communities_and_sends_a_receipt(communities):
    person = UserFactory()

    said = express(person, communities[:2], hopes="To meet others")

    assert (said.again, said.interest.state, said.interest.hopes) == (
        False,
        InterestState.SUBMITTED,
        "To meet others",
    )
    assert ranked(said.interest) == [(1, communities[0]), (2, communities[1])]
    assert list(Notice.objects.values_list("kind", "recipient")) == [
        ("intakes.interest_receipt", person.pk)
    ]
    assert list(Entry.objects.values_list("verb", flat=True)) == ["interest.expressed"]


def test_said_again_it_is_brought_up_to_date_and_says_so(communities):
    person = UserFactory()
    first = express(person, communities[:2], role="Teacher", hopes="To meet others")

    again = express(person, [communities[2], communities[0]], hopes="Something else")

    assert (again.again, again.interest.pk) == (True, first.interest.pk)
    assert (again.interest.role, again.interest.hopes) == ("Teacher", "Something else")
    assert ranked(again.interest) == [(1, communities[2]), (2, communities[0])]
    assert Notice.objects.count() == 1


def test_a_name_and_ticks_are_kept_with_the_person(communities):
    person = UserFactory(display_name="")
    notice = CollectionNotice.objects.get(version="1")

    express(
        person,
        communities[:1],
        display_name="Kim",
        consents=[ConsentKind.COLLECTION, ConsentKind.NEWSLETTER],
        notice_id=notice.pk,
    )
    express(person, communities[:1], consents=[ConsentKind.COLLECTION], notice_id=notice.pk)

    person.refresh_from_db()
    assert person.display_name == "Kim"
    assert sorted(ConsentRecord.objects.values_list("kind", "notice", "withdrawn_at")) == [
        ("collection", notice.pk, None),
        ("newsletter", notice.pk, None),
    ]


@pytest.mark.parametrize("which", ["none", "draft", "foreign"])
def test_only_what_is_on_offer_can_be_chosen(communities, which):
    chosen = {
        "none": [],
        "draft": [CommunityFactory(program=communities[0].program, state=CommunityState.DRAFT)],
        "foreign": [communities[0], CommunityFactory()],
    }[which]

    with pytest.raises(interests.CannotExpress):
        interests.express(
            person_id=UserFactory().pk,
            program_id=communities[0].program_id,
            community_ids=[community.pk for community in chosen],
            at=AT,
            by=None,
        )

    assert Interest.objects.count() == 0


def test_withdrawn_twice_it_stays_withdrawn_and_can_begin_again(communities):
    person = UserFactory()
    first = express(person, communities[:1]).interest

    for _press in range(2):
        interests.withdraw(interest_id=first.pk, at=AT, by=person.pk)
    second = express(person, communities[:1])

    first.refresh_from_db()
    assert (first.state, first.settled_at) == (InterestState.WITHDRAWN, AT)
    assert (second.again, second.interest.pk != first.pk) == (False, True)
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "interest.expressed",
        "interest.withdrawn",
        "interest.expressed",
    ]


def test_a_form_begins_with_what_was_said_before(communities):
    person = UserFactory()
    cohort = CohortFactory(intake__program=communities[0].program, community=communities[1])
    application = ApplicationFactory(applicant=person, intake=cohort.intake, role="Nurse")
    CandidacyFactory(application=application, cohort=cohort)
    program = communities[0].program_id

    from_application = interests.known_of(person.pk, program)
    express(person, communities[2:], role="Teacher")
    from_interest = interests.known_of(person.pk, program)

    assert (from_application.words["role"], from_application.community_ids) == (
        "Nurse",
        [communities[1].pk],
    )
    assert (from_interest.words["role"], from_interest.community_ids) == (
        "Teacher",
        [communities[2].pk],
    )
    assert interests.known_of(UserFactory().pk, program) == interests.Known({}, [])


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_make_one_interest():
    community = CommunityFactory()
    person = UserFactory()

    outcomes = race(*[partial(express, person, [community])] * 8)

    assert {outcome.interest.pk for outcome in outcomes} == {Interest.objects.get().pk}
    assert sorted(outcome.again for outcome in outcomes) == [False] + [True] * 7
    assert Notice.objects.count() == 1
