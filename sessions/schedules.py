"""Publishing a cohort's schedule, and reading its sessions.

Published again, a schedule changes nothing; after edits, it changes what differs, raises the
version of what moved and owes one notice to everybody concerned.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit import record
from programs.models import Cohort
from sessions import changes
from sessions.changes import Change
from sessions.drafts import Act, Draft, Intent, draft
from sessions.feeds import invitations
from sessions.feeds.invitations import Scope
from sessions.models import Schedule, Session, SessionState
from sessions.plans import Dated, Inputs, Trouble

DATE_FIELDS = ("day", "start", "fold", "time_zone", "minutes", "starts_at", "ends_at")


class CannotPublish(Exception):
    """A refusal with what stands in the way, worded for the coordinator."""

    def __init__(self, *trouble: Trouble) -> None:
        super().__init__(" ".join(found.words for found in trouble))
        self.trouble = trouble


class NothingToPublish(Exception):
    """The cohort has no schedule yet."""


@transaction.atomic
def publish(
    *,
    cohort_id: int,
    by: int | None,
    at: datetime,
    inputs: Inputs | None = None,
    days: Mapping[int, date] | None = None,
    stamp: int | None = None,
) -> list[Session]:
    """Write a cohort's sessions as its schedule has them; published again, nothing changes.

    :param inputs: a new schedule; without it the saved one is published.
    :param days: days chosen by hand, by number; without them those of the plan.
    :param stamp: of the draft the asker saw.
    :raises NothingToPublish: the cohort has no schedule and none was given.
    :raises CannotPublish: something stands in the way; nothing was saved.
    """
    cohort = (
        Cohort.objects.select_for_update(no_key=True, of=("self",))
        .select_related("intake__program")
        .get(pk=cohort_id)
    )
    inputs = inputs or saved_inputs(cohort)
    if inputs is None:
        raise NothingToPublish
    found = draft(cohort, inputs, at=at, days=days)
    if found.trouble:
        raise CannotPublish(*found.trouble)
    if found.writes and stamp not in (None, found.stamp):
        words = _("The dates were changed a moment ago. Please look at them again.")
        raise CannotPublish(Trouble("", words))
    written = [_write(intent, cohort, by=by, at=at) for intent in found.writes]
    _save(found, cohort, by=by, at=at)
    if found.news:
        changes.tell(written, at=at)
    invitations.settle(Scope(cohort_id=cohort_id), at=at)
    return sessions_of(cohort)


def saved_inputs(cohort: Cohort) -> Inputs | None:
    """What was typed when the cohort's schedule was last published, or None."""
    saved = Schedule.objects.filter(cohort=cohort).first()
    return Inputs.of(saved) if saved else None


def sessions_of(cohort: Cohort) -> list[Session]:
    """All sessions of a cohort in the order they take place, called off ones among them."""
    return list(Session.objects.filter(cohort=cohort).order_by("starts_at", "number"))


def backfill_cutoff(cohort: Cohort) -> datetime | None:
    """After this moment nobody joins (DOMAIN 0.9): the cohort's own, else the second session's
    start; None while there is no second session."""
    return backfill_cutoffs([cohort])[cohort.pk]


def backfill_cutoffs(cohorts: Sequence[Cohort]) -> dict[int, datetime | None]:
    """The same for many cohorts, by their ids, in one query."""
    open_ones = [cohort.pk for cohort in cohorts if not cohort.backfill_until]
    starts: dict[int, list[datetime]] = {pk: [] for pk in open_ones}
    found = (
        Session.objects.taking_place().counted().filter(cohort__in=open_ones) if open_ones else ()
    )
    for session in found:
        starts[session.cohort_id].append(session.starts_at)
    seconds = {pk: next(iter(sorted(days)[1:2]), None) for pk, days in starts.items()}
    return {cohort.pk: cohort.backfill_until or seconds.get(cohort.pk) for cohort in cohorts}


def _write(intent: Intent, cohort: Cohort, *, by: int | None, at: datetime) -> Change:
    """Write what becomes of one number; what people would be told of it."""
    if intent.session is None:
        session = Session(
            cohort=cohort, number=intent.number, dated_at=at, by_hand=intent.by_hand,
            **_dates(intent.date),
        )  # fmt: skip
        session.save(force_insert=True)
        record.record("session.scheduled", session, at=at, by=by, cohort_id=cohort.pk)
        return Change(session, None)
    session, was = intent.session, intent.session.starts_at
    if intent.act is Act.CANCEL:
        session.state = SessionState.CANCELLED
    else:
        session.by_hand = intent.by_hand
        for name, value in _dates(intent.date).items():
            setattr(session, name, value)
    changes.save_change(session, at=at)
    verb = "session.cancelled" if intent.act is Act.CANCEL else "session.moved"
    record.record(verb, session, at=at, by=by, cohort_id=cohort.pk)
    return Change(session, was)


def _dates(found: Dated | Session) -> dict[str, object]:
    return {name: getattr(found, name) for name in DATE_FIELDS}


def _save(found: Draft, cohort: Cohort, *, by: int | None, at: datetime) -> None:
    """Keep the schedule as it was published."""
    outline = found.outline
    values = vars(outline.inputs) | {
        "first_number": outline.first_number,
        "days": list(outline.inputs.days),
    }
    saved = Schedule.objects.filter(cohort=cohort, **values).first()
    if saved and not found.writes:
        return
    schedule, _made = Schedule.objects.update_or_create(cohort=cohort, defaults=values)
    record.record("schedule.published", schedule, at=at, by=by, cohort_id=cohort.pk)
