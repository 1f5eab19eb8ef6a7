"""Words to several people at once."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.models import SafeChannel, SafeContact
from audit.models import Entry
from notices import delivery, kinds, letters, messages
from notices.call_notes import UnknownKey
from notices.messages import Recipient
from notices.models import Message, Notice, NoticeState
from notices.wording import NotUsable
from tests.factories import ProgramFactory, UserFactory
from tests.races import race

KEY = "a-page-that-was-opened"


def to(*people, **more):
    return [Recipient(person, **more) for person in people]


def send(recipients, *, by, at, **said):
    words = {"subject": "A word from us", "text": "Hello {first_name}.", "key": KEY} | said
    program = said.pop("program_id", 1)
    return messages.send(program_id=program, recipients=recipients, by=by.pk, at=at, **words)


@pytest.fixture
def by(db):
    return UserFactory()


def test_everybody_gets_it_in_their_own_name(by, now, mailoutbox):
    people = [UserFactory(display_name="Kim Lee"), UserFactory(display_name="")]
    send(to(*people), by=by, at=now)

    delivery.drain(at=now, worker="test")

    assert [(mail.subject, mail.body.splitlines()[0]) for mail in mailoutbox] == [
        ("A word from us", "Hello Kim."),
        ("A word from us", "Hello there."),
    ]
    assert Entry.objects.get(verb="message.sent").actor == by


def test_pressed_twice_it_goes_out_once(by, now):
    people = [UserFactory()]

    first = send(to(*people), by=by, at=now)
    again = send(to(*people, UserFactory()), by=by, at=now, text="Something else")

    assert first == again
    assert Notice.objects.filter(kind=messages.KIND).count() == 1
    assert Entry.objects.filter(verb="message.sent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_eight_times_at_once_it_goes_out_once(now):
    by, people = UserFactory(), UserFactory.create_batch(3)

    outcomes = race(*(partial(send, to(*people), by=by, at=now) for _ in range(8)))

    assert {type(outcome) for outcome in outcomes} == {Message}
    assert len({outcome.pk for outcome in outcomes}) == 1
    assert Notice.objects.filter(kind=messages.KIND).count() == 3


@pytest.mark.django_db(transaction=True)
def test_control_with_a_key_each_it_goes_out_each_time(now):
    by, people = UserFactory(), UserFactory.create_batch(3)

    race(*(partial(send, to(*people), by=by, at=now, key=f"{KEY}-{n}") for n in range(8)))

    assert Notice.objects.filter(kind=messages.KIND).count() == 24


def test_who_gets_no_mail_gets_a_call(by, now):
    person = UserFactory()
    SafeContact.objects.create(user=person, channel=SafeChannel.PHONE, phone="0400 000 000")
    send(to(person), by=by, at=now)

    delivery.drain(at=now, worker="test")

    assert Notice.objects.get(kind=messages.KIND).state == NoticeState.CALL
    assert messages.by_phone(to(person, by)) == {person.pk}


def test_a_deadline_that_somebody_does_not_have_is_refused(by, now):
    with pytest.raises(NotUsable) as refusal:
        send(to(by), by=by, at=now, text="Answer before {deadline}")

    assert list(refusal.value.troubles) == ["text"]
    assert Message.objects.count() == 0


def test_each_reads_their_own_deadline_in_their_own_zone(db, now):
    perth = UserFactory(display_name="Pat", time_zone="Australia/Perth")
    recipients = [
        *to(UserFactory(display_name="Kim"), expires_at=now, zone="Australia/Melbourne"),
        *to(perth, expires_at=now + timedelta(days=1), zone="Australia/Melbourne"),
    ]

    shown = messages.previews(
        subject="By {deadline}", text="{first_name}", recipients=recipients, phone=set()
    )

    assert [(one.subject, one.text) for one in shown] == [
        (f"By {now:%a} {now.day} {now:%B}", "Kim"),
        (f"By {now + timedelta(days=1):%a} {now.day + 1} {now:%B}", "Pat"),
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"subject": "About our cohort"}, "subject"),
        ({"subject": "Hello {first_name}"}, "subject"),
        ({"text": "{link}"}, "text"),
        ({"text": " "}, "text"),
    ],
)
def test_what_cannot_be_sent_is_refused_beside_its_field(by, now, said, field):
    with pytest.raises(NotUsable) as refusal:
        send(to(by), by=by, at=now, **said)

    assert list(refusal.value.troubles) == [field]


def test_a_programs_name_is_refused_in_a_subject(by, now):
    program = ProgramFactory(name="Quiet Rivers")

    with pytest.raises(NotUsable):
        messages.check(
            program_id=program.pk, subject="News of Quiet Rivers", text="x", recipients=to(by)
        )


def test_a_key_that_no_page_gave_is_none(by, now):
    with pytest.raises(UnknownKey):
        send(to(by), by=by, at=now, key="\0")


def test_what_was_sent_cannot_be_changed(by, now):
    message = send(to(by), by=by, at=now)

    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(text="Something else")


def test_it_is_composed_from_what_was_sent(by, now):
    send(to(by), by=by, at=now)
    notice = Notice.objects.get(kind=messages.KIND)

    mail = letters.compose(notice, kinds.get(messages.KIND), at=now)

    assert mail.subject == "A word from us"
    assert messages.how_it_went(notice.object_id) == {"waiting": 1}
