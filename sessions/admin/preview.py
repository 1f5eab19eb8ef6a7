"""The lines of a preview: every date, what becomes of it, and what was left out and why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions import local_times
from sessions.admin.forms import DaysForm
from sessions.drafts import Act, Draft, Intent
from sessions.plans import Dated

WORDS = {
    Act.NEW: ("settled", gettext_lazy("new")),
    Act.MOVE: ("needs", gettext_lazy("moves")),
    Act.CANCEL: ("needs", gettext_lazy("will be called off")),
    Act.KEEP: ("quiet", gettext_lazy("stays")),
    Act.OVER: ("ended", gettext_lazy("has begun or is over")),
    Act.CANCELLED: ("ended", gettext_lazy("called off")),
    Act.ADDED: ("quiet", gettext_lazy("added, stays")),
}


@dataclass(frozen=True)
class Line:
    """One line: a session with its number, or a day that was left out."""

    day: date
    tone: str
    word: str
    number: int | None = None
    starts_at: datetime | None = None
    zone: str = ""
    field: BoundField | None = None
    session_id: int | None = None
    notes: tuple[str, ...] = ()


def lines(draft: Draft, days: DaysForm, at: datetime) -> list[Line]:
    """The preview in the order of the calendar."""
    skipped = [
        Line(left.day, "quiet", _("left out"), notes=(left.why,)) for left in draft.plan.skipped
    ]
    dated = [_line(draft, intent, days, at) for intent in draft.intents]
    return sorted([*skipped, *dated], key=lambda line: (line.day, line.number or 0))


def _line(draft: Draft, intent: Intent, days: DaysForm, at: datetime) -> Line:
    tone, word = ("needs", _("too late")) if _is_outside(intent) else WORDS[intent.act]
    name = f"day-{intent.number}"
    return Line(
        day=intent.date.day,
        tone=tone,
        word=str(word),
        number=intent.number,
        starts_at=intent.date.starts_at,
        zone=intent.date.time_zone,
        field=days[name] if intent.may_be_dated and name in days.fields else None,
        session_id=intent.session.pk if intent.session else None,
        notes=tuple(_notes(draft, intent, at)),
    )


def _notes(draft: Draft, intent: Intent, at: datetime) -> list[str]:
    """What a coordinator should know of this date."""
    notes = []
    planned = {dated.number: dated for dated in draft.plan.dates}.get(intent.number)
    if intent.act is Act.MOVE and intent.session:
        notes.append(_("it was %(day)s") % {"day": _when(intent.session.starts_at, intent)})
    if intent.by_hand:
        notes.append(_("chosen by hand"))
    elif planned and planned.moved_from and intent.date.day == planned.day:
        words = _("not %(day)s: %(why)s")
        notes.append(words % {"day": local_times.day_words(planned.moved_from), "why": planned.why})
    if intent.act is Act.NEW and intent.date.starts_at <= at:
        notes.append(_("already past"))
    if _is_outside(intent):
        notes.append(_("outside the window"))
    return notes


def _is_outside(intent: Intent) -> bool:
    return isinstance(intent.date, Dated) and intent.date.beyond


def _when(moment: datetime, intent: Intent) -> str:
    there = moment.astimezone(local_times.zone_named(intent.date.time_zone))
    return f"{local_times.day_words(there.date())}, {local_times.time_words(there.time())}"
