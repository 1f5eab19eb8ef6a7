"""What goes by itself: when its time is over, not before, and not while it is held."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import access_needs, invitations
from accounts.models import AccessNeed, Invitation, User
from audit.models import Entry
from cop_platform import holds, planning, retention
from cop_platform.models import RetentionRun
from intakes.models import Application, Candidacy, Interest, Offer
from notices.models import CallNote, Notice, NoticeState
from programs.models import CohortState
from sessions.models import Attendance
from tests.factories import (
    ApplicationFactory,
    CandidacyFactory,
    CohortFactory,
    IntakeFactory,
    MembershipFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SAID = "Words of theirs"
# The session of 14 August 2024 ends at 12:00 in Melbourne: 02:00 UTC.
ENDED = datetime(2024, 8, 14, 2, 0, tzinfo=UTC)


def sweep(at):
    """One night's sweep, however often the planner calls."""
    gone = [retention.nightly(at=at), retention.nightly(at=at)]
    assert gone[1] == 0
    return gone[0]


def needs_of(person, at):
    return access_needs.change(
        user_id=person.pk, access=SAID, captions=False, auslan=False, dietary="", caring="",
        share_adjustments=False, by=person.pk, at=at,
    )  # fmt: skip


@pytest.fixture
def member():
    cohort = CohortFactory(state=CohortState.ACTIVE)
    SessionFactory(cohort=cohort, number=1)
    person = MembershipFactory(cohort=cohort).user
    needs_of(person, ENDED - 60 * DAY)
    return person


def test_access_needs_go_thirty_days_after_the_last_session(member):
    sweep(ENDED + 30 * DAY)
    assert AccessNeed.objects.count() == 1
    sweep(ENDED + 31 * DAY)

    assert AccessNeed.objects.count() == 0
    assert Entry.objects.filter(verb="access_need.removed", actor=None).count() == 1


def test_access_needs_stay_while_another_session_is_to_come(member):
    SessionFactory(cohort=member.memberships.get().cohort, number=2, day=date(2024, 11, 13))
    sweep(ENDED + 60 * DAY)

    assert AccessNeed.objects.count() == 1


def test_access_needs_stay_while_something_is_waited_for(member):
    CandidacyFactory(application__applicant=member, state="waitlisted")
    sweep(ENDED + 60 * DAY)

    assert AccessNeed.objects.count() == 1


def test_access_needs_stay_where_a_cohort_has_no_dates_yet(member):
    MembershipFactory(user=member)
    sweep(ENDED + 60 * DAY)

    assert AccessNeed.objects.count() == 1


def test_needs_said_anew_start_over(member):
    needs_of(member, ENDED + 40 * DAY)
    sweep(ENDED + 45 * DAY)

    assert AccessNeed.objects.count() == 1


def unsuccessful(**fields):
    intake = fields.pop("intake", None) or IntakeFactory()
    application = ApplicationFactory(
        intake=intake, hopes=SAID, organisation=SAID, region="Nowhere else", setting="", **fields
    )
    cohort = CohortFactory(intake=intake)
    CandidacyFactory(application=application, cohort=cohort, state="unsuccessful")
    return application


def test_unsuccessful_applications_lose_their_words_after_twelve_months():
    application = unsuccessful()
    closed = application.intake.closes_at
    sweep(closed + 365 * DAY - timedelta(minutes=1))
    assert Application.objects.get().hopes == SAID
    sweep(closed + 366 * DAY)
    application.refresh_from_db()

    assert (application.hopes, application.organisation, application.region) == ("", "", "")
    assert Candidacy.objects.get().state == "unsuccessful"


def test_a_program_can_keep_them_for_less():
    application, by = unsuccessful(), UserFactory()
    retention.change(
        category="unsuccessful", program_id=application.intake.program_id, days=100,
        by=by.pk, at=ENDED,
    )  # fmt: skip
    other = unsuccessful()
    sweep(application.intake.closes_at + 101 * DAY)

    assert Application.objects.get(pk=application.pk).hopes == ""
    assert Application.objects.get(pk=other.pk).hopes == SAID


def test_what_is_the_same_for_every_program_is_not_a_programs_to_say():
    application = unsuccessful()
    with pytest.raises(retention.CannotChange):
        retention.change(
            category="mails", program_id=application.intake.program_id, days=3,
            by=UserFactory().pk, at=ENDED,
        )  # fmt: skip


@pytest.mark.parametrize("what", ["person", "program"])
def test_nothing_on_hold_goes(what):
    application, by = unsuccessful(), UserFactory()
    of = (
        {"person_id": application.applicant_id}
        if what == "person"
        else {"program_id": application.intake.program_id}
    )
    hold = holds.place(**of, reason="A dispute", by=by.pk, at=ENDED)
    late = application.intake.closes_at + 400 * DAY
    sweep(late)
    assert Application.objects.get().hopes == SAID
    holds.lift(hold_id=hold.pk, by=by.pk, at=late)
    sweep(late + DAY)

    assert Application.objects.get().hopes == ""


def test_the_dry_run_says_what_the_sweep_then_takes():
    application = unsuccessful()
    program, late = application.intake.program, application.intake.closes_at + 400 * DAY
    said = [
        (one.category.name, one.count, one.people) for one in retention.dry_run([program], late)
    ]
    before = Entry.objects.count()

    assert ("unsuccessful", 1, [str(application.applicant)]) in said
    assert (Application.objects.get().hopes, Entry.objects.count()) == (SAID, before)
    sweep(late)
    assert RetentionRun.objects.get().counts["unsuccessful"] == 1
    assert Entry.objects.filter(verb="retention.unsuccessful").count() == 1


def test_a_draft_goes_and_one_that_was_touched_stays():
    old = ApplicationFactory(state="draft", submitted_at=None, hopes=SAID)
    CandidacyFactory(application=old, cohort=CohortFactory(intake=old.intake), state="chosen")
    closed = old.intake.closes_at
    kept = ApplicationFactory(state="draft", submitted_at=None, saved_at=closed + 59 * DAY)
    sweep(closed + 61 * DAY)

    assert [*Application.objects.all()] == [kept]


def test_interest_that_ended_loses_its_words_and_one_that_stands_keeps_them(world):
    ended = Interest.objects.create(
        person=world.people["stranger"], program=world.programs["here"], state="lapsed",
        hopes=SAID, submitted_at=world.at, settled_at=world.at,
    )  # fmt: skip
    sweep(world.at + 366 * DAY)
    ended.refresh_from_db()
    world.interest.refresh_from_db()

    assert (ended.hopes, world.interest.hopes) == ("", "To meet others.")


def mail(at, **fields):
    fields = {"state": NoticeState.SENT, "sent_at": at, "subject": SAID, "text": SAID} | fields
    return Notice.objects.create(kind="intakes.receipt", due_at=at, **fields)


def test_mails_lose_their_words_after_ninety_days_and_bare_addresses_after_one():
    person = UserFactory()
    told = mail(ENDED, key="a", recipient=person, address="other@example.org", data={"a": SAID})
    waits = mail(ENDED, key="b", recipient=person, state=NoticeState.PENDING, sent_at=None)
    mail(ENDED, key="c", address="nobody@example.org")
    sweep(ENDED + 2 * DAY)
    assert {*Notice.objects.values_list("key", flat=True)} == {"a", "b"}
    sweep(ENDED + 91 * DAY)
    told.refresh_from_db()
    waits.refresh_from_db()

    assert (told.subject, told.text, told.address, told.data) == ("", "", "", {})
    assert waits.subject == SAID


def test_invitations_lose_their_address(world):
    invitations.invite(
        email="asked@example.org", purpose="programs.role", payload={"kind": "host"},
        by=world.people["coordinator"].pk, at=world.at,
    )  # fmt: skip
    invitation = Invitation.objects.get()
    sweep(invitation.expires_at + 91 * DAY)

    assert Invitation.objects.get(pk=invitation.pk).email == ""


def test_call_notes_lose_their_words(world):
    note = CallNote.objects.create(
        key="k", person=world.people["member"], program_id=world.programs["here"].pk,
        words=SAID, at=world.at, by=world.people["coordinator"],
    )  # fmt: skip
    sweep(world.at + 366 * DAY)
    note.refresh_from_db()

    assert note.words == ""


def test_people_of_whom_nothing_is_left_become_nobody():
    application = unsuccessful()
    person, late = application.applicant, application.intake.closes_at + 800 * DAY
    User.objects.update(date_joined=ENDED - 90 * DAY)
    User.objects.filter(pk=person.pk).update(last_login=late - 10 * DAY)
    sweep(late)
    person.refresh_from_db()
    assert person.erased_at is None
    sweep(late + 366 * DAY)
    person.refresh_from_db()

    assert person.erased_at == late + 366 * DAY
    assert Application.objects.get().applicant == person


def test_totals_stand_after_every_sweep(world):
    counted = {
        model: sorted(model.objects.exclude(**left).values_list("state"))
        for model, left in ((Candidacy, {"state": "chosen"}), (Offer, {}), (Interest, {}))
    }
    there = sorted(Attendance.objects.values_list("session", "presence"))
    sweep(world.at + 2000 * DAY)

    assert {
        model: sorted(model.objects.exclude(**left).values_list("state"))
        for model, left in ((Candidacy, {"state": "chosen"}), (Offer, {}), (Interest, {}))
    } == counted
    assert sorted(Attendance.objects.values_list("session", "presence")) == there


def test_it_runs_once_a_day_and_not_before_two_at_night():
    early = datetime(2024, 8, 14, 15, 30, tzinfo=UTC)  # 01:30 in Melbourne
    retention.nightly(at=early)
    assert RetentionRun.objects.count() == 0
    for hours in (1, 2, 9):
        retention.nightly(at=early + timedelta(hours=hours))

    assert [run.day for run in RetentionRun.objects.all()] == [date(2024, 8, 15)]
    assert "cop_platform.retention.nightly" in planning.SWEEPS
