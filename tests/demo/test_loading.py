from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from audit import clock
from cop_platform.demo import cohorts, loading, people, state
from intakes import rollovers
from intakes.models import Candidacy, Offer, Rollover
from notices.models import Notice
from programs.models import Seat
from sessions.models import Session, SessionState
from tests.demo.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _local_demo(settings):
    settings.LOCAL = settings.DEMO = True


def facts():
    """What a demo comes to, without ids: to compare one with another."""
    return {
        "people": sorted(User.objects.values_list("email", "display_name")),
        "candidacies": Counter(Candidacy.objects.values_list("cohort__name", "state")),
        "seats": Counter(Seat.objects.values_list("cohort__name", "state")),
        "sessions": sorted(Session.objects.values_list("cohort__name", "number", "starts_at")),
    }


@pytest.mark.parametrize(
    ("now", "mark"),
    [
        ("12:30:00", "12:40"),
        ("12:30:01", "12:45"),
        ("12:34:59", "12:45"),
        ("12:35:00", "12:45"),
    ],
)
def test_the_next_session_starts_at_the_first_five_minute_mark_ten_minutes_ahead(now, mark):
    at = datetime.fromisoformat(f"2026-11-21T{now}+00:00")

    assert f"{cohorts.next_five_minute_mark(at):%H:%M}" == mark


def test_each_state_can_be_seen_at_once(demo_at):
    found = facts()
    full = "Leading practice, this season's intake"
    assert {s: n for (name, s), n in found["seats"].items() if name == full} == {
        "confirmed": 23,
        "held": 2,
    }
    assert {s: n for (name, s), n in found["candidacies"].items() if name == full} == {
        "accepted": 23,
        "offered": 2,
        "waitlisted": 4,
    }
    assert Counter(
        Session.objects.filter(state=SessionState.HELD).values_list("cohort__name", flat=True)
    ) == {
        "First years, last intake": 2,
        "Meeting resistance, last intake": 4,
        "In schools, last intake": 8,
    }


def test_some_are_asked_whether_to_keep_their_place(demo_at):
    asked = Rollover.objects.select_related("successor__intake", "application__intake")

    assert Counter(asked.values_list("state", flat=True)) == {"asked": 3, "kept": 1, "declined": 1}
    assert {rollovers.is_open(one, demo_at) for one in asked.filter(state="asked")} == {True}
    assert asked.get(state="kept").successor.intake.name == "Next intake"
    due = Notice.objects.filter(kind="intakes.roll_over", due_at__lt=demo_at)
    assert list(due.values_list("state", flat=True)) == ["pending"] * 5  # so that they are read


def test_the_offer_on_the_card_runs_out_at_the_next_deadline_there_can_be(demo_at):
    offer = Offer.objects.get(pk=state.current().places["offer"])

    assert offer.candidacy.application.applicant.email == people.OFFER
    assert offer.expires_at == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # Monday 17:00 there


def test_the_same_day_gives_the_same_demo(demo_at):
    first = facts()

    loading.load_afresh(at=NOW)

    assert facts() == first


def test_loaded_twice_nothing_doubles(demo_at):
    first = facts()

    assert loading.load(at=NOW + timedelta(days=2)) is False

    assert facts() == first


def test_every_person_is_marked_and_at_example_org(demo_at):
    assert set(User.objects.values_list("is_demo", flat=True)) == {True}
    assert [u.email for u in User.objects.all() if not u.email.endswith("@example.org")] == []
    assert [u.display_name for u in User.objects.all() if "(demo)" not in u.display_name] == []


def test_who_registers_during_the_demo_is_a_demo_person(settings):
    assert User.objects.create_user("new@example.org").is_demo is True
    settings.DEMO = False
    assert User.objects.create_user("real@example.org").is_demo is False


def test_afresh_sets_the_clock_right(demo_at):
    clock.set_ahead(timedelta(days=3))

    loading.load_afresh(at=NOW)

    assert clock.ahead() == timedelta()
