"""People from a file: chosen, looked at, taken over in the background, undone."""

import pytest
from django.utils import timezone

from intakes.models import Interest
from notices import shifts
from tests.browser.conftest import WIDTHS
from tests.browser.test_axe import LEVELS, found
from tests.intakes.sheets import csv_of, person, xlsx_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looks_right(page):
    """At both widths: axe finds nothing, and nobody scrolls sideways."""
    for width, height in reversed(WIDTHS.items()):
        page.set_viewport_size({"width": width, "height": height})
        assert found(page, LEVELS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_row_that_is_wrong_is_named_with_its_reason(live, page_as, world):
    rows = [person(1, "Work in schools"), person(2, "Cookery")]
    rows[0][0] = "Zoë"
    page = page_as(world.people["coordinator"])
    page.goto(live("admin:intakes_import_add"))
    page.get_by_label("What is in the file?").select_option(index=1)
    data = csv_of(rows, encoding="cp1252", separator=";")
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": data}
    page.get_by_label("The file", exact=True).set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Look what would happen").click()

    page.get_by_role("heading", name="One person would be taken over").wait_for()
    page.get_by_role("row").filter(has_text="Zoë").wait_for()
    wrong = page.get_by_role("row").filter(has_text="robin2@example.org")
    assert "Cookery" in wrong.inner_text()


def test_people_come_from_a_file_and_go_again(live, page_as, world, screenshot):
    before = Interest.objects.count()
    rows = [person(number, "Work in schools") for number in range(1, 7)]
    rows[2] = person(3, "Cookery")
    page = page_as(world.people["coordinator"])
    page.goto(live("admin:intakes_import_changelist"))
    looks_right(page)

    page.get_by_role("link", name="Choose a file").click()
    page.get_by_label("What is in the file?").select_option(index=1)
    file = {"name": "people.xlsx", "mimeType": "application/zip", "buffer": xlsx_of(rows)}
    page.get_by_label("The file", exact=True).set_input_files(file)
    looks_right(page)
    screenshot(page, "import-file")
    page.get_by_role("button", name="Read the file").click()

    page.get_by_role("heading", name="What do the columns hold?").wait_for()
    looks_right(page)
    screenshot(page, "import-columns")
    page.get_by_role("button", name="Look what would happen").click()

    page.get_by_role("heading", name="5 people would be taken over").wait_for()
    looks_right(page)
    screenshot(page, "import-look", full_page=True)
    page.get_by_label("Leave out the one row that has a problem").check()
    page.get_by_role("button", name="Take 5 people over").click()

    page.get_by_role("button", name="Stop it").wait_for()
    looks_right(page)
    screenshot(page, "import-work")
    shifts.work(at=timezone.now(), worker="test")
    page.get_by_role("link", name="Go on").click()  # the page asked again by itself

    page.get_by_role("heading", name="5 people were taken over").wait_for()
    assert Interest.objects.count() == before + 5
    looks_right(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Undo it").click()
    looks_right(page)
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("button", name="Stop it").wait_for()
    shifts.work(at=timezone.now(), worker="test")
    page.get_by_role("link", name="Go on").click()

    page.get_by_role("heading", name="This import was undone").wait_for()
    assert Interest.objects.count() == before
