"""An intake opens: who of the pool is told, once each, and begins with their own words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from audit.models import Entry
from intakes import applications, interests, inviting
from intakes.models import (
    Application,
    ApplicationState,
    CandidacyState,
    Interest,
    InterestState,
    Invited,
)
from notices import kinds, letters
from notices.models import Notice
from programs.models import CohortState, IntakeState, ProgramState, SeatState
from tests.factories import (
    ApplicationFactory,
    CandidacyFactory,
    CohortFactory,
    CommunityFactory,
    IntakeFactory,
    ProgramFactory,
    UserFactory,
)
from tests.intakes.making import coordinator_of
from tests.world import sign_in

AT = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Melbourne


@pytest.fixture
def cohort(db):
    program = ProgramFactory(slug="telling-slug")
    community = CommunityFactory(program=program, name="Meeting resistance")
    return CohortFactory(intake=IntakeFactory(program=program), community=community)


@pytest.fixture
def by(cohort):
    return coordinator_of(cohort.intake.program).pk


def interested(cohort, *communities, **fields):
    person = UserFactory(**fields)
    said = interests.express(
        person_id=person.pk,
        program_id=cohort.intake.program_id,
        community_ids=[c.pk for c in communities] or [cohort.community_id],
        role="Teacher",
        hopes="To meet others",
        at=AT - timedelta(days=30),
        by=person.pk,
        receipt=False,
    )
    return said.interest


def invite(cohort, by, at=AT):
    return inviting.invite(intake_id=cohort.intake_id, by=by, at=at)


def reasons(intake):
    return [(one.pk, inviting.why_left_out(one)) for one in inviting.left_out(intake)]


# ------------------------------------------------- who


def test_who_would_like_what_the_intake_offers_matches_the_longest_interested_first(cohort):
    program = cohort.intake.program
    other = CommunityFactory(program=program)
    first, second = interested(cohort), interested(cohort, other, cohort.community)
    interested(cohort, other)
    withdrawn = interested(cohort)
    interests.withdraw(interest_id=withdrawn.pk, at=AT, by=None)

    assert list(inviting.matching(cohort.intake)) == [first, second]
    assert inviting.elsewhere(cohort.intake) == 1


def test_a_community_without_a_published_cohort_is_not_offered(cohort):
    interested(cohort)
    cohort.published = False
    cohort.save(update_fields=["published"])

    assert list(inviting.matching(cohort.intake)) == []


def test_who_began_applied_or_sits_already_is_left_out_and_why(cohort):
    intake = cohort.intake
    begun, applied, seated, gone = (interested(cohort) for _n in range(4))
    ApplicationFactory(
        intake=intake, applicant=begun.person, state=ApplicationState.DRAFT, submitted_at=None
    )
    ApplicationFactory(intake=intake, applicant=applied.person)
    earlier = CohortFactory(
        intake=IntakeFactory(program=intake.program), community=cohort.community
    )
    earlier.seats.filter(number=1).update(state=SeatState.CONFIRMED, holder=seated.person)
    gone.person.is_active = False
    gone.person.save(update_fields=["is_active"])

    assert list(inviting.matching(intake)) == []
    assert reasons(intake) == [
        (begun.pk, "has begun a form"),
        (applied.pk, "has applied already"),
        (seated.pk, "holds a seat in this program"),
        (gone.pk, "can't sign in any more"),
    ]


def test_a_seat_in_a_cohort_that_is_over_and_a_form_taken_back_are_no_hindrance(cohort):
    intake = cohort.intake
    was_in, took_back = interested(cohort), interested(cohort)
    over = CohortFactory(
        intake=IntakeFactory(program=intake.program),
        community=cohort.community,
        state=CohortState.CLOSED,
    )
    over.seats.filter(number=1).update(state=SeatState.CONFIRMED, holder=was_in.person)
    ApplicationFactory(intake=intake, applicant=took_back.person, state=ApplicationState.WITHDRAWN)

    assert list(inviting.matching(intake)) == [was_in, took_back]


# ------------------------------------------------- telling them


def test_each_is_told_once_however_often_it_is_pressed(cohort, by):
    first = interested(cohort)

    assert invite(cohort, by) == inviting.Sent(told=1, waiting=0)
    assert invite(cohort, by) == inviting.Sent(told=0, waiting=0)
    first.refresh_from_db()
    assert first.state == InterestState.INVITED
    assert list(Notice.objects.values_list("kind", "recipient")) == [
        ("intakes.apply_now", first.person_id)
    ]
    assert list(Entry.objects.values_list("verb", flat=True).order_by("pk"))[1:] == [
        "interest.invited",
        "intake.pool_told",
    ]


def test_who_joins_the_pool_later_is_told_by_the_next_press(cohort, by):
    interested(cohort)
    invite(cohort, by)
    late = interested(cohort)

    assert invite(cohort, by).told == 1
    latest = inviting.told(cohort.intake)[0]
    assert latest.person_id == late.person_id


def test_who_was_told_of_one_intake_is_told_of_the_next(cohort, by):
    person = interested(cohort).person
    invite(cohort, by)
    later = AT + timedelta(days=150)
    following = IntakeFactory(
        program=cohort.intake.program, opens_at=later, closes_at=later + timedelta(days=30)
    )
    CohortFactory(intake=following, community=cohort.community)

    inviting.invite(intake_id=following.pk, by=by, at=later)

    assert list(Invited.objects.filter(person=person).values_list("intake", flat=True)) == [
        cohort.intake_id,
        following.pk,
    ]


def test_a_withdrawn_interest_that_is_said_anew_is_not_told_again(cohort, by):
    interest = interested(cohort)
    invite(cohort, by)
    interests.withdraw(interest_id=interest.pk, at=AT, by=None)
    interests.express(
        person_id=interest.person_id,
        program_id=cohort.intake.program_id,
        community_ids=[cohort.community_id],
        at=AT,
        by=None,
    )

    assert invite(cohort, by).told == 0


def test_one_press_tells_so_many_and_says_how_many_wait(cohort, by, monkeypatch):
    monkeypatch.setattr(inviting, "AT_ONCE", 2)
    for _n in range(3):
        interested(cohort)

    assert invite(cohort, by) == inviting.Sent(told=2, waiting=1)


@pytest.mark.parametrize(
    ("state", "at", "why"),
    [
        (IntakeState.PLANNED, AT - timedelta(days=60), "has not opened yet"),
        (IntakeState.OPEN, datetime(2024, 7, 26, 7, 0, tzinfo=UTC), "closed"),
        (IntakeState.REVIEWING, AT, "reviewing"),
    ],
)
def test_outside_the_open_time_nobody_is_told(cohort, by, state, at, why):
    interested(cohort)
    cohort.intake.state = state
    cohort.intake.save(update_fields=["state"])

    with pytest.raises(inviting.CannotInvite, match=why):
        invite(cohort, by, at)
    assert Invited.objects.count() == 0


def test_a_program_that_does_not_run_tells_nobody(cohort, by):
    program = cohort.intake.program
    program.state = ProgramState.PLANNED
    program.save(update_fields=["state"])

    with pytest.raises(inviting.CannotInvite, match="does not run"):
        invite(cohort, by)


@pytest.mark.parametrize("count", [1, 12])
def test_telling_many_asks_as_much_as_telling_one(cohort, by, count, django_assert_max_num_queries):
    for _n in range(count):
        interested(cohort)

    with django_assert_max_num_queries(20):
        assert invite(cohort, by).told == count


# ------------------------------------------------- the mail


def mail():
    notice = Notice.objects.select_related("recipient").get(kind="intakes.apply_now")
    return notice, letters.compose(notice, kinds.get(notice.kind), at=AT)


def test_the_mail_is_neutral_and_its_links_name_no_program(cohort, by):
    interest = interested(cohort)
    invite(cohort, by)

    notice, message = mail()
    text = str(message.body) + str(message.alternatives[0].content)

    assert message.subject == "What you asked about is open now"
    assert [word for word in ("telling-slug", "resistance") if word in text.casefold()] == []
    assert f"/interests/{interest.pk}/apply/" in text
    assert notice.expires_at == cohort.intake.closes_at


def test_no_mail_of_intakes_has_a_slug_in_a_link(cohort):
    from intakes.mail_kinds import about_program

    assert "telling-slug" not in about_program(cohort.intake.program)["interest_url"]


def test_it_is_no_news_to_who_has_begun_or_taken_it_back(cohort, by):
    interest = interested(cohort)
    invite(cohort, by)
    notice, _message = mail()
    assert inviting.still_true(notice)

    applications.start(person_id=interest.person_id, intake_id=cohort.intake_id, at=AT, by=None)
    assert not inviting.still_true(notice)
    Application.objects.update(state=ApplicationState.WITHDRAWN)
    interests.withdraw(interest_id=interest.pk, at=AT, by=None)
    assert not inviting.still_true(notice)


# ------------------------------------------------- from the mail to the form


def test_the_link_begins_a_form_with_their_words_in_it(client, cohort, by, frozen):
    interest = interested(cohort)
    invite(cohort, by)
    client.force_login(interest.person)
    where = reverse("intakes:apply_now", args=[interest.pk])

    page = client.get(where)
    assert (page.status_code, Application.objects.count()) == (200, 0)
    answer = client.post(where)

    application = Application.objects.get()
    assert answer["Location"].startswith(f"/applications/{application.pk}/form/")
    assert (application.role, application.hopes) == ("Teacher", "To meet others")
    assert list(application.candidacies.values_list("cohort", "rank")) == [(cohort.pk, 1)]
    assert client.post(where)["Location"] == answer["Location"]
    assert Application.objects.count() == 1


def test_once_it_is_sent_the_link_leads_to_it_and_the_interest_has_done_its_work(
    client, cohort, by, frozen
):
    interest = interested(cohort)
    invite(cohort, by)
    application = applications.start(
        person_id=interest.person_id, intake_id=cohort.intake_id, at=AT, by=None
    )
    applications.save_draft(
        application_id=application.pk, answers={"organisation": "A service"}, at=AT, by=None
    )
    applications.submit(application_id=application.pk, at=AT, by=None)
    client.force_login(interest.person)

    answer = client.get(reverse("intakes:apply_now", args=[interest.pk]))

    assert answer["Location"] == reverse("intakes:application", args=[application.pk])
    assert Interest.objects.get().state == InterestState.CONVERTED


def test_after_the_close_the_link_says_so_and_begins_nothing(client, cohort, by, frozen):
    interest = interested(cohort)
    invite(cohort, by)
    frozen.move_to(cohort.intake.closes_at)
    client.force_login(interest.person)

    answer = client.post(reverse("intakes:apply_now", args=[interest.pk]))

    assert "Nothing is open at the moment" in answer.content.decode()
    assert Application.objects.count() == 0


def test_to_anybody_else_the_link_is_nothing(client, cohort):
    interest = interested(cohort)
    client.force_login(UserFactory())

    assert client.get(reverse("intakes:apply_now", args=[interest.pk])).status_code == 404


def test_the_form_of_interest_opens_at_an_address_without_a_slug(client, cohort, frozen):
    answer = client.get(reverse("intakes:interest_again", args=[cohort.intake.program_id]))

    assert "Express interest" in answer.content.decode()
    assert client.get(reverse("intakes:interest_again", args=[10**6])).status_code == 404


# ------------------------------------------------- too late, from the form to the next intake


def test_what_arrives_at_the_close_waits_for_the_next_intake_and_the_person_is_told(
    client, cohort, by, frozen
):
    """Worked example 6, over the pages: 16:59:59 in, 17:00:00 kept for the next intake."""
    closes = cohort.intake.closes_at
    person = UserFactory()
    application = applications.start(
        person_id=person.pk, intake_id=cohort.intake_id, at=AT, by=person.pk
    )
    applications.save_draft(
        application_id=application.pk,
        answers={"role": "Teacher", "organisation": "A service", "hopes": "To meet others"},
        cohort_ids=[cohort.pk],
        at=AT,
        by=person.pk,
    )

    frozen.move_to(closes)
    client.force_login(person)
    sent = applications.submit(application_id=application.pk, at=closes, by=person.pk)

    page = client.get(reverse("intakes:application", args=[application.pk])).content.decode()
    interest = Interest.objects.get(person=person)
    notice = Notice.objects.select_related("recipient").get(kind="intakes.too_late")
    body = str(letters.compose(notice, kinds.get(notice.kind), at=closes).body)
    assert sent.late
    assert "It reached us after the close" in page
    assert "next" in body
    assert "telling-slug" not in body
    assert (interest.state, interest.hopes) == (InterestState.SUBMITTED, "To meet others")

    later = closes + timedelta(days=100)
    december = IntakeFactory(
        program=cohort.intake.program, opens_at=later, closes_at=later + timedelta(days=30)
    )
    theirs = CohortFactory(intake=december, community=cohort.community)
    inviting.invite(intake_id=december.pk, by=by, at=later)
    frozen.move_to(later)
    client.force_login(person)
    client.post(reverse("intakes:apply_now", args=[interest.pk]))
    begun = Application.objects.get(intake=december)
    assert (begun.hopes, begun.candidacies.get().cohort) == ("To meet others", theirs)


def test_one_second_before_the_close_it_is_in(cohort):
    at = cohort.intake.closes_at - timedelta(seconds=1)
    draft = ApplicationFactory(
        intake=cohort.intake, state=ApplicationState.DRAFT, submitted_at=None
    )
    CandidacyFactory(application=draft, cohort=cohort, state=CandidacyState.CHOSEN)

    assert not applications.submit(application_id=draft.pk, at=at, by=None).late


# ------------------------------------------------- at the desk


@pytest.fixture
def desk(client, world, frozen):
    interested(world.cohorts["forming"], display_name="Robin Keen")
    sign_in(client, world.people["coordinator"])
    return reverse("admin:intakes_invite", args=[world.intakes["open"].pk])


def test_the_desk_shows_who_would_be_told_before_it_tells(client, world, desk):
    page = client.get(desk).content.decode()

    assert "Robin Keen" in page
    assert "Tell one person" in page
    assert Invited.objects.count() == 0


def test_the_button_tells_and_pressed_again_it_says_so(client, world, desk):
    first = client.post(desk, follow=True).content.decode()
    again = client.post(desk, follow=True).content.decode()

    assert "One person is told." in first
    assert "Nobody was left to tell." in again
    assert Invited.objects.count() == 1


def test_the_desk_says_that_one_press_tells_so_many(client, world, desk, monkeypatch):
    monkeypatch.setattr(inviting, "AT_ONCE", 2)
    for _n in range(2):
        interested(world.cohorts["forming"])

    before = client.get(desk).content.decode()
    after = client.post(desk, follow=True).content.decode()

    assert ("One press tells 2 people" in before, "Tell 2 people" in before) == (True, True)
    assert "One more is waiting: press again." in after


def test_a_coordinator_of_another_program_finds_nothing(client, world, desk):
    sign_in(client, world.people["foreign_coordinator"])

    assert (client.get(desk).status_code, client.post(desk).status_code) == (404, 404)


def test_what_is_no_longer_open_refuses_in_words(client, world, desk):
    where = reverse("admin:intakes_invite", args=[world.intakes["running"].pk])

    page = client.post(where, follow=True).content.decode()

    assert "nobody could apply any more" in page


def test_the_page_takes_the_same_queries_for_one_and_for_many(
    client, world, desk, django_assert_max_num_queries
):
    cohort = world.cohorts["forming"]
    for _n in range(12):
        interested(cohort)
    client.get(desk)

    with django_assert_max_num_queries(30):
        client.get(desk)


def test_today_says_whom_to_tell_until_they_are_told(client, world, desk):
    words = "Tell one person that applications are open"
    assert words in client.get(reverse("admin:index")).content.decode()

    client.post(desk)

    assert words not in client.get(reverse("admin:index")).content.decode()


def test_ones_own_next_steps_say_that_it_is_open(client, cohort, by, frozen):
    interest = interested(cohort)
    client.force_login(interest.person)
    link = reverse("intakes:apply_now", args=[interest.pk])
    before = client.get(reverse("pages:next")).content.decode()

    invite(cohort, by)
    after = client.get(reverse("pages:next")).content.decode()

    assert (link in before, "Applications are open" in before) == (True, True)
    assert (link in after, "What you asked about is open now" in after) == (True, True)
