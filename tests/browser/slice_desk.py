"""What the coordinator does on the walk through the slice, at the desk."""

from collections import Counter
from datetime import date, time
from importlib import import_module

from django.apps import apps
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Page

from audit import clock
from programs import roles
from programs.models import Cohort, Community, Intake, RoleKind, Seat
from programs.ready_made import DATA
from tests.browser.slice_stage import MELBOURNE, Stage
from tests.entering import give_address
from tests.factories import UserFactory

FILE = DATA / "safe-and-equal-2024-25.toml"


def the_program_is_loaded(stage: Stage) -> None:
    stage.it_is("2024-07-08 10:00")

    give_notice()
    call_command("load_program", str(FILE), verbosity=0)

    assert [Community.objects.count(), Intake.objects.count()] == [5, 2]
    assert [Cohort.objects.count(), Seat.objects.count()] == [10, 250]
    coordinator = UserFactory(email="coordinator@example.org", display_name="Cleo (demo)")
    give_address(coordinator)
    roles.grant(
        user_id=coordinator.pk,
        kind=RoleKind.COORDINATOR,
        program_id=stage.program.pk,
        by=None,
        at=clock.now(),
    )
    stage.coordinator = coordinator


def sets_the_window(stage: Stage, page: Page) -> None:
    """1 August 2024 to 31 May 2025: a year's group, though its intake's sessions end earlier."""
    page.goto(stage.live("admin:index"))
    page.goto(stage.live("admin:programs_cohort_changelist"))
    page.get_by_role("link", name="Emerging practitioners, August intake").first.click()
    page.locator("#id_window_first").fill("01/08/2024")
    page.locator("#id_window_last").fill("31/05/2025")
    stage.picture(page, "cohort-window", at="h2:has-text('When it meets')", height=600)
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("was changed successfully").wait_for()
    assert stage.cohort.window_first == date(2024, 8, 1)
    assert stage.cohort.window_last == date(2025, 5, 31)


def names_whom_to_ask(stage: Stage, page: Page) -> None:
    page.goto(stage.live(reverse("admin:programs_program_change", args=[stage.program.pk])))
    page.locator("#id_contact_name").fill("The communities team")
    page.locator("#id_contact_email").fill("communities@example.net")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("was changed successfully").wait_for()
    assert stage.program.contact_name == "The communities team"


def invites_the_facilitator(stage: Stage, page: Page) -> None:
    page.goto(stage.live("programs:setup"))
    stage.picture(page, "setup")
    tile = page.locator("li.tile", has_text="Emerging practitioners, August intake")
    tile.get_by_label("Facilitator's email").fill("facilitator@example.org")
    stage.picture(page, "invite", at="#waiting")
    tile.get_by_role("button", name="Invite").click()

    page.get_by_text("The invitation is on its way.").wait_for()


def publishes_the_cohort(stage: Stage) -> None:
    stage.it_is("2024-07-09 10:00")
    page = stage.browser_of(stage.coordinator)
    page.goto(stage.live("programs:setup"))
    tile = page.locator("li.tile", has_text="Emerging practitioners, August intake")
    tile.get_by_role("button", name="Publish it").click()

    page.get_by_text("The cohort is published.").wait_for()
    assert list(Cohort.objects.filter(published=True)) == [stage.cohort]


def give_notice() -> None:
    """What a migration wrote, which tests that commit have emptied."""
    first = import_module("intakes.migrations.0003_first_notice")
    first.write(apps, None)


# -- Reading ---------------------------------------------------------------------------------------


def reads_and_decides(stage: Stage, page: Page) -> None:
    """One on the page of its own, the others from the list: 29 suitable, 2 not this time."""
    page.goto(stage.live("admin:index"))
    stage.picture(page, "desk")
    page.get_by_role("link", name="31 applications to read").click()
    page.get_by_role("link", name="Robin (demo)").click()
    decision = page.get_by_role("region", name="The decision")
    decision.get_by_label("Suitable").check()
    decision.get_by_label("Why?").fill("Alone in this work, and new to it: just whom this is for.")
    decision.get_by_role("button", name="Keep the decision").click()
    page.get_by_text("They hear with the next round.").first.wait_for()
    assert stage.states() == {"in_review": 30, "eligible": 1}

    decides(stage, page, "Not this time", 2, "Well beyond their first years; told of another.")
    decides(stage, page, "Suitable", 28, "New to this work, and the mix is a good one.")
    assert stage.states() == {"eligible": 29, "unsuccessful": 2}


def decides(stage: Stage, page: Page, act: str, how_many: int, reason: str) -> None:
    """Tick the last ones on the board, and say why for all of them at once."""
    page.goto(stage.live("admin:intakes_board") + "?state=in_review")
    boxes = page.locator("input[name=pick]")
    if boxes.count() == how_many:
        page.get_by_label("All of them").check()
    else:
        for box in boxes.all()[-how_many:]:
            box.check()
    page.get_by_role("button", name=f"{act} …").click()
    page.get_by_label("Why?").fill(reason)
    page.get_by_role("button", name="Keep the decision").click()
    page.get_by_text("Kept for").first.wait_for()


# -- Dates -----------------------------------------------------------------------------------------

EIGHT = (
    *("2024-08-14", "2024-09-11", "2024-10-09", "2024-11-13"),
    *("2025-02-12", "2025-03-12", "2025-04-09", "2025-05-14"),
)


def plans_eight_dates(stage: Stage, page: Page) -> None:
    """Worked example 1: the second Wednesday of each month at ten, but not over summer."""
    stage.it_is("2024-07-29 09:45")
    page.goto(stage.live("admin:index"))
    page.get_by_role("link", name="Emerging practitioners, August intake has no dates yet").click()
    page.get_by_label("First session").fill("2024-08-14")
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Rhythm").select_option("monthly")
    page.get_by_label("How many sessions").fill("8")
    page.get_by_role("button", name="Look at the dates").click()
    page.get_by_role("button", name="Publish these dates").wait_for()
    stage.picture(page, "schedule-preview", height=1200)
    shown = [page.get_by_label(f"Day of session {number}").input_value() for number in range(1, 9)]
    assert tuple(shown) == EIGHT
    page.get_by_role("button", name="Publish these dates").click()

    page.get_by_text("The dates are published.").wait_for()
    sessions = list(stage.cohort.sessions.order_by("number"))
    assert tuple(session.day.isoformat() for session in sessions) == EIGHT
    assert {session.starts_at.astimezone(MELBOURNE).time() for session in sessions} == {time(10)}


def says_where_they_meet(stage: Stage, page: Page) -> None:
    plan = reverse("admin:cop_sessions_schedule_plan", args=[stage.cohort.pk])
    page.goto(stage.live(plan))
    page.get_by_role("link", name="Where they meet").click()
    page.get_by_label("Dial-in number").fill("03 5550 0000")
    page.get_by_label("Passcode").fill("2525")
    page.get_by_label("Joining address").fill("https://meet.example.org/our-room")
    stage.picture(page, "where", height=600)
    page.get_by_label("Joining address").fill(stage.room)
    with override_settings(LOCAL=True):  # so that a room on this machine may be the address
        page.get_by_role("button", name="Put it in place").click()
        page.get_by_text("The new address is in place.").wait_for()


# -- Offering --------------------------------------------------------------------------------------


def offers_the_seats(stage: Stage, page: Page) -> None:
    """Worked example 7: 25 offers, ranks 1 to 4 wait, two are told that it is not this time."""
    stage.it_is("2024-07-29 10:00")
    page.goto(stage.live("admin:intakes_queue_changelist"))
    page.get_by_role("link", name="Emerging practitioners, August intake").first.click()
    page.get_by_role("button", name="Make 25 offers and tell the others").wait_for()
    stage.picture(page, "offers-preview")
    counts = page.locator("section[aria-labelledby=round] dd > strong").all_inner_texts()
    assert counts == ["25", "4", "2"]
    page.get_by_role("button", name="Make 25 offers and tell the others").click()

    page.get_by_text("25 offers, 4 on the waitlist, 2 told it is not now.").wait_for()
    stage.picture(page, "offers-made")
    assert stage.states() == {"offered": 25, "waitlisted": 4, "unsuccessful": 2}
    assert stage.seats() == {"held": 25}
    the_round_is_told(stage)


def the_round_is_told(stage: Stage) -> None:
    """31 mails, one to each, and none says outside what it is about."""
    before = len(stage.sink.letters)
    stage.mail_leaves()
    assert stage.sink.letters[before:] == []  # it can be stopped for ten minutes
    stage.it_is("2024-07-29 10:10")
    stage.mail_leaves()
    subjects = Counter(str(letter["Subject"]) for letter in stage.sink.letters[before:])
    assert subjects == {
        "Action needed by Mon 5 August": 25,
        "About the form you sent": 6,
    }
