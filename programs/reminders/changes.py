"""Tuning a reminder: other days, another time, off, or as it came.

What was to leave and is not true any more is cancelled in the same transaction, and what is true
now is owed. A cancelled row gives up its key, so that the same reminder can be owed again; a row
that has left keeps it, so that nobody hears twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from audit import record
from notices.models import Notice, NoticeState
from programs import reminder_rules
from programs.models import Program, ReminderRule
from programs.models.reminders import EARLIEST, FURTHEST_OFFSET, LATEST
from programs.reminder_rules import Ask, Rule, Rules, Side, Thing, Trigger
from programs.reminders import moments, plans

SETTLES = timedelta(minutes=10)  # longer than a round takes


class CannotTune(Exception):
    """A refusal, worded for the coordinator who will read it, beside a field ('' is none)."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class TunedMeanwhile(CannotTune):
    """Somebody else changed the rule after this page was opened."""


def sign(rule: Rule) -> str:
    """What stands for a rule as somebody saw it."""
    return rule.since.isoformat() if rule.since else "as it came"


@transaction.atomic
def tune(
    *,
    program_id: int,
    trigger: str,
    offsets: Sequence[int],
    clock: time | None,
    off: bool,
    by: int,
    at: datetime,
    shown: str | None = None,
) -> Rule:
    """Say when a program sends a reminder; `clock` None is the time of the thing itself. Without
    offsets it goes as it came. Asked for what stands already, it changes nothing.

    :param shown: `sign` of the rule as the asker saw it.
    :raises CannotTune: this one goes at once, cannot be off, or not on such days or hours.
    :raises TunedMeanwhile: the rule is another by now.
    """
    about = reminder_rules.get(trigger)
    wanted = tuple(sorted(set(offsets), reverse=True))
    if not wanted or (set(wanted), clock) == (set(about.offsets), about.clock):
        wanted, clock = (), None  # as it came is no word of the program's own
    _refuse(about, wanted, clock, off)
    Program.objects.select_for_update(no_key=True, of=("self",)).get(pk=program_id)
    stands = Rules(program_id).of(program_id, about)
    if _same(about, stands, wanted, clock, off):
        return stands
    if shown is not None and shown != sign(stands):
        raise TunedMeanwhile(
            _("Somebody else has just changed this. Keep it again if yours should take its place.")
        )
    row, _new = ReminderRule.objects.update_or_create(
        program_id=program_id,
        trigger=trigger,
        defaults={"offsets": list(wanted), "clock": clock, "off": off, "changed_at": at},
    )
    rule = reminder_rules.tuned(about, row)
    verb = "reminder_rule.changed" if rule.tuned else "reminder_rule.as_it_came"
    record.record(verb, row, at=at, by=by)
    _follow(about, program_id, rule, at=at)
    return rule


def _same(
    about: Trigger, stands: Rule, wanted: tuple[int, ...], clock: time | None, off: bool
) -> bool:
    would = Rule(wanted or about.offsets, clock if wanted else about.clock, off)
    return (set(would.offsets), would.clock, would.off) == (
        set(stands.offsets),
        stands.clock,
        stands.off,
    )


def _refuse(about: Trigger, wanted: tuple[int, ...], clock: time | None, off: bool) -> None:
    if not about.tunable:
        raise CannotTune(_("This one goes at once, always."))
    if off and not about.may_be_off:
        raise CannotTune(_("This one cannot be off: people need to hear of it."), "off")
    if len(wanted) > about.most:
        words = _("At most %(most)s of them.") if about.most > 1 else _("Only one number here.")
        raise CannotTune(words % {"most": about.most}, "offsets")
    if wanted and not 0 <= wanted[-1] <= wanted[0] <= FURTHEST_OFFSET:
        raise CannotTune(
            _("A number of days, at most %(most)s.") % {"most": FURTHEST_OFFSET}, "offsets"
        )
    if clock is not None and not EARLIEST <= clock <= LATEST:
        raise CannotTune(_("Between 08:00 and 18:30."), "clock")
    own_time = clock is None and bool(wanted)
    if own_time and 0 in wanted and about.side == Side.BEFORE:
        raise CannotTune(
            _("On the day itself it needs a time of its own: it would come too late."), "clock"
        )


# ------------------------------------------------- what follows


def settle_recent(*, at: datetime) -> None:
    """Cancel once more what rules that were changed a moment ago made untrue: a round that had
    begun before the change may have owed it after. May be run any number of times."""
    recent = ReminderRule.objects.filter(changed_at__gt=at - SETTLES, changed_at__lte=at)
    for row in recent.order_by("pk"):
        if row.trigger in {one.name for one in reminder_rules.timed()}:
            about = reminder_rules.get(row.trigger)
            _stop(about, row.program_id, reminder_rules.tuned(about, row), at=at)


def _follow(about: Trigger, program_id: int, rule: Rule, *, at: datetime) -> None:
    """Cancel what is not true any more, and owe what is true now."""
    _stop(about, program_id, rule, at=at)
    plans.plan(at, only=(about.name,), program_id=program_id)


def _stop(about: Trigger, program_id: int, rule: Rule, *, at: datetime) -> None:
    calendars = plans.Calendars()
    calendars.learn({program_id})
    reach = moments.reach(about, FURTHEST_OFFSET)  # as far as it may have been before
    ask = Ask(at=at, first=at - reach, last=at + reach, program_id=program_id)
    still = replace(rule, since=None)
    things = iter(about.things(ask)) if about.things else iter(())
    while some := list(islice(things, plans.BATCH)):
        dues = {
            (thing.object_id, moment.offset): moment.due_at
            for thing in some
            for moment in moments.of(about, still, thing, calendars.of(program_id))
        }
        _cancel(about, some, dues)


def _cancel(about: Trigger, things: Sequence[Thing], dues: dict[tuple[int, int], datetime]) -> None:
    """Cancel rows of these things that wait and are not due at these moments."""
    waiting = Notice.objects.filter(
        kind__in=about.kinds,
        object_id__in=[thing.object_id for thing in things],
        state=NoticeState.PENDING,
    )
    untrue = [
        row["pk"]
        for row in waiting.values("pk", "object_id", "due_at", "data__days")
        if dues.get((row["object_id"] or 0, row["data__days"])) != row["due_at"]
    ]
    waiting.filter(pk__in=untrue).update(
        state=NoticeState.CANCELLED,
        problem=_("The program changed this reminder."),
        key=Concat(F("key"), Value(":was:"), Cast("pk", CharField())),
    )
