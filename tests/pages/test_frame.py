"""The frame of every page, the site's own public pages, and the pages for bad days."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from tests.factories import UserFactory

PUBLIC = ("home", "about", "safety", "accessibility", "privacy", "look")
BAD_DAYS = (400, 403, 404, 500, 503)


@pytest.fixture(params=PUBLIC)
def public(request, client):
    return client.get(reverse(f"pages:{request.param}")).content.decode()


def no_inline(html):
    scripts = re.findall(r"<script([^>]*)>", html)
    return (
        not re.search(r"\sstyle=|<style|\son\w+=", html)
        and all("src=" in s for s in scripts)
    )  # fmt: skip


def test_a_public_page_has_its_landmarks_one_heading_and_nothing_inline(public):
    assert public.count("<h1") == 1
    assert public.count("<main") == 1
    assert public.count("<header") == 1
    assert public.count("<footer") == 1
    assert '<a class="skip" href="#main">' in public
    assert no_inline(public)


def test_every_page_offers_the_way_out_and_the_support_lines(public):
    assert f'id="quick-exit" href="{settings.EXIT_URL}"' in public
    for _name, number, _note in settings.SUPPORT_LINES:
        assert number in public


def test_a_public_page_loads_nothing_from_elsewhere(public):
    loaded = re.findall(r'(?:src|href)="(https?://[^"]+)"', public)

    assert set(loaded) == {settings.EXIT_URL}


@pytest.mark.parametrize("page", PUBLIC)
def test_only_the_page_with_a_form_sets_a_cookie(client, page):
    response = client.get(reverse(f"pages:{page}"))

    assert sorted(response.cookies) == (["csrftoken"] if page == "look" else [])


@pytest.mark.parametrize("page", PUBLIC[:-1])
def test_a_public_page_only_reads(client, page):
    assert client.post(reverse(f"pages:{page}")).status_code == 405


@pytest.mark.parametrize("status", BAD_DAYS)
def test_a_page_for_a_bad_day_needs_no_request_and_blames_nobody(status):
    page = render_to_string(f"{status}.html")
    words = re.sub(r"<[^>]+>", " ", page).lower()

    assert page.count("<h1") == 1
    assert f'href="{settings.EXIT_URL}"' in page
    assert no_inline(page)
    assert [w for w in ("error", "invalid", "failed", "forbidden", "denied") if w in words] == []


@pytest.mark.parametrize(
    ("chosen", "sheets", "scheme"),
    [
        (None, 'media="screen and (prefers-color-scheme: dark)"', "light dark"),
        ("auto", 'media="screen and (prefers-color-scheme: dark)"', "light dark"),
        ("dark", 'media="screen"', "dark"),
        ("nonsense", 'media="screen and (prefers-color-scheme: dark)"', "light dark"),
    ],
)
def test_the_theme_is_the_readers(client, chosen, sheets, scheme):
    if chosen:
        client.cookies["theme"] = chosen
    page = client.get(reverse("pages:home")).content.decode()

    assert sheets in page
    assert f'name="color-scheme" content="{scheme}"' in page


def test_always_light_leaves_the_dark_sheet_out(client):
    client.cookies["theme"] = "light"

    assert "dark.css" not in client.get(reverse("pages:home")).content.decode()


def test_the_choice_is_kept_in_the_readers_browser(client):
    response = client.post(reverse("pages:look"), {"theme": "dark"})

    assert response.status_code == 302
    assert response.url == reverse("pages:look") + "?kept=1"
    assert response.cookies["theme"].value == "dark"
    assert response.cookies["theme"]["httponly"]


def test_a_theme_that_is_not_offered_is_asked_again(client):
    response = client.post(reverse("pages:look"), {"theme": "\x00pink"})

    assert response.status_code == 200
    assert "theme" not in response.cookies
    assert "Please look at this again" in response.content.decode()


def test_htmx_is_told_what_it_must_not_do():
    part = render_to_string("components/htmx.html")

    for rule in (
        '"allowEval":false',
        '"allowScriptTags":false',
        '"includeIndicatorStyles":false',
        '"selfRequestsOnly":true',
        '"historyCacheSize":0',
        '{"code":"[23]04","swap":false}',
    ):
        assert rule in part


@pytest.mark.django_db
def test_a_language_chosen_here_stays_with_who_is_signed_in(client, settings):
    settings.LANGUAGES = [("en-au", "English"), ("de", "Deutsch")]
    person = UserFactory(language="en-au")
    client.force_login(person)

    client.post(reverse("pages:look"), {"theme": "auto", "language": "de"})
    person.refresh_from_db()

    assert (person.language, client.get(reverse("pages:look"))["Content-Language"]) == ("de", "de")
