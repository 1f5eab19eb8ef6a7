"""A person's own calendar: the page, the secret address, one session's file."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from audit.models import Entry
from cop_platform import privacy
from programs import memberships
from programs.models import RoleKind
from sessions import changes
from sessions.feeds import addresses, invitations
from sessions.models import CalendarFeed, HostTurn, InvitationWish
from tests.factories import MembershipFactory, RoleFactory, UserFactory
from tests.sessions.calendars import method_of, read
from tests.sessions.conftest import JULY

pytestmark = pytest.mark.usefixtures("frozen")
PAGE = "/you/calendar/"


@pytest.fixture(autouse=True)
def _july(frozen):
    frozen.move_to(JULY)


def made(user, seed="a-seed-of-twenty-signs"):
    """The path of a new address of theirs."""
    token = addresses.make(user_id=user.pk, seed=seed, turns=addresses.of(user.pk).turns, at=JULY)
    return reverse("sessions:feed", kwargs={"token": token})


def fields(page):
    """What the form for an address carries."""
    return dict(re.findall(r'name="(seed|turns)" value="([^"]*)"', page.content.decode()))


def shown(page):
    found = re.search(r'value="[^"]*(/calendar/[0-9a-f]{64}\.ics)"', page.content.decode())
    return found and found[1]


def test_the_address_is_shown_once_and_kept_as_a_digest(client, room):
    client.force_login(room.member)
    form = fields(client.get(PAGE))
    page = client.post(f"{PAGE}address/", form)

    address = shown(page)
    assert address is not None
    assert page["Cache-Control"] == "no-store"
    assert shown(client.post(f"{PAGE}address/", form)) == address  # pressed twice
    assert shown(client.get(PAGE)) is None
    token = address.split("/")[2].removesuffix(".ics")
    row = CalendarFeed.objects.get(user=room.member)
    assert (row.digest, row.turns) == (addresses.digest_of(token), 1)
    assert row.digest != token
    assert Entry.objects.filter(verb="calendar.address_made").count() == 1


def test_the_feed_has_every_date_of_its_person_and_says_no_more(client, room):
    path = made(room.member)
    client.logout()

    response = client.get(path)
    text = response.content.decode()

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert method_of(text) == "PUBLISH"
    assert [one.starts_at for one in read(text)] == [one.starts_at for one in room.sessions]
    assert room.cohort.name not in text
    assert room.member.email not in text


def test_unchanged_it_answers_304_in_one_query(client, room, django_assert_num_queries):
    path = made(room.member)
    mark = client.get(path)["ETag"]

    with django_assert_num_queries(1):
        response = client.get(path, headers={"if-none-match": mark})

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == mark


def test_a_move_shows_in_the_feed_as_the_same_event(client, room):
    path = made(room.member)
    before = client.get(path)
    changes.move(
        session_id=room.session(3).pk, day=date(2024, 10, 16), start=time(10), minutes=120,
        by=None, at=JULY,
    )  # fmt: skip
    after = client.get(path, headers={"if-none-match": before["ETag"]})

    first, second = (
        {one.uid: one for one in read(page.content.decode())} for page in (before, after)
    )
    moved = [uid for uid in first if first[uid] != second[uid]]
    assert first.keys() == second.keys()
    assert [second[uid].sequence for uid in moved] == [2]


def test_called_off_it_stays_marked(client, room):
    path = made(room.member)
    changes.cancel(session_id=room.session(3).pk, by=None, at=JULY)

    found = read(client.get(path).content.decode())
    assert [one.status for one in found].count("CANCELLED") == 1


def answers(client, path):
    response = client.get(path)
    return response.status_code, response.content, response["Content-Type"]


def dead(client, path):
    """Whether it answers as if nothing had ever been there."""
    return answers(client, path) == answers(client, "/nothing/of/that/name/")


def suspend(room):
    memberships.suspend(
        cohort_id=room.cohort.pk, user_id=room.member.pk, by=None, at=JULY, reason="A breach."
    )


def remove(room):
    memberships.remove(
        cohort_id=room.cohort.pk, user_id=room.member.pk, by=None, at=JULY, reason="A breach."
    )


def leave(room):
    memberships.leave(cohort_id=room.cohort.pk, user_id=room.member.pk, by=room.member.pk, at=JULY)


def take_back(room):
    addresses.take_back(user_id=room.member.pk, at=JULY)


def renew(room):
    made(room.member, seed="another-seed-of-twenty")


def close(room):
    room.member.is_active = False
    room.member.save()


def erase(room):
    privacy.erase(user_id=room.member.pk, at=JULY, by=None)


@pytest.mark.parametrize("act", [suspend, remove, leave, take_back, renew, close, erase])
def test_it_is_dead_on_the_next_request(client, room, act):
    path = made(room.member)
    assert client.get(path).status_code == 200
    act(room)

    assert dead(client, path)


@pytest.mark.parametrize(
    "path", ["/calendar/x.ics", f"/calendar/{'0' * 64}.ics", "/calendar/é.ics"]
)
def test_a_guess_is_nothing_there(client, room, path):
    made(room.member)

    assert dead(client, path)


def test_removed_from_one_cohort_the_other_ones_dates_stay(client, room):
    MembershipFactory(user=room.member)
    path = made(room.member)
    remove(room)

    assert read(client.get(path).content.decode()) == []


def test_the_form_of_an_address_taken_back_brings_it_not_to_life(client, room):
    client.force_login(room.member)
    form = fields(client.get(PAGE))
    address = shown(client.post(f"{PAGE}address/", form))
    client.post(f"{PAGE}address/end/")

    again = client.post(f"{PAGE}address/", form, follow=True)
    assert shown(again) is None
    assert "in another window" in again.content.decode()
    client.logout()
    assert dead(client, address)


def test_a_host_and_a_guest_have_the_sessions_of_their_time(client, room):
    third = room.session(3)
    guest = UserFactory()
    RoleFactory(
        user=guest, kind=RoleKind.GUEST, program=None, cohort=room.cohort,
        since=JULY - timedelta(days=1), until=third.starts_at + timedelta(minutes=1),
    )  # fmt: skip

    found = read(client.get(made(guest)).content.decode())
    assert [one.summary for one in found] == ["Session 1", "Session 2", "Session 3"]


def test_the_host_of_one_session_has_that_one(client, room):
    host = UserFactory()
    third = room.session(3)
    HostTurn.objects.create(session=third, host=host, taken_at=JULY, given_by=host)

    found = read(client.get(made(host)).content.decode())
    assert [one.summary for one in found] == ["Session 3"]
    client.force_login(host)
    for number, status in ((3, 200), (4, 404)):
        url = reverse("sessions:one-date", args=[room.cohort.code, number])
        assert client.get(url).status_code == status


def test_one_session_as_a_file(client, room):
    url = reverse("sessions:one-date", kwargs={"code": room.cohort.code, "number": 3})
    client.force_login(room.member)
    response = client.get(url)

    assert response["Content-Disposition"] == 'attachment; filename="date.ics"'
    [event] = read(response.content.decode())
    assert event.starts_at == room.session(3).starts_at
    client.force_login(room.coordinator)
    assert client.get(url).status_code == 404
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404


def test_dates_by_mail_are_asked_for_and_stopped_on_the_page(client, room):
    client.force_login(room.member)
    assert "off unless you want it" in client.get(PAGE).content.decode()

    client.post(f"{PAGE}mail/", {"wanted": "yes"})
    assert invitations.wishes(room.member.pk)
    assert "Stop these mails" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}mail/", {"wanted": "no"})
    assert InvitationWish.objects.count() == 0
    client.post(f"{PAGE}mail/", {"wanted": "\0"})
    assert InvitationWish.objects.count() == 0


def test_no_log_has_the_address(client, room, caplog, capfd):
    path = made(room.member)
    caplog.clear()
    client.get(path)
    client.get("/calendar/guessed.ics")

    out = capfd.readouterr()
    said = f"{caplog.text}{[r.getMessage() for r in caplog.records]}{out.out}{out.err}"
    assert "sessions:feed" in said
    assert path.split("/")[-1] not in said
    assert "guessed" not in said


@pytest.mark.parametrize(
    "column", ["digest = 'an-address-as-it-is'", "made_at = NULL", "digest = NULL"]
)
def test_the_database_keeps_nothing_but_digests(room, column):
    made(room.member)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cop_sessions_calendarfeed SET {column}")


@pytest.mark.parametrize("column", ["version = 0", "turn = 0", "version = NULL"])
def test_the_database_counts_what_was_told_from_one(room, column):
    invitations.opt_in(user_id=room.member.pk, at=JULY)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cop_sessions_calendarcopy SET {column}")
