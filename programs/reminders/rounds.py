"""The clock's round: every reminder is planned, one after the other, none stopping the others."""

from datetime import datetime

import structlog

from programs import reminder_rules
from programs.reminders import changes, plans

log = structlog.get_logger("coalesce.reminders")


class SomeFailed(Exception):
    """The names of the reminders that could not be planned; the others were."""


def sweep(at: datetime) -> int:
    """Owe every reminder that falls due within a day of `at` (aware); how many were new.

    :raises SomeFailed: one or more could not be planned; each is tried again in the next round.
    """
    changes.settle_recent(at=at)
    new, failed = 0, []
    for trigger in reminder_rules.timed():
        try:
            new += plans.plan(at, only=(trigger.name,))
        except Exception:  # one reminder's fault must not stop the others
            log.exception("could not be planned", reminder=trigger.name)
            failed.append(trigger.name)
    if failed:
        raise SomeFailed(", ".join(failed))
    return new
