"""Whether a notice may leave now, asked right before it does (DOMAIN 0, Words that leave)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import SafeChannel, SafeContact, User
from notices import claims
from notices.claims import Fate
from notices.kinds import Kind, Owed
from notices.models import Notice, NoticeState

MORNING, EVENING = time(8), time(19)


def before_sending(notice: Notice, kind: Kind, *, at: datetime) -> Fate | None:
    """What becomes of a notice instead of a mail; None: it goes."""
    if notice.expires_at and notice.expires_at <= at:
        return Fate(NoticeState.CANCELLED, _("Its time was over."))
    if notice.attempts > claims.GIVE_UP_AFTER:
        return Fate(NoticeState.FAILED, _("Tried too often."))
    if not kind.still_true(notice):
        return Fate(NoticeState.CANCELLED, _("No longer true."))
    return by_phone(notice, kind) or in_the_quiet(notice, kind, at=at)


def by_phone(notice: Notice, kind: Kind) -> Fate | None:
    """Someone whose safe channel is the phone gets no mail; what is owed becomes a call."""
    reader = reader_of(notice)
    if reader is None:
        return None
    if not reader.is_active:
        return Fate(NoticeState.CANCELLED, _("This account is closed."))
    if not SafeContact.objects.filter(user=reader, channel=SafeChannel.PHONE).exists():
        return None
    if kind.owed == Owed.ALWAYS:
        return Fate(NoticeState.CALL, _("No mail may go to this person."))
    return Fate(NoticeState.CANCELLED, _("No mail may go to this person."))


def in_the_quiet(notice: Notice, kind: Kind, *, at: datetime) -> Fate | None:
    """A quiet kind waits for 08:00 where its reader is; from 19:00 on, for the next day's."""
    if not kind.quiet:
        return None
    reader = reader_of(notice)
    there = at.astimezone(ZoneInfo((reader and reader.time_zone) or settings.TIME_ZONE))
    if MORNING <= there.time() < EVENING:
        return None
    day = there.date() + timedelta(days=there.time() >= EVENING)
    opens = datetime.combine(day, MORNING, there.tzinfo)
    return Fate(NoticeState.PENDING, retry_at=opens, counts=False)


def reader_of(notice: Notice) -> User | None:
    """The person it is for, also where only an address is named."""
    return notice.recipient or User.objects.by_email(notice.address)
