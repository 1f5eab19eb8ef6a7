"""Words to several people at once: one act, one row, and a notice to each of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import SafeChannel, SafeContact, User
from audit import record
from notices import call_notes, letters, neutrality, outbox, own_words, wording
from notices.call_notes import UnknownKey
from notices.kinds import Letter
from notices.letter_limits import LONGEST_TEXT
from notices.models import Message, Notice, NoticeState
from notices.placeholders import PLACEHOLDERS, Placeholder
from notices.wording import NotUsable

KIND = "notices.message"
AT_ONCE = 1000
KNOWN: dict[str, Placeholder] = {name: PLACEHOLDERS[name] for name in ("first_name", "deadline")}
NOBODY = gettext_lazy("There is nobody left to write to.")


@dataclass(frozen=True)
class Recipient:
    """Who is written to, and until when they can answer what waits for them, if anything does."""

    person: User
    cohort_id: int | None = None
    expires_at: datetime | None = None
    zone: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """What the notice keeps until it is sent."""
        until = self.expires_at.isoformat() if self.expires_at else ""
        return {"until": until, "zone": self.zone}


def check(*, program_id: int, subject: str, text: str, recipients: Collection[Recipient]) -> None:
    """Whether this can be sent.

    :raises NotUsable: what is wrong, for each field.
    """
    troubles = {
        "subject": own_words.subject_trouble(subject, known=KNOWN)
        or neutrality.trouble(subject, program_id=program_id),
        "text": own_words.trouble(text, known=KNOWN, required=())
        or _without_deadline(f"{subject} {text}", recipients),
    }
    if not text.strip() or len(text) > LONGEST_TEXT:
        troubles["text"] = _("Please write something, in at most %(most)d signs.") % {
            "most": LONGEST_TEXT
        }
    if not recipients:
        troubles["__all__"] = str(NOBODY)
    found = {name: said for name, said in troubles.items() if said}
    if found:
        raise NotUsable(found)


def _without_deadline(words: str, recipients: Collection[Recipient]) -> str:
    if "deadline" not in own_words.used_in(words):
        return ""
    without = sum(one.expires_at is None for one in recipients)
    if not without:
        return ""
    return ngettext(
        "One of them has nothing to answer, so {deadline} would be empty there.",
        "%(count)d of them have nothing to answer, so {deadline} would be empty there.",
        without,
    ) % {"count": without}


@transaction.atomic
def send(
    *,
    key: str,
    program_id: int,
    subject: str,
    text: str,
    recipients: Collection[Recipient],
    by: int,
    at: datetime,
) -> Message:
    """Owe each of these people the message. The key is the page it was written on: pressed
    twice, or sent by two tabs of it, it goes out once.

    :raises NotUsable: what is wrong, for each field.
    :raises UnknownKey: the key is none.
    """
    if not call_notes.KEY.fullmatch(key):
        raise UnknownKey
    known = Message.objects.filter(key=f"{by}:{key}").first()
    if known:
        return known
    check(program_id=program_id, subject=subject, text=text, recipients=recipients)
    message, new = Message.objects.get_or_create(
        key=f"{by}:{key}",
        defaults={
            "program_id": program_id,
            "subject": subject,
            "text": text,
            "by_id": by,
            "at": at,
            "people": len(recipients),
        },
    )
    if new:
        Notice.objects.bulk_create([_notice(message, one, at) for one in recipients])
        record.record("message.sent", message, at=at, by=by)
    return message


def _notice(message: Message, to: Recipient, at: datetime) -> Notice:
    return Notice(
        key=outbox.key_for(KIND, message.pk, to.person.pk),
        kind=KIND,
        recipient=to.person,
        object_id=message.pk,
        cohort_id=to.cohort_id,
        data=to.data,
        due_at=at,
    )


# ------------------------------------------------- what it says


def compose(notice: Notice) -> Letter:
    """The message as one of its readers gets it. `data`: until, zone."""
    message = Message.objects.get(pk=notice.object_id or 0)
    return letter_of(message.subject, message.text, notice)


def letter_of(subject: str, text: str, notice: Notice) -> Letter:
    """These words to the reader of this notice."""
    reader = notice.recipient
    context: dict[str, Any] = {
        "first_name": own_words.first_name(reader.display_name if reader else "")
    }
    if notice.data.get("until"):
        until = datetime.fromisoformat(notice.data["until"])
        context |= {"expires_at": until, "zone": notice.data["zone"]}
    return wording.letter(subject, text, context)


@dataclass(frozen=True)
class Preview:
    """What one real reader would get."""

    person: User
    by_phone: bool
    subject: str
    text: str
    html: str


def previews(
    *, subject: str, text: str, recipients: list[Recipient], phone: Collection[int]
) -> list[Preview]:
    """How two of them would read it: in their own language and zone; two that differ if any do."""
    return [_preview(subject, text, one, phone) for one in _two(recipients)]


def _two(recipients: list[Recipient]) -> list[Recipient]:
    first = recipients[0]
    others = sorted(
        recipients[1:],
        key=lambda one: (
            (one.expires_at, one.person.time_zone) == (first.expires_at, first.person.time_zone)
        ),
    )
    return [first, *others[:1]]


def _preview(subject: str, text: str, one: Recipient, phone: Collection[int]) -> Preview:
    notice = Notice(kind=KIND, recipient=one.person, data=one.data)
    with letters.as_read_by(notice):
        letter = letter_of(subject, text, notice)
    return Preview(
        person=one.person,
        by_phone=one.person.pk in phone,
        subject=letter.subject,
        text=letter.context["own_text"],
        html=letter.context["own_html"],
    )


def by_phone(recipients: Collection[Recipient]) -> set[int]:
    """Those of them who get a call instead, because no mail may go to them."""
    ids = [one.person.pk for one in recipients]
    found = SafeContact.objects.filter(user__in=ids, channel=SafeChannel.PHONE)
    return set(found.values_list("user_id", flat=True))


# ------------------------------------------------- what was sent


def how_it_went(message_id: int) -> Mapping[str, int]:
    """How many of a message's notices are in each state."""
    rows = Notice.objects.filter(kind=KIND, object_id=message_id).values_list("state")
    counted = dict(rows.annotate(n=Count("pk")).order_by())
    return {str(NoticeState(state).label): n for state, n in counted.items()}


def sent_for(program_ids: Any) -> QuerySet[Message]:
    """What was sent to people of these programs, the newest first."""
    return Message.objects.filter(program_id__in=program_ids).select_related("by").order_by("-pk")


def notices_of(message_id: int) -> QuerySet[Notice]:
    """A message's notices, by whom they are to."""
    found = Notice.objects.filter(kind=KIND, object_id=message_id).select_related("recipient")
    return found.order_by("recipient__display_name", "pk")
