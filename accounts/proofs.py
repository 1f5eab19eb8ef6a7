"""Codes that prove an address is the person's own, and the words that wait meanwhile.

An open form of another app calls `ask` and sends the person to the page `accounts:prove`. Once
the code is right the person is signed in, and what that app registered with `on_proved` runs,
once. Nothing here looks whether an address is known before it is proved.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import limits, post, signing_in, turns
from accounts.models import Proof
from audit.record import record

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
DIGITS = 6
# A second press of the same button within this time gets the first one's answer.
DOUBLED = timedelta(seconds=30)
KEPT_FOR = timedelta(days=1)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PER_CLIENT = ((30, HOUR), (100, DAY))
PER_ADDRESS = ((5, HOUR), (10, DAY))

Handler = Callable[..., str]
_handlers: dict[str, Handler] = {}


class UnknownPurpose(Exception):
    """No app has said what happens once such a proof is given."""


class NoSuchProof(Exception):
    """There is no such token, or it is not this person's."""


class CodeRefused(Exception):
    """The code doesn't open the door; worded for the person who typed it."""


class WrongCode(CodeRefused):
    def __init__(self) -> None:
        super().__init__(_("That is not the code we sent. Please look at the newest mail."))


class CodeTooOld(CodeRefused):
    def __init__(self) -> None:
        super().__init__(_("That code has run out. Ask for a new one below."))


class TooManyTries(CodeRefused):
    def __init__(self) -> None:
        super().__init__(_("Five tries have been made with this code. Ask for a new one below."))


def on_proved(purpose: str, handler: Handler) -> None:
    """Register what happens once: `handler(*, user_id, payload, at) -> url to go to`.

    Called from `ready()` of the app that owns the purpose. The handler makes one rule call, in
    the transaction that marks the proof as used.
    """
    _handlers[purpose] = handler


@transaction.atomic
def ask(
    *, email: str, purpose: str, payload: dict[str, Any], at: datetime, back: str = ""
) -> Proof:
    """Keep a form's words and send a code to the address typed in it; a doubled press, one code.

    :param payload: the form's words, fit for JSON; the handler gets them back.
    :param back: the form's path, to which "use another address" leads (with `?again=<token>`,
        see `accounts.access.typed_before`).
    :raises UnknownPurpose: nobody registered it.
    """
    if purpose not in _handlers:
        raise UnknownPurpose(purpose)
    email = signing_in.normal(email)
    payload = without_nuls(payload)
    turns.one_at_a_time(f"proof {purpose} {email}")
    doubled = Proof.objects.filter(
        email=email, purpose=purpose, payload=payload, proved_at=None, made_at__gt=at - DOUBLED
    ).first()
    if doubled:
        return doubled
    proof = Proof.objects.create(
        token=secrets.token_urlsafe(32),
        email=email,
        purpose=purpose,
        payload=payload,
        back=back,
        made_at=at,
        code_at=at,
    )
    _send_code(proof, at)
    return proof


@transaction.atomic
def resend(*, token: str, at: datetime) -> Proof:
    """Send another code, unless one has just left or too many have; the old one is void then.

    :raises NoSuchProof: there is no such token.
    """
    proof = _locked(token)
    if not proof.proved_at and (not proof.codes or at - proof.code_at >= DOUBLED):
        _send_code(proof, at)
    return proof


def prove(*, token: str, code: str, at: datetime) -> Proof:
    """Take the code: the address is this person's, whose account begins here if it is new.

    The right code typed twice is the same answer twice. Each try counts.

    :raises NoSuchProof: there is no such token.
    :raises CodeRefused: wrong, too old, or five tries made.
    """
    outcome = _try(token=token, code=code, at=at)
    if isinstance(outcome, CodeRefused):  # raised out here, so that the try stays counted
        raise outcome
    return outcome


@transaction.atomic
def by_link(*, email: str, purpose: str, payload: dict[str, Any], at: datetime) -> Proof:
    """A proof that needs no code: a link that was sent to the address has been followed.

    Followed again before anything was done, it is the same proof.
    """
    turns.one_at_a_time(f"proof {purpose} {email}")
    standing = Proof.objects.filter(
        email=email, purpose=purpose, payload=payload, proved_at__isnull=False
    ).first()
    if standing:
        return standing
    proof = Proof.objects.create(
        token=secrets.token_urlsafe(32),
        email=email,
        purpose=purpose,
        payload=payload,
        made_at=at,
        code_at=at,
    )
    _proved(proof, at)
    return proof


@transaction.atomic
def finish(*, token: str, user_id: int, at: datetime) -> str:
    """Do, once, what the form asked for; the URL to go to, the same however often it is called.

    :raises NoSuchProof: there is none that this person has proved.
    """
    proof = _locked(token)
    if proof.proved_at is None or proof.user_id != user_id:
        raise NoSuchProof
    if proof.used_at is None:
        proof.answer = _handlers[proof.purpose](user_id=user_id, payload=proof.payload, at=at)
        proof.used_at = at
        proof.payload = {}  # the words are where they belong now
        proof.save(update_fields=["answer", "used_at", "payload"])
    return proof.answer


def find(token: str) -> Proof:
    """The proof with this token.

    :raises NoSuchProof: there is no such token.
    """
    proof = Proof.objects.filter(token=token).first()
    if proof is None:
        raise NoSuchProof
    return proof


def typed(*, token: str, purpose: str) -> dict[str, Any]:
    """The words that wait for this proof; empty once it is used."""
    proof = Proof.objects.filter(token=token, purpose=purpose).first()
    return dict(proof.payload) if proof else {}


def claim(*, token: str, at: datetime) -> bool:
    """Whether this is the first time the page is opened: by the browser that asked."""
    return bool(Proof.objects.filter(token=token, opened_at=None).update(opened_at=at))


def forget_old(*, at: datetime) -> int:
    """Remove words nobody came back for, and proofs long used; how many there were."""
    return Proof.objects.filter(code_at__lt=at - KEPT_FOR).delete()[0]


def without_nuls(value: Any) -> Any:
    """The same words without what PostgreSQL's JSON can't hold: NULs and lone surrogates."""
    if isinstance(value, dict):
        return {without_nuls(name): without_nuls(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_nuls(inner) for inner in value]
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return value


def _locked(token: str) -> Proof:
    proof = Proof.objects.select_for_update(of=("self",)).filter(token=token).first()
    if proof is None:
        raise NoSuchProof
    return proof


def _hash(token: str, code: str) -> str:
    return salted_hmac(f"accounts.proofs {token}", code, algorithm="sha256").hexdigest()


def _send_code(proof: Proof, at: datetime) -> None:
    """A new code in place of the old, if the limits allow: the page says the same either way."""
    if not _may_send(proof.email, at):
        return
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    proof.code_hash = _hash(proof.token, code)
    proof.code_at = at
    proof.tries = 0
    proof.codes += 1
    proof.save(update_fields=["code_hash", "code_at", "tries", "codes"])
    post.deliver(
        "accounts.code",
        key=f"accounts.code:{proof.pk}:{proof.codes}",
        address=proof.email,
        data={"code": code, "minutes": GOOD_FOR // timedelta(minutes=1)},
        priority=0,
        due_at=at,
        expires_at=at + GOOD_FOR,
    )


def _may_send(email: str, at: datetime) -> bool:
    """One of the few codes that one network address may cause and one mailbox may get."""
    network = limits.client.get()
    asked = [("code-from", network, PER_CLIENT)] if network else []
    return all(
        limits.take(limits.key_for(f"{name}-{per}", who), capacity=capacity, per=per, at=at)
        for name, who, rates in [*asked, ("code-to", email, PER_ADDRESS)]
        for capacity, per in rates
    )


@transaction.atomic
def _try(*, token: str, code: str, at: datetime) -> Proof | CodeRefused:
    proof = _locked(token)
    if at >= proof.code_at + GOOD_FOR or not proof.code_hash:
        return CodeTooOld()
    if proof.tries >= TRIES:
        return TooManyTries()
    typed = "".join(code.split())
    if not constant_time_compare(_hash(token, typed), proof.code_hash):
        proof.tries += 1
        proof.save(update_fields=["tries"])
        return WrongCode() if proof.tries < TRIES else TooManyTries()
    if proof.proved_at is None:
        _proved(proof, at)
    return proof


def _proved(proof: Proof, at: datetime) -> None:
    user = signing_in.person_at(email=proof.email, at=at)
    proof.user = user
    proof.proved_at = at
    proof.save(update_fields=["user", "proved_at"])
    record("address.proved", user, at=at, by=user.pk)
