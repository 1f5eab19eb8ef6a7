"""One's own application: what happens next and by when, and a copy of one's own words."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from audit.models import Entry
from intakes import copies, next_steps, rollovers, standing
from intakes.models import CandidacyState
from notices.models import Notice
from tests.factories import CohortFactory
from tests.intakes.making import people_for
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def way(world):
    """What happens next for somebody of the world: each station's title and state."""

    def stations(who):
        application = world.applications[who]
        found = standing.way(application, standing.of(application, world.at), world.at)
        return [(str(stop.title), stop.state) for stop in found]

    return stations


@pytest.mark.parametrize(
    ("who", "station"),
    [
        ("applicant", "Read"),
        ("unsuccessful", "Read"),  # decided, and not told yet
        ("waiting", "A seat becomes free"),
        ("asked", "Your answer"),
        ("holder", "Your answer"),
        ("expired", "Your answer"),
    ],
)
def test_one_station_is_now_and_those_before_it_are_done(way, who, station):
    stations = way(who)
    place = [title for title, _state in stations].index(station)

    states = [state for _title, state in stations]
    assert states[:place] == ["is-done"] * place
    assert states[place:] == ["is-now"] + ["is-later"] * (len(states) - place - 1)


@pytest.mark.parametrize("who", ["drafting", "declined"])
def test_where_nothing_more_happens_nothing_is_promised(way, who):
    assert way(who) == []


def test_it_says_by_when(world):
    applicant, holder = world.applications["applicant"], world.applications["holder"]
    waits = world.applications["asked"]
    read = standing.way(applicant, standing.of(applicant, world.at), world.at)[1]
    asked = standing.way(waits, standing.of(waits, world.at), world.at)[2]
    answer = standing.way(holder, standing.of(holder, world.at), world.at)[2]

    assert asked.until == world.applications["asked"].rollover.reply_by
    assert read.on == world.intakes["open"].decide_by
    late = world.at.replace(tzinfo=None) + (read.on - world.at.date()) + timedelta(days=1)
    passed = late.replace(tzinfo=world.at.tzinfo)
    assert standing.way(applicant, standing.of(applicant, passed), passed)[1].on is None
    assert answer.until == world.offers["holder"].expires_at
    assert isinstance(read.on, date)


def test_a_copy_can_be_asked_for_once_a_day(client, world, frozen):
    application = world.applications["applicant"]
    address = reverse("intakes:copy", args=[application.pk])
    sign_in(client, world.people["applicant"])

    pages = [client.post(address, follow=True) for _n in range(2)]

    assert [page.redirect_chain[-1][0] for page in pages] == [
        reverse("intakes:application", args=[application.pk])
    ] * 2
    assert Notice.objects.filter(kind="intakes.copy").count() == 1
    assert Entry.objects.filter(verb="application.copied").count() == 2


def test_what_was_never_sent_is_not_copied(client, world):
    draft = world.applications["drafting"]
    sign_in(client, world.people["drafting"])

    client.post(reverse("intakes:copy", args=[draft.pk]))

    assert Notice.objects.filter(kind="intakes.copy").count() == 0
    with pytest.raises(copies.NothingToCopy):
        copies.ask(application_id=draft.pk, at=world.at, by=draft.applicant_id)


@pytest.mark.parametrize("who", ["stranger", "coordinator", "holder"])
def test_nobody_else_asks_for_it(client, world, who):
    sign_in(client, world.people[who])

    answer = client.post(reverse("intakes:copy", args=[world.applications["applicant"].pk]))

    assert answer.status_code == 404


class TestAskedAboutTheNextIntake:
    """One question, wherever they look; the door of it is one page."""

    @pytest.fixture
    def application(self, world):
        return world.applications["asked"]

    @pytest.fixture
    def question(self, application):
        return reverse("intakes:roll_over", args=[application.pk])

    def page(self, client, world, application):
        sign_in(client, world.people["asked"])
        return client.get(reverse("intakes:application", args=[application.pk])).text

    def steps(self, world, at):
        found = next_steps.for_person(world.people["asked"], at)
        return [(step.title, step.url, step.due_at, step.urgency) for step in found]

    def test_it_stands_on_ones_own_page(self, client, world, application, question):
        shown = self.page(client, world, application)

        assert "May we keep your place for the next intake?" in shown
        assert f'href="{question}"' in shown
        assert "Leave this waitlist" not in shown  # that is what "no" does
        assert "Perhaps soon, perhaps not." not in shown

    def test_it_needs_an_answer_by_the_reply_date(self, world, application, question):
        other = CohortFactory(intake=application.intake)
        people_for(other, 1, CandidacyState.WAITLISTED, application=application, rank=2)

        assert self.steps(world, world.at) == [
            (
                "May we keep your place for the next intake?",
                question,
                application.rollover.reply_by,
                0,
            )
        ]

    def test_it_comes_first_in_what_is_next(self, client, world, question):
        sign_in(client, world.people["asked"])

        assert client.get(reverse("pages:next")).context["first"].url == question

    def test_answered_it_asks_no_more(self, client, world, application, question):
        rollovers.answer(
            application_id=application.pk, keep=True, at=world.at, by=application.applicant_id
        )

        shown = self.page(client, world, application)

        assert self.steps(world, world.at) == []
        assert "May we keep your place" not in shown
        assert "Kept for the next intake" in shown
        assert f'href="{question}"' in shown  # a yes can be taken back there

    def test_at_the_reply_date_it_is_over_though_no_job_has_run(self, world, application):
        ends = application.rollover.reply_by
        before, after = ends - timedelta(seconds=1), ends

        assert len(self.steps(world, before)) == 1
        assert self.steps(world, after) == []
        assert [one.state for one in standing.of(application, after)] == ["lapsed"]

    def test_others_who_wait_are_not_asked(self, client, world):
        found = next_steps.for_person(world.people["waiting"], world.at)

        assert [step.title for step in found] == ["You are on the waitlist"]
