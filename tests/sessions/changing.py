"""A year of cohorts in several zones, whose dates and members change at random, and what is found
wrong with the mails that leave. The clock is injected: a year passes in seconds."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from notices import delivery
from notices.models import OPEN_STATES, Notice, NoticeState
from programs import memberships
from programs.models import Cohort, Membership, MembershipState, RoleKind
from sessions import additions, changes, reminders, schedules, shifts
from sessions.changes import CHANGED, CannotChange
from sessions.models import Session, SessionState
from sessions.plans import Inputs
from sessions.reminders import REMINDER
from tests.factories import CohortFactory, MeetingFactory, MembershipFactory, RoleFactory

ZONES = ("Australia/Melbourne", "Europe/London", "America/New_York", "Europe/Sofia")
BEGIN = datetime(2024, 9, 17, tzinfo=UTC)
END = datetime(2025, 5, 10, tzinfo=UTC)
DAY = timedelta(days=1)
# A reminder may leave some days early: over a weekend, over Easter and what is beside it.
EARLIER = timedelta(days=6)


@dataclass
class Year:
    """Cohorts, a clock, and the troubles found."""

    clock: Any
    dice: random.Random
    until: datetime = END
    cohorts: list[Cohort] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    told: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    expected: set[tuple[int, int, int]] = field(default_factory=set)
    # Of each session changed since the last drain, who was there.
    hearing: dict[int, set[int]] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    acts: int = 0
    sent: int = 0

    def populate(self, members: int) -> None:
        """A cohort in each zone, meeting every other Wednesday at ten."""
        self.clock.move_to(BEGIN)
        for zone in ZONES:
            cohort = CohortFactory(
                time_zone=zone, window_first=date(2024, 9, 1), window_last=date(2025, 6, 30)
            )
            MeetingFactory(cohort=cohort)
            RoleFactory(cohort=cohort, kind=RoleKind.HOST, since=BEGIN, user__time_zone=zone)
            for _each in range(members):
                self.joins(cohort, BEGIN)
            inputs = Inputs(date(2024, 10, 2), time(10), rhythm="weeks", count=16)
            schedules.publish(cohort_id=cohort.pk, by=None, at=BEGIN, inputs=inputs)
            self.cohorts.append(cohort)

    def run(self, acts: int) -> None:
        """Let the days pass. What happens comes after a reminder was written and before it leaves,
        more often than not: that is where a stale one could slip through."""
        at = BEGIN
        days = (self.until - BEGIN).days
        while at < self.until:
            self.clock.move_to(at)
            reminders.plan(at)
            likely = 2 if self.near() else 0.5
            for _each in range(self.how_many(likely * acts / days)):
                self.act(at)
            self.pass_a_day(at)
            at += DAY

    def how_many(self, often: float) -> int:
        """A whole number, so often on average."""
        return int(often) + (self.dice.random() < often % 1)

    def pass_a_day(self, at: datetime) -> None:
        """Drain at each moment at which something falls due."""
        while (due := self.next_due()) and due <= at + DAY:
            self.clock.move_to(max(due, at))
            self.drain(max(due, at))

    def next_due(self) -> datetime | None:
        """When the next of what is open may leave."""
        found = Notice.objects.filter(state__in=OPEN_STATES).values_list("due_at", "retry_at")
        return min((max(due, retry or due) for due, retry in found), default=None)

    def drain(self, at: datetime) -> None:
        delivery.drain(at=at, worker="year", limit=10_000)
        self.look(at)

    # -- What happens --------------------------------------------------------------------------

    def act(self, at: datetime) -> None:
        """One act at random; some are refused."""
        near = self.near()
        cohort = self.dice.choice(near).cohort if near else self.dice.choice(self.cohorts)
        before = versions(cohort)
        with suppress(CannotChange):
            self.dice.choice([*[self.move] * 3, *self.others()])(cohort, at)
        reminders.plan(at)
        self.acts += 1
        now = versions(cohort)
        for pk in (pk for pk, version in now.items() if before.get(pk) != version):
            self.hearing[pk] = self.hears(cohort, at)
        if self.dice.random() < 0.7:  # else the next act comes before the drain
            self.drain(at)

    def others(self) -> list[Callable[[Cohort, datetime], None]]:
        return [self.cancel, self.shift, self.add, self.split, self.leaves, self.joins]

    def near(self) -> list[Session]:
        """Sessions of which a reminder is about to leave."""
        open_ones = Notice.objects.filter(kind=REMINDER, state__in=OPEN_STATES)
        found = Session.objects.filter(pk__in=open_ones.values("object_id"))
        return list(found.select_related("cohort").order_by("pk"))

    def some(self, cohort: Cohort, at: datetime) -> Session:
        found = [one for one in self.near() if one.cohort_id == cohort.pk and one.starts_at > at]
        if not found or self.dice.random() < 0.3:
            found = list(cohort.sessions.filter(starts_at__gt=at).order_by("pk"))
        if not found:
            raise CannotChange("over")
        return self.dice.choice(found)

    def wish(self) -> dict[str, Any]:
        return {
            "start": time(self.dice.choice([2, 7, 9, 10, 14, 20]), self.dice.choice([0, 30])),
            "minutes": self.dice.choice([60, 90, 120]),
        }

    def some_day(self, near: date) -> date:
        return near + timedelta(days=self.dice.randint(-9, 12))

    def move(self, cohort: Cohort, at: datetime) -> None:
        session = self.some(cohort, at)
        day = self.some_day(session.day)
        changes.move(session_id=session.pk, day=day, by=None, at=at, **self.wish())

    def cancel(self, cohort: Cohort, at: datetime) -> None:
        changes.cancel(session_id=self.some(cohort, at).pk, by=None, at=at)

    def shift(self, cohort: Cohort, at: datetime) -> None:
        session = self.some(cohort, at)
        to = session.day + timedelta(days=self.dice.choice([-2, 1, 2, 7]))
        shifts.shift(session_id=session.pk, to=to, by=None, at=at)

    def add(self, cohort: Cohort, at: datetime) -> None:
        day = self.some_day(self.some(cohort, at).day)
        additions.add(cohort_id=cohort.pk, day=day, by=None, at=at, **self.wish())

    def split(self, cohort: Cohort, at: datetime) -> None:
        session = self.some(cohort, at)
        day = self.some_day(session.day)
        additions.split(
            session_id=session.pk, first_minutes=45, day=day, by=None, at=at, **self.wish()
        )

    def leaves(self, cohort: Cohort, at: datetime) -> None:
        users = list(active(cohort))
        if len(users) > 1:
            memberships.remove(
                cohort_id=cohort.pk, user_id=self.dice.choice(users), by=None, at=at, reason="So."
            )

    def joins(self, cohort: Cohort, at: datetime) -> None:
        MembershipFactory(cohort=cohort, joined_at=at, user__time_zone=cohort.time_zone)

    # -- What left -----------------------------------------------------------------------------

    def hears(self, cohort: Cohort, at: datetime) -> set[int]:
        return set(changes.told(cohort.pk, at).values_list("pk", flat=True))

    def look(self, at: datetime) -> None:
        """What left at this moment must be right at this moment."""
        left = Notice.objects.filter(
            kind__in=(REMINDER, CHANGED), state=NoticeState.SENT, sent_at__gte=at - DAY
        ).exclude(pk__in=self.seen)
        for notice in left:
            self.seen.add(notice.pk)
            self.sent += 1
            (self.look_at_reminder if notice.kind == REMINDER else self.look_at_change)(notice, at)
        self.expect(at)

    def look_at_reminder(self, notice: Notice, at: datetime) -> None:
        session = Session.objects.get(pk=notice.object_id or 0)
        due = notice.due_at.astimezone(session.zone)
        latest = session.day - timedelta(days=notice.data["days"])
        clock = min(max(session.start, time(8)), time(18, 30))
        right = (
            session.state == SessionState.SCHEDULED
            and session.starts_at > at
            and notice.recipient_id in active(session.cohort)
            and latest - EARLIER <= due.date() <= latest
            and due.time() == clock
        )
        if not right:
            self.stale.append(f"reminder {notice.key} at {at}")

    def look_at_change(self, notice: Notice, at: datetime) -> None:
        if notice.recipient_id not in self.hears(Cohort.objects.get(pk=notice.cohort_id or 0), at):
            self.stale.append(f"change {notice.key} to somebody who is gone")
        for change in notice.data["changes"]:
            session = Session.objects.get(pk=change["session"])
            if session.version == change["version"]:
                self.told[notice.recipient_id or 0, session.pk, session.version] += 1

    def expect(self, at: datetime) -> None:
        """Who was there at the act and still is has heard of it by now."""
        for session in Session.objects.filter(pk__in=self.hearing).select_related("cohort"):
            people = self.hearing[session.pk] & self.hears(session.cohort, at)
            self.expected |= {(person, session.pk, session.version) for person in people}
        self.hearing = {}

    def missing(self) -> list[str]:
        """Reminders of sessions that stood for two weeks, which somebody did not get once each."""
        sent = Counter(
            Notice.objects.filter(kind=REMINDER, state=NoticeState.SENT).values_list(
                "object_id", "recipient", "data__days", "data__version"
            )
        )
        stood = Session.objects.filter(state=SessionState.SCHEDULED, starts_at__lt=self.until)
        return [
            f"session {session.pk}, person {user}, {days} days: {count}"
            for session in stood.select_related("cohort")
            if session.dated_at and session.dated_at < session.starts_at - 15 * DAY
            for user in joined_before(session.cohort, session.starts_at - 15 * DAY)
            for days in (7, 1)
            if (count := sent[session.pk, user, days, session.version]) != 1
        ]

    def troubles(self) -> dict[str, int]:
        """How much was wrong, by what it was."""
        return {
            "stale": len(self.stale),
            "twice": sum(count > 1 for count in self.told.values()),
            "untold": len(self.expected - set(self.told)),
            "missing": len(self.missing()),
        }


def versions(cohort: Cohort) -> dict[int, int]:
    """The versions of a cohort's sessions."""
    return dict(cohort.sessions.values_list("pk", "version"))


def active(cohort: Cohort) -> set[int]:
    """Who is a member now."""
    found = Membership.objects.filter(cohort=cohort, state=MembershipState.ACTIVE)
    return set(found.values_list("user", flat=True))


def joined_before(cohort: Cohort, moment: datetime) -> list[int]:
    """Who had joined by then and never left."""
    found = cohort.memberships.filter(state=MembershipState.ACTIVE, joined_at__lt=moment)
    return list(found.values_list("user", flat=True))


def a_year(clock: Any, *, members: int, acts: int, seed: int, until: datetime = END) -> Year:
    """Let one pass, or as much of it."""
    year = Year(clock, random.Random(seed), until)
    year.populate(members)
    year.run(acts)
    return year


__all__ = ["ZONES", "Year", "a_year"]
