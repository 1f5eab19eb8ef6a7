"""Pages kept for visitors: the same for all of them, and never anything of one person's."""

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.urls import reverse

from programs.models import Community
from programs.views import keeping
from tests.factories import CommunityFactory, ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.KEEP_PAGES_S = 10
    keeping.forget()
    yield
    keeping.forget()


@pytest.fixture
def community():
    return CommunityFactory(name="First name")


@pytest.fixture
def page(community):
    return reverse("programs:community", args=[community.program.slug, community.slug])


def rename():
    Community.objects.update(name="Second name")


def title(response):
    return "First" if b"First name" in response.content else "Second"


def test_a_second_visitor_is_answered_without_a_query(client, page, django_assert_num_queries):
    first = client.get(page)

    with django_assert_num_queries(0):
        second = client.get(page)

    assert second.content == first.content
    assert (second["Content-Type"], second["Cache-Control"]) == (
        first["Content-Type"],
        "public, max-age=10",
    )
    assert "Cookie" in second["Vary"]


def test_a_kept_page_is_ten_seconds_old_at_most(client, page, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(keeping.time, "monotonic", lambda: now[0])
    seen = []
    client.get(page)
    rename()
    for moment in (1009.9, 1010.0):
        now[0] = moment
        seen.append(title(client.get(page)))

    assert seen == ["First", "Second"]


def test_who_asks_afresh_gets_a_fresh_page_and_so_do_those_after(client, page):
    client.get(page)
    rename()

    fresh = client.get(page, headers={"cache-control": "no-cache"})

    assert [title(fresh), title(client.get(page))] == ["Second", "Second"]


def test_who_is_signed_in_never_gets_a_kept_page_nor_leaves_one(client, page):
    client.get(page)
    rename()
    client.force_login(UserFactory())

    response = client.get(page)

    assert (title(response), response["Cache-Control"]) == ("Second", "no-store")
    client.logout()
    assert b"csrfmiddlewaretoken" not in client.get(page).content


def test_who_carries_messages_is_no_ordinary_visitor(client, page):
    client.get(page)
    rename()
    client.cookies["messages"] = "anything"

    assert title(client.get(page)) == "Second"


@pytest.mark.parametrize(("cookie", "pages"), [("dark", 2), ("nonsense", 1)])
def test_light_and_dark_are_kept_apart_and_nothing_else_is(client, page, cookie, pages):
    client.get(page)
    client.cookies["theme"] = cookie
    client.get(page)

    assert len(keeping._pages) == pages


@pytest.mark.parametrize("query", ["?x=1", "?page=abc", "?page=99999", "?page=1&y=2"])
def test_a_query_of_ones_own_invention_is_not_kept(client, page, query):
    client.get(page + query)

    assert len(keeping._pages) == 0


def test_what_is_not_there_is_not_kept(client):
    client.get("/programs/nothing/")

    assert len(keeping._pages) == 0


def test_no_more_pages_are_kept_than_fit(client, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_PAGES", 3)
    for _number in range(5):
        client.get(reverse("programs:program", args=[ProgramFactory().slug]))

    assert len(keeping._pages) == 3


def asked(**more):
    request = RequestFactory().get("/somewhere/", **more)
    request.session = type("Session", (), {"modified": False})()
    request.user = type("Visitor", (), {"is_authenticated": False})()
    return request


def with_token(request):
    return HttpResponse(get_token(request))


def with_cookie(request):
    response = HttpResponse("yes")
    response.set_cookie("a", "b")
    return response


def with_session(request):
    request.session.modified = True
    return HttpResponse("yes")


def gone(request):
    return HttpResponse("no", status=404)


@pytest.mark.parametrize(
    ("view", "kept"),
    [
        (lambda request: HttpResponse("yes"), 1),
        (with_token, 0),
        (with_cookie, 0),
        (with_session, 0),
        (gone, 0),
    ],
)
def test_a_form_a_cookie_a_session_are_never_kept(view, kept):
    keeping.keep(view)(asked())

    assert len(keeping._pages) == kept


def test_nothing_is_kept_when_the_deployment_says_so(client, page, settings):
    settings.KEEP_PAGES_S = 0
    client.get(page)

    assert len(keeping._pages) == 0
