"""What an applicant's manager says (DOMAIN 3.1.7): asked by a link, without an account.

The manager sees the program's summary, its dates and hours and the applicant's name; nothing
that was answered, nor which communities were chosen. What they say warns coordinators where it
is missing, and never blocks. The applicant reads the answer too, and can take the question back
until it is answered.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User
from audit import record
from intakes import owed
from intakes.models import Application, ApplicationState, ManagerSupport, SupportState
from notices import outbox
from programs import calendar

S = SupportState
GOOD_FOR = timedelta(days=28)
REQUEST, NUDGE, ANSWERED = (
    "intakes.support_request",
    "intakes.support_nudge",
    "intakes.support_answered",
)
PER_PERSON = (5, timedelta(days=1))
PER_ADDRESS = (5, timedelta(days=1))
# What the person keeps to themself looks like nothing said.
SHOWN = (S.REQUESTED, S.CONFIRMED, S.DECLINED, S.NOT_NEEDED)
ANSWERS = (S.CONFIRMED, S.DECLINED)
# A mail that a stranger gets must not carry an address somebody typed as a name.
NO_NAME = re.compile(r"[/@<>]|www\.|\w\.\w{2,}", re.IGNORECASE)


class CannotAsk(Exception):
    """A refusal, worded for the applicant who will read it."""


class NoSuchRequest(Exception):
    """No link like this was ever sent, or it was taken back."""


class Closed(Exception):
    """It can't be answered (any more); worded for the manager who will read it."""


# ------------------------------------------------- what the applicant does


@transaction.atomic
def ask(*, application_id: int, name: str, email: str, at: datetime, by: int) -> ManagerSupport:
    """Ask a manager, by one mail with a link that lives four weeks; asked twice, one mail.

    The mail leaves in the program's office hours. Asking another takes the first back.

    :raises CannotAsk: the application is not under way, it is their own address, they asked
        many today, or a manager has said yes already.
    """
    application = _locked(application_id)
    email = email.strip().lower()
    standing = of(application_id)
    if standing and standing.state == S.REQUESTED and standing.manager_email == email:
        return standing
    _may_ask(application, standing, email, at)
    if standing:
        _stop(standing)
    support = standing or ManagerSupport(application=application)
    support.state, support.said_at = S.REQUESTED, at
    support.manager_name, support.manager_email = name, email
    support.why, support.word, support.answered_at = "", "", None
    support.asked_at = calendar.sending_moment(application.intake.program, at)
    support.expires_at = support.asked_at + GOOD_FOR
    support.salt = secrets.token_hex(16)
    support.token_hash = _hash(token_of(support))
    support.save()
    owe(support, REQUEST, due_at=support.asked_at)
    record.record("support.requested", support, at=at, by=by)
    return support


def _may_ask(
    application: Application, standing: ManagerSupport | None, email: str, at: datetime
) -> None:
    if standing and standing.state == S.CONFIRMED:
        raise CannotAsk(_("Your manager has said yes already."))
    if email == application.applicant.email.lower():
        raise CannotAsk(_("This is your own address. Whose is your manager's?"))
    for name, who, (capacity, per) in (
        ("support-by", str(application.applicant_id), PER_PERSON),
        ("support-to", email, PER_ADDRESS),
    ):
        if not limits.take(limits.key_for(name, who), capacity=capacity, per=per, at=at):
            raise CannotAsk(_("Several mails have gone out today. The next can go tomorrow."))


@transaction.atomic
def say_without(
    *, application_id: int, state: SupportState, at: datetime, by: int, why: str = ""
) -> ManagerSupport:
    """Keep that no manager is asked: none is needed (why), or the person would rather not.

    A question that is open is taken back with it.

    :raises CannotAsk: the application is not under way, or a manager has said yes already.
    """
    application = _locked(application_id)
    standing = of(application_id)
    if standing and standing.state == S.CONFIRMED:
        raise CannotAsk(_("Your manager has said yes already."))
    support = standing or ManagerSupport(application=application)
    if (support.state, support.why) == (state, why):
        return support
    _forget(support, state, at)
    support.why = why
    support.save()
    record.record(f"support.{state}", support, at=at, by=by)
    return support


@transaction.atomic
def take_back(*, application_id: int, at: datetime, by: int) -> ManagerSupport | None:
    """Take an open question back: the link ends, and whose it was is forgotten. Twice is once;
    what has been answered stays."""
    Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    support = of(application_id)
    if support and support.state == S.REQUESTED:
        _forget(support, S.TAKEN_BACK, at)
        support.save()
        record.record("support.taken_back", support, at=at, by=by)
    return support


def _forget(support: ManagerSupport, state: SupportState, at: datetime) -> None:
    """Nobody is asked any more, nor was."""
    if support.pk:
        _stop(support)
    support.state, support.said_at = state, at
    support.manager_name = support.manager_email = support.why = support.word = support.salt = ""
    support.token_hash = support.asked_at = support.expires_at = support.answered_at = None


def _stop(support: ManagerSupport) -> None:
    for kind in (REQUEST, NUDGE):
        outbox.cancel(kind=kind, object_id=support.pk)


def _locked(application_id: int) -> Application:
    found = Application.objects.select_for_update(of=("self",))
    application = found.select_related("intake__program", "applicant").get(pk=application_id)
    if not can_ask(application):
        raise CannotAsk(_("This application is not under way, so nobody needs to be asked."))
    return application


# ------------------------------------------------- what the manager does


def find(token: str) -> ManagerSupport:
    """The question behind a link.

    :raises NoSuchRequest: there is none, or it was taken back.
    """
    found = ManagerSupport.objects.filter(token_hash=_hash(token))
    support = found.select_related("application__intake__program", "application__applicant").first()
    if support is None:
        raise NoSuchRequest
    return support


def closed(support: ManagerSupport, at: datetime) -> str:
    """Why it can't be answered at `at` (aware), for the manager; empty when it can."""
    if support.application.state != ApplicationState.SUBMITTED:
        return _("Your answer is not needed any more. Thank you for looking.")
    if support.expires_at is None or at >= support.expires_at:
        return _("This link has run out. Your colleague can send you a new one.")
    return ""


@transaction.atomic
def answer(*, token: str, supports: bool, word: str, at: datetime) -> ManagerSupport:
    """Keep a manager's yes or not now, once; answered again, the first answer stands.

    :raises NoSuchRequest: there is no such question.
    :raises Closed: it is too late, or not needed any more.
    """
    known = find(token)
    Application.objects.select_for_update(of=("self",)).get(pk=known.application_id)
    support = find(token)
    if support.state in ANSWERS:
        return support
    if why := closed(support, at):
        raise Closed(why)
    support.state = S.CONFIRMED if supports else S.DECLINED
    support.word, support.answered_at = word, at
    support.save(update_fields=["state", "word", "answered_at"])
    outbox.cancel(kind=NUDGE, object_id=support.pk)
    record.record(f"support.{support.state}", support, at=at, by=None)
    owed.to_person(
        ANSWERED,
        support.application.applicant_id,
        about=support,
        due_at=at,
        version=version(support),
    )
    return support


# ------------------------------------------------- reading it


def can_ask(application: Application) -> bool:
    """Whether there is an application to support."""
    return application.state == ApplicationState.SUBMITTED


def of(application_id: int) -> ManagerSupport | None:
    """What stands about an application's manager; None where nothing was said."""
    return ManagerSupport.objects.filter(application=application_id).first()


def state_of(application_ids: Iterable[int]) -> dict[int, str]:
    """How each application stands: '' | requested | confirmed | declined | not_needed. One query.

    Who would rather not say looks like who said nothing.
    """
    ids = list(application_ids)
    rows = ManagerSupport.objects.filter(application__in=ids, state__in=SHOWN)
    said = dict(rows.values_list("application", "state"))
    return {pk: said.get(pk, "") for pk in ids}


def shown(application: Application) -> str:
    """The same of one application, in a word, as those who read it may know it; '' for nothing
    said. The support is loaded with the application."""
    said: ManagerSupport | None = getattr(application, "support", None)
    return said.get_state_display() if said and said.state in SHOWN else ""


def words(state: str) -> str:
    """A state in words for coordinators."""
    said: dict[str, str] = {
        S.REQUESTED: _("The manager has been asked, and has not answered yet"),
        S.CONFIRMED: _("The manager supports it"),
        S.DECLINED: _("The manager says: not now"),
        S.NOT_NEEDED: _("No manager is needed"),
    }
    return said.get(state, _("Nothing is known of a manager"))


def name_of(person: User) -> str:
    """Who asks, as a stranger's mail may say it: never something that a mail reader would turn
    into a link."""
    name = person.display_name.strip()
    return _("Somebody you work with") if not name or NO_NAME.search(name) else name


# ------------------------------------------------- the link


def token_of(support: ManagerSupport) -> str:
    """The word in the link. Stored nowhere: made anew from the salt and the site's secret."""
    key = f"intakes.support {settings.SECRET_KEY}".encode()
    made = hmac.new(key, support.salt.encode(), sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def version(support: ManagerSupport) -> str:
    """Which asking this is, for keys of notices."""
    return (support.token_hash or "")[:16]


def _hash(token: str) -> str:
    return salted_hmac("intakes.support", token, algorithm="sha256").hexdigest()


def owe(support: ManagerSupport, kind: str, *, due_at: datetime) -> None:
    """Owe the manager a mail, once per asking. Inside somebody's act."""
    outbox.queue(
        kind,
        key=outbox.key_for(kind, support.pk, version(support)),
        address=support.manager_email,
        object_id=support.pk,
        data={"asking": version(support)},
        due_at=due_at,
        expires_at=support.expires_at,
    )
