"""A manager's support: asked by a link without an account, seen by few, never a condition."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from intakes import applications, support, support_reminders
from intakes.models import ApplicationState, ManagerSupport, SupportState
from notices import kinds, letters
from notices.models import Notice, NoticeState
from tests.factories import (
    ApplicationFactory,
    CandidacyFactory,
    CohortFactory,
    CommunityFactory,
    IntakeFactory,
    ProgramFactory,
    UserFactory,
)
from tests.races import race

AT = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Melbourne
DAY = timedelta(days=1)
S = SupportState
MANAGER = "boss@example.org"


@pytest.fixture
def application(db):
    return make_application()


def make_application():
    program = ProgramFactory(slug="telling-slug")
    community = CommunityFactory(program=program, name="Meeting resistance")
    cohort = CohortFactory(intake=IntakeFactory(program=program), community=community)
    application = ApplicationFactory(
        intake=cohort.intake,
        applicant=UserFactory(display_name="Robin Vale"),
        hopes="SECRET hopes",
        role="SECRET role",
        organisation="SECRET service",
    )
    CandidacyFactory(application=application, cohort=cohort)
    return application


def ask(application, email=MANAGER, at=AT, name="Kim"):
    return support.ask(
        application_id=application.pk, name=name, email=email, at=at, by=application.applicant_id
    )


def without(application, state, why=""):
    return support.say_without(
        application_id=application.pk, state=state, why=why, at=AT, by=application.applicant_id
    )


def mails(kind="support_request"):
    return Notice.objects.filter(kind=f"intakes.{kind}").order_by("pk")


def written(notice):
    message = letters.compose(notice, kinds.get(notice.kind), at=AT)
    return message.subject, str(message.body) + str(message.alternatives[0].content)


# ------------------------------------------------- asking


def test_asking_owes_the_manager_one_mail_and_keeps_no_token(application):
    asked = ask(application)
    ask(application)

    token = support.token_of(asked)
    assert list(mails().values_list("address", "recipient", "expires_at")) == [
        (MANAGER, None, asked.expires_at)
    ]
    assert len(token) >= 43
    row = ManagerSupport.objects.filter(pk=asked.pk).values().get()
    assert [name for name, value in row.items() if token in str(value)] == []
    assert token not in str(mails().get().data)
    assert support.find(token).pk == asked.pk
    assert list(Entry.objects.values_list("verb", flat=True)) == ["support.requested"]


def test_at_night_the_mail_waits_for_the_morning_and_the_weeks_count_from_there(application):
    night = datetime(2024, 7, 12, 12, 0, tzinfo=UTC)  # Friday, 22:00 in Melbourne

    asked = ask(application, at=night)

    assert asked.asked_at == datetime(2024, 7, 14, 22, 0, tzinfo=UTC)  # Monday, 8:00
    assert asked.expires_at == asked.asked_at + 28 * DAY


def test_the_mail_names_who_asks_and_no_more(application):
    ask(application)

    subject, text = written(mails().get())

    assert subject == "A question for you from a colleague"
    assert "Robin Vale" in text
    telling = ("SECRET", "telling-slug", "Meeting resistance", application.applicant.email)
    assert [word for word in telling if word in text] == []


@pytest.mark.parametrize("name", ["", "win.example.com now", "a/b", "me@example.org", "www.x"])
def test_a_name_that_a_mail_reader_would_make_a_link_of_is_not_carried(application, name):
    application.applicant.display_name = name
    application.applicant.save(update_fields=["display_name"])
    ask(application)

    assert "Somebody you work with would like to take part" in written(mails().get())[1]


def test_asking_another_ends_the_first_link_and_its_mail(application):
    first = support.token_of(ask(application))

    second = ask(application, "other@example.org")

    assert list(mails().values_list("address", "state")) == [
        (MANAGER, NoticeState.CANCELLED),
        ("other@example.org", NoticeState.PENDING),
    ]
    with pytest.raises(support.NoSuchRequest):
        support.find(first)
    assert support.find(support.token_of(second)).pk == second.pk


def test_ones_own_address_is_no_managers(application):
    with pytest.raises(support.CannotAsk, match="your own"):
        ask(application, application.applicant.email.upper())


def test_one_person_asks_five_times_a_day_at_most(application):
    for n in range(5):
        ask(application, f"m{n}@example.org")

    with pytest.raises(support.CannotAsk, match="tomorrow"):
        ask(application, "m6@example.org")
    ask(application, "m6@example.org", at=AT + DAY)


@pytest.mark.parametrize("state", [ApplicationState.DRAFT, ApplicationState.WITHDRAWN])
def test_only_an_application_under_way_is_supported(application, state):
    application.state = state
    application.save(update_fields=["state"])

    with pytest.raises(support.CannotAsk):
        ask(application)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_are_one_question():
    application = make_application()

    race(*[partial(ask, application)] * 8)

    assert (ManagerSupport.objects.count(), mails().count()) == (1, 1)


def test_the_database_refuses_a_question_to_nobody(application):
    with pytest.raises(IntegrityError), transaction.atomic():
        ManagerSupport.objects.create(application=application, state=S.REQUESTED, said_at=AT)


# ------------------------------------------------- not asking, taking back


def test_not_needed_is_said_with_a_word_and_rather_not_stays_with_the_person(application):
    without(application, S.NOT_NEEDED, "Self-employed")
    assert support.state_of([application.pk]) == {application.pk: "not_needed"}

    without(application, S.RATHER_NOT)
    assert support.state_of([application.pk]) == {application.pk: ""}


def test_taken_back_the_link_ends_and_the_address_is_forgotten(application):
    token = support.token_of(ask(application))

    support.take_back(application_id=application.pk, at=AT, by=application.applicant_id)
    support.take_back(application_id=application.pk, at=AT, by=application.applicant_id)

    kept = support.of(application.pk)
    assert (kept.state, kept.manager_name, kept.manager_email, kept.token_hash) == (
        S.TAKEN_BACK,
        "",
        "",
        None,
    )
    assert mails().get().state == NoticeState.CANCELLED
    with pytest.raises(support.NoSuchRequest):
        support.answer(token=token, supports=True, word="", at=AT)
    assert Entry.objects.filter(verb="support.taken_back").count() == 1


def test_what_is_answered_stays(application):
    token = support.token_of(ask(application))
    support.answer(token=token, supports=True, word="", at=AT)

    support.take_back(application_id=application.pk, at=AT, by=application.applicant_id)

    assert support.of(application.pk).state == S.CONFIRMED
    with pytest.raises(support.CannotAsk, match="yes already"):
        ask(application, "other@example.org")
    with pytest.raises(support.CannotAsk, match="yes already"):
        without(application, S.RATHER_NOT)


# ------------------------------------------------- answering


def test_a_yes_is_kept_once_and_the_applicant_is_told(application):
    token = support.token_of(ask(application))

    support.answer(token=token, supports=True, word="Gladly", at=AT)
    again = support.answer(token=token, supports=False, word="No", at=AT + DAY)

    assert (again.state, again.word, again.answered_at) == (S.CONFIRMED, "Gladly", AT)
    assert list(mails("support_answered").values_list("recipient", flat=True)) == [
        application.applicant_id
    ]
    subject, text = written(mails("support_answered").select_related("recipient").get())
    assert subject == "There is an answer for you"
    assert "Gladly" not in text


def test_after_not_now_one_can_ask_again(application):
    token = support.token_of(ask(application))
    support.answer(token=token, supports=False, word="Too busy", at=AT)
    assert support.state_of([application.pk]) == {application.pk: "declined"}

    again = ask(application)

    assert (again.state, again.word, again.answered_at) == (S.REQUESTED, "", None)
    assert support.token_of(again) != token


def test_after_four_weeks_it_is_too_late(application):
    asked = ask(application)
    token = support.token_of(asked)

    with pytest.raises(support.Closed, match="run out"):
        support.answer(token=token, supports=True, word="", at=asked.expires_at)
    support.answer(token=token, supports=True, word="", at=asked.expires_at - timedelta(seconds=1))


def test_a_withdrawn_application_asks_for_nothing_any_more(application):
    token = support.token_of(ask(application))
    notice = mails().get()
    assert kinds.get(notice.kind).still_true(notice)

    applications.withdraw(application_id=application.pk, at=AT, by=application.applicant_id)

    assert not kinds.get(notice.kind).still_true(notice)
    with pytest.raises(support.Closed, match="not needed"):
        support.answer(token=token, supports=True, word="", at=AT)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_leave_one_answer():
    application = make_application()
    token = support.token_of(ask(application))
    answers = [
        partial(support.answer, token=token, supports=n % 2 == 0, word="", at=AT) for n in range(8)
    ]

    said = {outcome.state for outcome in race(*answers)}

    assert len(said) == 1
    assert mails("support_answered").count() == 1


# ------------------------------------------------- the one nudge


def test_one_nudge_five_business_days_later_and_no_more(application):
    ask(application)
    due = datetime(2024, 7, 16, 23, 0, tzinfo=UTC)  # Wednesday 17 July, 9:00 in Melbourne

    assert support_reminders.plan(at=due - timedelta(seconds=1)) == 0
    assert support_reminders.plan(at=due) == 1
    assert support_reminders.plan(at=due + 8 * DAY) == 0
    nudge = mails("support_nudge").get()
    assert (nudge.due_at, nudge.address) == (due, MANAGER)
    assert "the one reminder we send" in written(nudge)[1]


def test_who_has_answered_is_not_nudged(application):
    token = support.token_of(ask(application))
    support.answer(token=token, supports=True, word="", at=AT)

    assert support_reminders.plan(at=AT + 10 * DAY) == 0


def test_a_nudge_that_waits_is_not_sent_once_there_is_an_answer(application):
    token = support.token_of(ask(application))
    support_reminders.plan(at=AT + 8 * DAY)

    support.answer(token=token, supports=True, word="", at=AT + 8 * DAY)

    assert mails("support_nudge").get().state == NoticeState.CANCELLED


def test_the_sweep_asks_the_same_however_many_wait(django_assert_num_queries, application):
    ask(application)
    for n in range(3):
        ask(ApplicationFactory(intake=application.intake), f"m{n}@example.org")

    with django_assert_num_queries(5):
        support_reminders.plan(at=AT + timedelta(hours=1))


# ------------------------------------------------- for the others


def test_state_of_many_takes_one_query(application, django_assert_num_queries):
    ask(application)
    other = ApplicationFactory(intake=application.intake)

    with django_assert_num_queries(1):
        assert support.state_of([application.pk, other.pk]) == {
            application.pk: "requested",
            other.pk: "",
        }


def test_each_state_has_words():
    states = ("", "requested", "confirmed", "declined", "not_needed", "rather_not")
    assert [bool(support.words(state)) for state in states] == [True] * 6
    assert support.words("rather_not") == support.words("")


# ------------------------------------------------- the pages


@pytest.fixture
def mine(client, application, frozen):
    client.force_login(application.applicant)
    return reverse("intakes:support", args=[application.pk])


FILLED = {"choice": "ask", "name": "Kim", "email": MANAGER, "knows": "on"}


def test_the_page_warns_before_it_asks(client, application, mine):
    page = client.get(mine).content.decode()

    assert "your manager will learn that you applied" in page
    assert Notice.objects.count() == 0


def test_without_the_tick_nobody_is_asked_and_nothing_typed_is_lost(client, application, mine):
    page = client.post(mine, {**FILLED, "knows": ""}).content.decode()

    assert "so that it is no surprise" in page
    assert MANAGER in page
    assert ManagerSupport.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "How should we call them?"),
        ({"name": "www.example.org"}, "Please write the name alone."),
        ({"email": ""}, "Where can we write to them?"),
        ({"email": "no address"}, "valid email"),
        ({"choice": ""}, "Please choose one."),
        ({"choice": "not_needed"}, "A word why, please."),
    ],
)
def test_beside_the_field_stands_what_it_needs(client, application, mine, change, says):
    assert says in client.post(mine, FILLED | change).content.decode()
    assert ManagerSupport.objects.count() == 0


def test_asked_it_says_whom_and_until_when_and_can_be_taken_back(client, application, mine):
    page = client.post(mine, FILLED, follow=True).content.decode()
    assert "We have asked your manager" in page
    assert MANAGER in page

    page = client.post(mine, {"take_back": "1"}, follow=True).content.decode()
    assert "Taken back" in page
    assert MANAGER not in page


def test_a_refusal_stands_on_the_page(client, application, mine):
    page = client.post(mine, FILLED | {"email": application.applicant.email}).content.decode()

    assert "This is your own address" in page


def test_nobody_else_finds_the_page(client, application):
    client.force_login(UserFactory())

    assert client.get(reverse("intakes:support", args=[application.pk])).status_code == 404


@pytest.fixture
def link(application, frozen):
    return reverse("intakes:support_answer", args=[support.token_of(ask(application))])


def test_the_managers_page_shows_what_is_allowed_and_nothing_else(client, application, link):
    answer = client.get(link)
    page = answer.content.decode()

    assert answer.status_code == 200
    shown = ("Robin Vale", "Practice together", "8 sessions of 2 hours each", "1 August 2024")
    assert [word for word in shown if word not in page] == []
    hidden = ("SECRET", "Meeting resistance", application.applicant.email, "Kim")
    assert [word for word in hidden if word in page] == []
    assert support.of(application.pk).state == S.REQUESTED


def test_a_yes_is_shown_again_and_not_asked_again(client, application, link):
    client.post(link, {"supports": "yes", "word": "Gladly"})
    page = client.post(link, {"supports": "no", "word": ""}, follow=True).content.decode()

    assert "You said yes" in page
    assert "Gladly" in page
    assert "Send my answer" not in page
    assert support.of(application.pk).state == S.CONFIRMED


def test_not_now_reaches_the_applicant(client, application, link):
    client.post(link, {"supports": "no", "word": "In spring, gladly"})
    client.force_login(application.applicant)

    page = client.get(reverse("intakes:support", args=[application.pk])).content.decode()

    assert "Your manager says: not now" in page
    assert "In spring, gladly" in page


def test_nothing_chosen_asks_again_and_keeps_the_word(client, application, link):
    page = client.post(link, {"word": "Half a thought"}).content.decode()

    assert "Please choose one." in page
    assert "Half a thought" in page


def test_run_out_it_says_so(client, application, link, frozen):
    frozen.move_to(AT + 29 * DAY)

    page = client.post(link, {"supports": "yes"}, follow=True).content.decode()

    assert "This link has run out" in page
    assert support.of(application.pk).state == S.REQUESTED


def test_a_link_nobody_sent_is_nothing(client, db):
    where = reverse("intakes:support_answer", args=["x" * 43])

    assert (client.get(where).status_code, client.post(where).status_code) == (404, 404)


def test_the_page_is_kept_nowhere(client, application, link):
    assert "no-store" in client.get(link)["Cache-Control"]


def test_coordinators_read_what_is_known_and_not_whom_somebody_kept_to_themself(
    client, world, frozen
):
    from tests.world import sign_in

    applied = world.applications["applicant"]
    sign_in(client, world.people["coordinator"])
    where = reverse("admin:intakes_application_change", args=[applied.pk])
    asked = ask(applied, at=world.at)
    support.answer(token=support.token_of(asked), supports=False, word="In spring", at=world.at)
    page = client.get(where).content.decode()
    assert "The manager says: not now" in page
    assert "In spring" in page

    without(applied, S.RATHER_NOT)
    page = client.get(where).content.decode()
    assert "Nothing is known of a manager" in page
    assert "rather not" not in page


def test_a_mail_to_a_manager_is_seen_by_the_programs_own_coordinators(client, world, frozen):
    from tests.world import sign_in

    applied = world.applications["applicant"]
    ask(applied, at=world.at)
    where = reverse("admin:notices_notice_change", args=[mails().get().pk])

    seen = []
    for name in ("coordinator", "foreign_coordinator"):
        sign_in(client, world.people[name])
        seen.append(client.get(where).status_code)

    assert seen == [200, 404]
