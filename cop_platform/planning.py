"""What falls due by itself: each app's sweeps, one after the other, none stopping the others."""

from datetime import datetime

import structlog
from django.utils.module_loading import import_string

# In this order: a lapsed offer frees a seat, which is offered on, which needs its reminders.
SWEEPS = (
    "programs.roles.sweep",
    "intakes.apart.sweep",
    "intakes.offers.expire_due",
    "intakes.allocation.promote_all",
    "intakes.rollovers.sweep",
    "intakes.support_reminders.plan",
    "sessions.beginnings.sweep",
    "sessions.stand_ins.sweep",
    "sessions.signals.sweep",
    "sessions.meetings.tell_of_closed_doors",
    "programs.reminders.rounds.sweep",
    "sessions.feeds.invitations.sweep",
    "sessions.hosting.reminders.sweep",
    "sessions.resources.files.sweep",
    "accounts.leftovers.sweep",
    "cop_platform.retention.nightly",
    "notices.jobs.sweep",
)
log = structlog.get_logger("coalesce.planning")


def plan(*, at: datetime) -> list[str]:
    """Run every sweep as of `at` (aware) and answer with the names of those that failed.

    Each is one or more transactions of its own; a failure is logged and tried again with the
    next call, since every sweep may be run any number of times.
    """
    failed = []
    for name in SWEEPS:
        try:
            import_string(name)(at=at)
        except Exception:  # one sweep's fault must not stop the others
            log.exception("sweep failed", sweep=name)
            failed.append(name)
    return failed
