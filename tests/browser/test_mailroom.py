"""The mailroom as a browser shows it."""

from datetime import UTC, datetime

import pytest

from notices import delivery, mailroom, outbox
from tests.browser.test_look import LOOKS, found
from tests.factories import UserFactory
from tests.notices.kinds import owe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def local(settings, live):
    at = datetime(2024, 7, 10, tzinfo=UTC)
    settings.LOCAL_MAIL = True
    settings.EMAIL_BACKEND = "notices.mailroom.EmailBackend"
    for _ in range(24):
        owe(UserFactory(), at)
    delivery.drain(at=at, worker="one")
    data = {"code": "482 913", "minutes": 10}
    outbox.queue("accounts.code", key="c", address="ana@example.org", due_at=at, data=data)
    delivery.drain(at=at, worker="one")


def test_a_mail_is_shown_in_its_frame_and_its_links_lead_out_of_it(local, live, page_as):
    page = page_as(None)
    page.goto(live("notices:mailroom"))
    frame = page.frame_locator("iframe")

    assert frame.locator(".code").inner_text() == "482 913"
    frame.get_by_role("link", name="Help and support").click()
    page.wait_for_url(live("pages:safety"))


def test_on_a_phone_the_list_comes_first(local, live, page_as):
    page = page_as(None, viewport={"width": 390, "height": 844})
    page.goto(live("notices:mailroom"))

    assert not page.locator("iframe").is_visible()
    page.get_by_role("link", name="Your code").click()
    assert page.frame_locator("iframe").locator(".code").inner_text() == "482 913"
    page.get_by_role("link", name="All mail").click()
    page.get_by_role("link", name="Your code").wait_for()


@pytest.mark.parametrize("look", LOOKS, ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing_in_the_room_nor_in_the_mails(local, live, page_as, look):
    page = page_as(None, **look)
    troubles = []
    for query in ("", "?open=" + mailroom.names()[3], "?to=nobody"):
        page.goto(live("notices:mailroom") + query)
        troubles += found(page)
    mail = page_as(None, **look)  # a page of no site: a mail's reader is elsewhere
    for name in mailroom.names()[:2]:
        mail.set_content(mailroom.read(name).html)
        troubles += found(mail)

    assert troubles == []
