"""The desk's page of mail."""

import pytest
from django.urls import reverse

from accounts.models import SafeChannel, SafeContact
from audit.models import Entry
from notices import desk
from notices.models import Notice, NoticeState
from tests.notices.kinds import owe
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LIST = "admin:notices_notice_changelist"
SECRET = "words that nobody at the desk may read"


@pytest.fixture
def desk_of(client, world):
    def signed_in(name):
        sign_in(client, world.people[name])
        return client

    return signed_in


def shown(client):
    return set(client.get(reverse(LIST)).context["cl"].result_list)


def failed(world, **fields):
    return owe(
        world.people["holder"],
        world.at,
        **{
            "state": NoticeState.FAILED,
            "problem": "550 no such mailbox",
            "cohort_id": world.cohorts["full"].pk,
            "data": {"body": SECRET},
        }
        | fields,
    )


def act(client, action, *notices):
    data = {"action": action, "_selected_action": [notice.pk for notice in notices]}
    return client.post(reverse(LIST), data, follow=True)


def test_coordinators_see_the_mail_of_their_own_cohorts(desk_of, world):
    here = set(Notice.objects.filter(cohort_id=world.cohorts["full"].pk))
    foreign = owe(world.people["foreign_member"], world.at, cohort_id=world.cohorts["foreign"].pk)
    code = owe(world.people["holder"], world.at, kind="accounts.code")

    assert shown(desk_of("coordinator")) == here
    assert shown(desk_of("foreign_coordinator")) == {foreign}
    assert shown(desk_of("keeper")) >= {*here, foreign, code}


def test_coordinators_see_what_their_applicants_are_owed_before_there_is_a_cohort(desk_of, world):
    applicant = world.people["applicant"]
    receipt = owe(applicant, world.at, kind="intakes.receipt", state=NoticeState.CALL)
    code = owe(applicant, world.at, kind="accounts.code")

    assert {receipt, code} & shown(desk_of("coordinator")) == {receipt}
    assert {receipt, code} & shown(desk_of("foreign_coordinator")) == set()


def test_another_programs_mail_is_not_there(desk_of, world):
    foreign = owe(world.people["foreign_member"], world.at, cohort_id=world.cohorts["foreign"].pk)
    page = reverse("admin:notices_notice_change", args=[foreign.pk])

    assert desk_of("foreign_coordinator").get(page).status_code == 200
    assert desk_of("coordinator").get(page).status_code == 404
    act(desk_of("coordinator"), "send_again", foreign)
    foreign.refresh_from_db()
    assert foreign.state == NoticeState.PENDING


def test_nothing_is_added_changed_or_deleted_there(desk_of, world):
    client, notice = desk_of("keeper"), failed(world)
    change = reverse("admin:notices_notice_change", args=[notice.pk])

    assert client.get(reverse("admin:notices_notice_add")).status_code == 403
    assert client.post(change, {"state": "sent"}).status_code == 403
    assert client.post(f"{change[: -len('change/')]}delete/").status_code == 403


def test_what_a_mail_says_is_never_shown(desk_of, world):
    client, notice = desk_of("keeper"), failed(world)

    pages = [LIST, "admin:notices_notice_change"]
    for name, args in zip(pages, ([], [notice.pk]), strict=True):
        page = client.get(reverse(name, args=args))
        assert page.status_code == 200
        assert "550 no such mailbox" in page.content.decode()
        assert SECRET not in page.content.decode()


def test_what_did_not_arrive_is_sent_again_from_there(desk_of, world):
    notice, sent = failed(world), Notice.objects.get(key="world:0")

    page = act(desk_of("coordinator"), "send_again", notice, sent).content.decode()

    notice.refresh_from_db()
    assert notice.state == NoticeState.PENDING
    assert "1 mail is on its way again." in page
    assert "Only what could not be sent, or perhaps was, can be sent again." in page
    entry = Entry.objects.get(verb="notice.sent_again")
    assert (entry.object_id, entry.actor) == (notice.pk, world.people["coordinator"])


@pytest.fixture
def call(world):
    person = world.people["waiting"]
    SafeContact.objects.update_or_create(
        user=person, defaults={"channel": SafeChannel.PHONE, "phone": "0400 123 456"}
    )
    return owe(person, world.at, state=NoticeState.CALL, cohort_id=world.cohorts["full"].pk)


def test_a_call_has_a_number_and_words_and_reading_them_is_recorded(desk_of, world, call):
    client = desk_of("coordinator")
    listed = client.get(reverse(LIST)).content.decode()

    page = client.get(reverse("admin:notices_notice_change", args=[call.pk])).content.decode()

    assert "0400 123 456" not in listed
    assert "0400 123 456" in page
    assert "There is news for you. Is this a good moment to talk?" in page
    entry = Entry.objects.get(verb="notice.number_read")
    assert (entry.object_id, entry.actor) == (call.pk, world.people["coordinator"])


def test_a_call_made_is_off_the_list(desk_of, world, call):
    act(desk_of("coordinator"), "said_by_phone", call)

    call.refresh_from_db()
    assert call.state == NoticeState.CALLED


@pytest.mark.parametrize("pk", ["", "x", "-1", "1.5", "9" * 30, "\0"])
@pytest.mark.parametrize("action", ["send_again", "said_by_phone"])
def test_a_forged_row_id_is_not_there(desk_of, action, pk):
    data = {"action": action, "_selected_action": [pk]}

    assert desk_of("coordinator").post(reverse(LIST), data).status_code == 404


def test_calls_and_lost_mail_wait_for_their_coordinator_today(world, call):
    failed(world)

    steps = desk.waiting(world.people["coordinator"], world.at)

    assert [(step.title, step.urgency) for step in steps] == [
        ("1 call to make", 1),
        ("2 mails did not arrive", 1),
    ]
    assert desk.waiting(world.people["foreign_coordinator"], world.at) == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_with_many(desk_of, world, count, django_assert_max_num_queries):
    client = desk_of("coordinator")
    for _ in range(count):
        failed(world)
    client.get(reverse(LIST))

    with django_assert_max_num_queries(14):
        client.get(reverse(LIST))
