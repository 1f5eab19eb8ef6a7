import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.urls import reverse

from notices import delivery, mailroom
from notices.models import NoticeState
from tests.notices.kinds import owe

pytestmark = pytest.mark.django_db


@pytest.fixture
def local(settings):
    settings.LOCAL_MAIL = True
    settings.EMAIL_BACKEND = "notices.mailroom.EmailBackend"


def mail(to="a@example.org", subject="News", html="<html><head></head><p>Hello</p></html>"):
    message = EmailMultiAlternatives(subject, "Hello", to=[to])
    message.attach_alternative(html, "text/html")
    message.send()


def room(client, **query):
    return client.get(reverse("notices:mailroom"), query)


@pytest.mark.parametrize("name", ["notices:mailroom", "notices:letter"])
def test_there_is_no_mailroom_outside_the_local_mode(client, settings, local, name):
    mail()
    kwargs = {"name": mailroom.names()[0]} if name == "notices:letter" else {}
    assert client.get(reverse(name, kwargs=kwargs)).status_code == 200

    settings.LOCAL_MAIL = False

    assert client.get(reverse(name, kwargs=kwargs)).status_code == 404


def test_a_drained_notice_stands_in_the_mailroom(client, local, person, now):
    notice = owe(person, now, object_id=5)

    delivery.drain(at=now, worker="one")

    notice.refresh_from_db()
    shown = room(client).context["opened"]
    assert notice.state == NoticeState.SENT
    assert (shown.subject, shown.to, shown.sent_at) == ("News for you", person.email, now)
    assert "Hello 5." in shown.text
    assert list(mailroom.folder().glob(".*")) == []


def test_the_newest_mail_stands_first_and_open(client, local):
    for number in range(3):
        mail(subject=f"Mail {number}")

    response = room(client)

    assert [m.subject for m in response.context["mails"]] == ["Mail 2", "Mail 1", "Mail 0"]
    assert response.context["opened"].subject == "Mail 2"


def test_any_of_them_can_be_opened(client, local):
    for number in range(3):
        mail(subject=f"Mail {number}")

    assert room(client, open=mailroom.names()[1]).context["opened"].subject == "Mail 1"


def test_an_address_finds_its_mail(client, local):
    mail(to="ana@example.org")
    mail(to="bo@example.org")

    assert [m.to for m in room(client, to="ANA@").context["mails"]] == ["ana@example.org"]
    assert room(client, to="nobody").context["mails"] == []


@pytest.mark.parametrize("count", [1, 21, 45])
def test_the_list_has_twenty_on_a_page(client, local, count):
    for _ in range(count):
        mail()

    pages = range(1, (count - 1) // 20 + 2)
    assert [len(room(client, page=n).context["mails"]) for n in pages] == [
        min(20, count - 20 * n) for n in range(len(pages))
    ]


def test_an_empty_room_says_how_it_fills(client, local):
    assert "No mail yet" in room(client).content.decode()


@pytest.mark.parametrize(
    "asked", ["../../etc/passwd", "x", "\x00", "9" * 5000, "1700000000000000000-" + "0" * 24]
)
def test_a_name_of_no_mail_opens_none(client, local, asked):
    mail(subject="The only one")

    assert room(client, open=asked).context["opened"].subject == "The only one"
    assert mailroom.read(asked) is None


@pytest.mark.parametrize(
    "query", [{"page": "x"}, {"page": "999"}, {"page": "-1"}, {"to": "\x00" * 300}]
)
def test_odd_questions_get_a_page(client, local, query):
    mail()

    assert room(client, **query).status_code == 200


def test_a_letter_can_run_nothing_load_nothing_and_stand_nowhere_else(client, local):
    mail(html='<html><head></head><script>1</script><a href="/x">x</a></html>')

    response = client.get(reverse("notices:letter", kwargs={"name": mailroom.names()[0]}))

    policy = dict(p.split(" ", 1) for p in response["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-top-navigation-by-user-activation",
    }
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_top"></head>' in response.content.decode()


def test_only_this_page_may_frame_and_only_itself(client, local):
    site = client.get(reverse("account_login"))["Content-Security-Policy"]
    room_policy = room(client)["Content-Security-Policy"]

    assert "frame-src" not in site
    assert "frame-src 'self'" in room_policy
    assert "unsafe" not in room_policy


def test_a_mail_that_cannot_be_written_is_tried_again(local, person, now, settings, tmp_path):
    (tmp_path / "in the way").write_text("")
    settings.MAIL_DIR = tmp_path / "in the way" / "mail"
    notice = owe(person, now)

    delivery.drain(at=now, worker="one")

    notice.refresh_from_db()
    assert (notice.state, notice.problem) == (NoticeState.PENDING, "NotADirectoryError")


def test_a_mail_of_plain_text_is_shown_as_such(client, local):
    EmailMessage("News", "Plain words", to=["a@example.org"]).send()

    page = room(client).content.decode()

    assert "Plain words" in page
    assert "<iframe" not in page
