"""What accounts hold about people: who they are, how to reach them, what they need."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentRecord, Invitation, Proof, User
from audit import personal
from audit.personal import DELETE, Holding
from audit.record import record

AS_LONG = _("As long as you have an account here.")
# A name that reaches nobody: RFC 2606 keeps ".invalid" from ever being one.
NOWHERE = "erased.invalid"

HOLDINGS = (
    Holding(
        "accounts.SafeContact",
        "user",
        title=_("How to reach you safely"),
        why=_("So that we never put you at risk by writing or calling."),
        until=AS_LONG,
        erase=DELETE,
        change="accounts:safe_contact",
    ),
    Holding(
        "accounts.AccessNeed",
        "user",
        title=_("What you need to take part"),
        why=_("So that you can take part. It is health information, and shown to nobody else."),
        until=_("30 days after your last session."),
        erase=DELETE,
        change="accounts:access_need",
    ),
    Holding(
        "accounts.ConsentRecord",
        "user",
        title=_("What you agreed to"),
        why=_("To be able to show what you agreed to, in which version and when."),
        until=_("As long as the program's records. Once you are erased, without your name."),
    ),
    Holding(
        "accounts.Proof",
        "user",
        title=_("Forms that waited for a code"),
        why=_("Nothing you typed is lost while a code is on its way."),
        until=_("One day."),
        erase=DELETE,
        hidden=("token", "code_hash", "back", "answer"),
    ),
    Holding(
        "accounts.Invitation",
        "accepted_by",
        title=_("Invitations you accepted"),
        why=_("To know who gave you which role."),
        until=_("Its address goes 90 days after you accepted it."),
        erase={"email": "", "payload": {}},
        hidden=("token_hash", "payload", "answer"),
        keeps=("purpose", "token_hash", "answer"),
    ),
    Holding(
        "accounts.DataRequest",
        "person",
        title=_("What you asked about your data"),
        why=_("To answer it in time, and to show that we did."),
        until=_("As long as the program's records. Once you are erased, without any words."),
        erase={"words": "", "outcome": ""},
    ),
    Holding(
        "account.EmailAddress",
        "user",
        title=_("Addresses you proved"),
        why=_("To send you codes, and to know that the mailbox is yours."),
        until=AS_LONG,
        erase=DELETE,
        change="account_email",
    ),
    Holding(
        "mfa.Authenticator",
        "user",
        title=_("Passkeys and apps you sign in with"),
        why=_("To know that it is you."),
        until=AS_LONG,
        erase=DELETE,
        hidden=("data",),
        change="accounts:security",
    ),
    Holding(
        "usersessions.UserSession",
        "user",
        title=_("Where you are signed in"),
        why=_("So that you can see it, and end it."),
        until=_("Until you sign out, at most 12 hours."),
        erase=DELETE,
        hidden=("session_key", "data"),
        change="usersessions_list",
    ),
    Holding(
        "accounts.User",
        "pk",
        title=_("Who you are"),
        why=_("To call you by the name you like, and to let you in."),
        until=AS_LONG,
        hidden=("password", "session_stamp", "is_superuser", "is_demo", "is_active", "erased_at"),
        keeps=("password", "session_stamp", "email"),
        erase={"display_name": "", "pronouns": "", "time_zone": "", "language": ""},
        change="accounts:profile",
    ),
)
MENTIONS: dict[str, str] = {
    "accounts.Invitation.invited_by": "who invited: the act of a coordinator",
    "accounts.DataRequest.worked_by": "who worked it: the act of a coordinator",
    "account.EmailConfirmation.email_address": "never written: codes prove addresses here",
    "admin.LogEntry.user": "never written: the desk writes the audit instead",
    "accounts.Bucket": "keys are hashes, forgotten after two days",
}


def erase(user_id: int, at: datetime, by: int | None) -> None:
    """The person becomes a pseudonym: no name, no mail, no way in, every session over."""
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    addresses = {user.email, *_addresses(user_id)}
    Proof.objects.filter(email__in=addresses).delete()
    forget_addresses(Invitation.objects.filter(email__in=addresses), at=at)
    ConsentRecord.objects.filter(user=user_id, withdrawn_at=None).update(withdrawn_at=at)
    personal.erase(HOLDINGS, user_id)
    if user.erased_at is None:
        _become_nobody(user, at, by)


def _become_nobody(user: User, at: datetime, by: int | None) -> None:
    user.refresh_from_db()
    user.email = f"{secrets.token_hex(8)}@{NOWHERE}"
    user.password = make_password(None)
    user.session_stamp = secrets.token_hex(16)  # ends every session on its next request
    user.is_active, user.is_staff, user.holds_staff_role = False, False, False
    user.last_login, user.erased_at = None, at
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    record("person.erased", user, at=at, by=by)


def _addresses(user_id: int) -> list[str]:
    return list(EmailAddress.objects.filter(user=user_id).values_list("email", flat=True))


def old_invitations(before: datetime) -> QuerySet[Invitation]:
    """Invitations that led somewhere or nowhere before this moment, and still name an address."""
    over = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(over).exclude(email="")


def forget_addresses(rows: QuerySet[Invitation], *, at: datetime) -> int:
    """Take the address out of these invitations; those that stand open end."""
    found = Invitation.objects.filter(pk__in=[one.pk for one in rows])
    found.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    return found.update(email="", payload={})
