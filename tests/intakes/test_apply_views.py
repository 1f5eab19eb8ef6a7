"""The form to apply with: begun after a code, kept step by step, looked over, sent once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import ConsentRecord, Proof
from intakes import answers, interests, questions
from intakes.models import Application, ApplicationState, Question
from notices.models import Notice
from tests.factories import CohortFactory
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def as_(client, world):
    """Sign somebody of the world in; answers with the client."""

    def signed_in(name):
        client.logout()
        if name:
            sign_in(client, world.people[name])
        return client

    return signed_in


def url(name, **kwargs):
    return reverse(f"intakes:{name}", kwargs=kwargs)


def prove(client, response):
    """Type the code that was sent, and follow to where it leads."""
    code = Notice.objects.filter(kind="accounts.code").latest("pk").data["code"]
    return client.post(response.url, {"code": code}, follow=True)


def text(response):
    return response.content.decode()


# ------------------------------------------------- applying


ABOUT = {
    "display_name": "Kim",
    "pronouns": "",
    "role": "Teacher",
    "organisation": "A school",
    "setting": "",
    "region": "",
    "career_stage": "",
}
APART = {"channel": "email", "phone": "", "hours_from": "", "hours_to": "", "note": "", "apart": ""}


class TestApplying:
    def test_from_a_code_to_a_sent_form(self, client, world):
        cohort = world.cohorts["forming"]
        asked = client.post(
            url("apply", slug="together"), {"display_name": "Kim", "email": "kim@example.org"}
        )
        first = prove(client, asked)
        application = Application.objects.get(applicant__email="kim@example.org")
        step = lambda n: url("step", pk=application.pk, step=n)  # noqa: E731

        second = client.post(step("about"), ABOUT)
        third = client.post(step("wishes"), {"first": cohort.pk, "can_commit": "on"})
        fourth = client.post(step("hopes"), {"hopes": "To meet others", "topics": "Resistance"})
        fifth = client.post(step("further"), {})
        sixth = client.post(step("apart"), APART)
        review = client.get(sixth.url)
        sent = client.post(step("review"), {"read_notice": "on", "next_intake": "on"}, follow=True)

        application.refresh_from_db()
        assert first.redirect_chain[-1][0] == step("about")
        ways = ["wishes", "hopes", "further", "apart", "review"]
        assert [page.url for page in (second, third, fourth, fifth, sixth)] == [
            step(w) for w in ways
        ]
        assert "To meet others" in text(review)
        assert (application.state, application.role) == ("submitted", "Teacher")
        assert application.can_commit
        assert [c.cohort for c in application.candidacies.all()] == [cohort]
        assert application.notice is not None
        assert "Being read" in text(sent)
        kinds = ConsentRecord.objects.values_list("kind", flat=True)
        assert sorted(kinds) == ["collection", "next_intake"]

    def test_signed_in_it_begins_at_once_and_twice_it_is_the_same(self, as_, world):
        client = as_("stranger")

        first, again = (client.post(url("apply", slug="together")) for _n in range(2))

        application = Application.objects.get(applicant=world.people["stranger"])
        assert first.url == again.url == url("step", pk=application.pk, step="about")

    def test_with_one_that_stands_the_page_leads_there(self, as_, world):
        page = as_("applicant").get(url("apply", slug="together"))

        assert url("application", pk=world.applications["applicant"].pk) in text(page)
        assert as_("applicant").post(url("apply", slug="together")).url == url(
            "application", pk=world.applications["applicant"].pk
        )

    def test_the_community_whose_page_they_came_from_is_chosen_first(self, client, world):
        address = url("apply", slug="together") + "?community=emerging"

        prove(client, client.post(address, {"display_name": "Kim", "email": "kim@example.org"}))

        application = Application.objects.get(applicant__email="kim@example.org")
        assert [c.cohort for c in application.candidacies.all()] == [world.cohorts["forming"]]

    @pytest.mark.parametrize(
        "community", ["nowhere", "foreign", "x" * 4000, "a%00b", "%E2%80%AE%FF"]
    )
    def test_a_community_that_is_not_on_offer_is_not_chosen(self, as_, world, community):
        client = as_("stranger")

        page = client.post(url("apply", slug="together"), QUERY_STRING=f"community={community}")

        assert page.status_code == 302
        assert not world.people["stranger"].applications.get().candidacies.exists()

    def test_the_first_page_names_the_steps_that_are_asked(self, client, world):
        with_questions = text(client.get(url("apply", slug="together")))
        world.intakes["open"].questions.all().delete()
        without = text(client.get(url("apply", slug="together")))

        found = ["A few more questions" in page for page in (with_questions, without)]
        assert found == [True, False]

    def test_without_an_open_intake_it_leads_to_interest(self, client, world, frozen):
        frozen.move_to(world.intakes["open"].closes_at)

        for page in (
            client.get(url("apply", slug="together")),
            client.post(url("apply", slug="together"), {"email": "kim@example.org"}),
        ):
            assert url("interest", slug="together") in text(page)
        assert Proof.objects.count() == 0

    def test_an_intake_that_closed_while_the_code_was_on_its_way_says_so(
        self, client, world, frozen
    ):
        close = world.intakes["open"].closes_at
        frozen.move_to(close - timedelta(minutes=1))
        asked = client.post(
            url("apply", slug="together"), {"display_name": "Kim", "email": "kim@example.org"}
        )
        frozen.move_to(close)

        page = prove(client, asked)

        assert page.redirect_chain[-1][0] == url("apply", slug="together")
        assert Application.objects.filter(applicant__email="kim@example.org").count() == 0

    def test_a_step_can_be_kept_unfinished_and_gone_on_with(self, as_, world):
        draft = world.applications["drafting"]
        client = as_("drafting")

        page = client.post(
            url("step", pk=draft.pk, step="about"),
            {"role": "Nurse", "later": "1"},
            follow=True,
        )
        client.post(url("step", pk=draft.pk, step="apart"), {"channel": "phone", "later": "1"})

        draft.refresh_from_db()
        assert page.redirect_chain[-1][0] == url("application", pk=draft.pk)
        assert (draft.role, draft.organisation) == ("Nurse", "")
        assert not hasattr(world.people["drafting"], "safe_contact")

    @pytest.mark.parametrize(
        ("change", "fields"),
        [
            ({"role": ""}, ["role"]),
            ({"role": "x" * 121}, ["role"]),
            ({"career_stage": "wizard"}, ["career_stage"]),
            ({"organisation_type": "castle"}, ["organisation_type"]),
        ],
    )
    def test_beside_the_field_stands_what_it_needs(self, as_, world, change, fields):
        draft = world.applications["drafting"]

        page = as_("drafting").post(url("step", pk=draft.pk, step="about"), ABOUT | change)

        assert page.status_code == 200
        assert list(page.context["form"].errors) == fields
        assert page.context["form"]["organisation"].value() == "A school"

    @pytest.mark.parametrize(
        ("change", "fields"),
        [
            ({"channel": ""}, ["channel"]),
            ({"channel": "phone"}, ["phone"]),
            ({"channel": "pigeon"}, ["channel"]),
            ({"phone": "call me"}, ["phone"]),
            ({"hours_from": "10:00", "hours_to": "09:00"}, ["hours_to"]),
            ({"apart": "x" * 2001}, ["apart"]),
        ],
    )
    def test_beside_the_field_of_the_part_kept_apart_too(self, as_, world, change, fields):
        draft = world.applications["drafting"]

        page = as_("drafting").post(
            url("step", pk=draft.pk, step="apart"), APART | {"note": "First name"} | change
        )

        assert page.status_code == 200
        assert list(page.context["form"].errors) == fields
        assert page.context["form"]["note"].value() == "First name"

    def test_further_questions_are_asked_kept_and_brought_back(self, as_, world):
        draft, asked = world.applications["drafting"], questions.of_intake(world.intakes["open"].pk)
        address = url("step", pk=draft.pk, step="further")
        long, several, scale = (answers.field_of(question) for question in asked)
        client = as_("drafting")

        client.post(address, {long: "A poster", several: ["Schools", "Sport"], scale: "4"})

        form = client.get(address).context["form"]
        began = [form[name].value() for name in (long, several, scale)]
        assert began == ["A poster", ["Schools", "Sport"], "4"]
        assert "Schools, Sport" in text(client.get(url("step", pk=draft.pk, step="review")))

    def test_a_needed_one_is_asked_for_beside_it_and_can_wait(self, as_, world):
        draft, asked = world.applications["drafting"], questions.of_intake(world.intakes["open"].pk)
        Question.objects.filter(pk=asked[0].pk).update(needed=True)
        address = url("step", pk=draft.pk, step="further")
        client, name = as_("drafting"), answers.field_of(asked[0])

        page = client.post(address, {})
        later = client.post(address, {"later": "1"})

        assert list(page.context["form"].errors) == [name]
        assert f'href="#id_{name}"' in text(page)
        assert later.url == url("application", pk=draft.pk)

    def test_one_reworded_while_they_wrote_is_asked_again_with_what_they_typed(self, as_, world):
        draft, asked = world.applications["drafting"], questions.of_intake(world.intakes["open"].pk)
        address = url("step", pk=draft.pk, step="further")
        client, name = as_("drafting"), answers.field_of(asked[0])
        shown = dict(client.get(address).context["form"].signs())
        Question.objects.filter(pk=asked[0].pk).update(words="Whom would you call?")

        page = client.post(address, shown | {name: "A poster"})
        again = client.post(
            address, dict(page.context["form"].signs()) | {name: "A colleague in Hume"}
        )

        assert "This was reworded while you wrote" in text(page)
        assert page.context["form"][name].value() == "A poster"
        assert again.status_code == 302
        assert answers.kept(draft.pk) == {asked[0].pk: "A colleague in Hume"}

    def test_going_back_keeps_what_was_typed(self, as_, world):
        draft = world.applications["drafting"]

        page = as_("drafting").post(
            url("step", pk=draft.pk, step="hopes"), {"hopes": "", "topics": "Boards", "back": "1"}
        )

        draft.refresh_from_db()
        assert page.url == url("step", pk=draft.pk, step="wishes")
        assert (draft.topics, draft.hopes) == ("Boards", "")

    def test_changed_from_the_last_look_it_leads_back_there(self, as_, world):
        draft = world.applications["drafting"]
        address = url("step", pk=draft.pk, step="hopes")
        client = as_("drafting")

        last = text(client.get(url("step", pk=draft.pk, step="review")))
        page = client.post(f"{address}?then=review", {"hopes": "To meet others"})

        assert f"{address}?then=review" in last
        assert page.url == url("step", pk=draft.pk, step="review")

    def test_by_phone_only_is_kept_with_the_person(self, as_, world):
        draft = world.applications["drafting"]

        as_("drafting").post(
            url("step", pk=draft.pk, step="apart"),
            APART | {"channel": "phone", "phone": "0400 000 000", "hours_from": "09:00"},
        )

        contact = world.people["drafting"].safe_contact
        assert (contact.channel, contact.phone, f"{contact.hours_from:%H:%M}") == (
            "phone",
            "0400 000 000",
            "09:00",
        )

    def test_a_cohort_of_another_intake_can_not_be_chosen(self, as_, world):
        draft = world.applications["drafting"]

        page = as_("drafting").post(
            url("step", pk=draft.pk, step="wishes"), {"first": world.cohorts["foreign"].pk}
        )

        assert list(page.context["form"].errors) == ["first"]

    def test_two_cohorts_of_one_community_are_told_apart(self, as_, world):
        forming = world.cohorts["forming"]
        CohortFactory(
            intake=forming.intake, community=forming.community, name="Evenings", facilitator=False
        )

        page = as_("drafting").get(url("step", pk=world.applications["drafting"].pk, step="wishes"))

        assert "Emerging practitioners: Evenings" in text(page)

    def test_what_is_missing_is_said_before_and_at_sending(self, as_, world):
        draft = world.applications["drafting"]
        draft.hopes = ""
        draft.save(update_fields=["hopes"])
        client = as_("drafting")

        before = client.get(url("step", pk=draft.pk, step="review"))
        page = client.post(url("step", pk=draft.pk, step="review"), {"read_notice": "on"})

        draft.refresh_from_db()
        assert f"{url('step', pk=draft.pk, step='hopes')}?then=review#id_hopes" in text(before)
        assert "what you hope for" in text(page)
        assert draft.state == ApplicationState.DRAFT

    def test_sent_twice_it_is_one(self, as_, world):
        draft = world.applications["drafting"]
        client = as_("drafting")

        pages = [
            client.post(url("step", pk=draft.pk, step="review"), {"read_notice": "on"}, follow=True)
            for _n in range(2)
        ]

        assert [page.redirect_chain[-1][0] for page in pages] == [
            url("application", pk=draft.pk)
        ] * 2
        assert Notice.objects.filter(kind="intakes.receipt").count() == 1

    def test_sent_at_the_closing_instant_it_becomes_an_interest_and_says_so(
        self, as_, world, frozen
    ):
        draft = world.applications["drafting"]
        frozen.move_to(world.intakes["open"].closes_at)
        client = as_("drafting")

        before = client.get(url("step", pk=draft.pk, step="review"))
        page = client.post(
            url("step", pk=draft.pk, step="review"), {"read_notice": "on"}, follow=True
        )

        assert "This intake has closed" in text(before)
        assert "It reached us after the close" in text(page)
        assert len(interests.live(world.people["drafting"].pk)) == 1

    def test_there_are_these_steps_and_only_while_it_is_a_draft(self, as_, world):
        draft, sent = world.applications["drafting"].pk, world.applications["applicant"].pk

        for step in ("0", "5", "money"):
            assert as_("drafting").get(url("step", pk=draft, step=step)).status_code == 404
        world.intakes["open"].questions.all().delete()
        unasked = as_("drafting").get(url("step", pk=draft, step="further"))
        assert "Look over and send" in text(unasked)
        late = as_("applicant").post(url("step", pk=sent, step="about"), ABOUT)
        assert late.url == url("application", pk=sent)

    def test_to_others_there_is_nothing(self, as_, world):
        draft = world.applications["drafting"].pk

        for who in ("stranger", "coordinator", "applicant"):
            assert as_(who).get(url("step", pk=draft, step="about")).status_code == 404
            assert as_(who).post(url("step", pk=draft, step="about"), ABOUT).status_code == 404
