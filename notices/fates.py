"""Whether a notice may leave now, asked right before it does (DOMAIN 0, Words that leave)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import SafeChannel, SafeContact, User
from notices import claims, hours
from notices.claims import Fate
from notices.kinds import Kind, Owed, Priority
from notices.models import Notice, NoticeState
from notices.together import Together


def before_sending(notice: Notice, kind: Kind, *, at: datetime, beside: Together) -> Fate | None:
    """What becomes of a notice instead of a mail; None: it goes.

    :param beside: what was asked of it and others a moment ago.
    """
    if notice.expires_at and notice.expires_at <= at:
        return Fate(NoticeState.CANCELLED, _("Its time was over."))
    if notice.attempts > claims.GIVE_UP_AFTER:
        return Fate(NoticeState.FAILED, _("Tried too often."))
    if not beside.holds(notice, kind):
        return Fate(NoticeState.CANCELLED, _("No longer true."))
    if notice.pk in beside.unwanted:
        return Fate(NoticeState.CANCELLED, _("This person does not want it."))
    reader = reader_of(notice)
    contact = _contact_of(reader) if reader else None
    return by_phone(reader, contact, kind) or in_the_quiet(notice, reader, contact, kind, at=at)


def _contact_of(reader: User) -> SafeContact | None:
    """How to reach somebody; no query where it was read with the notice."""
    try:
        found: SafeContact = reader.safe_contact
    except SafeContact.DoesNotExist:
        return None
    return found


def by_phone(reader: User | None, contact: SafeContact | None, kind: Kind) -> Fate | None:
    """Someone whose safe channel is the phone gets no mail; what is owed becomes a call."""
    if reader is None:
        return None
    if not reader.is_active:
        return Fate(NoticeState.CANCELLED, _("This account is closed."))
    if contact is None or contact.channel != SafeChannel.PHONE:
        return None
    if kind.owed == Owed.ALWAYS:
        return Fate(NoticeState.CALL, _("No mail may go to this person."))
    return Fate(NoticeState.CANCELLED, _("No mail may go to this person."))


def in_the_quiet(
    notice: Notice,
    reader: User | None,
    contact: SafeContact | None,
    kind: Kind,
    *,
    at: datetime,
) -> Fate | None:
    """A quiet kind waits for the morning where its reader is, within their safe hours; from 19:00
    on, for the next day's. News goes at any hour that is safe: what can't wait for one is a call.
    """
    there = at.astimezone(hours.zone_of(reader))
    may = hours.by_day(contact) if kind.quiet else hours.safe(contact) if kind.news else None
    if may is None or may.hold(there.time()):
        return None
    if not kind.quiet and notice.priority <= Priority.URGENT:
        return Fate(NoticeState.CALL, _("No mail may reach this person at this hour."))
    return Fate(NoticeState.PENDING, retry_at=may.from_on(there), counts=False)


def reader_of(notice: Notice) -> User | None:
    """The person it is for, also where only an address is named."""
    return notice.recipient or User.objects.by_email(notice.address)
