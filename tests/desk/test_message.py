"""Writing to several people at once, from whatever page they were chosen on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import SafeChannel, SafeContact
from cop_platform.pages import writing
from notices import messages
from notices.models import Message, Notice
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
WORDS = {
    "key": "a-page-that-was-opened",
    "subject": "A word from us",
    "text": "Hello {first_name}.",
}
NOBODY = "Nobody was chosen. Tick the people first, then write to them."


@pytest.fixture
def as_(client, world):
    def signed_in(name):
        sign_in(client, world.people[name])
        return client

    return signed_in


def write(client, data, step=""):
    said = {**WORDS, "step": step} if step else {}
    return client.post(reverse("admin:message"), {**said, **data})


def to(answer):
    return sorted(str(one.person) for one in answer.context["chosen"].recipients)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (lambda w: {"members": w.cohorts["meeting"].pk}, 20),
        (lambda w: {"waiting": w.cohorts["full"].pk}, 2),
        (lambda w: {"candidacy": w.applications["applicant"].candidacies.get().pk}, 1),
        (lambda w: {"application": w.applications["applicant"].pk}, 1),
        (lambda w: {"person": [w.people["holder"].pk, w.people["waiting"].pk]}, 2),
        (lambda w: {"people": f"{w.people['holder'].pk}, {w.people['waiting'].pk},x,"}, 2),
    ],
    ids=["members", "waiting", "candidacy", "application", "person", "people"],
)
def test_whoever_was_chosen_on_another_page_is_written_to(as_, world, data, count):
    answer = write(as_("coordinator"), data(world))

    assert len(to(answer)) == count


def test_an_address_can_name_them_too_and_sends_nothing(as_, world):
    said = {**WORDS, "step": "send", "person": [world.people["holder"].pk]}

    answer = as_("coordinator").get(reverse("admin:message"), said)

    assert to(answer) == ["Robin Holder"]
    assert Message.objects.count() == 0


def test_the_queue_leads_to_a_message_for_those_who_wait_and_the_members(as_, world):
    queue = reverse("admin:intakes_queue_change", args=[world.cohorts["full"].pk])

    page = as_("coordinator").get(queue).content.decode()

    assert f'name="waiting" value="{world.cohorts["full"].pk}"' in page
    assert f'name="members" value="{world.cohorts["full"].pk}"' in page


def test_the_page_says_how_many_and_who_gets_a_call_instead(as_, world):
    person = world.people["waiting"]
    said = {"channel": SafeChannel.PHONE, "phone": "0400 000 000"}
    SafeContact.objects.update_or_create(user=person, defaults=said)

    answer = write(as_("coordinator"), {"waiting": world.cohorts["full"].pk})

    assert (answer.context["by_mail"], answer.context["phone"]) == (1, [person])


def test_it_is_shown_as_two_of_them_would_read_it(as_, world):
    ids = [world.people[name].pk for name in ("holder", "waiting", "applicant")]

    answer = write(as_("coordinator"), {"person": ids}, "preview")

    assert len(answer.context["previews"]) == 2
    assert {preview.text for preview in answer.context["previews"]} == {"Hello Robin."}
    assert Message.objects.count() == 0


def test_a_deadline_is_each_readers_own(as_, world):
    said = {"person": world.people["holder"].pk, "subject": "Action needed by {deadline}"}

    answer = write(as_("coordinator"), said, "preview")

    (preview,) = answer.context["previews"]
    assert preview.subject == "Action needed by Sat 13 July"


def test_it_goes_out_once_however_often_it_is_sent(as_, world):
    client, said = as_("coordinator"), {"waiting": world.cohorts["full"].pk}

    answers = [write(client, said, "send") for _ in range(3)]

    sent = Message.objects.get()
    assert {answer.url for answer in answers} == {reverse("admin:message_sent", args=[sent.pk])}
    assert Notice.objects.filter(kind=messages.KIND).count() == 2
    page = client.get(answers[0].url).content.decode()
    assert "Robin Coordinator" in page
    assert "Robin Waiting" in page


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ({"subject": "About our cohort"}, "cohort"),
        ({"subject": "News of Meeting resistance"}, "meeting resistance"),
        ({"subject": ""}, "Please give it a subject."),
        ({"text": "{password}"}, "Nothing is known here that would stand for {password}."),
        ({"text": "{deadline}"}, "would be empty there"),
        ({"text": "\0"}, "Please write something."),
    ],
)
@pytest.mark.parametrize("step", ["preview", "send"])
def test_what_may_not_leave_is_said_beside_its_field(as_, world, said, trouble, step):
    data = {"waiting": world.cohorts["full"].pk, **said}

    answer = write(as_("coordinator"), data, step)

    assert answer.status_code == 200
    assert any(trouble in str(error) for error in answer.context["form"].errors.values())
    assert Message.objects.count() == 0


def test_people_of_other_programs_are_not_written_to(as_, world):
    foreign, here = world.people["foreign_member"].pk, world.people["holder"].pk
    client = as_("coordinator")

    alone = client.get(write(client, {"person": foreign}).url).content.decode()
    both = client.get(write(client, {"person": [here, foreign]}).url).content.decode()
    cohort = write(client, {"members": world.cohorts["foreign"].pk}, "send")

    assert NOBODY in alone
    assert "These people are of different programs." in both
    assert NOBODY in cohort.content.decode()
    assert Message.objects.count() == 0


def test_more_than_so_many_are_refused_in_words_and_what_was_typed_stays(as_, world, monkeypatch):
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    client, three = as_("coordinator"), ("holder", "waiting", "asked")
    data = {"person": [world.people[name].pk for name in three]}

    chosen = client.get(write(client, data).url).content.decode()
    typed = write(client, data, "send")

    assert "Please choose at most 2 people at once." in chosen
    assert "Please choose at most 2 people at once." in typed.content.decode()
    assert typed.context["form"]["text"].value() == WORDS["text"]
    assert (typed.status_code, Message.objects.count()) == (200, 0)


@pytest.mark.parametrize("data", [{}, {"person": "x"}, {"person": "\0"}, {"members": "9" * 30}])
def test_nobody_chosen_is_said_so(as_, data):
    client = as_("coordinator")

    answer = write(client, data)

    assert answer.url == reverse("admin:message")
    assert NOBODY in client.get(answer.url).content.decode()


def test_what_was_sent_is_listed_for_its_program_alone(as_, world):
    write(as_("coordinator"), {"waiting": world.cohorts["full"].pk}, "send")
    sent = Message.objects.get()
    there = reverse("admin:message_sent", args=[sent.pk])

    here = as_("lead").get(reverse("admin:message")).context["page"].object_list
    foreign = as_("foreign_coordinator")

    assert list(here) == [sent]
    assert list(foreign.get(reverse("admin:message")).context["page"].object_list) == []
    assert foreign.get(there).status_code == 404


def test_a_closed_account_is_not_written_to(as_, world):
    person = world.people["waiting"]
    person.is_active = False
    person.save(update_fields=["is_active"])

    answer = write(as_("coordinator"), {"waiting": world.cohorts["full"].pk})

    assert str(person) not in to(answer)


def test_a_deadline_that_has_passed_is_none(as_, world, frozen):
    frozen.move_to(world.offers["holder"].expires_at + timedelta(seconds=1))
    data = {"person": world.people["holder"].pk, "text": "{deadline}"}

    answer = write(as_("coordinator"), data, "preview")

    assert list(answer.context["form"].errors) == ["text"]


@pytest.mark.parametrize("name", ["facilitator", "funder", "holder"])
def test_nobody_else_writes(as_, world, name):
    assert write(as_(name), {"person": world.people["holder"].pk}).status_code == 404
