"""The pages of the shelf, the board and introductions: what is typed, what comes back."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs import grants, memberships
from programs.models import Grant
from sessions.models import Introduction, Nudge, Passing, Post, Reply, Resource
from tests.factories import MembershipFactory
from tests.sessions.conftest import JULY
from tests.sessions.uploads import SVG, photographed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def at(client, room):
    """Where something of this cohort is, as the member."""
    client.force_login(room.member)
    return lambda name, **more: reverse(
        f"sessions:{name}", kwargs={"code": room.cohort.code, **more}
    )


def said(**more):
    return {"title": "Pairs", "why": "", "tags": "", "session": "", "key": str(uuid4()), **more}


def test_a_link_is_shared_and_found(client, room, at):
    answer = client.post(
        at("resource-add"),
        said(url="example.org/pairs", tags="#Schools, backlash ,schools", session="3"),
    )

    made = Resource.objects.get()
    assert answer["Location"] == at("resource", pk=made.pk)
    assert (made.url, made.tags, made.session.number) == (
        "https://example.org/pairs", ["schools", "backlash"], 3,
    )  # fmt: skip
    page = client.get(at("resources"), {"words": "pair", "tag": "schools"}).content.decode()
    assert "Pairs" in page
    assert "Pairs" not in client.get(at("resources"), {"words": "threes"}).content.decode()
    shown = client.get(reverse("sessions:session", args=[room.cohort.code, 3])).content.decode()
    assert at("resource", pk=made.pk) in shown


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org", "javascript:alert(1)", "data:text/html,x", "ftp://example.org"),
        *("https://me:secret@example.org", "https://", "https://exa mple.org", "//example.org"),
        "https://example.org\\@evil.example.org",
        *("https://example.org/\u202egpj.exe", "https://exa\u200bmple.org/"),
    ],
)
def test_only_whole_https_links_are_shared_and_nothing_typed_is_lost(client, at, url):
    answer = client.post(at("resource-add"), said(url=url, why="Keep these words"))

    assert (answer.status_code, Resource.objects.count()) == (200, 0)
    assert "Keep these words" in answer.content.decode()
    assert {*answer.context["form"].errors} == {"url"}


def upload(name, data):
    return SimpleUploadedFile(name, data, content_type="text/html")


def test_a_file_is_handed_out_to_be_saved_and_to_nobody_else(client, room, at):
    client.post(at("resource-add"), said(file=upload("Our club.JPG", photographed())))
    made = Resource.objects.get()
    where = at("resource-file", pk=made.pk)

    answer = client.get(where)
    assert answer["Content-Disposition"] == 'attachment; filename="Our club.jpg"'
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "no-store"
    body = b"".join(answer.streaming_content)
    assert (body[:3], b"A camera" in body) == (b"\xff\xd8\xff", False)
    nothing = client.get(at("resource-file", pk=made.pk + 99))
    client.force_login(MembershipFactory().user)
    refused = client.get(where)
    assert (refused.status_code, refused.content) == (404, nothing.content)
    assert client.get(f"/media/resources/{made.stored[:2]}/{made.stored}").status_code == 404


def test_who_is_suspended_gets_no_file_from_the_next_request_on(client, room, at):
    client.post(at("resource-add"), said(file=upload("a.txt", b"Hello.")))
    where = at("resource-file", pk=Resource.objects.get().pk)
    assert client.get(where).status_code == 200

    memberships.suspend(
        cohort_id=room.cohort.pk,
        user_id=room.member.pk,
        reason="-",
        by=room.coordinator.pk,
        at=JULY,
    )

    assert client.get(where).status_code == 404


@pytest.mark.parametrize(
    ("files", "trouble"),
    [
        ({"file": upload("a.svg", SVG)}, "file"),
        ({"file": upload("a.txt", b"")}, "file"),
        ({"file": upload("a.txt", b"x" * (11 * 1024 * 1024))}, "file"),
        ({"file": upload("a.txt", b"x" * (13 * 1024 * 1024))}, "file"),
        ({"file": upload("a.txt", b"Hello."), "url": "https://example.org"}, "file"),
        ({}, "url"),
    ],
    ids=["a drawing", "empty", "too large", "stopped on its way", "both", "neither"],
)
def test_what_cannot_be_shared_is_said_beside_its_field(client, at, files, trouble):
    answer = client.post(at("resource-add"), said(title="Stays", **files))

    assert {*answer.context["form"].errors} == {trouble}
    assert 'value="Stays"' in answer.content.decode()
    assert Resource.objects.count() == 0


def test_a_resource_is_passed_on_by_its_sharers_yes(client, room, at):
    client.post(at("resource-add"), said(url="https://example.org"))
    made = Resource.objects.get()
    where = at("resource-pass", pk=made.pk)
    assert client.get(where).status_code == 404
    Grant.objects.create(
        cohort=room.cohort, matter=grants.SHARING_BEYOND, value=grants.PUBLIC, since=JULY
    )
    client.force_login(room.facilitator)
    assert client.post(where, {"to": "everybody"}).status_code == 302
    asked = Passing.objects.get()
    library = reverse("sessions:library")
    assert "Pairs" not in client.get(library).content.decode()

    client.force_login(room.member)
    yes = at("passing-agree", pk=made.pk, passing_id=asked.pk)
    client.post(yes, {"contact_name": "The team", "contact_email": ""})
    assert Passing.objects.get().agreed_at is None
    client.post(yes, {"contact_name": "The team", "contact_email": "team@example.org"})
    client.logout()
    page = client.get(library).content.decode()
    assert ("Pairs" in page, "team@example.org" in page, "Ari" in page) == (True, True, False)
    assert "Pairs" not in client.get(library, {"words": "nothing"}).content.decode()


def test_a_notice_and_its_replies(client, room, at):
    key = str(uuid4())
    notice = {"kind": "opportunity", "words": "A grant: https://example.org/g <b>", "key": key}
    refused = client.post(at("post-write"), notice)
    assert {*refused.context["form"].errors} == {"until"}
    for _twice in range(2):
        client.post(at("post-write"), {**notice, "until": "2024-08-01"})
    there = Post.objects.get()
    for _twice in range(2):
        client.post(at("post", pk=there.pk), {"words": "Thanks.", "key": key})

    page = client.get(at("post", pk=there.pk)).content.decode()

    assert '<a href="https://example.org/g" rel="nofollow">' in page
    assert ("&lt;b&gt;" in page, "open until 1 August" in page, "Thanks." in page) == (True,) * 3
    client.post(at("reply-out", pk=Reply.objects.get().pk), {"act": "yes"})
    assert "Thanks." not in client.get(at("post", pk=there.pk)).content.decode()
    assert "A grant" in client.get(at("board"), {"kind": "opportunity"}).content.decode()
    assert "A grant" not in client.get(at("board"), {"kind": "news"}).content.decode()


def test_what_one_person_chooses_for_themself(client, room, at):
    nudge, own = reverse("sessions:nudge"), reverse("sessions:introduction")
    client.post(nudge, {"wanted": "on", "weekday": "1", "clock": "08:00"})
    assert [f"{one.weekday} {one.clock}" for one in Nudge.objects.all()] == ["1 08:00:00"]
    client.post(nudge, {"weekday": "1", "clock": "08:00"})
    assert not Nudge.objects.exists()

    client.post(own, {"about": "I work with clubs.", "show_to": [room.cohort.pk]})
    assert "I work with clubs." in client.get(at("introductions")).content.decode()
    client.post(own, {"about": "I work with clubs."})
    assert "I work with clubs." not in client.get(at("introductions")).content.decode()
    client.post(own, {})
    assert not Introduction.objects.exists()
