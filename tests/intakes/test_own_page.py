"""One's own application: what happens next and by when, and a copy of one's own words."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from intakes import copies, standing
from notices.models import Notice
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
    read = standing.way(applicant, standing.of(applicant, world.at), world.at)[1]
    answer = standing.way(holder, standing.of(holder, world.at), world.at)[2]

    assert read.on == world.intakes["open"].decide_by
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
