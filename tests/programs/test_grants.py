"""What a cohort has agreed to, recorded from paper; before that, online and nothing else."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from programs import grants
from programs.models import Grant
from tests.factories import CohortFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def record(cohort, now, **more):
    said = {"matter": grants.FORMAT, "value": grants.IN_PERSON, "words": "Twice a year, in a room."}
    by = UserFactory().pk
    return grants.record(cohort_id=cohort.pk, by=by, at=now, **{**said, **more})


def test_nothing_is_granted_before_it_was_agreed(now):
    cohort = CohortFactory()

    assert [grants.allows(cohort.pk, matter, now) for matter in grants.MATTERS] == [False] * 6
    assert grants.granted(cohort.pk, now) == []


def test_what_was_agreed_on_paper_holds_from_then_on_and_is_audited(now):
    cohort = CohortFactory()
    grant = record(cohort, now, agreed_on=date(2024, 7, 3))

    assert grants.values(cohort.pk, grants.FORMAT, now) == {"in_person"}
    assert not grants.allows(cohort.pk, grants.FORMAT, now - DAY)
    assert not grants.allows(cohort.pk, grants.FORMAT, now, grants.HYBRID)
    assert (grant.agreed_on, grant.words) == (date(2024, 7, 3), "Twice a year, in a room.")
    assert Entry.objects.get().verb == "grant.recorded.format"


def test_recorded_twice_it_is_one_grant(now):
    cohort = CohortFactory()

    assert record(cohort, now).pk == record(cohort, now + DAY).pk
    assert Entry.objects.count() == 1


def test_taken_back_it_holds_no_more_and_can_be_agreed_anew(now):
    cohort = CohortFactory()
    grant = record(cohort, now)
    by = UserFactory().pk
    for _time in range(2):
        grants.withdraw(grant_id=grant.pk, by=by, at=now + DAY, reason="They thought again.")

    assert grants.granted(cohort.pk, now + DAY) == []
    assert record(cohort, now + 2 * DAY).pk != grant.pk
    assert [e.verb for e in Entry.objects.order_by("pk")] == [
        "grant.recorded.format",
        "grant.withdrawn.format",
        "grant.recorded.format",
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"value": "underwater"}, "what"),
        ({"matter": "dancing"}, "what"),
        ({"words": "  "}, "words"),
        ({"agreed_on": date(2024, 7, 11)}, "agreed_on"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(now, said, field):
    with pytest.raises(grants.CannotRecord) as refusal:
        record(CohortFactory(), now, **said)

    assert refusal.value.field == field
    assert Grant.objects.count() == 0


def test_every_value_is_a_sentence_members_can_read(now):
    assert set(grants.VALUES) == set(grants.MATTERS)
    assert all(str(words) for values in grants.VALUES.values() for words in values.values())


@pytest.mark.parametrize(
    ("change", "name"),
    [("until = since", "grant_ends_later"), ("words = ''", "grant_on_paper_says_when")],
)
def test_the_database_refuses_it_too(now, change, name):
    record(CohortFactory(), now)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        connection.cursor().execute(f"UPDATE programs_grant SET {change}")
