"""Three people and one session, from the schedule to the list: a coordinator plans and moves it, a
member hosts, follows it in their own calendar and joins at the right minute, a facilitator leads
it. A second member sends an apology."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from audit import clock
from cop_platform import planning
from notices import delivery
from programs import grants
from programs.models import Cohort
from sessions import meetings
from sessions.models import Presence, RunSheet, Session, SessionState
from tests.sessions.calendars import Read, method_of, read

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Walk:
    """Who walks, and what stands."""

    live: Any
    frozen: Any
    sink: Any
    cohort: Cohort
    coordinator: Any
    facilitator: Any
    member: Any
    who: User

    @property
    def session(self) -> Session:
        return self.cohort.sessions.get(number=1)

    def go(self, page: Any, name: str) -> Any:
        """A page of the first session."""
        page.goto(self.live(f"sessions:{name}", code=self.cohort.code, number=1))
        return page

    def mail_leaves(self) -> None:
        assert planning.plan(at=clock.now()) == []
        while delivery.drain(at=clock.now(), worker="walk").states:
            pass

    def in_the_mail(self) -> list[Read]:
        """Every date that came to the member by mail, in order."""
        self.mail_leaves()
        found = []
        for letter in self.sink.to(self.who.email):
            for part in letter.walk():
                if part.get_content_type() == "text/calendar":
                    text = part.get_payload(decode=True).decode()
                    assert part.get_param("method") == method_of(text) == "REQUEST"
                    found += read(text)
        return found


@pytest.fixture
def walk(live, page_as, world, frozen, smtp_sink):
    cohort = world.cohorts["full"]
    who = cohort.memberships.active().order_by("pk").first().user
    frozen.move_to(world.at)
    meetings.replace(
        cohort_id=cohort.pk, url="https://meet.example.org/a-room", dial_in="", passcode="",
        by=None, at=world.at,
    )  # fmt: skip
    grants.record(
        cohort_id=cohort.pk, matter=grants.FORMAT, value=grants.HYBRID, words="As we said.",
        by=world.people["coordinator"].pk, at=world.at,
    )  # fmt: skip
    coordinator, facilitator = (page_as(world.people[w]) for w in ("coordinator", "facilitator"))
    return Walk(live, frozen, smtp_sink, cohort, coordinator, facilitator, page_as(who), who)


def test_three_people_plan_move_host_join_lead_and_list_a_session(walk, page_as):
    plans_a_schedule(walk)
    address = subscribes(walk, page_as)
    moves_the_first(walk, page_as(None), address)
    takes_the_turn(walk)
    one_sends_an_apology(walk, page_as)
    joins_at_the_right_minute(walk, page_as)
    leads_the_run_sheet(walk)
    confirms_the_list(walk, page_as)


def plans_a_schedule(walk):
    """Eight Wednesdays, two weeks apart; the first is in a room and online."""
    page = walk.coordinator
    page.goto(walk.live(reverse("admin:cop_sessions_schedule_plan", args=[walk.cohort.pk])))
    page.get_by_label("First session").fill("2024-08-14")
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Rhythm").select_option("weeks")
    page.get_by_role("button", name="Look at the dates").click()
    page.get_by_role("button", name="Publish these dates").click()
    page.get_by_text("The dates are published.").wait_for()
    assert [str(one.day) for one in walk.cohort.sessions.order_by("number")] == [
        *("2024-08-14", "2024-08-28", "2024-09-11", "2024-09-25"),
        *("2024-10-09", "2024-10-23", "2024-11-06", "2024-11-20"),
    ]

    page = walk.go(walk.facilitator, "arrange")
    page.get_by_label("In a room and online together").check()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(walk.live("sessions:session", code=walk.cohort.code, number=1))


def subscribes(walk, page_as):
    """To a calendar of one's own, and to dates by mail."""
    page = walk.member
    page.goto(walk.live("sessions:calendar"))
    page.get_by_role("button", name="Make my address").click()
    address = page.get_by_label("Your secret address").input_value()
    page.get_by_role("button", name="Send me dates by mail").click()
    page.get_by_role("button", name="Stop these mails").wait_for()
    assert len(walk.in_the_mail()) == 8
    return address


def moves_the_first(walk, calendar, address):
    """A day later: the feed and the mail carry an update of the same event."""
    before = read(calendar.request.get(address).text())[0]
    page = walk.coordinator
    page.get_by_role("link", name="Move, split or call off session 1").click()
    page.get_by_role("link", name="Move it", exact=True).click()
    page.get_by_label("Day").first.fill("2024-08-15")
    page.get_by_role("button", name="See what it comes to").click()
    page.get_by_role("heading", name="Who will be told").wait_for()
    page.get_by_role("button", name="Move it").click()
    page.get_by_text("The session has a new date").wait_for()

    after = read(calendar.request.get(address).text())[0]
    assert (after.uid, after.sequence) == (before.uid, walk.session.version)
    assert after.sequence > before.sequence
    assert after.starts_at - before.starts_at == timedelta(days=1)
    assert walk.in_the_mail()[-1] == after


def takes_the_turn(walk):
    """The member hosts it."""
    page = walk.member
    page.goto(walk.live("sessions:hosts", code=walk.cohort.code))
    turn = page.get_by_role("listitem").filter(has_text="Session 1")
    turn.get_by_role("link", name="I can host").click()
    page.get_by_role("button", name="I host it").click()
    page.get_by_role("link", name="Describe the place").wait_for()


def one_sends_an_apology(walk, page_as):
    """With a word for the facilitators alone."""
    other = walk.cohort.memberships.active().order_by("pk")[1].user
    page = walk.go(page_as(other), "session")
    page.get_by_role("button", name="Send an apology").click()
    page.get_by_role("button", name="I can come after all").wait_for()


def joins_at_the_right_minute(walk, page_as):
    """A quarter of an hour before, and not a second earlier."""
    opens_at = walk.session.starts_at - timedelta(minutes=15)
    walk.frozen.move_to(opens_at - timedelta(seconds=1))
    comes_back(walk, page_as)
    page = walk.go(walk.member, "session")
    assert page.get_by_role("button", name="Join").count() == 0
    walk.frozen.move_to(opens_at)
    page.reload()
    page.get_by_role("button", name="Join").click()
    page.get_by_role("heading", name="You are in").wait_for()


def comes_back(walk, page_as):
    """Time has passed: who comes back signs in anew."""
    facilitators = User.objects.filter(roles__cohort=walk.cohort, roles__kind="facilitator")
    walk.member, walk.facilitator = page_as(walk.who), page_as(facilitators.get())


def leads_the_run_sheet(walk):
    """From the ready-made one to the second item, which the member's page shows by itself."""
    page = walk.go(walk.facilitator, "runsheet")
    page.get_by_role("button", name="Start from this").first.click()
    walk.frozen.move_to(walk.session.starts_at)
    walk.go(page, "live")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Go on to").click()
    second = RunSheet.objects.get(session=walk.session).items.order_by("position")[1]
    member = walk.go(walk.member, "live")
    member.get_by_role("heading", name=second.title).first.wait_for()


def confirms_the_list(walk, page_as):
    """Whoever was in is proposed as present, the apology stands, the others were away."""
    walk.frozen.move_to(walk.session.ends_at)
    comes_back(walk, page_as)
    page = walk.go(walk.facilitator, "list")
    page.get_by_role("button", name="Confirm the list").click()
    page.get_by_text("Thank you. The list is confirmed.").wait_for()
    assert walk.session.state == SessionState.HELD
    assert Counter(row.presence for row in walk.session.attendances.all()) == {
        Presence.PRESENT: 1,
        Presence.APOLOGY: 1,
        Presence.ABSENT: 20,
    }
    mine = walk.session.attendances.get(user=walk.who)
    assert mine.presence == Presence.PRESENT
