"""What people ask about their data: in time, once, and taken back while it can be."""

from datetime import UTC, date, datetime

import pytest

from accounts import data_requests
from accounts.models import DataRequest
from notices.models import Notice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def ask(person, at, kind="erase", **more):
    return data_requests.ask(person_id=person.pk, kind=kind, at=at, by=person.pk, **more)


def test_one_that_came_on_the_first_of_september_is_due_on_the_first_of_october():
    """Worked example 16, at the first and last minute of the day in Melbourne."""
    first = datetime(2025, 8, 31, 14, 0, tzinfo=UTC)
    last = datetime(2025, 9, 1, 13, 59, tzinfo=UTC)

    assert [data_requests.due_on(at) for at in (first, last)] == [date(2025, 10, 1)] * 2


def test_asked_twice_it_is_one_request_and_one_mail(now):
    person = UserFactory()
    first, second = ask(person, now), ask(person, now, gives_up_seat=True)

    assert first.pk == second.pk
    assert DataRequest.objects.get().gives_up_seat is True
    assert Notice.objects.filter(recipient=person).count() == 1


def test_a_second_correction_is_added_to_the_first(now):
    person = UserFactory()
    for words in ("My name", "My town", "My town"):
        ask(person, now, kind="correct", words=words)

    assert DataRequest.objects.get().words == "My name\n\nMy town"


def test_a_correction_says_what(now):
    with pytest.raises(data_requests.WordsNeeded):
        ask(UserFactory(), now, kind="correct", words="  ")


def test_it_can_be_taken_back_until_it_is_carried_out(now):
    person = UserFactory()
    request = ask(person, now)
    for _n in range(2):
        data_requests.take_back(request_id=request.pk, by=person.pk, at=now)
    again = ask(person, now)
    data_requests.refuse(request_id=again.pk, reason="A law", by=person.pk, at=now)

    with pytest.raises(data_requests.AlreadySettled):
        data_requests.take_back(request_id=again.pk, by=person.pk, at=now)
    assert [*DataRequest.objects.order_by("pk").values_list("state", flat=True)] == [
        "taken_back",
        "refused",
    ]


def test_a_refusal_needs_a_reason_and_mails_it_neutrally(now):
    person = UserFactory()
    request = ask(person, now)
    with pytest.raises(data_requests.WordsNeeded):
        data_requests.refuse(request_id=request.pk, reason=" ", by=person.pk, at=now)
    data_requests.refuse(request_id=request.pk, reason="A law asks it.", by=person.pk, at=now)
    mail = Notice.objects.filter(recipient=person).latest("pk")

    assert mail.data["subject"] == "About your request"
    assert "A law asks it." in mail.data["body"]


def test_one_by_letter_counts_from_the_day_it_came(now):
    came = datetime(2024, 7, 1, 2, 0, tzinfo=UTC)
    request = ask(UserFactory(), now, came_by="letter", received_at=came)

    assert (request.received_at, request.due_on) == (came, date(2024, 7, 31))
