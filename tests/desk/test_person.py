"""The phone rings: finding a person of one's own programs, and their page."""

import pytest
from django.urls import reverse

from accounts.models import AccessNeed, SafeChannel, SafeContact
from audit.models import Entry
from notices.models import CallNote, Notice, NoticeState
from tests.factories import UserFactory
from tests.notices.kinds import owe
from tests.world import apply_for, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
KEY = "one-press-of-a-button"


@pytest.fixture
def as_(client, world):
    def signed_in(name):
        sign_in(client, world.people[name])
        return client

    return signed_in


def find(client, words, **more):
    return client.get(reverse("admin:find_person"), {"q": words, **more})


def names(answer):
    return [str(one.person) for one in answer.context["found"]]


def page(person):
    return reverse("admin:person_page", args=[person.pk])


# -- Finding -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Waiting", "robin wai", "WAITING@exam", "  iting  "])
def test_the_only_one_opens_at_once(as_, world, words):
    answer = find(as_("coordinator"), words)

    assert answer.status_code == 302
    assert answer.url == page(world.people["waiting"])


def test_an_organisation_finds_its_people(as_, world):
    answer = find(as_("coordinator"), "a school")

    assert answer.url == page(world.people["interested"])


def test_several_are_listed_by_name_with_where_they_work(as_):
    answer = find(as_("coordinator"), "robin")
    listed = answer.context["found"].object_list

    assert names(answer) == sorted(names(answer))
    assert {str(one.person): one.organisation for one in listed}["Robin Holder"] == "A service"


def test_people_of_other_programs_are_not_there(as_, world):
    here, there = world.people["waiting"], world.people["foreign_member"]

    assert names(find(as_("coordinator"), "foreign")) == []
    assert as_("coordinator").get(page(there)).status_code == 404
    assert find(as_("foreign_coordinator"), "Robin foreign member").url == page(there)
    assert as_("foreign_coordinator").get(page(here)).status_code == 404


@pytest.mark.parametrize("words", ["", " ", "x", "\0", "\0\0"])
def test_too_little_finds_nobody_and_says_so(as_, words):
    answer = find(as_("coordinator"), words)

    assert (answer.status_code, answer.context["found"]) == (200, None)


@pytest.mark.parametrize("words", ["%%", "__", "x" * 10_000, "'; DROP", "😀😀"])
def test_strange_letters_find_nobody(as_, words):
    assert names(find(as_("coordinator"), words)) == []


@pytest.mark.parametrize("count", [1, 3, 30])
def test_finding_costs_the_same_with_many(as_, world, count, django_assert_num_queries):
    client = as_("coordinator")
    for number in range(count + 1):
        person = UserFactory(display_name=f"Zed {number}")
        apply_for(world, person, world.cohorts["forming"], "in_review")
    find(client, "zed")

    with django_assert_num_queries(8):
        answer = find(client, "zed")
    assert len(names(answer)) == min(count + 1, 20)


# -- The page ----------------------------------------------------------------------------------


def test_it_says_how_things_stand_and_what_comes_next(as_, world):
    answer = as_("coordinator").get(page(world.people["holder"]))
    said = answer.content.decode()

    assert answer.context["next_step"].next_step == (
        "Has an offer of a seat in Meeting resistance one, and is to say yes or no."
    )
    assert "Sat 13 July 2024, 5:00 pm" in said
    assert reverse("admin:intakes_offer_change", args=[world.offers["holder"].pk]) in said
    title = said.partition("<title>")[2].partition("</title>")[0]
    assert title.split() == ["Desk", "·", "Coalesce"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "waiting",
            "Waits for a seat in Meeting resistance one; there is nothing they need to do.",
        ),
        ("drafting", "Has a form that is not sent yet."),
        ("interested", "Is in the pool, and hears from you when an intake opens."),
        ("member", "Has a seat in Work in schools one."),
    ],
)
def test_the_next_step_is_one_sentence(as_, world, name, sentence):
    answer = as_("coordinator").get(page(world.people[name]))

    assert str(answer.context["next_step"].next_step) == sentence


def test_what_is_confidential_stays_out(as_, world):
    person = world.people["applicant"]
    AccessNeed.objects.update_or_create(user=person, defaults={"access": "a ramp, please"})
    SafeContact.objects.update_or_create(user=person, defaults={"phone": "0400 111 222"})
    form = world.applications["applicant"]

    said = as_("coordinator").get(page(person)).content.decode()

    assert [
        secret
        for secret in ("a ramp, please", "0400 111 222", form.hopes, form.contribution)
        if secret in said
    ] == []
    assert not Entry.objects.filter(verb="safe_contact.read").exists()


def test_the_number_is_shown_on_request_and_that_is_recorded(as_, world):
    person = world.people["applicant"]
    SafeContact.objects.update_or_create(user=person, defaults={"phone": "0400 111 222"})

    answer = as_("coordinator").post(page(person), {"act": "reach"})

    assert "0400 111 222" in answer.content.decode()
    assert Entry.objects.get(verb="safe_contact.read").actor == world.people["coordinator"]


def test_mails_show_how_they_went_and_can_be_sent_again(as_, world):
    person = world.people["holder"]
    failed = Notice.objects.get(key="world:1")
    client = as_("coordinator")

    shown = client.get(page(person)).context["mails"].object_list
    client.post(page(person), {"act": "again", "notice": failed.pk})

    assert [(mail.notice.key, mail.again) for mail in shown] == [
        ("world:2", False),
        ("world:1", True),
        ("world:0", False),
    ]
    failed.refresh_from_db()
    assert failed.state == NoticeState.PENDING


def test_somebody_elses_mail_is_not_sent_again_from_there(as_, world):
    foreign = owe(
        world.people["foreign_member"],
        world.at,
        state=NoticeState.FAILED,
        cohort_id=world.cohorts["foreign"].pk,
    )

    answer = as_("coordinator").post(
        page(world.people["holder"]), {"act": "again", "notice": foreign.pk}
    )

    assert answer.status_code == 404


def test_a_note_is_kept_once_and_shown(as_, world):
    person, client = world.people["holder"], as_("coordinator")
    said = {"act": "note", "key": KEY, "words": "Will answer on Friday."}

    first, again = (client.post(page(person), said) for _ in range(2))

    assert (first.url, again.url) == (page(person), page(person))
    assert "Will answer on Friday." in client.get(page(person)).content.decode()
    assert CallNote.objects.count() == 1


def test_a_note_is_read_by_its_programs_coordinators_alone(as_, world):
    """Somebody of both programs: what one coordinator noted is not the other's to read."""
    person = world.people["foreign_member"]
    apply_for(world, person, world.cohorts["forming"], "in_review")
    as_("coordinator").post(page(person), {"act": "note", "key": KEY, "words": "For us alone."})

    assert "For us alone." in as_("lead").get(page(person)).content.decode()
    assert "For us alone." not in as_("foreign_coordinator").get(page(person)).content.decode()


def test_an_empty_note_is_asked_for_again(as_, world):
    answer = as_("coordinator").post(page(world.people["holder"]), {"act": "note", "words": " "})

    assert answer.status_code == 200
    assert "Please write what was said." in answer.content.decode()


@pytest.mark.parametrize("act", ["", "erase", "\0"])
def test_there_is_no_other_act(as_, world, act):
    assert as_("coordinator").post(page(world.people["holder"]), {"act": act}).status_code == 404


@pytest.mark.parametrize("name", ["facilitator", "funder", "member"])
def test_nobody_else_finds_anybody(as_, world, name):
    client = as_(name)

    assert find(client, "robin").status_code == 404
    assert client.get(page(world.people["holder"])).status_code == 404


def test_the_page_costs_the_same_with_many_mails_and_notes(
    as_, world, django_assert_max_num_queries
):
    client, person = as_("coordinator"), world.people["holder"]
    client.get(page(person))
    for number in range(30):
        owe(person, world.at, cohort_id=world.cohorts["full"].pk, state=NoticeState.FAILED)
        client.post(page(person), {"act": "note", "key": f"{KEY}-{number}", "words": "x"})

    with django_assert_max_num_queries(26):
        client.get(page(person))


def test_the_search_is_on_every_page_of_the_desk(as_):
    said = as_("coordinator").get(reverse("admin:index")).content.decode()

    assert f'role="search" action="{reverse("admin:find_person")}"' in said


def test_no_contact_told_means_mail_at_any_hour(as_, world):
    SafeContact.objects.filter(user=world.people["holder"]).delete()

    answer = as_("coordinator").post(page(world.people["holder"]), {"act": "reach"})

    assert "mail is fine, at any hour" in answer.content.decode()
    assert SafeChannel.PHONE not in Entry.objects.values_list("verb", flat=True)
