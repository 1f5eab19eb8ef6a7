"""The kinds of notice that accounts owes: it stands below notices and cannot register its own."""

from django.utils.translation import gettext as _

from notices import kinds
from notices.kinds import Kind, Letter
from notices.models import Notice


def code(notice: Notice) -> Letter:
    """A code to prove an address or to sign in. `data`: code, minutes (how long it is good)."""
    return Letter(_("Your code"), "mail/accounts.code", dict(notice.data))


def mail(notice: Notice) -> Letter:
    """A mail that allauth has put into words. `data`: subject, body (plain text)."""
    return Letter(notice.data["subject"], "mail/accounts.mail", {"body": notice.data["body"]})


kinds.register(Kind(name="accounts.code", compose=code, keep_text=False))
kinds.register(Kind(name="accounts.mail", compose=mail, keep_text=False))
