"""Inviting somebody by mail to take something on: a role, for those who have none yet.

The link proves the mailbox, as a code would. Opening it does nothing; accepting begins the
account if it is new, and does once what the inviting app registered with `on_accepted`.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import alerts, limits, proofs, signing_in, turns
from accounts.models import Invitation, Proof
from audit.record import record

PURPOSE = "accounts.invitation"
GOOD_FOR = timedelta(days=14)
# A second press of the same button within this time sends no second mail.
DOUBLED = timedelta(seconds=30)
PER_INVITER = (100, timedelta(days=1))
PER_ADDRESS = (5, timedelta(days=1))

Handler = Callable[..., str]
Describes = Callable[[dict[str, Any]], str | Promise]


@dataclass(frozen=True)
class Purpose:
    handler: Handler
    describe: Describes


_purposes: dict[str, Purpose] = {}


class NoSuchInvitation(Exception):
    """There is none, or none any more."""


class TooMany(Exception):
    """A refusal, worded for whoever invites."""

    def __init__(self) -> None:
        super().__init__(_("Many invitations have gone out today. The next can go tomorrow."))


class Closed(Exception):
    """It can't be accepted any more; worded for who was invited."""


def on_accepted(purpose: str, handler: Handler, describe: Describes) -> None:
    """Register what an invitation leads to. Called from `ready()` of the app that owns it.

    `handler(*, user_id, payload, by, at) -> url to go to` makes one rule call; `by` is who
    invited. `describe(payload)` says on the page what the person is invited to.
    """
    _purposes[purpose] = Purpose(handler, describe)


@transaction.atomic
def invite(
    *, email: str, purpose: str, payload: dict[str, Any], by: int, at: datetime
) -> Invitation:
    """Invite whoever has this address; asked again, the same invitation with a new link.

    :param payload: what the handler needs, fit for JSON.
    :raises proofs.UnknownPurpose: nobody registered it.
    :raises TooMany: this person, or to this address, has sent many today.
    """
    if purpose not in _purposes:
        raise proofs.UnknownPurpose(purpose)
    email = signing_in.normal(email)
    turns.one_at_a_time(f"invitation {purpose} {email}")
    standing = (
        Invitation.objects.open().filter(email=email, purpose=purpose, payload=payload).first()
    )
    if standing and at - standing.sent_at < DOUBLED:
        return standing
    _take(by, email, at)
    token = secrets.token_urlsafe(32)
    invitation = standing or Invitation(email=email, purpose=purpose, payload=payload, made_at=at)
    invitation.invited_by_id = by
    invitation.token_hash = _hash(token)
    invitation.sent_at, invitation.expires_at = at, at + GOOD_FOR
    invitation.save()
    _send(invitation, token, at)
    record("invitation.sent", invitation, at=at, by=by)
    return invitation


@transaction.atomic
def withdraw(*, invitation_id: int, by: int, at: datetime) -> Invitation:
    """Take an invitation back; one that was accepted or withdrawn stays as it is."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if invitation.accepted_at is None and invitation.withdrawn_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        record("invitation.withdrawn", invitation, at=at, by=by)
    return invitation


def find(token: str) -> Invitation:
    """The invitation of a link.

    :raises NoSuchInvitation: there is none.
    """
    found = Invitation.objects.select_related("invited_by").filter(token_hash=_hash(token)).first()
    if found is None:
        raise NoSuchInvitation
    return found


def describe(invitation: Invitation) -> str:
    """What it invites to."""
    return str(_purposes[invitation.purpose].describe(invitation.payload))


def state(invitation: Invitation, *, at: datetime) -> tuple[str, str]:
    """A word for its colour (accepted, open, over), and one to read."""
    if invitation.accepted_at:
        return "accepted", _("accepted")
    if invitation.withdrawn_at:
        return "over", _("taken back")
    return ("open", _("waiting")) if at < invitation.expires_at else ("over", _("run out"))


def closed(invitation: Invitation, *, at: datetime) -> str:
    """Why it can't be accepted, for who opens it; empty when it can."""
    if invitation.withdrawn_at:
        return _("This invitation was taken back. Whoever sent it can tell you more.")
    if invitation.accepted_at:
        return _("This invitation has been accepted. Sign in to go on.")
    if at >= invitation.expires_at:
        return _("This invitation has run out. Ask whoever sent it for a new one.")
    return ""


@transaction.atomic
def accept(*, token: str, at: datetime) -> Proof:
    """Take the link as proof of the address; `proofs.finish` then does what it invites to.

    :raises NoSuchInvitation: there is none.
    :raises Closed: withdrawn, accepted or run out.
    """
    invitation = find(token)
    refusal = closed(invitation, at=at)
    if refusal:
        raise Closed(refusal)
    return proofs.by_link(
        email=invitation.email, purpose=PURPOSE, payload={"invitation": invitation.pk}, at=at
    )


@transaction.atomic
def take_up(*, user_id: int, payload: dict[str, Any], at: datetime) -> str:
    """Do, once, what the invitation is about; the URL to go to."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=payload["invitation"])
    if invitation.accepted_at or invitation.withdrawn_at:
        return invitation.answer or reverse("accounts:profile")
    invitation.answer = _purposes[invitation.purpose].handler(
        user_id=user_id, payload=invitation.payload, by=invitation.invited_by_id, at=at
    )
    invitation.accepted_at, invitation.accepted_by_id = at, user_id
    invitation.save(update_fields=["answer", "accepted_at", "accepted_by"])
    record("invitation.accepted", invitation, at=at, by=user_id)
    return invitation.answer


def _hash(token: str) -> str:
    return salted_hmac("accounts.invitations", token, algorithm="sha256").hexdigest()


def _take(by: int, email: str, at: datetime) -> None:
    for name, who, (capacity, per) in (
        ("invites-by", str(by), PER_INVITER),
        ("invites-to", email, PER_ADDRESS),
    ):
        if not limits.take(limits.key_for(name, who), capacity=capacity, per=per, at=at):
            raise TooMany


def _send(invitation: Invitation, token: str, at: datetime) -> None:
    """The mail says that somebody invites, not to what: others may read it."""
    page = settings.SITE_URL + reverse("accounts:invitation", kwargs={"token": token})
    body = "\n\n".join(
        [
            _("%(name)s invites you.") % {"name": invitation.invited_by},
            _("The page says to what. Nothing happens until you accept there:"),
            page,
            _("The link works for two weeks, and once. If it means nothing to you, leave it."),
        ]
    )
    alerts.letter(subject=_("An invitation for you"), body=body, address=invitation.email, at=at)
