"""An empty site on somebody's own machine, from its first page to an invited facilitator."""

import pytest

from accounts.models import Invitation
from programs.models import Cohort, Role
from tests.browser.conftest import WIDTHS
from tests.browser.test_axe import BEST, found
from tests.entering import code_for, totp_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KIM = "kim@example.org"


def looks_right(page):
    """At both widths: axe finds nothing, and nobody scrolls sideways."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert found(page, BEST) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_an_empty_site_to_an_invited_facilitator(live, page_as, frozen, settings):
    settings.LOCAL, settings.DEMO = True, False
    page = page_as(None)

    page.goto(live("pages:home"))
    page.get_by_role("heading", name="This site is empty").wait_for()
    looks_right(page)
    page.get_by_label("Your email").fill(KIM)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_for(KIM))
    page.get_by_role("button", name="Go on").click()

    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Authenticator code").fill(
        totp_code(page.locator("code.secret").inner_text())
    )
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_text("Your authenticator app is set up.").wait_for()

    page.goto(live("pages:next"))
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("heading", name="Set-up").wait_for()
    looks_right(page)
    page.get_by_role("button", name="Take it").click()
    page.get_by_text("Cohorts that are not published yet").wait_for()
    assert page.title() == "Set-up · Coalesce"
    looks_right(page)

    first = page.locator(".tile").first
    first.get_by_label("Facilitator's email").fill("fern@example")
    first.get_by_role("button", name="Invite").click()
    assert page.locator(".tile").first.get_by_label("Facilitator's email").input_value() == (
        "fern@example"
    )
    looks_right(page)
    page.locator(".tile").first.get_by_label("Facilitator's email").fill("fern@example.org")
    page.locator(".tile").first.get_by_role("button", name="Invite").click()
    page.get_by_text("Invited: fern@example.org").wait_for()

    assert Invitation.objects.get().email == "fern@example.org"
    assert Role.objects.get(user__email=KIM).kind == "coordinator"
    assert Cohort.objects.count() == 10
