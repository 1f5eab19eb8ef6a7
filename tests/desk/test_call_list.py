"""The call list: who must be called today, with what, and how it went."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import SafeChannel, SafeContact
from audit.models import Entry
from intakes.models import Offer, OfferState
from notices import desk
from notices.models import CallNote, Notice, NoticeState
from tests.factories import UserFactory
from tests.notices.kinds import owe
from tests.world import apply_for, offer_to, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
KEY = "one-press-of-a-button"


@pytest.fixture
def as_(client, world):
    def signed_in(name):
        sign_in(client, world.people[name])
        return client

    return signed_in


@pytest.fixture
def quiet(world):
    """Nothing to call about: the world's own mail has arrived."""
    Notice.objects.filter(key="world:1").delete()


def calls(client):
    return [call for call, _form in client.get(reverse("admin:call_list")).context["rows"]]


def refs(client):
    return [call.ref for call in calls(client)]


def act(client, what, ref, *, key=KEY, words=""):
    data = {"act": what, "call": ref, "key": key, "words": words}
    return client.post(reverse("admin:call_list"), data)


def phone(person, **more):
    said = {"channel": SafeChannel.PHONE, "phone": "0400 123 456"} | more
    return SafeContact.objects.update_or_create(user=person, defaults=said)[0]


def owed(world, **more):
    fields = {"state": NoticeState.CALL, "cohort_id": world.cohorts["full"].pk} | more
    return owe(world.people["waiting"], world.at, **fields)


def ending(world, **more):
    offer = world.offers["holder"]
    Offer.objects.filter(pk=offer.pk).update(expires_at=world.at + timedelta(hours=5), **more)
    return offer


def test_offers_come_first_then_what_is_owed(as_, world):
    notice, offer = owed(world), world.offers["holder"]
    phone(world.people["waiting"])

    listed = calls(as_("coordinator"))

    assert [call.ref for call in listed] == [f"offer-{offer.pk}", f"notice-{notice.pk}"]
    assert [[str(why) for why in call.why] for call in listed] == [
        ["The mail could not be sent"],
        ["No mail may go to this person"],
    ]
    assert listed[1].reach.contact.phone == "0400 123 456"


@pytest.mark.usefixtures("quiet")
def test_an_offer_under_a_day_is_there_until_somebody_was_reached(as_, world):
    client = as_("coordinator")
    before = refs(client)
    offer = ending(world)
    ref = f"offer-{offer.pk}"
    during = refs(client)

    act(client, "said", ref, words="They will answer tonight.")

    assert (before, during, refs(client)) == ([], [ref], [])
    assert CallNote.objects.get().offer_id == offer.pk


@pytest.mark.usefixtures("quiet")
def test_who_was_reached_days_ago_is_called_again_on_the_last_day(as_, world, frozen):
    client, offer = as_("coordinator"), world.offers["holder"]
    Notice.objects.filter(key="world:0").update(state=NoticeState.FAILED, sent_at=None)
    act(client, "said", f"offer-{offer.pk}")
    after = refs(client)

    frozen.move_to(offer.expires_at - timedelta(hours=20))

    assert (after, refs(as_("coordinator"))[0]) == ([], f"offer-{offer.pk}")


def test_no_answer_stays_and_is_counted(as_, world):
    client, notice = as_("coordinator"), owed(world)
    ref = f"notice-{notice.pk}"

    for number in (1, 2, 2):
        act(client, "no_answer", ref, key=f"{KEY}-{number}")

    assert {call.ref: call.tries for call in calls(client)}[ref] == 2
    assert Entry.objects.filter(verb="call.no_answer").count() == 2


def test_said_by_phone_is_off_the_list_and_noted(as_, world):
    client, notice = as_("coordinator"), owed(world)

    first, again = (act(client, "said", f"notice-{notice.pk}", words="Glad.") for _ in range(2))

    notice.refresh_from_db()
    assert (first.status_code, again.status_code) == (302, 302)
    assert (notice.state, CallNote.objects.get().words) == (NoticeState.CALLED, "Glad.")
    assert f"notice-{notice.pk}" not in refs(client)


def test_a_call_that_is_over_is_said_so(as_, world):
    client, notice = as_("coordinator"), owed(world)
    act(client, "said", f"notice-{notice.pk}")

    answer = act(client, "said", f"notice-{notice.pk}", key="another-press", words="x")

    said = client.get(answer.url).content.decode()
    assert "That call has been made meanwhile, or is over." in said
    assert CallNote.objects.count() == 1


def test_calls_of_other_programs_are_not_there(as_, world):
    notice = owed(world)
    phone(world.people["waiting"])

    page = as_("foreign_coordinator").get(reverse("admin:call_list")).content.decode()
    act(as_("foreign_coordinator"), "said", f"notice-{notice.pk}")

    assert "0400 123 456" not in page
    notice.refresh_from_db()
    assert notice.state == NoticeState.CALL


def test_that_numbers_were_shown_is_recorded_once(as_, world):
    contact = phone(world.people["waiting"])
    owed(world)

    for _look in range(3):
        calls(as_("coordinator"))

    read = Entry.objects.filter(verb="safe_contact.read")
    assert list(read.values_list("object_id", "actor")) == [
        (contact.pk, world.people["coordinator"].pk)
    ]


def test_it_says_whether_now_is_a_safe_hour_where_they_are(as_, world):
    """It is ten in the morning in Melbourne, and eight in Perth."""
    person = world.people["waiting"]
    person.time_zone = "Australia/Perth"
    person.save(update_fields=["time_zone"])
    phone(person, hours_from="09:00", hours_to="17:00")
    notice = owed(world)

    reach = {call.ref: call.reach for call in calls(as_("coordinator"))}[f"notice-{notice.pk}"]

    assert (reach.safe_now, reach.hours, reach.zone) == (False, "09:00–17:00", "Australia/Perth")


def test_what_ran_out_is_no_call(as_, world):
    owed(world, expires_at=world.at)
    offer = world.offers["holder"]
    Offer.objects.filter(pk=offer.pk).update(
        state=OfferState.DECLINED, settled_at=world.at, seat=None
    )

    assert refs(as_("coordinator")) == []
    assert [step.title for step in desk.waiting(world.people["coordinator"], world.at)] == [
        "1 mail did not arrive"
    ]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"act": "said"},
        {"act": "said", "call": "offer-1"},
        {"act": "erase", "call": "offer-1", "key": KEY},
        {"act": "said", "call": "offer-1'", "key": KEY},
        {"act": "said", "call": "\0", "key": KEY},
        {"act": "said", "call": "offer-1", "key": "\0"},
    ],
)
def test_what_no_button_posts_is_not_there(as_, data):
    assert as_("coordinator").post(reverse("admin:call_list"), data).status_code == 404


@pytest.mark.parametrize("name", ["facilitator", "funder", "holder"])
def test_nobody_else_sees_it(as_, world, name):
    assert as_(name).get(reverse("admin:call_list")).status_code == 404


def test_it_costs_the_same_with_many(as_, world, django_assert_max_num_queries):
    client = as_("coordinator")
    for _number in range(15):
        person = UserFactory()
        phone(person)
        owe(
            person,
            world.at,
            state=NoticeState.CALL,
            cohort_id=world.cohorts["full"].pk,
        )
    for _number in range(3):
        candidacy = apply_for(world, UserFactory(), world.cohorts["forming"], "offered")
        offer = offer_to(world, candidacy, OfferState.SENT)
        Offer.objects.filter(pk=offer.pk).update(expires_at=world.at + timedelta(hours=3))
    calls(client)

    with django_assert_max_num_queries(17):
        assert len(calls(client)) == 19
