"""Dates at the desk: preview, change a day, publish; move one, call one off, give an address."""

from datetime import date

import pytest
from django.urls import reverse

from notices.models import Notice
from programs.models import RoleKind
from sessions import changes, meetings, schedules
from sessions.models import Meeting, Schedule, Session
from tests.factories import MeetingFactory, RoleFactory, UserFactory
from tests.reading import headings
from tests.sessions.conftest import EXAMPLE_1, JULY

pytestmark = pytest.mark.usefixtures("frozen")

TYPED = {
    "first_day": "2024-08-14",
    "start": "10:00",
    "minutes": "120",
    "rhythm": "monthly",
    "every": "2",
    "count": "8",
    "conflict": "next_week",
    "avoid_holidays": "on",
    "act": "preview",
}


def plan_url(cohort):
    return reverse("admin:cop_sessions_schedule_plan", args=[cohort.pk])


def meeting_url(cohort):
    return reverse("admin:cop_sessions_schedule_meeting", args=[cohort.pk])


def move_url(session):
    return reverse("admin:cop_sessions_session_move", args=[session.pk])


def call_off_url(session):
    return reverse("admin:cop_sessions_session_call_off", args=[session.pk])


@pytest.fixture
def desk(client, coordinator):
    """The coordinator's browser."""
    client.force_login(coordinator)
    return client


def preview(desk, cohort, **typed):
    return desk.post(plan_url(cohort), TYPED | typed)


def publish(desk, cohort, page, **typed):
    """Press publish on a preview that was shown."""
    shown = {name: page.context[name] for name in ("previewed", "shown")}
    days = {name: page.context["lines"] and field.value() for name, field in _days(page).items()}
    return desk.post(
        plan_url(cohort),
        TYPED | shown | days | {"stamp": page.context["draft"].stamp, "act": "publish"} | typed,
    )


def confirm(desk, url, page, typed):
    """Press the last button on a change that was looked at."""
    return desk.post(url, typed | {"shown": page.context["asked"].shown, "act": "confirm"})


def _days(page):
    fields = (line.field for line in page.context["lines"] if line.field)
    return {field.html_name: field for field in fields}


def test_the_page_begins_empty_and_writes_nothing(desk, cohort):
    page = desk.get(plan_url(cohort))

    assert page.status_code == 200
    assert page.context["form"]["count"].value() == 8
    assert headings(page) == ["Plan the dates"]
    assert "The dates</h2>" not in page.content.decode()
    assert Schedule.objects.count() == 0


def test_a_preview_shows_dates_and_what_was_left_out_and_saves_nothing(desk, cohort):
    page = preview(desk, cohort)

    lines = [(line.number, line.day.isoformat(), line.word) for line in page.context["lines"]]
    assert lines == [
        (1, "2024-08-14", "new"), (2, "2024-09-11", "new"), (3, "2024-10-09", "new"),
        (4, "2024-11-13", "new"), (None, "2024-12-11", "left out"),
        (None, "2025-01-08", "left out"), (5, "2025-02-12", "new"), (6, "2025-03-12", "new"),
        (7, "2025-04-09", "new"), (8, "2025-05-14", "new"),
    ]  # fmt: skip
    rests = {rest for month in page.context["months"] for rest in month.rests}
    assert rests == {"Summer break: 1 December 2024 to 31 January 2025"}
    assert page.content.decode().count(">left out: Summer break<") == 2
    assert Session.objects.count() == Schedule.objects.count() == 0


def test_a_preview_is_published(desk, cohort, coordinator):
    response = publish(desk, cohort, preview(desk, cohort))

    assert response.headers["Location"] == plan_url(cohort)
    assert [s.day.isoformat() for s in schedules.sessions_of(cohort)][::7] == [
        "2024-08-14", "2025-05-14",
    ]  # fmt: skip
    page = desk.get(plan_url(cohort)).content.decode()
    assert "The dates stand as they are here." in page


def test_a_day_is_changed_before_publishing(desk, cohort):
    response = publish(desk, cohort, preview(desk, cohort), **{"day-3": "2024-10-16"})

    assert response.status_code == 302
    assert Session.objects.get(number=3).day == date(2024, 10, 16)


def test_publish_without_a_preview_shows_one_first(desk, cohort):
    page = preview(desk, cohort, act="publish")

    assert page.status_code == 200
    assert "Please look at it, then publish." in page.content.decode()
    assert Session.objects.count() == 0


def test_other_inputs_make_another_preview_and_forget_the_old_days(desk, cohort):
    page = publish(desk, cohort, preview(desk, cohort), first_day="2024-08-07")

    assert page.status_code == 200
    assert page.context["lines"][0].field.value() == "2024-08-07"
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"count": "12"}, "count", "It would fit with: a window until"),
        ({"first_day": "2024-07-01"}, "first_day", "The cohort&#x27;s window goes from"),
        ({"first_day": "2024-10-30"}, "rhythm", "Not every month has a fifth Wednesday."),
        (
            {"first_day": "2024-09-01", "start": "02:30", "count": "3"},
            "start",
            "On Sunday 6 October 2024 the clocks go forward",
        ),
    ],
)
def test_what_stands_in_the_way_stands_beside_its_field(desk, cohort, typed, field, words):
    page = preview(desk, cohort, **typed)

    assert list(page.context["form"].errors) == [field]
    assert words in page.content.decode()
    assert page.context["form"]["minutes"].value() == "120"
    assert "Publish these dates" not in page.content.decode()


def test_a_day_that_cannot_be_stands_beside_that_day(desk, cohort):
    page = publish(
        desk, cohort, preview(desk, cohort), **{"day-3": "2026-10-16", "day-4": "2024-11-20"}
    )

    assert _days(page)["day-3"].errors == ["That day is outside the cohort's window."]
    assert _days(page)["day-4"].value() == "2024-11-20"
    assert Session.objects.count() == 0


def test_moving_what_was_published_says_who_will_be_told_first(desk, room):
    page = preview(desk, room.cohort, start="14:00")
    assert "2 people get a mail at once." in page.content.decode()

    assert publish(desk, room.cohort, page, start="14:00").status_code == 302
    assert Notice.objects.filter(kind=changes.CHANGED).count() == 2


def test_a_changed_day_that_people_must_be_told_of_is_looked_at_once_more(desk, room):
    first = publish(desk, room.cohort, preview(desk, room.cohort), **{"day-3": "2024-10-16"})
    assert first.status_code == 200
    assert room.session(3).version == 1

    assert publish(desk, room.cohort, first).status_code == 302
    assert (room.session(3).version, room.session(3).day) == (2, date(2024, 10, 16))


def test_dates_changed_by_somebody_else_are_looked_at_again(desk, room):
    page = preview(desk, room.cohort, start="14:00")
    changes.cancel(session_id=room.session(8).pk, by=None, at=JULY)

    again = publish(desk, room.cohort, page, start="14:00")

    assert again.status_code == 200
    assert "The dates were changed a moment ago." in again.content.decode()
    assert room.session(1).version == 1


def test_publishing_twice_is_publishing_once(desk, cohort):
    page = preview(desk, cohort)
    for _press in range(2):
        assert publish(desk, cohort, page).status_code == 302

    assert Session.objects.count() == 8
    assert set(Session.objects.values_list("version", flat=True)) == {1}


def test_the_list_of_schedules_leads_to_planning(desk, room):
    listed = desk.get(reverse("admin:cop_sessions_schedule_changelist"))
    schedule = Schedule.objects.get()
    response = desk.get(reverse("admin:cop_sessions_schedule_change", args=[schedule.pk]))

    assert room.cohort.name in listed.content.decode()
    assert room.cohort.intake.program.year in listed.content.decode()
    assert response.headers["Location"] == plan_url(room.cohort)


# -- One session -------------------------------------------------------------------------------


def test_what_is_to_come_stands_before_what_was(desk, room):
    for number in (1, 2):
        Session.objects.filter(pk=room.session(number).pk).update(state="held")

    listed = desk.get(reverse("admin:cop_sessions_session_changelist")).context["cl"].result_list

    assert [session.number for session in listed] == [3, 4, 5, 6, 7, 8, 1, 2]


def test_a_session_shows_what_is_known_and_nothing_can_be_typed(desk, room):
    page = desk.get(reverse("admin:cop_sessions_session_change", args=[room.session(3).pk]))

    text = page.content.decode()
    assert headings(page)[0] == f"{room.cohort}, session 3"
    assert "Wednesday 9 October 2024, 10:00 am Melbourne time" in text
    assert "not confirmed yet" in text
    assert move_url(room.session(3)) in text
    own = reverse("sessions:session", args=[room.cohort.code, 3])
    assert f'href="{own}">' in text


def test_moving_says_who_will_be_told_and_then_tells_them(desk, room):
    session = room.session(3)
    typed = {"day": "2024-10-16", "start": "11:30", "minutes": "90", "version": "1"}
    page = desk.post(move_url(session), typed)
    told = page.context["asked"].looked.told
    assert set(told.audience.people) == {room.member, room.facilitator}
    assert told.counts == ("1 facilitator", "1 member")
    assert Notice.objects.count() == 0

    for _press in range(2):
        assert confirm(desk, move_url(session), page, typed).status_code == 302

    session = room.session(3)
    assert (session.day, session.start.hour, session.minutes) == (date(2024, 10, 16), 11, 90)
    assert session.version == 2
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": "2024-09-11"}, "day"),
        ({"day": "2024-07-09"}, "day"),
        ({"day": "2024-10-06", "start": "02:30"}, "start"),
        ({"version": "7"}, "__all__"),
        ({"day": ""}, "day"),
        ({"minutes": "5"}, "minutes"),
    ],
)
def test_a_move_that_cannot_be_says_why_beside_its_field(desk, room, typed, field):
    wish = {"day": "2024-10-16", "start": "10:00", "minutes": "120", "version": "1"}

    page = desk.post(move_url(room.session(3)), wish | typed)

    assert list(page.context["form"].errors) == [field]
    assert room.session(3).version == 1


def test_calling_off_says_who_will_be_told_and_then_tells_them(desk, room):
    session = room.session(3)
    assert desk.get(call_off_url(session)).context["told"].counts == ("1 facilitator", "1 member")

    for _press in range(2):
        desk.post(call_off_url(session), {"reason": "Illness", "version": "1"})

    assert room.session(3).state == "cancelled"
    assert Notice.objects.count() == 2


def test_moving_what_was_called_off_says_that_it_takes_place_again(desk, room):
    again = "With a new date it takes place again."
    assert again not in desk.get(move_url(room.session(3))).text

    desk.post(call_off_url(room.session(3)), {"version": "1"})

    assert again in desk.get(move_url(room.session(3))).text


def test_what_is_over_is_not_offered_to_be_moved(client, room, frozen):
    frozen.move_to(room.session(1).starts_at)
    client.force_login(room.coordinator)

    for url in (move_url(room.session(1)), call_off_url(room.session(1))):
        assert "it stays where it is" in client.get(url).content.decode()
        client.post(url, {"day": "2024-08-21", "start": "10:00", "minutes": "90", "version": "1"})
    assert (room.session(1).version, room.session(1).state) == (1, "scheduled")


# -- Where they meet ---------------------------------------------------------------------------


def test_an_address_is_put_in_place_and_shown_nowhere(desk, room):
    typed = {"url": "https://meet.example.org/secret", "dial_in": "03 5550 1111", "passcode": "77"}
    response = desk.post(meeting_url(room.cohort), typed)

    assert response.status_code == 302
    assert Meeting.objects.get().url == typed["url"]
    for url in (
        meeting_url(room.cohort),
        plan_url(room.cohort),
        reverse("admin:cop_sessions_session_change", args=[room.session(1).pk]),
    ):
        page = desk.get(url).content.decode()
        assert [
            secret for secret in typed.values() if f">{secret}" in page or f'"{secret}' in page
        ] == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"url": "http://meet.example.org"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": ""}, "url"),
        ({"url": "https://meet.example.org/" + "x" * 600}, "url"),
        ({"url": "https://meet.example.org", "dial_in": "9" * 99}, "dial_in"),
    ],
)
def test_an_address_that_cannot_be_is_refused_beside_its_field(desk, room, typed, field):
    page = desk.post(meeting_url(room.cohort), typed)

    assert list(page.context["form"].errors) == [field]
    assert Meeting.objects.count() == 0


def test_the_page_says_when_a_new_address_is_needed(desk, room):
    assert "There is no address yet." in desk.get(meeting_url(room.cohort)).content.decode()
    MeetingFactory(cohort=room.cohort, replace_before_opening=True)
    assert not meetings.is_ready(meetings.of(room.cohort.pk))
    assert "needs a new one" in desk.get(meeting_url(room.cohort)).content.decode()


# -- Who may -----------------------------------------------------------------------------------


@pytest.fixture
def pages(room):
    session = room.session(3)
    return [
        plan_url(room.cohort), meeting_url(room.cohort), move_url(session), call_off_url(session),
        reverse("admin:cop_sessions_session_change", args=[session.pk]),
        reverse("admin:cop_sessions_schedule_change", args=[Schedule.objects.get().pk]),
    ]  # fmt: skip


def test_another_programs_coordinator_finds_nothing(client, room, pages):
    other = UserFactory(is_staff=True, holds_staff_role=True)
    RoleFactory(
        user=other, kind=RoleKind.COORDINATOR, program=MeetingFactory().cohort.intake.program
    )
    client.force_login(other)

    for url in pages:
        assert client.get(url).status_code == 404
        # Nobody may post to the page of a session: it says so before it looks for one.
        assert client.post(url, {"act": "publish"}).status_code in (403, 404)
    listed = client.get(reverse("admin:cop_sessions_session_changelist"))
    assert listed.context["cl"].result_count == 0


def test_those_who_do_not_work_at_the_desk_find_nothing(client, room, pages):
    for user in (room.member, room.facilitator, UserFactory()):
        client.force_login(user)
        assert {client.get(url).status_code for url in pages} == {404}


def test_there_is_nothing_for_a_cohort_there_is_none_of(desk, cohort):
    for name in ("plan", "meeting"):
        url = reverse(f"admin:cop_sessions_schedule_{name}", args=[10**15])
        assert desk.get(url).status_code == 404


NASTY = ("\0", "x" * 1_000_000, "-1", "9" * 30, "10000-01-01", "24:61", "<b>", "٣", "2024-08-14\0")


@pytest.mark.parametrize(
    "field", [*TYPED, "stamp", "previewed", "shown", "day-1", "day-99", "day-x"]
)
def test_a_schedule_filled_with_nonsense_is_no_fault(desk, cohort, field):
    page = preview(desk, cohort)
    planned = {intent.date.day for intent in page.context["draft"].intents}

    for value in NASTY:
        response = publish(desk, cohort, page, **{field: value})

        assert response.status_code in (200, 302)
        assert {session.day for session in Session.objects.all()} in (set(), planned)
        Session.objects.all().delete()
        Schedule.objects.all().delete()


@pytest.mark.parametrize("field", ["day", "start", "minutes", "version", "reason"])
def test_a_move_filled_with_nonsense_is_no_fault(desk, room, field):
    wish = {"day": "2024-10-16", "start": "10:00", "minutes": "120", "version": "1"}

    for value in NASTY:
        url = move_url(room.session(3))
        page = desk.post(url, wish | {field: value})
        response = confirm(desk, url, page, wish | {field: value})

        assert response.status_code in (200, 302)
        assert room.session(3).version in (1, 2)


def test_a_published_schedule_survives_another_first_day(desk, cohort):
    schedules.publish(cohort_id=cohort.pk, by=None, at=JULY, inputs=EXAMPLE_1)

    page = preview(desk, cohort, first_day="2024-08-21")
    publish(desk, cohort, page, first_day="2024-08-21")

    assert Session.objects.count() == 8
    assert Session.objects.get(number=1).day == date(2024, 8, 21)
