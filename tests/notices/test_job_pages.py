"""The page that follows a job: how far, to whom it belongs, and how to stop it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices import jobs
from notices.jobs import Kind, Progress
from notices.models import Job, JobState
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    jobs.register(
        Kind(
            "tests.long",
            lambda job, at: Progress({}, job.done + 1),
            words="A long thing",
            link=lambda job: "/desk/",
        )
    )


@pytest.fixture
def job(world):
    by = world.people["coordinator"].pk
    return jobs.queue("tests.long", key="one", by=by, at=world.at, total=8)


def page(job):
    return reverse("admin:job", args=[job.pk])


def test_an_open_job_says_how_far_it_is_and_asks_again_by_itself(client, world, job):
    Job.objects.filter(pk=job.pk).update(done=2, state=JobState.RUNNING)
    sign_in(client, world.people["coordinator"])

    said = client.get(page(job)).content.decode()

    assert "2 of 8 done, 25 per cent." in said
    assert '<progress class="job__bar" max="100" value="25"' in said
    assert f'hx-get="{page(job)}" hx-trigger="every 2s"' in said
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in said
    assert "A long thing" in said


def test_asked_by_htmx_it_answers_with_what_changes(client, world, job):
    sign_in(client, world.people["coordinator"])

    response = client.get(page(job), headers={"HX-Request": "true"})

    assert response.templates[0].name == "notices/desk/job_part.html"
    assert "<html" not in response.content.decode()


def test_once_over_it_asks_no_more_and_leads_on(client, world, job):
    Job.objects.filter(pk=job.pk).update(done=8, state=JobState.DONE, settled_at=world.at)
    sign_in(client, world.people["coordinator"])

    said = client.get(page(job)).content.decode()

    assert ("hx-trigger" in said, "http-equiv" in said, 'href="/desk/">Go on' in said) == (
        False,
        False,
        True,
    )


def test_it_is_stopped_by_a_press_and_twice_is_once(client, world, job):
    sign_in(client, world.people["coordinator"])

    answers = [client.post(page(job), {"act": "cancel"}) for _press in range(2)]

    assert [(a.status_code, a.url) for a in answers] == [(302, page(job))] * 2
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_what_failed_says_why_and_goes_on_when_asked(client, world, job):
    Job.objects.filter(pk=job.pk).update(
        state=JobState.FAILED, settled_at=world.at, problem="The intake has ended."
    )
    sign_in(client, world.people["coordinator"])

    assert "The intake has ended." in client.get(page(job)).content.decode()
    client.post(page(job), {"act": "again"})

    job.refresh_from_db()
    assert job.state == JobState.WAITING


@pytest.mark.parametrize("who", ["lead", "foreign_coordinator", "member"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_is_not_there(client, world, job, who, method):
    sign_in(client, world.people[who])

    assert getattr(client, method)(page(job), {"act": "cancel"}).status_code == 404


def test_an_act_that_is_none_is_not_there(client, world, job):
    sign_in(client, world.people["coordinator"])

    assert client.post(page(job), {"act": "\0"}).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_the_list_holds_ones_own_with_a_constant_number_of_queries(client, world):
    mine, other = world.people["coordinator"], world.people["lead"]
    sign_in(client, mine)
    address, queries = reverse("admin:notices_job_changelist"), []
    for number in (1, 2, 3):
        jobs.queue("tests.long", key=f"m{number}", by=mine.pk, at=world.at)
        jobs.queue("tests.long", key=f"o{number}", by=other.pk, at=world.at)
        with CaptureQueriesContext(connection) as asked:
            said = client.get(address).content.decode()
        queries.append(len(asked))
        assert said.count(">A long thing</a>") == number

    assert queries[1] == queries[2]
