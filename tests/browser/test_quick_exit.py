"""Quick exit (DOMAIN 3.10): out at once, and the page left is not behind the Back button."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def somewhere(page_as, live):
    """A reader who came from one page to another; every other site answers with one page."""

    def walked(user=None, *, width=1280, scripts=True):
        page = page_as(
            user,
            watched=False,  # it leads to another site, which is what it is for
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
        )
        page.context.route(
            lambda url: url.startswith(settings.EXIT_URL),
            lambda route: route.fulfill(content_type="text/html", body="<title>Weather</title>"),
        )
        page.goto(live("pages:home"))
        page.goto(live("pages:safety"))
        return page

    return walked


def shift(page, times):
    for _press in range(times):
        page.keyboard.press("Shift")


def test_a_press_leads_out_and_the_page_is_not_behind_the_back_button(somewhere, live):
    page = somewhere()
    page.click("#quick-exit")
    page.wait_for_url(settings.EXIT_URL)
    page.go_back()

    assert page.url == live("pages:home")


def test_it_signs_out_whoever_was_signed_in(somewhere, live):
    page = somewhere(UserFactory())
    page.goto(live("pages:look"))
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("#quick-exit")
    page.wait_for_url(settings.EXIT_URL)

    assert sent.value.url == live("account_logout")
    for _look in range(50):  # the exit waits for no answer: who comes back at once may be early
        page.goto(live("pages:next"))
        if page.url.startswith(live("account_login")):
            return
        page.wait_for_timeout(100)
    pytest.fail("still signed in")


def test_shift_three_times_leads_out(somewhere):
    page = somewhere()
    shift(page, 3)

    page.wait_for_url(settings.EXIT_URL)


def test_typing_capital_letters_does_not(somewhere):
    page = somewhere()
    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")
    shift(page, 2)

    assert page.url.endswith(reverse("pages:safety"))


def test_the_page_is_blank_before_the_other_site_has_answered(somewhere):
    page = somewhere()

    assert page.evaluate(PRESSED_AND_SEEN) == {"seen": [], "title": ""}


PRESSED_AND_SEEN = """() => {
  document.getElementById("quick-exit").click();
  const parts = [...document.querySelectorAll("body *")];
  return {seen: parts.filter((part) => part.checkVisibility()).map((part) => part.tagName),
          title: document.title.trim()};
}"""


def test_without_scripts_the_link_leads_out(somewhere):
    page = somewhere(scripts=False)
    page.click("#quick-exit")

    page.wait_for_url(settings.EXIT_URL)


@pytest.mark.parametrize("width", [390, 1280])
def test_it_stays_in_sight_and_covers_no_focused_link(somewhere, width):
    page = somewhere(width=width)
    covered = []
    for _tab in range(24):
        page.keyboard.press("Tab")
        covered.append(page.evaluate(COVERED))

    assert [text for text in covered if text] == []
    assert page.locator("#quick-exit").is_visible()


COVERED = """() => {
  const exit = document.getElementById("quick-exit");
  const here = document.activeElement;
  if (here === exit || here === document.body) return "";
  const a = here.getBoundingClientRect(), b = exit.getBoundingClientRect();
  const apart = a.right <= b.left || a.left >= b.right || a.bottom <= b.top || a.top >= b.bottom;
  return apart ? "" : here.textContent.trim();
}"""
