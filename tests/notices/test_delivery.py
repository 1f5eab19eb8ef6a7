from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from accounts.models import SafeChannel, SafeContact
from notices import claims, delivery, kinds, letters, outbox
from notices.models import Heartbeat, Notice, NoticeState
from tests.factories import UserFactory
from tests.notices.kinds import DIGEST, LETTER, QUIET, REMINDER, UNTRUE, owe
from tests.races import race

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def drain(at, worker="one", **more):
    return delivery.drain(at=at, worker=worker, **more)


def state(notice):
    notice.refresh_from_db()
    return notice.state


# -- What leaves ---------------------------------------------------------------------------------


def test_a_due_notice_is_sent_once(person, now, smtp_sink):
    notice = owe(person, now)

    first, second = drain(now), drain(now)

    assert (first.sent, second.sent) == (1, 0)
    assert state(notice) == NoticeState.SENT
    assert (notice.subject, notice.attempts, notice.owner) == ("News for you", 1, "")
    assert now <= notice.sent_at < now + MINUTE
    assert len(smtp_sink.to(person.email)) == 1


def test_a_letter_says_who_it_is_from_and_nothing_of_what_it_is_about(person, now, smtp_sink):
    notice = owe(person, now, object_id=5)

    drain(now)

    (letter,) = smtp_sink.letters
    assert letter["Message-ID"] == letters.message_id(notice)
    assert letter["Subject"] == "News for you"
    assert letter["From"] == "Coalesce <no-reply@example.org>"
    assert letter["Reply-To"] == "hello@example.org"
    assert letter["Date"] == "Wed, 10 Jul 2024 00:00:00 +0000"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Hello 5." in letter.get_body(("plain",)).get_content()
    assert "<p>Hello 5.</p>" in letter.get_body(("html",)).get_content()


def test_what_is_not_due_waits(person, now, smtp_sink):
    notice = owe(person, now + MINUTE)

    assert drain(now).states == {}
    assert drain(now + MINUTE).sent == 1
    assert state(notice) == NoticeState.SENT


def test_codes_leave_before_all_else(person, now, smtp_sink):
    for _ in range(3):
        owe(person, now - MINUTE)
    outbox.queue("accounts.code", key="c", address="a@example.org", due_at=now, data={"code": "1"})

    drain(now)

    assert smtp_sink.letters[0]["To"] == "a@example.org"


def test_a_code_asked_for_meanwhile_overtakes_the_rest_of_a_batch(
    person, now, smtp_sink, monkeypatch
):
    monkeypatch.setattr(delivery, "LOOK_EVERY_S", 0)
    for _ in range(10):
        owe(person, now - MINUTE)
    asked = iter([False, False])

    def enough():
        if next(asked, True) and not Notice.objects.filter(priority=0).exists():
            outbox.queue(
                "accounts.code", key="c", address="a@example.org", due_at=now, data={"code": "1"}
            )
        return False

    drain(now, enough=enough)

    assert [letter["To"] for letter in smtp_sink.letters].index("a@example.org") <= 3
    assert len(smtp_sink.letters) == 11


def test_a_code_is_gone_from_the_table_once_it_is_sent(now, smtp_sink):
    notice = outbox.queue(
        "accounts.code", key="c", address="a@example.org", due_at=now, data={"code": "482 913"}
    )

    drain(now)

    assert state(notice) == NoticeState.SENT
    assert notice.data == {}
    assert "482 913" in smtp_sink.letters[0].get_body(("plain",)).get_content()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notices_notice n WHERE n::text LIKE '%482 913%'")
        assert cursor.fetchone() == (0,)


def test_a_code_that_ran_out_never_leaves_and_is_forgotten(now, smtp_sink):
    notice = outbox.queue(
        "accounts.code", key="c", address="a@example.org", due_at=now, data={"code": "482 913"}
    )

    drain(now + timedelta(minutes=10))

    assert state(notice) == NoticeState.CANCELLED
    assert notice.data == {}
    assert smtp_sink.letters == []


def test_what_is_no_longer_true_never_leaves(person, now, smtp_sink):
    notice = owe(person, now, object_id=9)
    UNTRUE.add(9)

    drain(now)

    assert (state(notice), notice.problem) == (NoticeState.CANCELLED, "No longer true.")
    assert smtp_sink.letters == []


def test_one_cancelled_while_it_is_being_sent_never_leaves(person, now, smtp_sink):
    notice = owe(person, now, object_id=9)
    (claimed,) = claims.claim(owner="one", at=now, limit=10)
    (mine,) = claims.fence([claimed.pk], owner="one", at=now)

    outbox.cancel(kind=LETTER, object_id=9)

    with pytest.raises(claims.NotMine):
        claims.hand_over(mine, owner="one", at=now)
    assert state(notice) == NoticeState.CANCELLED


def test_a_closed_outbox_sends_nothing(person, now, smtp_sink, settings):
    settings.OUTBOX_ENABLED = False
    notice = owe(person, now)

    assert drain(now).closed
    assert state(notice) == NoticeState.PENDING
    assert Heartbeat.objects.get().at == now


def test_a_closed_account_gets_nothing(now, smtp_sink):
    notice = owe(UserFactory(is_active=False), now)

    drain(now)

    assert state(notice) == NoticeState.CANCELLED
    assert smtp_sink.letters == []


# -- Safe channel, quiet hours -------------------------------------------------------------------


@pytest.fixture
def by_phone(db):
    user = UserFactory()
    SafeContact.objects.create(user=user, channel=SafeChannel.PHONE, phone="0400 000 000")
    return user


def test_whoever_wants_no_mail_gets_a_call_for_what_is_owed(by_phone, now, smtp_sink):
    owed, reminder = owe(by_phone, now), owe(by_phone, now, kind=REMINDER)

    drain(now)

    assert (state(owed), state(reminder)) == (NoticeState.CALL, NoticeState.CANCELLED)
    assert smtp_sink.letters == []


def test_nor_does_a_code_go_to_an_address_that_wants_no_mail(by_phone, now, smtp_sink):
    notice = outbox.queue(
        "accounts.code", key="c", address=by_phone.email.upper(), due_at=now, data={"code": "1"}
    )

    drain(now)

    assert (state(notice), notice.data) == (NoticeState.CALL, {})
    assert smtp_sink.letters == []


@pytest.mark.parametrize(
    ("hour_there", "leaves_at"),
    [("07:59", "08:00"), ("08:00", None), ("18:59", None), ("19:00", "08:00"), ("23:30", "08:00")],
)
def test_a_quiet_kind_waits_for_the_morning_where_its_reader_is(
    now, smtp_sink, hour_there, leaves_at
):
    reader = UserFactory(time_zone="Australia/Perth")  # UTC+8
    hours, minutes = map(int, hour_there.split(":"))
    at = now.replace(hour=0) + timedelta(hours=hours - 8, minutes=minutes)
    notice = owe(reader, at, kind=QUIET)

    drain(at)

    if leaves_at is None:
        assert state(notice) == NoticeState.SENT
        return
    assert (state(notice), notice.attempts) == (NoticeState.PENDING, 0)
    day = 10 if hours < 8 else 11
    assert notice.retry_at == now.replace(day=day, hour=0)
    assert drain(notice.retry_at).sent == 1


# -- In its reader's words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "subject", ["", "Two\nlines", "Bcc: x\r\n", "x" * 79, "A community for you", "Your STORY"]
)
def test_a_subject_that_says_too_much_is_refused(subject):
    with pytest.raises(letters.NotNeutral):
        letters.neutral(subject if subject.strip() == subject else f"{subject}x")


def test_a_letter_speaks_its_readers_language_in_its_readers_zone(now, smtp_sink, monkeypatch):
    from django.utils import timezone, translation

    heard = []

    def compose(notice):
        heard.append((translation.get_language(), str(timezone.get_current_timezone())))
        return kinds.Letter("News", "mail/accounts.mail", {"body": "Hello"})

    kinds.register(kinds.Kind(name="test.heard", compose=compose))
    owe(UserFactory(language="de", time_zone="Australia/Perth"), now, kind="test.heard")
    owe(UserFactory(), now, kind="test.heard")

    drain(now)

    assert heard == [("de", "Australia/Perth"), ("en-au", "Australia/Melbourne")]


def test_a_mistake_in_one_letter_holds_up_no_other(person, now, smtp_sink):
    def compose(notice):
        raise KeyError("a name that must not be kept")

    kinds.register(kinds.Kind(name="test.broken", compose=compose))
    broken = owe(person, now - MINUTE, kind="test.broken")
    unknown = owe(person, now - MINUTE, kind="nobody.knows")
    fine = owe(person, now)

    drain(now)

    assert state(fine) == NoticeState.SENT
    assert (state(broken), broken.problem) == (NoticeState.PENDING, "KeyError")
    assert (state(unknown), unknown.problem) == (NoticeState.PENDING, "UnknownKind")
    assert broken.retry_at > now


# -- Workers at once, and workers that die ---------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_three_drainers_at_once_send_no_second_copy(now, smtp_sink):
    for person in UserFactory.create_batch(60):
        owe(person, now)

    race(*[partial(drain, now, worker=name) for name in "abc"])

    assert (len(smtp_sink.letters), smtp_sink.copies) == (60, 0)
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.SENT}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_drainers_that_claim_nothing_send_second_copies(now, smtp_sink, monkeypatch):
    for person in UserFactory.create_batch(60):
        owe(person, now)

    def claim(*, owner, at, limit):
        rows = Notice.objects.due(at=at).values_list("pk", "priority", "attempts")[:limit]
        return [claims.Claimed(*row) for row in rows]

    def fence(ids, *, owner, at):
        rows = Notice.objects.filter(pk__in=ids)
        rows.update(owner=owner, state=NoticeState.SENDING)
        return list(rows.select_related("recipient"))

    monkeypatch.setattr(claims, "claim", claim)
    monkeypatch.setattr(claims, "fence", fence)
    monkeypatch.setattr(claims, "hand_over", lambda *_notice, **_rest: None)
    race(*[partial(drain, now, worker=name) for name in "abc"])

    assert smtp_sink.copies > 0


def test_what_a_dead_worker_had_claimed_is_sent_by_the_next(person, now, smtp_sink):
    notice = owe(person, now)
    claims.claim(owner="dead", at=now, limit=10)

    assert drain(now + claims.lease() - MINUTE).states == {}
    assert drain(now + claims.lease() + MINUTE).sent == 1
    assert state(notice) == NoticeState.SENT


def died_while_handing_over(notice, now):
    (claimed,) = claims.claim(owner="dead", at=now, limit=1)
    (mine,) = claims.fence([claimed.pk], owner="dead", at=now)
    claims.hand_over(mine, owner="dead", at=now)


def test_what_a_dead_worker_had_handed_over_follows_once_more(person, now, smtp_sink):
    notice = owe(person, now)
    died_while_handing_over(notice, now)

    drain(now + claims.lease() + MINUTE)

    assert (state(notice), notice.doubts, notice.attempts) == (NoticeState.SENT, 1, 2)
    assert list(smtp_sink.ids) == [letters.message_id(notice)]


def test_handed_over_in_vain_a_second_time_it_waits_for_a_person(person, now, smtp_sink):
    notice = owe(person, now, doubts=1)
    died_while_handing_over(notice, now)

    drain(now + claims.lease() + MINUTE)

    assert (state(notice), notice.doubts) == (NoticeState.IN_DOUBT, 2)
    assert smtp_sink.letters == []


def test_a_kind_that_must_not_come_twice_waits_for_a_person_at_once(person, now, smtp_sink):
    notice = owe(person, now, kind=DIGEST)
    died_while_handing_over(notice, now)

    drain(now + claims.lease() + MINUTE)

    assert state(notice) == NoticeState.IN_DOUBT
    assert smtp_sink.letters == []


@pytest.mark.parametrize("written", [True, False])
def test_where_the_server_can_be_asked_nothing_stays_in_doubt(person, now, settings, written):
    """The mailroom knows what it has written."""
    settings.EMAIL_BACKEND = "notices.mailroom.EmailBackend"
    notice = owe(person, now, kind=DIGEST)
    died_while_handing_over(notice, now)
    if written:
        letters.compose(notice, kinds.get(DIGEST), at=now).send()

    drain(now + claims.lease() + MINUTE)

    assert state(notice) == NoticeState.SENT
    assert len(list(settings.MAIL_DIR.iterdir())) == 1


def test_a_worker_that_was_away_too_long_leaves_its_letter_alone(person, now, smtp_sink):
    notice = owe(person, now)
    (claimed,) = claims.claim(owner="slow", at=now, limit=1)
    later = now + claims.lease() + MINUTE
    drain(later)

    assert claims.fence([claimed.pk], owner="slow", at=later) == []
    assert (state(notice), len(smtp_sink.letters)) == (NoticeState.SENT, 1)


def test_a_letter_that_ends_its_workers_waits_its_turn(person, now, smtp_sink):
    poison = owe(person, now - MINUTE, attempts=claims.POISON_AFTER - 1)
    (claimed,) = claims.claim(owner="dead", at=now, limit=1)
    claims.fence([claimed.pk], owner="dead", at=now)
    fine = owe(person, now)
    later = now + claims.lease() + MINUTE

    drain(later)

    assert (state(poison), state(fine)) == (NoticeState.PENDING, NoticeState.SENT)
    assert drain(later + claims.POISON_WAIT + MINUTE).sent == 1


def test_an_empty_drain_asks_the_database_little(now, django_assert_num_queries):
    drain(now)

    with django_assert_num_queries(12):
        drain(now)
