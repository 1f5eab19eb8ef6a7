"""Between sessions: a member shares a file and writes on the board, a facilitator asks whether it
may go to everybody, the member says yes, and a visitor saves it from the library."""

import pytest

from sessions import introductions
from sessions.board import posts
from sessions.models import PostKind, Resource
from sessions.resources import sharing
from tests import between
from tests.sessions.uploads import photographed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHARED = (
    ("Staying calm when a room turns", "The part on breathing stayed with me.", "backlash", True),
    ("A lesson plan on fairness, year 8", "Two lessons with all the sheets.", "schools", True),
    ("Our notes on saying no", "Among us, please: it is close to home.", "managers", False),
)


@pytest.fixture
def filled(world, frozen):
    """A shelf, a board and an introduction, by others."""
    frozen.move_to(world.at)
    cohort = world.cohorts["meeting"]
    others = [one.user for one in cohort.memberships.order_by("pk")[3:6]]
    for by, (title, why, tag, ok) in zip(others, SHARED, strict=True):
        said = between.wording(title=title, why=why, tags=[tag], ok_at_work=ok, session_number=None)
        sharing.share(
            cohort_id=cohort.pk, wording=said, thing=f"https://example.org/{tag}",
            key=between.UUID(int=by.pk), by=by.pk, at=world.at,
        )  # fmt: skip
        introductions.change(
            user_id=by.pk, about="I work with young people.", works_on=f"{tag.title()}, mostly",
            ask_me="Anything about it", show_to=[cohort.pk], at=world.at,
        )  # fmt: skip
    posts.post(
        cohort_id=cohort.pk, kind=PostKind.OPPORTUNITY, until=world.at.date(),
        words="Small grants for prevention in sport: https://example.org/grants",
        key=between.UUID(int=9), by=others[0].pk, at=world.at,
    )  # fmt: skip
    between.agreed(world)
    return cohort


def test_what_is_shared_between_sessions(live, page_as, world, filled, screenshot):
    member = page_as(world.people["member"])
    member.goto(live("pages:cohort", code=filled.code))
    member.get_by_role("link", name="Resources", exact=True).click()
    member.get_by_role("link", name="Share something").click()
    member.get_by_label("Or a file").set_input_files(
        {"name": "Our circle.JPG", "mimeType": "image/jpeg", "buffer": photographed()}
    )
    member.get_by_label("What is it called?").fill("A circle of voices")
    member.get_by_label("Why does it help?").fill("After ten minutes everybody sees who is quiet.")
    member.get_by_label("Tags").fill("Listening")
    member.get_by_label("OK to share at work").check()
    member.get_by_role("button", name="Share it").click()
    member.get_by_text("Our circle.jpg").wait_for()
    with member.expect_download() as saved:
        member.get_by_role("link", name="Save the file").click()
    assert saved.value.suggested_filename == "Our circle.jpg"
    where = member.url

    facilitator = page_as(world.people["facilitator"])
    facilitator.goto(where)
    facilitator.get_by_role("link", name="Pass it on").click()
    facilitator.get_by_label("The public library, for everybody").check()
    facilitator.get_by_role("button", name="Ask").click()
    facilitator.get_by_text("waits for a yes").wait_for()

    member.reload()
    screenshot(member, "resource-asked")
    member.get_by_role("button", name="Yes, it may").click()
    member.get_by_text("it may be used there", exact=True).wait_for()
    member.goto(live("sessions:resources", code=filled.code))
    screenshot(member, "resources")
    member.get_by_label("Find in title").fill("voices")
    member.get_by_role("button", name="Find").click()
    assert member.locator(".shelf h2").all_inner_texts() == ["A circle of voices"]

    visitor = page_as()
    visitor.goto(live("sessions:library"))
    screenshot(visitor, "library")
    with visitor.expect_download():
        visitor.get_by_role("link", name="A circle of voices").click()
    facilitator.get_by_role("link", name="Strike it out").click()
    facilitator.get_by_role("button", name="Strike it out").click()
    visitor.reload()
    visitor.get_by_text("The shelves are still empty").wait_for()
    assert Resource.objects.filter(gone_how="struck").count() == 1


def test_a_board_for_the_time_between(live, page_as, world, filled, screenshot):
    member = page_as(world.people["member"], viewport={"width": 390, "height": 844})
    member.goto(live("sessions:board", code=filled.code))
    member.get_by_role("link", name="Write on the board").click()
    member.get_by_label("A question").check()
    member.get_by_label("In your words").fill("Who has a warm-up for people who know each other?")
    member.get_by_role("button", name="Put it on the board").click()

    facilitator = page_as(world.people["facilitator"])
    facilitator.goto(live("sessions:board", code=filled.code))
    screenshot(facilitator, "board-between")
    facilitator.get_by_role("link", name="Read and reply").first.click()
    facilitator.get_by_label("Your reply").fill("Ask for the smallest thing that went well.")
    facilitator.get_by_role("button", name="Reply").click()

    member.reload()
    member.get_by_text("the smallest thing").wait_for()
    screenshot(member, "board-post")
    facilitator.goto(live("sessions:introductions", code=filled.code))
    screenshot(facilitator, "introductions")
