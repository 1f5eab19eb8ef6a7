"""The person's one form: begun, kept, sent once, taken back."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from accounts.models import CollectionNotice, ConsentKind, ConsentRecord, SafeContact
from audit.models import Entry
from intakes import allocation, answers, applications, interests, preferences, rounds
from intakes.models import (
    Application,
    ApplicationState,
    CandidacyState,
    InterestState,
    OfferState,
)
from notices.models import Notice
from tests.factories import CohortFactory, IntakeFactory, UserFactory
from tests.intakes.making import (
    MONDAY,
    cohort_of,
    coordinator_of,
    offer_of,
    people_for,
    states,
    taken,
)
from tests.races import race

S = CandidacyState
AT = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)
ANSWERS = {"role": "Teacher", "organisation": "A school", "hopes": "To meet others"}


@pytest.fixture
def cohorts(db):
    return CohortFactory.create_batch(3, intake=IntakeFactory())


def start(person, intake, at=AT):
    return applications.start(person_id=person.pk, intake_id=intake.pk, at=at, by=person.pk)


def save(application, at=AT, **what):
    return applications.save_draft(
        application_id=application.pk, at=at, by=application.applicant_id, **what
    )


def filled_in(cohorts, person=None):
    draft = start(person or UserFactory(), cohorts[0].intake)
    return save(draft, answers=ANSWERS, cohort_ids=[cohort.pk for cohort in cohorts])


def submit(application, at=AT, **what):
    return applications.submit(
        application_id=application.pk, at=at, by=application.applicant_id, **what
    )


class TestBeginning:
    def test_begun_twice_it_is_the_same_form(self, cohorts):
        person = UserFactory()

        first = start(person, cohorts[0].intake)
        again = start(person, cohorts[0].intake)

        assert (first.state, again.pk) == (ApplicationState.DRAFT, first.pk)
        assert list(Entry.objects.values_list("verb", flat=True)) == ["application.started"]

    def test_it_begins_only_while_the_intake_is_open(self, cohorts):
        intake = cohorts[0].intake

        for moment in (intake.opens_at - timedelta(seconds=1), intake.closes_at):
            with pytest.raises(applications.IntakeClosed):
                start(UserFactory(), intake, at=moment)

    def test_one_that_stands_can_be_gone_on_with_after_the_close(self, cohorts):
        person = UserFactory()
        first = start(person, cohorts[0].intake)

        assert start(person, cohorts[0].intake, at=cohorts[0].intake.closes_at).pk == first.pk

    def test_it_takes_over_what_an_interest_says(self, cohorts):
        person, program = UserFactory(), cohorts[0].intake.program
        interests.express(
            person_id=person.pk,
            program_id=program.pk,
            community_ids=[cohorts[2].community_id, cohorts[0].community_id],
            role="Teacher",
            hopes="To meet others",
            at=AT,
            by=person.pk,
        )

        draft = start(person, cohorts[0].intake)

        assert (draft.role, draft.hopes) == ("Teacher", "To meet others")
        assert [c.cohort for c in preferences.preferences_of(draft)] == [cohorts[2], cohorts[0]]

    @pytest.mark.django_db(transaction=True)
    def test_eight_devices_at_once_begin_one_form(self):
        person, intake = UserFactory(), IntakeFactory()

        outcomes = race(*[partial(start, person, intake)] * 8)

        assert {outcome.pk for outcome in outcomes} == {Application.objects.get().pk}


class TestKeeping:
    def test_each_step_is_kept_and_the_rest_stays(self, cohorts):
        draft = start(UserFactory(), cohorts[0].intake)

        save(draft, answers={"role": "Teacher"}, cohort_ids=[cohorts[1].pk, cohorts[0].pk])
        save(draft, at=AT + timedelta(hours=1), answers={"hopes": "To meet others"})

        draft.refresh_from_db()
        assert (draft.role, draft.hopes, draft.saved_at) == (
            "Teacher",
            "To meet others",
            AT + timedelta(hours=1),
        )
        assert [(c.rank, c.cohort) for c in preferences.preferences_of(draft)] == [
            (1, cohorts[1]),
            (2, cohorts[0]),
        ]

    def test_preferences_can_change_places_and_go(self, cohorts):
        draft = filled_in(cohorts)

        save(draft, cohort_ids=[cohorts[2].pk, cohorts[0].pk, cohorts[1].pk])
        turned = [c.cohort for c in preferences.preferences_of(draft)]
        save(draft, cohort_ids=[cohorts[1].pk])

        assert turned == [cohorts[2], cohorts[0], cohorts[1]]
        assert [(c.rank, c.cohort) for c in preferences.preferences_of(draft)] == [(1, cohorts[1])]

    def test_a_cohort_of_another_intake_is_refused_and_nothing_is_changed(self, cohorts):
        draft = filled_in(cohorts[:1])

        with pytest.raises(preferences.NotOnOffer):
            save(draft, answers={"role": "Other"}, cohort_ids=[CohortFactory().pk])

        draft.refresh_from_db()
        assert draft.role == "Teacher"
        assert [c.cohort for c in preferences.preferences_of(draft)] == [cohorts[0]]

    def test_what_is_sent_can_not_be_changed(self, cohorts):
        sent = submit(filled_in(cohorts)).application

        with pytest.raises(applications.AlreadySent):
            save(sent, answers={"role": "Other"})

    def test_name_and_safe_contact_are_kept_with_the_person(self, cohorts):
        draft = start(UserFactory(), cohorts[0].intake)

        save(
            draft,
            person={"display_name": "Kim", "pronouns": "they"},
            contact={
                "channel": "phone",
                "phone": "0400 000 000",
                "hours_from": None,
                "hours_to": None,
                "voicemail_ok": False,
                "sms_ok": True,
                "note": "",
            },
        )

        draft.applicant.refresh_from_db()
        assert (draft.applicant.display_name, draft.applicant.pronouns) == ("Kim", "they")
        assert SafeContact.objects.values_list("channel", "phone", "sms_ok").get() == (
            "phone",
            "0400 000 000",
            True,
        )


class TestSending:
    def test_sent_it_is_read_and_the_interest_has_done_its_work(self, cohorts):
        person = UserFactory()
        interest = interests.express(
            person_id=person.pk,
            program_id=cohorts[0].intake.program_id,
            community_ids=[cohorts[0].community_id],
            at=AT,
            by=person.pk,
        ).interest
        notice = CollectionNotice.objects.get()

        sent = submit(
            filled_in(cohorts, person),
            notice_id=notice.pk,
            consents=[ConsentKind.COLLECTION, ConsentKind.NEXT_INTAKE],
        ).application

        interest.refresh_from_db()
        assert (sent.state, sent.submitted_at, sent.notice) == ("submitted", AT, notice)
        assert states(list(sent.candidacies.all())) == [S.IN_REVIEW] * 3
        assert interest.state == InterestState.CONVERTED
        assert ConsentRecord.objects.filter(user=person).count() == 2

    def test_sent_twice_it_is_one(self, cohorts):
        draft = filled_in(cohorts)

        first, again = submit(draft), submit(draft)

        assert first.application.submitted_at == again.application.submitted_at
        assert Notice.objects.filter(kind="intakes.receipt").count() == 1

    def test_what_is_missing_is_named(self, cohorts):
        draft = start(UserFactory(), cohorts[0].intake)

        with pytest.raises(applications.CannotSubmit) as refusal:
            submit(draft)

        assert list(answers.missing(draft)) == [
            "role",
            "organisation",
            "hopes",
            "preferences",
        ]
        assert "what you hope for" in str(refusal.value)

    def test_too_late_twice_it_is_one_interest(self, cohorts):
        draft = filled_in(cohorts)
        close = cohorts[0].intake.closes_at

        moments = (close, close + timedelta(hours=1))
        first, again = (submit(draft, at=moment, copy=True) for moment in moments)

        assert (first.late, again.late) == (True, True)
        assert len(interests.live(draft.applicant_id)) == 1
        assert list(Notice.objects.order_by("kind").values_list("kind", flat=True)) == [
            *("intakes.copy", "intakes.too_late"),
        ]

    @pytest.mark.django_db(transaction=True)
    def test_eight_presses_at_once_send_one_form(self):
        draft = filled_in([CohortFactory(intake=IntakeFactory())])

        outcomes = race(*[partial(submit, draft)] * 8)

        assert {outcome.application.state for outcome in outcomes} == {"submitted"}
        assert Notice.objects.count() == 1
        assert Entry.objects.filter(verb="application.submitted").count() == 1


class TestTakingBack:
    def test_a_held_seat_goes_to_the_next_and_every_list_is_left(self, db):
        cohort = cohort_of(1)
        other = CohortFactory(intake=cohort.intake)
        by = coordinator_of(cohort.intake.program).pk
        first, second = people_for(cohort, 2)
        elsewhere = people_for(other, 1, S.WAITLISTED, application=first.application, rank=2)[0]
        allocation.pause(cohort_id=other.pk, by=by, at=MONDAY)
        rounds.make_offers(cohort_id=cohort.pk, by=by, at=MONDAY)

        taken_back = applications.withdraw(
            application_id=first.application_id,
            at=MONDAY + timedelta(hours=1),
            by=first.application.applicant_id,
        )

        assert taken_back.state == ApplicationState.WITHDRAWN
        assert states([first, elsewhere, second]) == [S.DECLINED, S.WITHDRAWN, S.OFFERED]
        assert offer_of(first).state == OfferState.DECLINED
        assert taken(cohort) == (1, 0)

    def test_taken_back_twice_it_stays_so_and_a_new_one_can_begin(self, cohorts):
        draft = filled_in(cohorts)

        for _press in range(2):
            applications.withdraw(application_id=draft.pk, at=AT, by=draft.applicant_id)
        new = start(draft.applicant, cohorts[0].intake)

        assert new.pk != draft.pk
        assert Entry.objects.filter(verb="application.withdrawn").count() == 1

    def test_an_accepted_seat_is_given_up_on_its_own_page(self, db):
        candidacy = people_for(cohort_of(1), 1, S.ACCEPTED)[0]

        with pytest.raises(applications.CannotWithdraw):
            applications.withdraw(application_id=candidacy.application_id, at=AT, by=None)

    def test_a_waitlist_can_be_left_once_and_stays_left(self, db):
        first, second = people_for(cohort_of(1), 2, S.WAITLISTED)

        for _press in range(2):
            applications.leave_list(candidacy_id=first.pk, at=AT, by=None)

        assert states([first, second]) == [S.LEFT, S.WAITLISTED]
        with pytest.raises(applications.CannotWithdraw):
            applications.leave_list(candidacy_id=people_for(cohort_of(1), 1)[0].pk, at=AT, by=None)
