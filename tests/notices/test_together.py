"""Letters that are read together and leave one by one."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from notices import claims, delivery, kinds, letters, mails, smtp, together
from notices.kinds import Kind, Letter
from notices.models import Notice, NoticeState
from notices.together import Together, plain
from tests.factories import UserFactory
from tests.notices.kinds import compose, owe

pytestmark = pytest.mark.django_db
HELD, BROKEN = "test.held", "test.asked_in_vain"
ASKED: list[int] = []


def found(notices):
    ASKED.append(len(notices))
    return {notice.pk: notice.object_id for notice in notices if notice.object_id != 9}


def of_what_was_found(notice):
    return Letter("News for you", "mail/accounts.mail", {"body": f"Found {notice.found}."})


def mistaken(notices):
    raise KeyError("what the others are not to suffer from")


kinds.register(Kind(name=HELD, compose=of_what_was_found, found=found))
kinds.register(Kind(name=BROKEN, compose=compose, found=mistaken))


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """What is done now and then by the clock would come at chance on a busy machine."""
    monkeypatch.setattr(delivery, "FRESH_S", 1e9)
    monkeypatch.setattr(delivery, "LOOK_EVERY_S", 1e9)


def drain(at):
    return delivery.drain(at=at, worker="one")


def test_a_kind_is_asked_once_for_all_and_its_letters_find_what_it_found(now, smtp_sink):
    ASKED.clear()
    for number in (3, 9, 5):
        owe(UserFactory(), now, kind=HELD, object_id=number)

    drain(now)

    assert ASKED == [3]
    said = [letter.get_body(("plain",)).get_content() for letter in smtp_sink.letters]
    assert sorted("Found 3." in words for words in said) == [False, True]
    assert sorted("Found 5." in words for words in said) == [False, True]
    assert Notice.objects.get(object_id=9).state == NoticeState.CANCELLED


def test_a_kind_that_makes_a_mistake_is_asked_for_each(now, smtp_sink):
    notice = owe(UserFactory(), now, kind=BROKEN)

    drain(now)

    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT


def test_the_queries_do_not_grow_with_the_letters_but_for_one_each(
    now, smtp_sink, django_assert_num_queries
):
    def send(count):
        for person in UserFactory.create_batch(count):
            owe(person, now, kind=HELD, object_id=3)
        drain(now)

    send(1)
    for person in UserFactory.create_batch(3):
        owe(person, now, kind=HELD, object_id=3)
    with django_assert_num_queries(22):
        drain(now)
    for person in UserFactory.create_batch(13):
        owe(person, now, kind=HELD, object_id=3)
    with django_assert_num_queries(32):
        drain(now)


def test_a_letter_drawn_from_what_others_share_says_the_same(now):
    notices = [owe(UserFactory(), now) for _ in range(2)]
    beside = Together()
    kind = kinds.get(notices[0].kind)
    for notice in notices:
        alone = letters.compose(notice, kind, at=now).wire()
        shared = letters.compose(notice, kind, at=now, beside=beside).wire()

        first, second = (message_from_bytes(m, policy=policy.default) for m in (alone, shared))
        assert sorted(first.keys()) == sorted(second.keys())
        own = {name: first[name] for name in first if name != "Content-Type"}
        assert own == {name: second[name] for name in second if name != "Content-Type"}
        for part in ("plain", "html"):
            assert first.get_body((part,)).get_content() == second.get_body((part,)).get_content()


def test_what_could_differ_while_it_looks_the_same_is_drawn_anew():
    person = UserFactory()

    assert plain({"day": datetime(2024, 7, 10, tzinfo=UTC), "names": ["a", 1]}) is not None
    assert plain({"one": person}) is None
    assert plain([["deep", [object()]]]) is None
    assert plain(1) != plain(True)
    assert plain("") == plain("")


def test_what_was_read_and_not_begun_is_no_try(now):
    first, second = (owe(UserFactory(), now) for _ in range(2))
    ids = [one.pk for one in claims.claim(owner="one", at=now, limit=10)]
    read = claims.fence(ids, owner="one", at=now)

    claims.unbegin(read[1:], owner="one")
    claims.release(owner="one")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts) == (1, 0)


def test_what_was_tried_before_is_read_alone():
    fresh, tried = claims.Claimed(1, 5, 0), claims.Claimed(2, 5, 1)

    assert claims.side_by_side([fresh, fresh, tried, fresh]) == [fresh, fresh]
    assert claims.side_by_side([tried, fresh]) == [tried]


def test_the_letter_before_is_written_down_with_the_next(now):
    first, second = (owe(UserFactory(), now) for _ in range(2))
    claims.claim(owner="one", at=now, limit=10)
    one, two = claims.fence([first.pk, second.pk], owner="one", at=now)
    claims.hand_over(one, owner="one", at=now, subject="One")

    later = now + timedelta(seconds=1)
    before = claims.Taken(one, later)
    claims.hand_over(two, owner="one", at=later, subject="Two", before=before)

    for notice in (first, second):
        notice.refresh_from_db()
    assert (first.state, first.sent_at, first.owner) == (NoticeState.SENT, later, "")
    assert (second.state, second.subject) == (NoticeState.HANDOFF, "Two")
    assert (second.owner, second.sent_at) == ("one", None)


def test_nothing_is_gathered_of_a_kind_nobody_knows(now):
    notice = owe(UserFactory(), now, kind="nobody.knows")

    assert together.gather([notice]).asked == frozenset()


@pytest.mark.parametrize(
    ("address", "on_it"),
    [
        ("robin@example.org", "<robin@example.org>"),
        ("robin.o'day+x@example.org", "<robin.o'day+x@example.org>"),
        ('"a b"@example.org', '<"a b"@example.org>'),
    ],
)
def test_an_address_is_written_as_servers_take_it(address, on_it):
    assert smtp.bare(mails.on_the_line(address, None)) == on_it


@pytest.mark.parametrize(
    "address", ["a\r\nDATA@example.org", "a@example.org>\r\nRCPT TO:<b@example.org", "a b@x.org"]
)
def test_an_address_of_other_signs_is_not_plain(address):
    assert not mails.is_plain(address)


def test_one_letter_for_all_is_put_into_words_once_for_each_language_and_zone(now, smtp_sink):
    said = []

    def say(notice):
        said.append(notice.object_id)
        return Letter("News for you", "mail/accounts.mail", {"body": "Hello."})

    kinds.register(Kind(name="test.same", compose=say, same_for_all=True))
    for zone in ("", "", "Australia/Perth"):
        owe(UserFactory(time_zone=zone), now, kind="test.same", object_id=3)
    owe(UserFactory(), now, kind="test.same", object_id=4)

    assert drain(now).sent == 4
    assert sorted(said) == [3, 3, 4]
