from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from audit import record
from audit.models import Entry, Reason
from tests.factories import UserFactory


@pytest.mark.django_db
def test_an_entry_says_who_what_which_when_and_why(now):
    person: Any = UserFactory()

    entry = record.record("thing.done", person, at=now, by=person.pk, cohort_id=7, reason="Why.")

    assert (entry.verb, entry.object_type, entry.object_id) == (
        "thing.done",
        "accounts.user",
        person.pk,
    )
    assert (entry.at, entry.actor, entry.cohort_id, entry.reason.text) == (now, person, 7, "Why.")


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(now):
    person: Any = UserFactory()

    with pytest.raises(record.NotInTransaction):
        record.record("thing.done", person, at=now, by=None)

    assert Entry.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"])
def test_postgresql_refuses_to_change_or_remove_an_entry(now, sql):
    record.record("thing.done", UserFactory(), at=now, by=None)

    with (
        pytest.raises((IntegrityError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert Entry.objects.get().verb == "thing.done"


@pytest.mark.django_db
def test_a_reason_can_be_erased_while_its_entry_stays(now):
    entry = record.record("thing.done", UserFactory(), at=now, by=None, reason="A name.")

    Reason.objects.filter(pk=entry.reason_id).update(text="")

    assert Entry.objects.get().reason.text == ""
