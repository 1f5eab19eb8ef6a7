"""What a change comes to, in words, before it is made: dates, who is told, what to mind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs import calendar as program_calendar
from programs.models import Cohort, RoleKind
from sessions import audience, clashes, local_times
from sessions.audience import MEMBER, Audience
from sessions.changes import SOON, Change
from sessions.models import Session
from sessions.plans import Dated


@dataclass(frozen=True)
class Told:
    """Who will be told, in words."""

    audience: Audience
    counts: tuple[str, ...]  # "20 members", "2 facilitators"
    soon: bool  # within a day: mails leave at once and calls come first

    @classmethod
    def of(
        cls, cohort_id: int, at: datetime, *, sessions: Sequence[int] = (), soon: bool = False
    ) -> "Told":
        """Of a change to these sessions of a cohort."""
        found = audience.of(cohort_id, at, sessions)
        words = tuple(_count(kind, number) for kind, number in found.counts.items() if number)
        return cls(found, words, soon)


def _count(kind: str, number: int) -> str:
    words = {
        MEMBER: ngettext("%d member", "%d members", number),
        RoleKind.FACILITATOR.value: ngettext("%d facilitator", "%d facilitators", number),
        RoleKind.HOST.value: ngettext("%d host", "%d hosts", number),
        RoleKind.GUEST.value: ngettext("%d guest", "%d guests", number),
        RoleKind.RECORDER.value: ngettext("%d recorder", "%d recorders", number),
    }
    return words[kind] % number


@dataclass(frozen=True)
class Looked:
    """One act, looked at before it is made."""

    changes: tuple[Change, ...]
    told: Told
    warnings: tuple[str, ...]

    @classmethod
    def at(
        cls, cohort: Cohort, changes: Sequence[Change], at: datetime, theirs: QuerySet[Cohort]
    ) -> "Looked":
        """What these changes to a cohort come to.

        :param theirs: the cohorts the reader may know by name.
        """
        soon = any(change.earliest <= at + SOON for change in changes)
        numbers = [change.session.pk for change in changes if change.session.pk]
        told = Told.of(cohort.pk, at, sessions=numbers, soon=soon)
        sessions = [change.session for change in changes]
        warnings = (*in_the_way(cohort, sessions), *booked_twice(cohort, sessions, theirs))
        return cls(tuple(changes), told, warnings)


def in_the_way(cohort: Cohort, sessions: Sequence[Session | Dated]) -> list[str]:
    """What a session would fall into: a break, a public holiday. A person may want it so."""
    days = program_calendar.of(cohort.intake.program)

    def obstacle(day: date) -> str:
        rest = days.pause(day)
        return rest.name if rest else (days.holiday(day) or "")

    words = _("%(day)s: %(why)s")
    return [
        words % {"day": local_times.day_words(session.day), "why": obstacle(session.day)}
        for session in sessions
        if obstacle(session.day)
    ]


def booked_twice(cohort: Cohort, spans: Sequence[Any], theirs: QuerySet[Cohort]) -> list[str]:
    """Facilitators who would be in two places at once.

    :param spans: sessions or dates of this cohort, with `starts_at` and `ends_at`.
    """
    found = clashes.of(cohort.pk, [(span.starts_at, span.ends_at) for span in spans])
    known = set(theirs.values_list("pk", flat=True)) if found else set()
    words = _("%(person)s facilitates %(other)s on %(day)s at %(time)s.")
    elsewhere = _("another cohort")
    zone = local_times.zone_named(cohort.time_zone)
    lines = []
    for clash in found:
        there = clash.other.starts_at.astimezone(zone)
        lines.append(
            words
            % {
                "person": clash.person,
                "other": clash.other.cohort if clash.other.cohort_id in known else elsewhere,
                "day": local_times.day_words(there.date()),
                "time": local_times.time_words(there.time()),
            }
        )
    return lines
