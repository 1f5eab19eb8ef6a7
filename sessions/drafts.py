"""A schedule before it is published: what would become of each session, and what stands in the way.

Number and date belong together: publishing again moves the session of that number. What has
begun, was held, was called off or got its date by hand stays; so does what was added beside the
rhythm, whose numbers the rhythm leaves out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.utils.translation import gettext as _

from programs.models import Cohort
from sessions import local_times, placing, plans
from sessions.models import Schedule, Session, SessionState
from sessions.plans import Dated, Inputs, Outline, Plan, Trouble


class Act(Enum):
    """What publishing does to the session of one number."""

    NEW = "new"
    MOVE = "move"
    CANCEL = "cancel"
    KEEP = "keep"
    OVER = "over"
    CANCELLED = "cancelled"
    ADDED = "added"


WRITTEN = (Act.NEW, Act.MOVE, Act.CANCEL)
MAY_BE_DATED = (Act.NEW, Act.MOVE, Act.KEEP)


@dataclass(frozen=True)
class Intent:
    """What is to become of one number. `date` is where it will be, `session` what there is."""

    number: int
    act: Act
    date: Dated | Session
    session: Session | None = None
    by_hand: bool = False

    @property
    def may_be_dated(self) -> bool:
        """Whether a person may choose its day."""
        return self.act in MAY_BE_DATED


@dataclass(frozen=True)
class Draft:
    """A schedule before it is published: the plan, and what it would do."""

    outline: Outline
    plan: Plan
    intents: tuple[Intent, ...]
    trouble: tuple[Trouble, ...]
    stamp: int

    @property
    def writes(self) -> list[Intent]:
        """What would be written."""
        return [intent for intent in self.intents if intent.act in WRITTEN]

    @property
    def news(self) -> list[Intent]:
        """What people must be told about: every change to dates they may know."""
        first_time = not any(intent.session for intent in self.intents)
        return [] if first_time else self.writes


def draft(
    cohort: Cohort, inputs: Inputs, *, at: datetime, days: Mapping[int, date] | None = None
) -> Draft:
    """What publishing these inputs would come to; saves nothing, in four queries.

    :param days: days chosen by hand, by number.
    """
    sessions = {session.number: session for session in cohort.sessions.all()}
    saved = Schedule.objects.filter(cohort=cohort).first()
    outline = _outline(cohort, inputs, saved, sessions, at)
    plan = plans.plan(outline, cohort.intake.program)
    intents, found = _intents(outline, plan, sessions, days or {}, at)
    trouble = (*plan.trouble, *found) or _collisions(intents)
    return Draft(outline, plan, tuple(intents), tuple(trouble), stamp_of(sessions.values()))


def stamp_of(sessions: Iterable[Session]) -> int:
    """A number that rises with every new or changed session."""
    return sum(session.version for session in sessions)


def _outline(
    cohort: Cohort,
    inputs: Inputs,
    saved: Schedule | None,
    sessions: Mapping[int, Session],
    at: datetime,
) -> Outline:
    """The inputs in their cohort. A first day other than the saved one begins after what is
    over."""
    taken = frozenset(number for number, session in sessions.items() if session.extra)
    whole = Outline.of(cohort, inputs, taken=taken)
    if saved and saved.first_day == inputs.first_day:
        return Outline.of(cohort, inputs, saved.first_number, taken)
    over = [n for n, s in sessions.items() if n not in taken and placing.is_over(s, at)]
    first = whole.place_of(max(over)) + 1 if over else 1
    return Outline.of(cohort, inputs, first, taken)


def _intents(
    outline: Outline,
    plan: Plan,
    sessions: Mapping[int, Session],
    days: Mapping[int, date],
    at: datetime,
) -> tuple[list[Intent], tuple[Trouble, ...]]:
    planned = {dated.number: dated for dated in plan.dates}
    intents: list[Intent] = []
    trouble: list[Trouble] = []
    for number in sorted(planned.keys() | sessions.keys()):
        if number not in planned:
            intents.append(_left_over(outline, sessions[number], at))
            continue
        try:
            intent = _intent(outline, planned[number], sessions.get(number), days.get(number), at)
        except placing.CannotChange as refusal:
            trouble.append(Trouble(f"day-{number}", str(refusal)))
            intent = Intent(number, Act.NEW, planned[number])
        intents.append(intent)
    if any(_is_too_many(outline, intent) for intent in intents):
        trouble.append(Trouble("count", _("More sessions than that are over already.")))
    return intents, tuple(trouble)


def _is_too_many(outline: Outline, intent: Intent) -> bool:
    """A session that is over, though the rhythm has fewer than that."""
    of_rhythm = intent.act is Act.OVER and intent.number not in outline.taken
    return of_rhythm and outline.place_of(intent.number) > outline.inputs.count


def _intent(
    outline: Outline, planned: Dated, session: Session | None, wish: date | None, at: datetime
) -> Intent:
    """What becomes of a number that the plan has a date for.

    :raises placing.CannotChange: the day wished for can't be.
    """
    stays = _what_stays(planned.number, session, wish, at)
    if stays:
        return stays
    by_hand = wish is not None and wish != planned.day
    dated = _by_hand(outline, planned.number, wish) if wish and by_hand else planned
    if session is None:
        return Intent(planned.number, Act.NEW, dated, by_hand=by_hand)
    if _stands(session, dated):
        return Intent(planned.number, Act.KEEP, session, session, by_hand=session.by_hand)
    if dated.starts_at <= at:
        raise placing.CannotChange(
            _("Session %(number)s would move into the past. Begin with a later first day.")
            % {"number": planned.number}
        )
    return Intent(planned.number, Act.MOVE, dated, session, by_hand=by_hand)


def _what_stays(
    number: int, session: Session | None, wish: date | None, at: datetime
) -> Intent | None:
    """A session that publishing leaves alone, or None."""
    if session is None:
        return None
    if placing.is_over(session, at):
        return Intent(number, Act.OVER, session, session)
    if session.state == SessionState.CANCELLED:
        return Intent(number, Act.CANCELLED, session, session)
    if session.by_hand and wish in (None, session.day):
        return Intent(number, Act.KEEP, session, session, by_hand=True)
    return None


def _by_hand(outline: Outline, number: int, wish: date) -> Dated:
    """A date that a person chose.

    :raises placing.CannotChange: it is no one moment, or outside the window.
    """
    if not outline.window_first <= wish <= outline.window_last:
        raise placing.CannotChange(_("That day is outside the cohort's window."))
    try:
        return plans.date_for(outline, number, wish)
    except local_times.NoOneTime as refusal:
        raise placing.CannotChange(str(refusal)) from None


def _left_over(outline: Outline, session: Session, at: datetime) -> Intent:
    """What becomes of a number that the plan has no date for."""
    if placing.is_over(session, at):
        act = Act.OVER
    elif session.state == SessionState.CANCELLED:
        act = Act.CANCELLED
    elif session.extra:
        act = Act.ADDED
    else:
        before = outline.place_of(session.number) < outline.first_number
        act = Act.KEEP if before else Act.CANCEL
    return Intent(session.number, act, session, session, by_hand=session.by_hand)


def _stands(session: Session, dated: Dated) -> bool:
    names = ("day", "start", "fold", "minutes", "time_zone")
    return all(getattr(session, name) == getattr(dated, name) for name in names)


def _collisions(intents: list[Intent]) -> tuple[Trouble, ...]:
    """Two sessions at one time."""
    meant = [i.date for i in intents if i.act not in (Act.CANCEL, Act.CANCELLED)]
    found = []
    for intent in intents:
        other = placing.overlaps(intent.date, meant)
        if other and intent.act in (Act.NEW, Act.MOVE):
            words = _("Session %(number)s is at that time.") % {"number": other.number}
            found.append(Trouble(f"day-{intent.number}", words))
    return tuple(found)
