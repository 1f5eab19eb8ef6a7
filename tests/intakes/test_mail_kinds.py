"""The mails of intakes: neutral outside, no community inside, and only what is still true."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings

from intakes import allocation, applications, departures, interests, offers, reminders, rounds
from intakes.models import ApplicationState, CandidacyState, DeclineChoice
from notices import kinds, letters
from notices.models import Notice
from sessions.models import Session
from tests.factories import ApplicationFactory, CandidacyFactory, CommunityFactory, IntakeFactory
from tests.intakes.making import (
    DAY,
    MONDAY,
    cohort_of,
    coordinator_of,
    offer_of,
    people_for,
    ticks,
)

S = CandidacyState
COMMUNITY = "Meeting resistance"
END = MONDAY + 7 * DAY + timedelta(hours=7)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    intake = IntakeFactory(decide_by=date(2024, 8, 9))
    community = CommunityFactory(program=intake.program, name=COMMUNITY)
    return cohort_of(1, intake=intake, community=community)


def written(kind):
    """The mail of the one notice of this kind: subject, text, HTML."""
    notice = Notice.objects.select_related("recipient").get(kind=f"intakes.{kind}")
    message = letters.compose(notice, kinds.get(notice.kind), at=MONDAY)
    html = str(message.alternatives[0].content)
    return message.subject, str(message.body), html


def is_true(kind):
    notice = Notice.objects.get(kind=f"intakes.{kind}")
    return kinds.get(notice.kind).still_true(notice)


def offered(cohort, **fields):
    candidacy = people_for(cohort, 1, S.WAITLISTED, **fields)[0]
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)
    return offer_of(candidacy)


def draft_for(cohort):
    draft = ApplicationFactory(
        intake=cohort.intake, state=ApplicationState.DRAFT, submitted_at=None
    )
    CandidacyFactory(application=draft, cohort=cohort, state=S.CHOSEN)
    return draft


def make(kind, cohort):
    """Do what owes this kind of mail."""
    by = coordinator_of(cohort.intake.program).pk
    if kind == "interest_receipt":
        interests.express(
            person_id=by,
            program_id=cohort.intake.program_id,
            community_ids=[cohort.community_id],
            at=MONDAY,
            by=by,
        )
    elif kind in ("receipt", "copy", "too_late", "withdrawn"):
        draft = draft_for(cohort)
        at = cohort.intake.closes_at - (timedelta() if kind == "too_late" else DAY)
        if kind == "withdrawn":
            applications.withdraw(application_id=draft.pk, at=at, by=by)
        else:
            applications.submit(application_id=draft.pk, at=at, by=by, copy=kind == "copy")
    elif kind in ("offer", "waitlisted", "unsuccessful"):
        people_for(cohort, 2)
        people_for(cohort, 1, S.UNSUCCESSFUL)
        rounds.make_offers(cohort_id=cohort.pk, by=by, at=MONDAY)
    else:
        answer(kind, offered(cohort, requeued=kind == "expired_again"), by)


def answer(kind, offer, by):
    if kind in ("accepted", "gave_up"):
        offers.accept(offer_id=offer.pk, ticks=ticks(offer.cohort), at=MONDAY, by=by)
    if kind == "gave_up":
        departures.give_up(offer_id=offer.pk, at=MONDAY, by=by)
    if kind == "declined":
        offers.decline(offer_id=offer.pk, choice=DeclineChoice.NEXT_INTAKE, at=MONDAY, by=by)
    if kind in ("expired", "expired_again"):
        offers.expire(offer_id=offer.pk, at=END)
    if kind == "rescinded":
        offers.rescind(offer_id=offer.pk, reason="why", at=MONDAY, by=by)


SUBJECTS = {
    "interest_receipt": "We have received your message",
    "receipt": "We have received your form",
    "copy": "A copy of what you wrote",
    "too_late": "About the form you sent",
    "withdrawn": "We have noted your answer",
    "offer": "Action needed by Mon 5 August",
    "promoted": "Action needed by Mon 5 August",
    "waitlisted": "About the form you sent",
    "unsuccessful": "About the form you sent",
    "accepted": "Confirmed: what comes next",
    "declined": "We have noted your answer",
    "gave_up": "We have noted your answer",
    "expired": "Are you still interested?",
    "expired_again": "About the form you sent",
    "rescinded": "A change to what we wrote",
}


@pytest.mark.parametrize("kind", SUBJECTS)
def test_a_mail_is_neutral_and_leads_to_a_page_that_asks_for_a_sign_in(kind, cohort, frozen):
    frozen.move_to(MONDAY)
    make(kind, cohort)

    subject, text, html = written(kind)

    assert subject == SUBJECTS[kind]
    assert is_true(kind)
    for words in (subject, text, html):
        assert [name for name in (COMMUNITY, cohort.name) if name in words] == []
    links = set(re.findall(r"https?://[^\s\"<>]+", text))
    assert links
    assert {link.startswith(settings.SITE_URL) for link in links} == {True}
    assert "{{" not in text + html
    assert "{%" not in text + html
    assert "None" not in text


@pytest.mark.parametrize("kind", ["offer_reminder", "offer_last_day"])
def test_reminders_name_the_day_in_the_subject(kind, cohort, frozen):
    offered(cohort)
    frozen.move_to(MONDAY + (3 if kind == "offer_reminder" else 7) * DAY)
    reminders.plan(datetime.now(tz=MONDAY.tzinfo))

    subject, text, _html = written(kind)

    assert subject == "Action needed by Mon 5 August"
    assert "Mon 5 August 2024, 5:00 pm Melbourne time" in text
    assert is_true(kind)


@pytest.mark.parametrize(
    ("kind", "day", "subject"),
    [
        ("draft_waits", 15, "Your form is waiting for you"),
        ("draft_last_day", 25, "Action needed by Fri 26 July"),
    ],
)
def test_a_draft_is_spoken_of_while_it_can_be_sent(kind, day, subject, cohort, frozen, now):
    draft = draft_for(cohort)
    draft.saved_at = now
    draft.save(update_fields=["saved_at"])
    frozen.move_to(datetime(2024, 7, day, 0, tzinfo=MONDAY.tzinfo))
    reminders.plan(datetime.now(tz=MONDAY.tzinfo))

    said = written(kind)[0]
    before = is_true(kind)
    frozen.move_to(cohort.intake.closes_at)

    assert (said, before, is_true(kind)) == (subject, True, False)


def test_an_offer_says_until_when_in_the_programs_zone_and_the_readers(cohort, frozen):
    frozen.move_to(MONDAY)
    offer = offered(cohort)
    person = offer.candidacy.application.applicant
    person.time_zone = "Australia/Perth"
    person.save(update_fields=["time_zone"])

    _subject, text, html = written("promoted")

    assert "Mon 5 August 2024, 5:00 pm Melbourne time" in text
    assert "Mon 5 August 2024, 3:00 pm Perth time" in text
    assert "3:00 pm Perth time" in html
    assert f"/offers/{offer.pk}/" in text


def test_an_offer_that_was_answered_is_not_spoken_of_any_more(cohort, frozen):
    frozen.move_to(MONDAY)
    offer = offered(cohort)
    before = is_true("promoted")
    offers.decline(offer_id=offer.pk, choice=DeclineChoice.LEAVE, at=MONDAY, by=None)

    assert (before, is_true("promoted")) == (True, False)


def test_what_is_past_its_deadline_is_not_spoken_of_though_no_job_has_run(cohort, frozen):
    offered(cohort)
    frozen.move_to(END)

    assert not is_true("promoted")


def test_a_yes_brings_all_dates_with_their_zone_and_never_how_to_join(cohort, frozen):
    frozen.move_to(MONDAY)
    for number in range(1, 9):
        start = MONDAY + timedelta(days=16 + 28 * (number - 1))
        Session.objects.create(
            cohort=cohort,
            number=number,
            day=start.date(),
            start=time(10),
            time_zone="Australia/Melbourne",
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            dated_at=MONDAY,
        )
    offer = offered(cohort)
    answer("accepted", offer, None)

    _subject, text, html = written("accepted")

    assert text.count("Melbourne time") == 8
    assert html.count("<li>") == 8
    assert "Wed 14 August 2024, 10:00 am Melbourne time" in text
    assert f"{settings.SITE_URL}/offers/{offer.pk}/give-up/" in text
    assert "meet.example.org" not in text + html


def test_without_dates_a_yes_says_that_they_are_coming(cohort, frozen):
    frozen.move_to(MONDAY)
    make("accepted", cohort)

    assert "The dates are being set." in written("accepted")[1]
