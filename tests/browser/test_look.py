"""axe finds nothing on the site's own pages and allauth's, at two widths, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PUBLIC = [
    "pages:home",
    "pages:about",
    "pages:safety",
    "pages:accessibility",
    "pages:privacy",
    "pages:look",
    "account_login",
    "account_request_login_code",
    "account_reset_password",
    "account_signup",
]
OWN = [
    "account_email",
    "account_logout",
    "account_reauthenticate",
    "account_set_password",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
]
LOOKS = [
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
]


def found(page):
    """What axe finds, with the place of each; and whether anything stands beyond the edge."""
    run = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [
        (page.url, rule["id"], node["html"])
        for rule in run.response["violations"]
        for node in rule["nodes"]
    ] + ([(page.url, "wider than the window", "")] if wide else [])


@pytest.mark.parametrize("look", LOOKS, ids=["wide-light", "narrow-dark"])
def test_public_pages(page_as, live, look):
    page = page_as(None, **look)
    troubles = []
    for name in PUBLIC:
        page.goto(live(name))
        troubles += found(page)

    assert troubles == []


@pytest.mark.parametrize("look", LOOKS, ids=["wide-light", "narrow-dark"])
def test_the_pages_about_ones_own_account(page_as, live, look):
    user = UserFactory(display_name="Marlow Finch (demo)")
    user.set_password("a quiet river in june")
    user.save()
    page = page_as(user, **look)
    troubles = []
    for name in OWN:
        page.goto(live(name))
        troubles += found(page)

    assert troubles == []


@pytest.mark.parametrize("look", LOOKS, ids=["wide-light", "narrow-dark"])
def test_forms_that_still_need_something(page_as, live, look):
    page = page_as(None, **look)
    page.goto(live("account_reset_password"))
    page.get_by_role("main").get_by_role("button").first.click()

    page.locator(".summary").wait_for()
    assert page.evaluate("document.activeElement.className").endswith("summary")
    assert found(page) == []


def test_a_page_that_is_not_there(page_as, live):
    page = page_as(None)
    page.goto(live("/nothing/here"))

    assert page.title().startswith("Nothing here")
    assert found(page) == []


def test_the_account_menu_opens_and_closes_without_scripts(page_as, live):
    page = page_as(UserFactory(), java_script_enabled=False)
    page.goto(live("pages:about"))
    page.locator(".menu > summary").click()

    page.get_by_role("button", name="Sign out").wait_for()


def test_escape_closes_the_account_menu_and_keeps_the_place(page_as, live):
    page = page_as(UserFactory())
    page.goto(live("pages:about"))
    page.locator(".menu > summary").click()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Sign out").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_chosen_theme_is_shown(page_as, live):
    page = page_as(None, color_scheme="light")
    page.goto(live("pages:look"))
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Always dark").check()
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_url("**/look/?kept=1")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert page.get_by_label("Always dark").is_checked()


def test_at_twice_the_size_of_letters_nothing_is_lost(page_as, live):
    """WCAG 1.4.4 and 1.4.10: 1280 pixels at 400 % are 320."""
    page = page_as(None, viewport={"width": 320, "height": 640})
    for name in PUBLIC:
        page.goto(live(name))

        assert page.evaluate("document.documentElement.scrollWidth") <= 320, reverse(name)
