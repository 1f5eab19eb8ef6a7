"""What must be said by phone, because no mail may go there (DOMAIN 0, Words that leave)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise

from accounts.models import SafeContact
from audit import record
from notices import fates, kinds
from notices.models import Notice, NoticeState


@dataclass(frozen=True)
class CallSheet:
    """Whom to call, when, and what to say: neutral until the right person is on the line."""

    contact: SafeContact
    script: str | Promise


@transaction.atomic
def read(*, notice_id: int, by: int, at: datetime) -> CallSheet | None:
    """The sheet for a call; that it was read is recorded. None where nobody is to be called."""
    notice = Notice.objects.select_related("recipient").get(pk=notice_id)
    reader = fates.reader_of(notice)
    contact = SafeContact.objects.filter(user=reader).first() if reader else None
    if notice.state != NoticeState.CALL or contact is None:
        return None
    record.record("notice.number_read", notice, at=at, by=by, cohort_id=notice.cohort_id)
    return CallSheet(contact, script_of(notice.kind))


def script_of(kind: str) -> str | Promise:
    """What to say about a notice of this kind."""
    return kinds.get(kind).script if kind in kinds.names() else kinds.NEWS
