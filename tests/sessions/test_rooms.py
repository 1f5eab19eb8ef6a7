"""Rooms: versions that rise, tickets, what a process remembers, and the answer 304."""

from functools import partial

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from sessions import rooms
from sessions.middleware import polls
from sessions.models import Room
from sessions.rooms import Memory, Place
from tests.races import race

PLACE = Place("session", 7)
PATH, KEY = "/c/abc/sessions/1/live/", "k" * 32


@pytest.fixture(autouse=True)
def _nothing_remembered():
    rooms.memory.forget()


def touched(times: int = 1, place: Place = PLACE) -> int:
    for _n in range(times):
        with transaction.atomic():
            raised = rooms.touch(place.object_id, place.kind)
    return raised


# -- Versions --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_touch_raises_the_version_of_that_room_alone():
    assert rooms.version(7) == 0
    assert touched(3) == 3
    assert touched(place=Place("agreement", 7)) == 1
    assert (rooms.version(7), rooms.version(7, "agreement"), rooms.version(8)) == (3, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_touch_belongs_to_an_act_and_is_taken_back_with_it():
    with pytest.raises(transaction.TransactionManagementError):
        rooms.touch(7)

    with transaction.atomic():
        rooms.touch(7)
        transaction.set_rollback(True)

    assert rooms.version(7) == 0


@pytest.mark.django_db(transaction=True)
def test_ten_touches_at_once_are_ten_versions():
    assert sorted(race(*[touched] * 10)) == list(range(1, 11))


@pytest.mark.django_db(transaction=True)
def test_control_read_then_written_some_would_be_lost():
    touched()

    def without_a_lock() -> None:
        read = rooms.version(7)
        connection.cursor().execute("SELECT pg_sleep(0.01)")
        Room.objects.filter(object_id=7).update(version=read + 1)

    race(*[without_a_lock] * 10)

    assert rooms.version(7) < 11


# -- Tickets ---------------------------------------------------------------------------------------


def test_a_ticket_is_good_for_a_minute_for_this_page_and_this_session(frozen, now):
    given = rooms.ticket(PLACE, path=PATH, key=KEY)

    assert rooms.place_of(given, path=PATH, key=KEY) == PLACE
    assert rooms.place_of(given, path=PATH, key="o" * 32) is None  # somebody else's
    assert rooms.place_of(given, path=f"{PATH}private/", key=KEY) is None
    assert rooms.place_of(given.replace("7", "8", 1), path=PATH, key=KEY) is None
    assert rooms.place_of("", path=PATH, key=KEY) is None
    frozen.move_to(now.timestamp() + rooms.TICKET_S + 1)
    assert rooms.place_of(given, path=PATH, key=KEY) is None


def test_nobody_without_a_session_has_a_ticket():
    assert rooms.place_of(rooms.ticket(PLACE, path=PATH, key=""), path=PATH, key="") is None


# -- What is remembered ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_room_is_asked_for_once_while_it_is_fresh():
    touched(2)
    memory = Memory()

    with CaptureQueriesContext(
        connection,
    ) as asked:
        seen = [memory.version(PLACE) for _n in range(50)]

    assert seen == [2] * 50
    assert len(asked) == 1


@pytest.mark.django_db
def test_what_is_no_longer_fresh_is_asked_for_anew():
    memory = Memory(fresh_s=0)
    assert memory.version(PLACE) == 0
    touched()
    assert memory.version(PLACE) == 1


@pytest.mark.django_db
def test_no_more_rooms_are_remembered_than_allowed():
    memory = Memory(most=3)
    for number in range(10):
        memory.version(Place("session", number))

    assert len(memory) == 3


# -- The answer ------------------------------------------------------------------------------------


def asked(
    *, ticket: str | None = None, seen: str = '"1-aa"', method: str = "get", key=KEY, path=PATH
):
    """What the middleware answers: 304, or 299 where the view would be asked."""
    given = rooms.ticket(PLACE, path=PATH, key=KEY) if ticket is None else ticket
    headers = {"Room-Ticket": given, "If-None-Match": seen}
    request = getattr(RequestFactory(), method)(path, headers=headers)
    request.COOKIES["sessionid"] = key
    return polls(lambda request: HttpResponse(status=299))(request)


@pytest.mark.django_db
def test_nothing_has_changed_and_no_query_is_asked():
    touched()
    assert asked().status_code == 304

    with CaptureQueriesContext(connection) as queries:
        answers = [asked() for _n in range(20)]

    assert [answer.status_code for answer in answers] == [304] * 20
    assert {answer.content for answer in answers} == {b""}
    assert len(queries) == 0


@pytest.mark.django_db
def test_whatever_is_not_known_for_sure_goes_to_the_view():
    touched()
    other = rooms.ticket(Place("session", 8), path=PATH, key=KEY)
    again = {
        "changed": partial(asked, seen='"0-aa"'),
        "from the future": partial(asked, seen='"2-aa"'),
        "no version": partial(asked, seen=""),
        "nonsense": partial(asked, seen='"1' + "9" * 40 + '-aa"'),
        "another room": partial(asked, ticket=other),
        "no ticket": partial(asked, ticket="x:y:z"),
        "somebody else": partial(asked, key="o" * 32),
        "nobody": partial(asked, key=""),
        "another page": partial(asked, path="/c/abc/sessions/2/live/"),
        "an act": partial(asked, method="post"),
    }

    assert {why: ask().status_code for why, ask in again.items()} == dict.fromkeys(again, 299)
    assert asked(seen='W/"1-aa"').status_code == 304


@pytest.mark.django_db
def test_a_change_is_seen_within_a_second(monkeypatch):
    touched()
    assert asked().status_code == 304
    touched()
    monkeypatch.setattr(rooms.memory, "_fresh_s", 0)

    assert asked().status_code == 299
