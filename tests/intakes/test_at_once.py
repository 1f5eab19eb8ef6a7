"""Coordinators and applicants at one instant: nothing doubled, nothing lost. Beside each race a
control, in which nothing is locked: there it goes wrong."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts import limits, proofs, signing_in
from accounts.models import User
from audit import history
from intakes import allocation, answers, applications, inviting, questions, review, rounds
from intakes.models import (
    Answer,
    Application,
    Candidacy,
    CandidacyState,
    Invited,
    Offer,
    OfferState,
    Question,
    QuestionKind,
    Round,
    RoundLine,
)
from intakes.views.apply import PURPOSE
from notices.models import Notice
from programs import seats
from tests.factories import ApplicationFactory, CohortFactory, IntakeFactory, UserFactory
from tests.intakes.making import MONDAY, cohort_of, coordinator_of, people_for, taken
from tests.intakes.test_inviting import AT, interested
from tests.races import race

S = CandidacyState
TRIES = 60  # the rarest meets a fault in one of seven
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is locked and nobody takes turns: what was read is acted on, however old it is."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    for module in (inviting, proofs):
        monkeypatch.setattr(module.turns, "one_at_a_time", lambda name: None)


def goes_wrong(act: Callable[[], list[str]]) -> bool:
    """Whether it does in one of a few tries."""
    return any(act() for _try in range(TRIES))


def errors(outcomes: list[Any], *refusals: type[Exception]) -> list[str]:
    """What was neither an answer nor one of these refusals."""
    return [repr(o) for o in outcomes if isinstance(o, Exception) and not isinstance(o, refusals)]


# ------------------------------------------------- one candidacy, many decisions


def decided_at_once() -> list[str]:
    """Eight coordinators, four of them for it; what is wrong afterwards."""
    candidacy = people_for(cohort_of(), 1, S.IN_REVIEW)[0]
    deciders = [coordinator_of(candidacy.cohort.intake.program).pk for _n in range(8)]
    at_once = {"candidacy_id": candidacy.pk, "reason": "Why.", "at": MONDAY}
    outcomes = race(
        *(
            partial(
                review.decide, outcome=S.ELIGIBLE if n % 2 else S.UNSUCCESSFUL, by=by, **at_once
            )
            for n, by in enumerate(deciders)
        )
    )
    candidacy.refresh_from_db()
    won = [o for o in outcomes if not isinstance(o, Exception) and o.state == candidacy.state]
    wrong = errors(outcomes, review.CannotDecide)
    wrong += ["written over"] * (history.about(candidacy).count() != 1)
    return wrong + ["told otherwise"] * (len(won) != 4)


def test_of_many_decisions_at_once_one_stands_and_the_others_are_told():
    assert decided_at_once() == []


@pytest.mark.usefixtures("unlocked")
def test_control_decisions_write_over_each_other():
    assert goes_wrong(decided_at_once)


# ------------------------------------------------- a round, and what happens beside it


def send(cohort: Any, by: int, shown: str | None = None) -> Any:
    return rounds.make_offers(cohort_id=cohort.pk, by=by, at=MONDAY, shown=shown)


def muddled(cohort: Any) -> list[str]:
    """Where what a round wrote and how people stand differ."""
    wrong = []
    for offer in Offer.objects.filter(cohort=cohort).select_related("candidacy"):
        if offer.state == OfferState.SENT and offer.candidacy.state != S.OFFERED:
            wrong.append(f"an offer, and {offer.candidacy.state}")
    lines = RoundLine.objects.filter(round__cohort=cohort).select_related("candidacy")
    for line in lines:
        reopened = (line.outcome, line.candidacy.state) == (S.UNSUCCESSFUL, S.IN_REVIEW)
        if line.candidacy.state != line.outcome and not reopened:
            wrong.append(f"{line.outcome} in the round, and {line.candidacy.state}")
    if len({line.candidacy_id for line in lines}) != len(lines):
        wrong.append("twice in rounds")
    if Notice.objects.filter(cohort_id=cohort.pk).count() != len(lines):
        wrong.append("not one mail each")
    held, live = taken(cohort)[0], Offer.objects.filter(cohort=cohort, state="sent").count()
    return wrong + ["seats and offers differ"] * (held != live)


def decided_beside_a_round() -> list[str]:
    cohort = cohort_of(3)
    by = coordinator_of(cohort.intake.program).pk
    suitable = people_for(cohort, 6)
    read, let_go = people_for(cohort, 3, S.IN_REVIEW), people_for(cohort, 2, S.UNSUCCESSFUL)
    said = {"reason": "Why.", "by": by, "at": MONDAY}
    outcomes = race(
        *[partial(send, cohort, by)] * 2,
        *(partial(review.decide, candidacy_id=c.pk, outcome=S.ELIGIBLE, **said) for c in read),
        *(partial(review.reopen, candidacy_id=c.pk, **said) for c in suitable[:4]),
        *(partial(review.reopen, candidacy_id=c.pk, **said) for c in let_go[:1]),
    )
    wrong = errors(outcomes, review.CannotDecide, rounds.CannotOffer)
    reopened = [o.pk for o in outcomes[5:9] if isinstance(o, Candidacy)]
    offered = Offer.objects.filter(candidacy__in=reopened)
    return wrong + muddled(cohort) + ["reopened, and offered"] * offered.count()


def test_decided_while_a_round_is_sent_everybody_stands_as_the_round_says():
    assert decided_beside_a_round() == []


@pytest.mark.usefixtures("unlocked")
def test_control_a_decision_and_a_round_write_over_each_other():
    assert goes_wrong(decided_beside_a_round)


def cut_beside_a_round() -> list[str]:
    cohort = cohort_of(6)
    by = coordinator_of(cohort.intake.program).pk
    people_for(cohort, 9)
    cut = {"cohort_id": cohort.pk, "capacity": 2, "by": by, "at": MONDAY, "reason": "A room."}
    outcomes = race(
        *[partial(send, cohort, by)] * 4, *[partial(allocation.change_capacity, **cut)] * 4
    )
    cohort.refresh_from_db()
    wrong = errors(outcomes, seats.CannotChange, rounds.CannotOffer) + muddled(cohort)
    if not taken(cohort)[0] == cohort.capacity == cohort.seats.count():
        wrong.append("seats held, capacity and seats differ")
    return wrong


def test_a_cut_while_a_round_is_sent_is_before_it_or_refused():
    assert cut_beside_a_round() == []


@pytest.mark.usefixtures("unlocked")
def test_control_a_cut_and_a_round_collide():
    assert goes_wrong(cut_beside_a_round)


def sent_eight_times() -> list[str]:
    cohort = cohort_of(3)
    by = coordinator_of(cohort.intake.program).pk
    people_for(cohort, 6)
    shown = rounds.preview(cohort, MONDAY).stamp
    outcomes = race(*[partial(send, cohort, by, shown)] * 8)
    count = Round.objects.filter(cohort=cohort).count()
    return errors(outcomes) + ["not one round"] * (count != 1) + muddled(cohort)


def test_a_round_sent_eight_times_at_once_is_one():
    assert sent_eight_times() == []


@pytest.mark.usefixtures("unlocked")
def test_control_rounds_collide():
    assert goes_wrong(sent_eight_times)


# ------------------------------------------------- one person, many ways in


def applied_at_once() -> list[str]:
    """One address, written in eight ways, proved and used on eight devices."""
    intake = CohortFactory(intake=IntakeFactory()).intake
    before = set(User.objects.values_list("pk", flat=True))
    name = f"kim{intake.pk}@example.org"
    written = [name[:n].upper() + name[n:] for n in range(8)]
    forms = []
    for address in written:
        limits.Bucket.objects.all().delete()
        said = {"intake": intake.pk, "slug": "-", "typed": {"email": address}}
        proof = proofs.ask(email=address, purpose=PURPOSE, payload=said, at=AT)
        code = Notice.objects.filter(kind="accounts.code").latest("pk").data["code"]
        forms.append((proof.token, code))

    def device(token: str, code: str) -> str:
        proved = proofs.prove(token=token, code=code, at=AT)
        return proofs.finish(token=token, user_id=proved.user_id or 0, at=AT)

    outcomes = race(*(partial(device, *form) for form in forms))
    people = User.objects.exclude(pk__in=before).count()
    wrong = errors(outcomes) + [f"{people} people"] * (people != 1)
    return wrong + ["not one form"] * (Application.objects.filter(intake=intake).count() != 1)


def test_one_address_in_eight_cases_on_eight_devices_is_one_person_with_one_form():
    assert applied_at_once() == []


def test_control_kept_as_they_were_written_a_guard_of_the_database_is_run_into(monkeypatch):
    monkeypatch.setattr(signing_in, "normal", str.strip)

    assert applied_at_once()


# ------------------------------------------------- the pool


def told_at_once() -> list[str]:
    cohort = CohortFactory()
    by = coordinator_of(cohort.intake.program).pk
    for _n in range(3):
        interested(cohort)
    outcomes = race(
        *[partial(inviting.invite, intake_id=cohort.intake_id, by=by, at=AT)] * 8,
    )
    told = Invited.objects.filter(intake=cohort.intake).count()
    said = sum(o.told for o in outcomes if not isinstance(o, Exception))
    return errors(outcomes) + [f"{told} and {said} told"] * ((told, said) != (3, 3))


def test_pressed_eight_times_at_once_the_pool_is_told_once():
    assert told_at_once() == []


@pytest.mark.usefixtures("unlocked")
def test_control_without_turns_presses_collide():
    assert goes_wrong(told_at_once)


# ------------------------------------------------- a question that changes under one's hands


def asked(change: Callable[..., Any]) -> tuple[Question, list[Any]]:
    """Seven people answer while this is done to the question."""
    intake = IntakeFactory()
    by, words = UserFactory().pk, {"kind": QuestionKind.SHORT, "words": "What would you try?"}
    question = questions.add(intake_id=intake.pk, by=by, at=AT, **words)
    read = {question.pk: questions.digest(question)}
    drafts = ApplicationFactory.create_batch(7, intake=intake, state="draft", submitted_at=None)

    def answer(draft: Any) -> Any:
        return applications.save_draft(
            application_id=draft.pk,
            at=AT,
            by=draft.applicant_id,
            further={question.pk: "A poster"},
            shown=read,
        )

    outcomes = race(
        partial(change, question_id=question.pk, by=by, at=AT),
        *(partial(answer, draft) for draft in drafts),
    )
    question.refresh_from_db()
    return question, outcomes


def reworded() -> list[str]:
    change = partial(questions.change, kind=QuestionKind.SHORT, words="Anything else?")
    question, outcomes = asked(change)
    kept = Answer.objects.filter(question=question).count()
    wrong = errors(outcomes, answers.Reworded, questions.Answered)
    anew = question.words == "Anything else?"
    return wrong + [f"{kept} answers, {question.words}"] * ((kept > 0) == anew)


def test_answered_and_reworded_at_once_nobody_answers_what_they_did_not_read():
    assert reworded() == []


@pytest.mark.usefixtures("unlocked")
def test_control_without_locks_a_guard_of_the_database_is_run_into():
    assert goes_wrong(reworded)


def test_answered_and_retired_at_once_all_is_saved_and_what_was_answered_stays():
    question, outcomes = asked(questions.retire)
    answered = Answer.objects.filter(question=question).values_list("words", flat=True)

    assert errors(outcomes) == []
    assert question.retired_at == AT
    assert set(answered) <= {"A poster"}
    assert Application.objects.filter(intake=question.intake, saved_at=AT).count() == 7
