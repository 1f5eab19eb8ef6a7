"""What somebody was sent stands on their own page as it was sent, and on nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from notices import delivery, kinds, letterbox, outbox
from notices.models import Notice, NoticeState
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def applicant(world):
    return world.people["applicant"]


def owe(world, person, at, key="one"):
    application = world.applications["applicant"]
    return outbox.queue(
        "intakes.receipt", key=key, due_at=at, recipient_id=person.pk, object_id=application.pk
    )


def test_a_mail_is_kept_as_it_was_sent(world, applicant, now):
    notice = owe(world, applicant, now)
    before = list(letterbox.of(applicant.pk))

    delivery.drain(at=now, worker="letterbox")

    sent = letterbox.one(applicant.pk, notice.pk)
    assert (before, sent.subject) == ([], "We have received your form")
    assert sent.told_at == sent.sent_at
    assert "people will read it with care" in sent.text


def test_a_code_is_not_among_it_and_its_text_is_never_kept(world, applicant, now):
    forgotten = [name for name in kinds.names() if not kinds.get(name).keep_text]
    for name in forgotten:
        Notice.objects.create(
            key=name, kind=name, recipient=applicant, due_at=now, sent_at=now,
            state=NoticeState.SENT, subject="A code", data={"code": "123456"},
        )  # fmt: skip

    assert forgotten != []
    assert list(letterbox.of(applicant.pk)) == []


def test_a_codes_letter_leaves_no_text_behind(client, now):
    client.post(reverse("account_request_login_code"), {"email": "nobody@example.org"})
    outbox.queue(
        "accounts.code",
        key="code",
        due_at=now,
        address="kim@example.org",
        data={"code": "123456"},
    )

    delivery.drain(at=now, worker="letterbox")

    codes = Notice.objects.filter(kind="accounts.code")
    assert {(notice.state, notice.text) for notice in codes} == {("sent", "")}


def test_what_was_said_by_phone_stands_there_too(world, applicant, now):
    Notice.objects.create(
        key="call", kind="intakes.offer", recipient=applicant, due_at=now,
        state=NoticeState.CALLED,
    )  # fmt: skip

    assert [told.state for told in letterbox.of(applicant.pk)] == [NoticeState.CALLED]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_a_letter_open_to_their_reader_alone(
    client, world, applicant, now, count, django_assert_max_num_queries
):
    made = [owe(world, applicant, now - timedelta(hours=n), key=str(n)) for n in range(count)]
    delivery.drain(at=now, worker="letterbox")
    sign_in(client, applicant)
    client.get(reverse("notices:letters"))

    with django_assert_max_num_queries(9):
        listed = client.get(reverse("notices:letters")).content.decode()
    read = client.get(reverse("notices:one_letter", args=[made[0].pk]))
    own_page = client.get(
        reverse("intakes:application", args=[world.applications["applicant"].pk])
    ).content.decode()
    sign_in(client, world.people["coordinator"])
    theirs = client.get(reverse("notices:one_letter", args=[made[0].pk]))

    assert listed.count("We have received your form") == count
    assert "people will read it with care" in read.content.decode()
    assert reverse("notices:one_letter", args=[made[0].pk]) in own_page
    assert theirs.status_code == 404
    assert client.get(reverse("notices:one_letter", args=[10**18])).status_code == 404
