"""The pages of intakes: each works, keeps what was typed, acts by a POST alone, and shows to
others that there is nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import ConsentRecord, Proof
from intakes import interests, offers, rounds
from intakes.models import (
    ApplicationState,
    Candidacy,
    CandidacyState,
    Interest,
    Offer,
    OfferState,
)
from notices.models import Notice
from programs.models import Membership, Seat
from tests.factories import CohortFactory, PledgeFactory, SessionFactory
from tests.intakes.making import people_for
from tests.world import sign_in

S = CandidacyState

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


# ------------------------------------------------- interest


class TestInterest:
    @pytest.fixture
    def typed(self, world):
        return {
            "first": world.communities["schools"].pk,
            "second": world.communities["emerging"].pk,
            "third": "",
            "display_name": "Kim",
            "email": "New.Person@example.org",
            "role": "Teacher",
            "organisation": "A school",
            "hopes": "To meet others",
            "source": "",
            "read_notice": "on",
        }

    def test_a_stranger_proves_the_address_and_is_in_the_pool(self, client, world, typed):
        asked = client.post(url("interest", slug="together"), typed)
        before = Interest.objects.filter(person__email="new.person@example.org").count()

        page = prove(client, asked)

        interest = Interest.objects.get(person__email="new.person@example.org")
        assert (asked.status_code, before) == (302, 0)
        assert page.redirect_chain[-1][0] == f"{url('my_interest', pk=interest.pk)}?said=new"
        assert [c.community.slug for c in interests.choices_of(interest)] == [
            "schools",
            "emerging",
        ]
        assert (interest.person.display_name, interest.hopes) == ("Kim", "To meet others")
        assert list(ConsentRecord.objects.values_list("kind", flat=True)) == ["collection"]

    def test_the_answer_is_the_same_whether_the_address_is_known(self, client, world, typed):
        known = typed | {"email": world.people["member"].email}

        answers = [client.post(url("interest", slug="together"), form) for form in (typed, known)]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert {len(answer.url) for answer in answers} == {len(answers[0].url)}

    def test_signed_in_it_is_done_at_once_and_said_again_it_says_so(self, as_, world, typed):
        client = as_("interested")
        standing = Interest.objects.get(person=world.people["interested"])

        page = client.post(url("interest", slug="together"), typed | {"hopes": ""}, follow=True)

        standing.refresh_from_db()
        assert (standing.role, standing.hopes) == ("Teacher", "")  # what they emptied goes
        assert page.redirect_chain[-1][0] == f"{url('my_interest', pk=standing.pk)}?said=again"
        assert "Brought up to date" in text(page)
        assert (Interest.objects.count(), Proof.objects.count()) == (1, 0)

    def test_a_form_begins_with_what_stands(self, as_, world):
        page = as_("interested").get(url("interest", slug="together"))

        form = page.context["form"]
        assert form.initial["first"] == world.communities["schools"].pk
        assert form.initial["hopes"] == "To meet others."
        assert [name for name in ("email", "display_name") if name in form.fields] == []

    def test_use_another_address_brings_what_was_typed_back(self, client, typed):
        asked = client.post(url("interest", slug="together"), typed)
        client.get(asked.url)

        page = client.get(f"{url('interest', slug='together')}?again={Proof.objects.get().token}")

        assert page.context["form"].initial["hopes"] == "To meet others"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"first": ""}, "first"),
            ({"second": "same"}, "second"),
            ({"first": "999999"}, "first"),
            ({"first": "x\0"}, "first"),
            ({"email": "no address"}, "email"),
            ({"email": ""}, "email"),
            ({"display_name": ""}, "display_name"),
            ({"hopes": "x" * 5000}, "hopes"),
            ({"read_notice": ""}, "read_notice"),
        ],
    )
    def test_what_needs_doing_is_said_twice_and_nothing_typed_is_lost(
        self, client, typed, change, field
    ):
        if change.get("second") == "same":
            change = {"second": typed["first"]}
        sent = typed | change

        page = client.post(url("interest", slug="together"), sent)

        form = page.context["form"]
        assert page.status_code == 200
        assert list(form.errors) == [field]
        assert text(page).count(f'id="id_{field}_error"') == 1
        assert "Please look at this again" in text(page)
        kept = {name: form[name].value() for name in ("role", "organisation")}
        assert kept == {"role": "Teacher", "organisation": "A school"}

    def test_nul_characters_are_dropped_and_the_rest_is_kept(self, client, typed):
        asked = client.post(url("interest", slug="together"), typed | {"hopes": "To \0meet"})
        prove(client, asked)

        assert Interest.objects.get(role="Teacher", hopes="To meet").organisation == "A school"

    def test_what_is_not_on_offer_any_more_leads_back_to_the_form(self, client, world, typed):
        asked = client.post(url("interest", slug="together"), typed)
        world.communities["schools"].state = "retired"
        world.communities["schools"].save(update_fields=["state"])

        page = prove(client, asked)

        assert page.redirect_chain[-1][0] == url("interest", slug="together")
        assert page.status_code == 200

    def test_where_nothing_is_on_offer_the_page_says_so(self, client, world, typed):
        for community in world.communities.values():
            community.state = "draft"
            community.save(update_fields=["state"])

        for page in (
            client.get(url("interest", slug="together")),
            client.post(url("interest", slug="together"), typed),
        ):
            assert "Nothing is on offer" in text(page)

    def test_it_is_taken_back_after_being_asked_once(self, as_, world):
        interest = Interest.objects.get()
        client = as_("interested")

        asked = client.get(url("withdraw_interest", pk=interest.pk))
        pages = [
            client.post(url("withdraw_interest", pk=interest.pk), follow=True) for _n in range(2)
        ]

        interest.refresh_from_db()
        assert (asked.status_code, interest.state) == (200, "withdrawn")
        assert [page.status_code for page in pages] == [200, 200]

    def test_to_others_there_is_nothing(self, as_, world):
        interest = Interest.objects.get()

        for who in ("stranger", "coordinator", "foreign_coordinator"):
            for name in ("my_interest", "withdraw_interest"):
                assert as_(who).get(url(name, pk=interest.pk)).status_code == 404
        assert as_("interested").get(url("my_interest", pk=10**30)).status_code == 404


# ------------------------------------------------- one's own application


class TestApplication:
    @pytest.mark.parametrize(
        ("who", "words"),
        [
            ("applicant", "Being read"),
            ("drafting", "Your form is not sent yet"),
            ("waiting", "On the waitlist"),
            ("holder", "A seat is held for you"),
            ("declined", "You said no"),
            ("expired", "Yes, I am still interested"),
        ],
    )
    def test_it_says_where_it_stands(self, as_, world, who, words):
        page = as_(who).get(url("application", pk=world.applications[who].pk))

        assert page.status_code == 200
        assert words in text(page)

    def test_what_was_decided_and_not_told_reads_as_being_read(self, as_, world, frozen):
        application = world.applications["unsuccessful"]
        before = text(as_("unsuccessful").get(url("application", pk=application.pk)))
        rounds.make_offers(
            cohort_id=world.cohorts["forming"].pk,
            by=world.people["coordinator"].pk,
            at=world.at,
        )

        meanwhile = text(as_("unsuccessful").get(url("application", pk=application.pk)))
        frozen.move_to(world.at + rounds.MAILS_WAIT)
        after = text(as_("unsuccessful").get(url("application", pk=application.pk)))

        assert ("Being read" in before, "Not this time" in before) == (True, False)
        assert ("Being read" in meanwhile, "Not this time" in meanwhile) == (True, False)
        assert ("Being read" in after, "Not this time" in after) == (False, True)

    def test_it_never_shows_a_rank_a_band_or_anybody_else(self, as_, world):
        waiting = world.applications["waiting"]
        Candidacy.objects.filter(application=waiting).update(band=7)

        said = text(as_("waiting").get(url("application", pk=waiting.pk)))

        others = [
            person.display_name
            for person in world.people.values()
            if person != world.people["waiting"] and person.display_name in said
        ]
        assert others == []
        assert [
            word for word in ("band", "rank", "number 1", "first in line") if word in said
        ] == []

    def test_a_deadline_that_passed_reads_as_over_though_no_job_has_run(self, as_, world, frozen):
        frozen.move_to(world.offers["holder"].expires_at)

        page = as_("holder").get(url("application", pk=world.applications["holder"].pk))

        assert "Not answered in time" in text(page)

    def test_it_is_taken_back_after_being_asked_once(self, as_, world):
        holder = world.applications["holder"]
        client = as_("holder")

        asked = client.get(url("withdraw", pk=holder.pk))
        pages = [client.post(url("withdraw", pk=holder.pk), follow=True) for _n in range(2)]

        holder.refresh_from_db()
        assert (asked.status_code, holder.state) == (200, ApplicationState.WITHDRAWN)
        assert ["taken this application back" in text(page) for page in pages] == [True, True]
        assert Seat.objects.filter(holder=world.people["holder"]).count() == 0

    def test_with_an_accepted_seat_it_is_not_taken_back_here(self, as_, world):
        application = world.people["member"].applications.get()

        page = as_("member").post(url("withdraw", pk=application.pk), follow=True)

        application.refresh_from_db()
        assert application.state == ApplicationState.SUBMITTED
        assert "You have a seat" in text(page)

    def test_a_waitlist_is_left_after_being_asked_once(self, as_, world):
        candidacy = world.applications["waiting"].candidacies.get()
        where = url("leave_list", pk=candidacy.application_id, candidacy=candidacy.pk)
        client = as_("waiting")

        asked = client.get(where)
        pages = [client.post(where, follow=True) for _n in range(2)]

        candidacy.refresh_from_db()
        assert (asked.status_code, candidacy.state) == (200, S.LEFT)
        assert [page.status_code for page in pages] == [200, 200]
        assert "not on this waitlist" in text(client.get(where))

    def test_who_does_not_wait_can_not_leave(self, as_, world):
        candidacy = world.applications["holder"].candidacies.get()

        page = as_("holder").post(
            url("leave_list", pk=candidacy.application_id, candidacy=candidacy.pk), follow=True
        )

        assert "You are not on this waitlist." in text(page)

    def test_the_ids_in_an_address_belong_together(self, as_, world):
        mine = world.applications["waiting"]
        theirs = world.applications["holder"].candidacies.get()

        for pk in (mine.pk, theirs.application_id):
            where = url("leave_list", pk=pk, candidacy=theirs.pk)
            assert as_("waiting").get(where).status_code == 404
            assert as_("waiting").post(where).status_code == 404

    def test_to_others_there_is_nothing(self, as_, world):
        for who in ("stranger", "coordinator", "facilitator", "applicant"):
            for name in ("application", "withdraw"):
                page = as_(who).get(url(name, pk=world.applications["holder"].pk))
                assert page.status_code == 404

    @pytest.mark.parametrize("preferences", [1, 3])
    def test_it_asks_the_database_the_same_however_much_there_is(
        self, as_, world, preferences, django_assert_max_num_queries
    ):
        application = world.applications["applicant"]
        for rank in range(2, preferences + 1):
            people_for(
                CohortFactory(intake=application.intake, facilitator=False),
                1,
                S.WAITLISTED,
                application=application,
                rank=rank,
            )
        client = as_("applicant")
        client.get(url("application", pk=application.pk))

        with django_assert_max_num_queries(16):
            client.get(url("application", pk=application.pk))


# ------------------------------------------------- offers


@pytest.fixture
def ticked(world):
    pledge = world.cohorts["full"].community.pledges.get()
    return {"notice": "on", "pledge": "on", "dates": "on", "pledge_id": pledge.pk}


class TestOffer:
    def test_opening_the_link_decides_nothing(self, as_, world):
        offer = world.offers["holder"]
        client = as_("holder")

        for name in ("offer", "decline"):
            assert client.get(url(name, pk=offer.pk)).status_code == 200
            assert client.head(url(name, pk=offer.pk)).status_code == 200
        for name in ("rejoin", "give_up"):
            assert client.get(url(name, pk=offer.pk)).url == url("offer", pk=offer.pk)

        offer.refresh_from_db()
        assert offer.state == OfferState.SENT

    def test_it_says_until_when_in_both_zones(self, as_, world):
        person = world.people["holder"]
        person.time_zone = "Australia/Perth"
        person.save(update_fields=["time_zone"])

        said = text(as_("holder").get(url("offer", pk=world.offers["holder"].pk)))

        assert ("Perth time" in said, "Melbourne time" in said) == (True, True)

    def test_accepted_twice_it_is_the_same_answer(self, as_, world, ticked):
        offer = world.offers["holder"]
        client = as_("holder")

        pages = [client.post(url("offer", pk=offer.pk), ticked, follow=True) for _n in range(2)]
        bare = client.post(url("offer", pk=offer.pk), follow=True)

        offer.refresh_from_db()
        assert offer.state == OfferState.ACCEPTED
        assert ["The seat is yours" in text(page) for page in [*pages, bare]] == [True] * 3
        assert Membership.objects.filter(user=world.people["holder"]).count() == 1

    def test_where_no_dates_are_published_they_are_promised_and_not_asked_about(
        self, as_, world, ticked
    ):
        client, address = as_("holder"), url("offer", pk=world.offers["holder"].pk)

        before = text(client.get(address))
        client.post(address, {name: said for name, said in ticked.items() if name != "dates"})

        assert ("I know the dates" in before, "as soon as they are known" in before) == (
            False,
            True,
        )
        assert Offer.objects.get(pk=world.offers["holder"].pk).state == OfferState.ACCEPTED

    @pytest.mark.parametrize("missing", ["notice", "pledge", "dates"])
    def test_each_tick_is_asked_for_beside_itself(self, as_, world, ticked, missing):
        SessionFactory(cohort=world.cohorts["full"])
        page = as_("holder").post(
            url("offer", pk=world.offers["holder"].pk), ticked | {missing: ""}
        )

        assert list(page.context["form"].errors) == [missing]
        assert Offer.objects.get(pk=world.offers["holder"].pk).state == OfferState.SENT

    def test_a_stale_pledge_is_read_again(self, as_, world, ticked):
        PledgeFactory(community=world.cohorts["full"].community, version=2)

        page = as_("holder").post(url("offer", pk=world.offers["holder"].pk), ticked)

        assert "renewed while you read" in text(page)

    @pytest.mark.parametrize("bad", ["x", "999999999999999999999", "1\0", ""])
    def test_a_pledge_that_is_none_is_no_fault_of_ours(self, as_, world, ticked, bad):
        page = as_("holder").post(
            url("offer", pk=world.offers["holder"].pk), ticked | {"pledge_id": bad}
        )

        assert page.status_code == 200
        assert Offer.objects.get(pk=world.offers["holder"].pk).state == OfferState.SENT

    def test_other_waits_are_asked_about(self, as_, world, ticked):
        offer = world.offers["holder"]
        other = CohortFactory(intake=offer.cohort.intake, facilitator=False)
        waits = people_for(other, 1, S.WAITLISTED, application=offer.candidacy.application, rank=2)[
            0
        ]
        client = as_("holder")

        asked = client.post(url("offer", pk=offer.pk), ticked)
        client.post(url("offer", pk=offer.pk), ticked | {"keep_waiting": "yes"})

        waits.refresh_from_db()
        assert list(asked.context["form"].errors) == ["keep_waiting"]
        assert waits.state == S.WAITLISTED

    @pytest.mark.parametrize(("told", "asked"), [(None, True), (1, True), (-1, False)])
    def test_a_no_that_nobody_told_them_leaves_no_gap(self, as_, world, told, asked):
        offer = world.offers["holder"]
        other = CohortFactory(intake=offer.cohort.intake, facilitator=False)
        (read,) = people_for(
            other, 1, S.UNSUCCESSFUL, application=offer.candidacy.application, rank=2
        )
        read.told_at = told and world.at + timedelta(hours=told)
        read.save(update_fields=["told_at"])

        page = as_("holder").get(url("offer", pk=offer.pk))

        assert (other.community.name in text(page)) == asked

    def test_at_the_deadline_it_says_so_and_what_can_be_done(self, as_, world, ticked, frozen):
        offer = world.offers["holder"]
        frozen.move_to(offer.expires_at)

        page = as_("holder").post(url("offer", pk=offer.pk), ticked, follow=True)

        assert "The time to answer is over" in text(page)
        assert "Yes, I am still interested" in text(page)
        assert Membership.objects.filter(user=world.people["holder"]).count() == 0

    def test_taken_back_it_says_so_and_whom_to_ask(self, as_, world, ticked):
        offer = world.offers["holder"]
        offers.rescind(
            offer_id=offer.pk, reason="Moved away", by=world.people["coordinator"].pk, at=world.at
        )

        page = as_("holder").post(url("offer", pk=offer.pk), ticked, follow=True)

        assert "This offer was taken back" in text(page)
        assert "team@example.org" in text(page)
        assert "Moved away" not in text(page)

    @pytest.mark.parametrize(("choice", "in_the_pool"), [("leave", 0), ("next_intake", 1)])
    def test_declined_the_seat_goes_on_to_who_waits(self, as_, world, choice, in_the_pool):
        offer = world.offers["holder"]
        client = as_("holder")

        pages = [
            client.post(url("decline", pk=offer.pk), {"choice": choice}, follow=True)
            for _n in range(2)
        ]

        waiting = world.applications["waiting"].candidacies.get()
        assert waiting.state == S.OFFERED
        assert len(interests.live(world.people["holder"].pk)) == in_the_pool
        assert [page.status_code for page in pages] == [200, 200]

    @pytest.mark.parametrize("sent", [{}, {"choice": "nonsense"}, {"choice": "other"}])
    def test_a_choice_is_asked_for(self, as_, world, sent):
        page = as_("holder").post(url("decline", pk=world.offers["holder"].pk), sent)

        assert list(page.context["form"].errors) == ["choice"]

    def test_another_community_is_chosen_from_those_they_wait_for(self, as_, world):
        offer = world.offers["holder"]
        other = CohortFactory(intake=offer.cohort.intake, facilitator=False)
        waits = people_for(other, 1, S.WAITLISTED, application=offer.candidacy.application, rank=2)[
            0
        ]
        client = as_("holder")

        asked = client.get(url("decline", pk=offer.pk))
        missing = client.post(url("decline", pk=offer.pk), {"choice": "other"})
        foreign = client.post(url("decline", pk=offer.pk), {"choice": "other", "other": "1\0"})
        client.post(url("decline", pk=offer.pk), {"choice": "other", "other": waits.pk})

        offer.refresh_from_db()
        assert f"You also asked for {other.community.name}." in text(asked)
        assert [list(p.context["form"].errors) for p in (missing, foreign)] == [["other"]] * 2
        assert (offer.state, offer.decline_choice) == (OfferState.DECLINED, "other")

    def test_what_has_ended_is_not_declined_any_more(self, as_, world, frozen):
        offer = world.offers["holder"]
        frozen.move_to(offer.expires_at)

        page = as_("holder").post(url("decline", pk=offer.pk), {"choice": "leave"}, follow=True)

        assert page.redirect_chain[-1][0] == url("offer", pk=offer.pk)
        assert "The time to answer is over" in text(page)

    def test_still_interested_goes_back_once(self, as_, world):
        offer = world.offers["expired"]
        client = as_("expired")

        pages = [client.post(url("rejoin", pk=offer.pk), follow=True) for _n in range(2)]

        candidacy = Candidacy.objects.get(pk=offer.candidacy_id)
        assert (candidacy.state, candidacy.requeued) == (S.WAITLISTED, True)
        assert ["On the waitlist" in text(page) for page in pages] == [True, True]

    def test_who_said_no_does_not_come_back(self, as_, world):
        page = as_("declined").post(url("rejoin", pk=world.offers["declined"].pk), follow=True)

        assert page.redirect_chain[-1][0] == url("offer", pk=world.offers["declined"].pk)

    def test_an_accepted_seat_is_given_back_after_being_asked_once(self, as_, world, ticked):
        offer = world.offers["holder"]
        client = as_("holder")
        client.post(url("offer", pk=offer.pk), ticked)

        asked = client.get(url("give_up", pk=offer.pk))
        pages = [
            client.post(url("give_up", pk=offer.pk), {"reason": "Ill"}, follow=True)
            for _n in range(2)
        ]

        assert asked.status_code == 200
        assert [page.status_code for page in pages] == [200, 200]
        assert Membership.objects.get(user=world.people["holder"]).state == "withdrawn"
        assert "You gave this seat back" in text(client.get(url("offer", pk=offer.pk)))

    def test_to_others_there_is_nothing(self, as_, world, ticked):
        offer = world.offers["holder"]

        for who in ("stranger", "coordinator", "facilitator", "waiting", "foreign_coordinator"):
            for name in ("offer", "decline", "rejoin", "give_up"):
                assert as_(who).get(url(name, pk=offer.pk)).status_code == 404
                assert as_(who).post(url(name, pk=offer.pk), ticked).status_code == 404

    def test_titles_name_no_community(self, as_, world):
        for name in ("offer", "decline"):
            page = text(as_("holder").get(url(name, pk=world.offers["holder"].pk)))
            title = page.split("<title>")[1].split("</title>")[0]
            assert "resistance" not in title.lower()


# ------------------------------------------------- all of them


def test_other_methods_are_refused(as_, world):
    client = as_("holder")
    offer, application = world.offers["holder"].pk, world.applications["holder"].pk
    pages = [
        url("interest", slug="together"),
        url("apply", slug="together"),
        url("application", pk=application),
        url("withdraw", pk=application),
        *(url(name, pk=offer) for name in ("offer", "decline", "rejoin", "give_up")),
    ]

    assert {client.put(page).status_code for page in pages} == {405}
    assert client.post(url("application", pk=application)).status_code == 405


def test_a_visitor_is_asked_to_sign_in(client, world):
    for page in (
        url("application", pk=world.applications["holder"].pk),
        url("offer", pk=world.offers["holder"].pk),
        url("step", pk=world.applications["drafting"].pk, step="about"),
    ):
        answer = client.get(page)
        assert (answer.status_code, answer.url) == (302, f"/account/login/?next={page}")


def test_a_program_that_is_not_running_has_no_forms(client, world):
    world.programs["here"].state = "planned"
    world.programs["here"].save(update_fields=["state"])

    for name in ("interest", "apply"):
        assert client.get(url(name, slug="together")).status_code == 404
        assert client.get(url(name, slug="nowhere")).status_code == 404


@pytest.mark.parametrize("communities", [1, 3])
def test_the_open_forms_ask_the_same_however_many_communities_there_are(
    client, world, communities, django_assert_max_num_queries
):
    for _n in range(communities):
        CohortFactory(intake=world.intakes["open"], facilitator=False)
    client.get(url("interest", slug="together"))

    with django_assert_max_num_queries(8):
        client.get(url("interest", slug="together"))
    with django_assert_max_num_queries(8):
        client.get(url("apply", slug="together"))


def test_the_moment_of_sending_is_the_servers(as_, world, frozen):
    """Nothing in a form says when it was sent."""
    draft = world.applications["drafting"]
    frozen.move_to(datetime(2024, 7, 12, 3, 4, 5, tzinfo=UTC))

    as_("drafting").post(
        url("step", pk=draft.pk, step="review"), {"read_notice": "on", "submitted_at": "2020-01-01"}
    )

    draft.refresh_from_db()
    assert draft.submitted_at == datetime(2024, 7, 12, 3, 4, 5, tzinfo=UTC)
