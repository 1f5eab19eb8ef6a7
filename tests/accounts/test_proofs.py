"""Codes: what they open, when they run out, and that nothing happens twice."""

from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress

from accounts import limits, proofs
from accounts.models import Proof, User
from audit.models import Entry
from notices.models import Notice
from tests.factories import UserFactory
from tests.races import race

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def done(monkeypatch):
    """What the purpose "tests.form" did, call by call."""
    calls = []

    def handler(*, user_id, payload, at):
        calls.append((user_id, payload))
        return f"/done/{len(calls)}/"

    monkeypatch.setitem(proofs._handlers, "tests.form", handler)
    return calls


def ask(now, email="anna@example.org", **fields):
    return proofs.ask(
        email=email, purpose="tests.form", payload=fields or {"hopes": "to learn"}, at=now
    )


def code_of(proof):
    return Notice.objects.filter(address=proof.email).latest("id").data["code"]


def prove(proof, now, code=None):
    return proofs.prove(token=proof.token, code=code or code_of(proof), at=now)


def other_code(proof):
    return "000000" if code_of(proof) != "000000" else "000001"


@pytest.mark.django_db
def test_asking_queues_one_code_ahead_of_all_else(now):
    proof = ask(now, " Anna@Example.org ")
    notice = Notice.objects.get()

    assert proof.email == "anna@example.org"
    assert (notice.kind, notice.address, notice.recipient_id) == (
        "accounts.code",
        "anna@example.org",
        None,
    )
    assert (notice.priority, notice.due_at, notice.expires_at) == (0, now, now + 10 * MINUTE)
    assert len(notice.data["code"]) == 6
    assert notice.data["code"].isdigit()


@pytest.mark.django_db
def test_the_code_itself_is_not_kept_with_the_proof(now):
    proof = ask(now)
    row = Proof.objects.filter(pk=proof.pk).values().get()

    assert code_of(proof) not in str({**row, "token": ""})


@pytest.mark.django_db
def test_the_right_code_begins_an_account_with_a_proved_address(now):
    proof = prove(ask(now), now + MINUTE)
    address = EmailAddress.objects.get()

    assert (address.user, address.verified, address.primary) == (proof.user, True, True)
    assert proof.user.email == "anna@example.org"
    assert not proof.user.has_usable_password()
    assert list(Entry.objects.order_by("id").values_list("verb", "object_id", "actor_id")) == [
        ("person.began", proof.user_id, proof.user_id),
        ("address.proved", proof.user_id, proof.user_id),
    ]


@pytest.mark.django_db
def test_a_person_who_is_known_stays_the_same_person(now):
    anna = UserFactory(email="anna@example.org")

    assert prove(ask(now, "ANNA@example.org"), now).user == anna
    assert EmailAddress.objects.get().verified
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_address_proved_earlier_leads_to_its_owner(now):
    anna = UserFactory(email="anna@example.org")
    EmailAddress.objects.create(user=anna, email="anna@work.example.org", verified=True)

    assert prove(ask(now, "anna@work.example.org"), now).user == anna


@pytest.mark.django_db
def test_somebody_else_s_unproved_claim_to_an_address_counts_for_nothing(now):
    other = UserFactory()
    EmailAddress.objects.create(user=other, email="anna@example.org", verified=False)

    assert prove(ask(now), now).user != other


@pytest.mark.django_db
def test_who_registers_during_the_demo_is_a_demo_person(now, settings):
    settings.DEMO = True

    assert prove(ask(now), now).user.is_demo


@pytest.mark.django_db
@pytest.mark.parametrize(("after", "works"), [(9.99, True), (10, False)])
def test_a_code_works_for_less_than_ten_minutes(now, after, works):
    proof = ask(now)
    try:
        prove(proof, now + after * MINUTE)
        outcome = True
    except proofs.CodeTooOld:
        outcome = False

    assert outcome is works


@pytest.mark.django_db
def test_after_five_wrong_tries_the_right_code_is_refused_too(now):
    proof = ask(now)
    wrong = other_code(proof)
    refusals = []
    for _ in range(5):
        with pytest.raises(proofs.CodeRefused) as refusal:
            prove(proof, now, wrong)
        refusals.append(refusal.type)

    assert refusals == [proofs.WrongCode] * 4 + [proofs.TooManyTries]
    with pytest.raises(proofs.TooManyTries):
        prove(proof, now)
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_another_code_gives_five_new_tries_and_voids_the_old(now):
    proof = ask(now)
    old = code_of(proof)
    for _ in range(5):
        with pytest.raises(proofs.CodeRefused):
            prove(proof, now, other_code(proof))
    proofs.resend(token=proof.token, at=now + MINUTE)
    Proof.objects.filter(pk=proof.pk, tries=0).get()
    if old != code_of(proof):
        with pytest.raises(proofs.WrongCode):
            prove(proof, now + MINUTE, old)

    assert prove(proof, now + MINUTE).user.email == "anna@example.org"


@pytest.mark.django_db
def test_resend_pressed_twice_sends_one_code(now):
    proof = ask(now)
    for _ in range(2):
        proofs.resend(token=proof.token, at=now + MINUTE)

    assert Notice.objects.count() == 2


@pytest.mark.django_db
def test_a_form_pressed_twice_is_one_proof_and_one_code(now):
    assert ask(now) == ask(now + timedelta(seconds=2))
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_other_words_or_a_later_press_are_another_proof(now):
    first = ask(now)

    assert ask(now, hopes="to teach") != first
    assert ask(now + MINUTE) != first


@pytest.mark.django_db
def test_one_address_gets_five_codes_an_hour_and_the_page_stays_the_same(now):
    asked = [ask(now, n=n) for n in range(7)]

    assert Notice.objects.count() == 5
    assert len({proof.token for proof in asked}) == 7
    assert [proof.codes for proof in asked] == [1, 1, 1, 1, 1, 0, 0]
    with pytest.raises(proofs.CodeTooOld):
        proofs.prove(token=asked[6].token, code="000000", at=now)
    proofs.resend(token=asked[6].token, at=now + 30 * MINUTE)
    assert prove(asked[6], now + 30 * MINUTE).proved_at == now + 30 * MINUTE


@pytest.mark.django_db
def test_one_address_gets_ten_codes_in_a_day(now):
    for n in range(60):
        ask(now + n * 10 * MINUTE, n=n)

    # Ten, and what came back within ten hours.
    assert Notice.objects.count() == 14


@pytest.mark.django_db
def test_one_network_address_causes_thirty_codes_in_an_hour(now):
    token = limits.client.set("203.0.113.7")
    for n in range(40):
        ask(now, f"person{n}@example.org")
    limits.client.reset(token)

    assert Notice.objects.count() == 30


@pytest.mark.django_db
def test_what_was_asked_is_done_once_and_its_words_are_forgotten(now, done):
    proof = prove(ask(now), now)
    answers = [proofs.finish(token=proof.token, user_id=proof.user_id, at=now) for _ in range(3)]
    proof.refresh_from_db()

    assert answers == ["/done/1/"] * 3
    assert done == [(proof.user_id, {"hopes": "to learn"})]
    assert proof.payload == {}


@pytest.mark.django_db
def test_nobody_else_can_finish(now, done):
    proof = prove(ask(now), now)
    with pytest.raises(proofs.NoSuchProof):
        proofs.finish(token=proof.token, user_id=UserFactory().pk, at=now)

    assert done == []


@pytest.mark.django_db
def test_nothing_is_done_before_the_code_is_right(now, done):
    anna = UserFactory(email="anna@example.org")
    proof = ask(now)
    with pytest.raises(proofs.NoSuchProof):
        proofs.finish(token=proof.token, user_id=anna.pk, at=now)

    assert done == []


@pytest.mark.django_db
def test_the_right_code_twice_is_the_same_answer_twice(now):
    proof = ask(now)

    assert prove(proof, now).user == prove(proof, now + MINUTE).user


@pytest.mark.django_db
def test_an_unknown_purpose_is_said_when_asking(now):
    with pytest.raises(proofs.UnknownPurpose):
        proofs.ask(email="anna@example.org", purpose="nothing", payload={}, at=now)


@pytest.mark.django_db
def test_words_the_database_cannot_hold_are_kept_without_what_it_cannot(now):
    proof = ask(now, hopes="to\0 learn \ud800", list=["a\0"], n=1)
    proof.refresh_from_db()

    assert proof.payload == {"hopes": "to learn ?", "list": ["a"], "n": 1}


@pytest.mark.django_db
def test_words_nobody_came_back_for_are_forgotten_after_a_day(now):
    ask(now)
    later = ask(now + timedelta(hours=23), hopes="again")

    assert proofs.forget_old(at=now + timedelta(hours=25)) == 1
    assert list(Proof.objects.all()) == [later]


@pytest.mark.django_db(transaction=True)
def test_ten_tabs_with_the_right_code_make_one_person_and_one_act(now, done):
    proof = ask(now)
    code = code_of(proof)

    def tab():
        proved = proofs.prove(token=proof.token, code=code, at=now)
        return proofs.finish(token=proof.token, user_id=proved.user_id, at=now)

    assert race(*[tab] * 10) == ["/done/1/"] * 10
    assert len(done) == 1
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_forms_of_one_new_address_proved_at_once_make_one_person(now):
    asked = []
    for n in range(10):
        limits.Bucket.objects.all().delete()
        proof = ask(now, n=n)
        asked.append((proof.token, code_of(proof)))

    outcomes = race(
        *(partial(proofs.prove, token=token, code=code, at=now) for token, code in asked)
    )

    assert [type(outcome).__name__ for outcome in outcomes] == ["Proof"] * 10
    assert len({outcome.user_id for outcome in outcomes}) == 1
    assert EmailAddress.objects.filter(primary=True, verified=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_wrong_tries_at_once_count_as_five(now):
    proof = ask(now)
    outcomes = race(*[partial(prove, proof, now, other_code(proof))] * 10)
    proof.refresh_from_db()

    assert {type(outcome) for outcome in outcomes} == {proofs.WrongCode, proofs.TooManyTries}
    assert proof.tries == 5


@pytest.mark.django_db(transaction=True)
def test_ten_presses_of_one_form_at_once_are_one_proof(now):
    outcomes = race(*[partial(ask, now)] * 10)

    assert len({outcome.token for outcome in outcomes}) == 1
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_taking_turns_presses_are_many_proofs(now, monkeypatch):
    monkeypatch.setattr(proofs.turns, "one_at_a_time", lambda name: None)
    outcomes = race(*[partial(ask, now)] * 10)

    assert len({outcome.token for outcome in outcomes}) > 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_act_is_done_many_times(now, done, monkeypatch):
    import time

    proof = prove(ask(now), now)
    monkeypatch.setattr(proofs, "_locked", proofs.find)
    slow = proofs._handlers["tests.form"]

    def handler(**values):
        time.sleep(0.05)
        return slow(**values)

    monkeypatch.setitem(proofs._handlers, "tests.form", handler)
    race(*[partial(proofs.finish, token=proof.token, user_id=proof.user_id, at=now)] * 10)

    assert len(done) > 1
