"""The mails that signing in causes. Their subjects say nothing; codes leave ahead of all else."""

import uuid
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import limits, post

GOOD_FOR = timedelta(minutes=10)
# What one mailbox gets at most, so that nobody can be flooded by others asking in their name.
PER_ADDRESS = ((10, timedelta(hours=1)), (30, timedelta(days=1)))

# allauth's name for what happened, and what we say of it.
HAPPENED = {
    "account/email/email_changed": gettext_lazy("The address you sign in with was changed."),
    "account/email/email_confirm": gettext_lazy("An address of yours was confirmed."),
    "account/email/email_deleted": gettext_lazy("An address was removed from your account."),
    "account/email/password_changed": gettext_lazy("Your password was changed."),
    "account/email/password_reset": gettext_lazy("Your password was replaced by a new one."),
    "account/email/password_set": gettext_lazy("A password was set."),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were made."),
    "mfa/email/totp_activated": gettext_lazy("An authenticator app was added."),
    "mfa/email/totp_deactivated": gettext_lazy("Your authenticator app was removed."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey or security key was added."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey or security key was removed."),
}


def code(*, address: str, code: str, at: datetime) -> bool:
    """Owe a code to an address; False when it has had so many that this one stays away."""
    key = limits.key_for("sign-in-code-to", address.lower())
    for capacity, per in PER_ADDRESS:
        if not limits.take(f"{key}:{per}", capacity=capacity, per=per, at=at):
            return False
    post.deliver(
        "accounts.code",
        key=f"accounts.code:{uuid.uuid4()}",
        address=address,
        data={
            "code": code,
            "minutes": GOOD_FOR // timedelta(minutes=1),
            "language": translation.get_language(),
        },
        priority=0,
        due_at=at,
        expires_at=at + GOOD_FOR,
    )
    return True


def happened(*, what: str, user_id: int, address: str, at: datetime) -> None:
    """Tell somebody of a change to how they sign in.

    :param what: allauth's name for it.
    :param address: where it goes if not to the address they have now: the one they had before.
    """
    sentence = str(HAPPENED.get(what) or _("Something about how you sign in was changed."))
    body = "\n\n".join(
        [
            sentence,
            _("If this was you, there is nothing to do."),
            _(
                "If it was not, sign in, end all other sessions under “Where you are signed in”, "
                "and write to us: reply to this mail."
            ),
        ]
    )
    letter(subject=_("About your account"), body=body, address=address, at=at, user_id=user_id)


def letter(
    *, subject: str, body: str, address: str, at: datetime, user_id: int | None = None
) -> None:
    """Owe a mail whose words are ready; they are not kept."""
    post.deliver(
        "accounts.mail",
        key=f"accounts.mail:{uuid.uuid4()}",
        recipient_id=user_id,
        address=address,
        data={"subject": subject, "body": body, "language": translation.get_language()},
        due_at=at,
    )
