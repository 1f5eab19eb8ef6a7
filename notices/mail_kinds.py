"""The kinds of notice that accounts owes: it stands below notices and cannot register its own."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices import kinds, messages
from notices.kinds import Kind, Letter, Priority
from notices.models import Notice


def code(notice: Notice) -> Letter:
    """A code to prove an address or to sign in. `data`: code, minutes (how long it is good)."""
    return Letter(_("Your code"), "mail/accounts.code", dict(notice.data))


def mail(notice: Notice) -> Letter:
    """A mail that allauth has put into words. `data`: subject, body (plain text)."""
    return Letter(notice.data["subject"], "mail/accounts.mail", {"body": notice.data["body"]})


kinds.register(
    Kind(
        name="accounts.code",
        compose=code,
        priority=Priority.CODE,
        good_for=timedelta(minutes=10),
        keep_text=False,
        words=gettext_lazy("A code"),
        script=gettext_lazy(
            "Someone asked for a code to sign in here as you. Was that you? "
            "A passkey or a password works without any mail."
        ),
    )
)
kinds.register(
    Kind(
        name="accounts.mail",
        compose=mail,
        priority=Priority.URGENT,
        keep_text=False,
        words=gettext_lazy("About their account"),
    )
)
kinds.register(
    Kind(
        name=messages.KIND,
        compose=messages.compose,
        quiet=True,
        words=gettext_lazy("A message"),
    )
)
