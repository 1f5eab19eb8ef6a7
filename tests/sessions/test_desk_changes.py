"""At the desk: chosen days, the calendar of a preview, and changes that are looked at first."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Notice
from programs import school_terms
from programs.models import RoleKind
from sessions import schedules
from sessions.models import Schedule, Session
from tests.factories import CohortFactory, RoleFactory, SessionFactory
from tests.sessions.conftest import JULY
from tests.sessions.test_desk import confirm, desk, plan_url, preview, publish

pytestmark = pytest.mark.usefixtures("frozen")
__all__ = ["desk"]

CHOSEN = {"rhythm": "chosen", "first_day": "", "days": "14 August 2024\n2/9/2024"}


def add_url(cohort):
    return reverse("admin:cop_sessions_schedule_add_session", args=[cohort.pk])


def act_url(session, act):
    return reverse(f"admin:cop_sessions_session_{act}", args=[session.pk])


def days_of(cohort):
    return [session.day.isoformat() for session in schedules.sessions_of(cohort)]


# -- The preview -------------------------------------------------------------------------------


def test_chosen_days_are_typed_as_people_write_them(desk, cohort):
    page = preview(desk, cohort, **CHOSEN)

    assert publish(desk, cohort, page, **CHOSEN).status_code == 302
    assert days_of(cohort) == ["2024-08-14", "2024-09-02"]
    assert desk.get(plan_url(cohort)).context["form"]["days"].value() == "2024-08-14\n2024-09-02"


def test_a_day_chosen_by_hand_that_is_a_holiday_is_pointed_out(desk, cohort):
    page = preview(desk, cohort)
    shown = {"previewed": page.context["previewed"], "day-4": "2024-11-05"}

    page = preview(desk, cohort, **shown)

    assert page.context["warnings"] == ["Tuesday 5 November 2024: Melbourne Cup Day"]


@pytest.mark.parametrize("count", ["0", "500", "x"])
def test_a_number_out_of_bounds_is_answered_in_plain_words(desk, cohort, count):
    page = preview(desk, cohort, count=count)

    assert page.context["form"].errors["count"] == ["A whole number from 1 to 60, please."]


def test_sessions_without_a_rhythm_stand_on_the_page_of_the_dates(desk, cohort):
    session = SessionFactory(cohort=cohort)

    page = desk.get(plan_url(cohort))

    where = reverse("admin:cop_sessions_session_change", args=[session.pk])
    assert page.context["standing"] == [session]
    assert where in page.text
    assert add_url(cohort) in page.text
    assert preview(desk, cohort, count="0").context["standing"] == []


def test_a_day_that_was_picked_goes_onto_the_list(desk, cohort):
    page = preview(desk, cohort, **CHOSEN, add_day="2024-10-09")

    assert page.context["form"]["days"].value() == "14 August 2024\n2/9/2024\n2024-10-09"
    assert page.context["form"]["add_day"].value() == ""
    assert [line.day.isoformat() for line in page.context["lines"]] == [
        "2024-08-14", "2024-09-02", "2024-10-09",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("", "Choose at least one day."),
        ("14 August 2024\nsoon", "“soon” is no day."),
        ("14 August 2024\n14/8/2024", "Wednesday 14 August 2024 stands there twice."),
        ("2024-12-11", "Nothing can be on Wednesday 11 December 2024: Summer break."),
        (", ".join(f"{n % 28 + 1}/{n // 28 + 1}/2025" for n in range(61)), "At most 60 days"),
    ],
)
def test_a_list_of_days_that_cannot_be_keeps_what_was_typed(desk, cohort, days, words):
    page = preview(desk, cohort, **CHOSEN | {"days": days})

    assert list(page.context["form"].errors) == ["days"]
    assert words in page.content.decode()
    assert page.context["form"]["days"].value() == days


def test_without_a_first_day_a_rhythm_asks_for_it(desk, cohort):
    page = preview(desk, cohort, first_day="")

    assert list(page.context["form"].errors) == ["first_day"]


@pytest.mark.parametrize("count", ["0", "500"])
def test_0_or_500_sessions_are_refused_beside_the_field(desk, cohort, count):
    page = preview(desk, cohort, count=count)

    assert list(page.context["form"].errors) == ["count"]
    assert page.context["form"]["count"].value() == count


def test_an_hour_that_comes_twice_is_asked_about_and_the_answer_kept(desk, cohort):
    sunday = {"first_day": "2025-04-06", "start": "02:30", "count": "1"}
    page = preview(desk, cohort, **sunday)
    assert list(page.context["form"].errors) == ["fold"]
    assert "Which of the two?" in page.content.decode()

    publish(desk, cohort, preview(desk, cohort, **sunday, fold="1"), **sunday, fold="1")

    assert Session.objects.get().starts_at == datetime(2025, 4, 5, 16, 30, tzinfo=UTC)
    assert "Which of the two?" not in desk.get(plan_url(CohortFactory())).content.decode()


def test_the_calendar_shows_what_moved_what_rests_and_holidays(desk, cohort):
    school_terms.load(program_id=cohort.intake.program_id, by=None, at=JULY)

    page = preview(desk, cohort, avoid_school_holidays="on")

    april = next(month for month in page.context["months"] if month.first == date(2025, 4, 1))
    assert april.rests == ("School holidays: 5 April 2025 to 21 April 2025",)
    assert {one.day.day: [mark.words for mark in one.marks] for one in april.days if one.marks} == {
        9: ["moved from here: School holidays"],
        23: ["Session 7"],
    }
    assert [one.holiday for one in april.days if one.day.day == 25] == ["ANZAC Day"]
    assert [one.kind for one in april.days[3:6]] == ["", "school", "school"]


def test_a_facilitator_who_is_booked_elsewhere_is_warned_of(desk, cohort, coordinator):
    person = cohort.roles.get(kind=RoleKind.FACILITATOR).user
    cohort.roles.filter(user=person).update(since=datetime(2024, 1, 1, tzinfo=UTC))
    other = CohortFactory()
    RoleFactory(user=person, kind=RoleKind.FACILITATOR, cohort=other, since=JULY)
    SessionFactory(cohort=other, day=date(2024, 9, 11))

    text = preview(desk, cohort).content.decode()

    assert f"{person} facilitates another cohort on Wednesday 11 September 2024" in text
    assert other.name not in text


# -- Changing ----------------------------------------------------------------------------------

ADDED = {"day": "2024-09-25", "start": "10:00", "minutes": "90"}
SPLIT = {**ADDED, "day": "2024-10-16", "minutes": "60", "first_minutes": "60", "version": "1"}
SHIFTED = {"by": "1", "unit": "weeks", "way": "later", "version": "1", "seen": "2024-10-09"}


def test_a_session_is_added_once_it_was_looked_at(desk, room):
    page = desk.post(add_url(room.cohort), ADDED)
    assert Session.objects.count() == 8

    for _press in range(2):
        assert confirm(desk, add_url(room.cohort), page, ADDED).status_code == 302

    assert (room.session(9).minutes, room.session(9).extra) == (90, True)
    assert Notice.objects.count() == 2
    assert "added, stays" in desk.get(plan_url(room.cohort)).content.decode()


@pytest.mark.parametrize(
    ("act", "typed", "changed"),
    [("split", SPLIT, [3, 9]), ("shift", SHIFTED, [3, 4, 5, 6, 7, 8])],
)
def test_splitting_and_shifting_are_looked_at_then_made_once(desk, room, act, typed, changed):
    url = act_url(room.session(3), act)
    page = desk.post(url, typed)
    assert [c.session.number for c in page.context["asked"].looked.changes] == changed
    assert Notice.objects.count() == 0

    for _press in range(2):
        assert confirm(desk, url, page, typed).status_code == 302

    assert room.session(3).version == 2
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(("act", "typed"), [("split", SPLIT), ("shift", SHIFTED)])
def test_what_was_typed_otherwise_meanwhile_is_shown_once_more(desk, room, act, typed):
    url = act_url(room.session(3), act)
    page = desk.post(url, typed)
    other = typed | ({"by": "2"} if act == "shift" else {"day": "2024-10-17"})

    again = confirm(desk, url, page, other)

    assert again.status_code == 200
    assert "Something was changed. Please look at it, then confirm." in again.content.decode()
    assert room.session(3).version == 1


def test_a_holiday_on_the_new_day_is_pointed_out(desk, room):
    typed = {"day": "2024-11-05", "start": "10:00", "minutes": "120", "version": "1"}

    page = desk.post(act_url(room.session(4), "move"), typed)

    assert page.context["asked"].looked.warnings == ("Tuesday 5 November 2024: Melbourne Cup Day",)


def test_a_shift_out_of_the_window_says_which_day_would_be(desk, room):
    page = desk.post(act_url(room.session(3), "shift"), SHIFTED | {"by": "4"})

    assert page.context["form"].non_field_errors() == [
        "Wednesday 11 June 2025 is outside the cohort's window, which goes from "
        "Thursday 1 August 2024 to Saturday 31 May 2025."
    ]


def test_to_where_it_is_nothing_is_changed(desk, room):
    typed = {"day": "2024-10-09", "start": "10:00", "minutes": "120", "version": "1"}

    page = desk.post(act_url(room.session(3), "move"), typed)

    assert "there is nothing to change" in page.content.decode()
    assert page.context["asked"].looked is None


@pytest.mark.parametrize("act", ["split", "shift", "add"])
def test_nonsense_is_no_fault(desk, room, act):
    url = add_url(room.cohort) if act == "add" else act_url(room.session(3), act)
    typed = {"split": SPLIT, "shift": SHIFTED, "add": ADDED}[act]

    for field in typed:
        for value in ("\0", "9" * 30, "9999-12-31"):
            nonsense = typed | {field: value, "act": "confirm"}
            assert desk.post(url, nonsense).status_code == 200
    assert {session.version for session in Session.objects.all()} == {1}
    assert Schedule.objects.count() == 1


def test_a_preview_takes_the_same_queries_whatever_its_length(desk, cohort):
    counted = []
    for count in ("1", "3", "8"):  # the first one warms up what is read once
        with CaptureQueriesContext(connection) as found:
            preview(desk, cohort, count=count)
        counted.append(len(found))

    assert counted[1] == counted[2]
