"""What must be said by phone, because no mail may go there (DOMAIN 0, Words that leave)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise

from accounts.models import SafeContact, User
from audit import record
from audit.models import Entry
from notices import call_notes, fates, hours, kinds, outbox
from notices.models import CallNote, CallOutcome, Notice, NoticeState

NUMBER_READ = "safe_contact.read"
LOGGED_AGAIN_AFTER = timedelta(hours=12)


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


# ------------------------------------------------- numbers, and when they may be called


def contacts_of(user_ids: Collection[int]) -> dict[int, SafeContact]:
    """How these people may be reached, of those who said; one query."""
    return {contact.user_id: contact for contact in SafeContact.objects.filter(user__in=user_ids)}


@transaction.atomic
def note_reading(contacts: Collection[SafeContact], *, by: int, at: datetime) -> None:
    """Record whose numbers somebody was shown: once a half day for each, however often."""
    shown = {contact.pk: contact for contact in contacts if contact.pk and contact.phone}
    lately = Entry.objects.filter(
        verb=NUMBER_READ,
        actor=by,
        object_type=SafeContact._meta.label_lower,
        object_id__in=list(shown),
        at__gt=at - LOGGED_AGAIN_AFTER,
    )
    for pk in set(shown) - set(lately.values_list("object_id", flat=True)):
        record.record(NUMBER_READ, shown[pk], at=at, by=by)


def is_safe_now(contact: SafeContact | None, person: User, *, at: datetime) -> bool:
    """Whether a call at `at` (aware) falls into the hours a person said are safe, where they are.

    Who said nothing can be called at any hour.
    """
    theirs = hours.safe(contact)
    return theirs is None or theirs.hold(at.astimezone(hours.zone_of(person)).time())


# ------------------------------------------------- acts


@transaction.atomic
def said(
    *,
    key: str,
    person_id: int,
    program_id: int,
    notice_id: int | None,
    offer_id: int | None,
    words: str,
    by: int,
    at: datetime,
) -> CallNote:
    """Somebody was reached and told: it is off the list, and the call is noted.

    :raises outbox.NotOnTheCallList: the notice waits for no call (any more).
    """
    if notice_id is not None:
        outbox.said_by_phone(notice_id=notice_id, by=by, at=at)
    return call_notes.add(
        key=key,
        person_id=person_id,
        program_id=program_id,
        notice_id=notice_id,
        offer_id=offer_id,
        outcome=CallOutcome.SAID,
        words=words,
        by=by,
        at=at,
    )
