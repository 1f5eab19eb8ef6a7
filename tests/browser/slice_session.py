"""The first session on the walk through the slice: reminded, in, and on the list."""

from collections import Counter

from playwright.sync_api import Page

from accounts.models import User
from audit import clock
from sessions import attendance, joining
from sessions.models import Attendance, Presence, Session, SessionState
from tests.browser.slice_people import APPLICANT, FACILITATOR
from tests.browser.slice_stage import Stage, html, link_in, plain

REMINDER = "A reminder for Wednesday"


def session_of(stage: Stage) -> Session:
    return stage.cohort.sessions.get(number=1)


def reminders_arrive(stage: Stage) -> None:
    """A week before, and a day before: at the session's own time of day, neither sooner."""
    for moment, so_many in (
        *(("2024-08-07 09:59", 0), ("2024-08-07 10:00", 1)),
        *(("2024-08-13 09:59", 1), ("2024-08-13 10:00", 2)),
    ):
        stage.it_is(moment)
        subjects = [letter["Subject"] for letter in stage.sink.to(APPLICANT)]
        assert subjects.count(REMINDER) == so_many

    mail = stage.newest_to(APPLICANT)
    assert mail["Subject"] == REMINDER
    assert "Wed 14 August 2024, 10:00 am Melbourne time" in plain(mail)
    assert stage.room not in plain(mail) + html(mail)
    page = stage.browser_of(watched=False)
    page.set_content(html(mail))
    stage.picture(page, "reminder", height=620)
    assert Counter(letter["Subject"] for letter in stage.sink.letters)[REMINDER] == 50


def the_member_looks_ahead(stage: Stage) -> Page:
    """What is next, the cohort's page, and the session's before its door opens."""
    stage.it_is("2024-08-14 09:30")
    page = stage.browser_of(User.objects.get(email=APPLICANT))
    page.goto(stage.live("pages:next"))
    stage.picture(page, "next")
    page.get_by_role("link", name="Your cohort").click()
    page.get_by_role("heading", name="Emerging practitioners, August intake").wait_for()
    stage.picture(page, "cohort", height=1200)
    assert page.locator(".meetings > li").count() == 8
    return page


def one_sends_an_apology(stage: Stage) -> None:
    person = User.objects.get(email="applicant21@example.org")
    attendance.apologise(session_id=session_of(stage).pk, user_id=person.pk, at=clock.now())


def the_member_joins(stage: Stage, page: Page) -> None:
    """Not at 9:44:59, yes at 9:45; the way on leads to another origin, in a tab of its own."""
    page.goto(link_in(stage.newest_to(APPLICANT)))
    page.get_by_role("heading", name="Your way in works").wait_for()
    stage.it_is("2024-08-14 09:44:59")
    door = stage.live("sessions:session", code=stage.cohort.code, number=1)
    page.goto(door)
    page.get_by_role("heading", name="The door opens at 9:45 am your time").wait_for()
    assert page.get_by_role("button", name="Join").count() == 0
    stage.picture(page, "session-early")

    stage.it_is("2024-08-14 09:45")
    page.reload()
    page.get_by_role("heading", name="The door is open").wait_for()
    assert stage.room not in page.content()
    stage.picture(page, "session")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("heading", name="You are in").wait_for()
    stage.picture(page, "join")
    way_on = page.get_by_role("link", name="Open the meeting")
    assert way_on.get_attribute("href") == stage.room
    with page.context.expect_page() as opened:
        way_on.click()
    opened.value.get_by_text("You are in the room.").wait_for()

    assert opened.value.url == stage.room
    assert page.url == door
    proposed = Attendance.objects.get(user__email=APPLICANT)
    assert (proposed.presence, proposed.confirmed_at) == (Presence.PROPOSED, None)


def nineteen_more_join(stage: Stage) -> None:
    for number in range(1, 20):
        person = User.objects.get(email=f"applicant{number}@example.org")
        joining.join(session_id=session_of(stage).pk, user_id=person.pk, at=clock.now())


def the_facilitator_sees_who_is_expected(stage: Stage) -> None:
    stage.it_is("2024-08-14 09:55")
    page = stage.browser_of(User.objects.get(email=FACILITATOR))
    page.goto(stage.live("sessions:session", code=stage.cohort.code, number=1))
    page.get_by_role("heading", name="Who is expected").wait_for()
    stage.picture(page, "expected", at="#list", height=1100)


def the_facilitator_confirms_the_list(stage: Stage) -> None:
    stage.it_is("2024-08-14 12:05")
    page = stage.browser_of(User.objects.get(email=FACILITATOR))
    page.goto(stage.live("pages:next"))
    page.get_by_role("link", name="Confirm the list").click()
    page.get_by_role("heading", name="Who was there").wait_for()
    one = page.get_by_role("group", name="Lani (demo)")
    assert one.get_by_label("absent").is_checked()
    one.get_by_label("present", exact=True).check()
    one.get_by_label("In detail").select_option(label="phoned in")
    stage.picture(page, "attendance", height=1100)
    page.get_by_role("button", name="Confirm the list").click()
    page.get_by_text("Thank you. The list is confirmed.").wait_for()

    session = session_of(stage)
    assert session.state == SessionState.HELD
    assert Counter(row.presence for row in session.attendances.all()) == {
        Presence.PRESENT: 21,
        Presence.APOLOGY: 1,
        Presence.ABSENT: 3,
    }


def the_member_was_there(stage: Stage) -> None:
    page = stage.browser_of(User.objects.get(email=APPLICANT))
    page.goto(stage.live("sessions:session", code=stage.cohort.code, number=1))
    mine = page.locator("section[aria-labelledby=yours]")
    assert mine.locator(".status").inner_text() == "present"
    assert Attendance.objects.get(user__email=APPLICANT).presence == Presence.PRESENT
