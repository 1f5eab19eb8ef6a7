"""One mail a week for those who want it, when there is something new where they belong.

It falls due on their weekday, at their time, where they are; whether there is anything new is
asked right before it leaves. It says no word of what was written, nor by whom.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from audit.record import record
from programs.models import Cohort, CohortState, Membership, MembershipState, Role, RoleKind
from programs.reminder_rules import Ask, Recipient, Thing
from sessions.models import LastSeen, Nudge, Post, Reply, Resource
from sessions.resources import passing

NUDGE = "sessions.nudge"
GOOD_FOR = timedelta(hours=10)
A_WEEK = timedelta(days=7)
CHUNK = 500


def own(user_id: int) -> Nudge | None:
    """What somebody chose; None: no mail."""
    return Nudge.objects.filter(user=user_id).first()


@transaction.atomic
def choose(*, user_id: int, wanted: bool, weekday: int, clock: time, at: datetime) -> Nudge | None:
    """Have the weekly mail on this weekday (0 is Monday) at this time of the person's own zone,
    or not. The same again changes nothing."""
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    there = own(user_id)
    if not wanted:
        if there is not None:
            record("nudge.off", there, at=at, by=user_id)
            there.delete()
        return None
    if there is None:
        there = Nudge.objects.create(user_id=user_id, weekday=weekday, clock=clock, since=at)
        record("nudge.on", there, at=at, by=user_id)
    elif (there.weekday, there.clock) != (weekday, clock):
        there.weekday, there.clock = weekday, clock
        there.save(update_fields=["weekday", "clock"])
        record("nudge.changed", there, at=at, by=user_id)
    return there


# -- What falls due --------------------------------------------------------------------------------


def due(ask: Ask) -> Iterator[Thing]:
    """Each week's moment of everybody who wants one, within what is asked."""
    rows = Nudge.objects.filter(user__is_active=True).annotate(program=_program())
    rows = rows.filter(program__isnull=False).select_related("user").order_by("pk")
    if ask.program_id is not None:
        rows = rows.filter(program=ask.program_id)
    if ask.user_id is not None:
        rows = rows.filter(user=ask.user_id)
    for nudge in rows.iterator(chunk_size=CHUNK):
        for moment in moments(nudge, ask.first, ask.last):
            yield Thing(
                object_id=nudge.pk,
                program_id=nudge.program,
                when=moment,
                until=moment + GOOD_FOR,
                version=moment.date().isoformat(),
                since=nudge.since,
            )


def moments(nudge: Nudge, first: datetime, last: datetime) -> Iterator[datetime]:
    """When it falls due after `first` and up to `last`, in the person's own zone."""
    zone = ZoneInfo(nudge.user.time_zone or settings.TIME_ZONE)
    day = first.astimezone(zone).date()
    day += timedelta(days=(nudge.weekday - day.weekday()) % 7)
    while (moment := _on(day, nudge.clock, zone)) <= last:
        if moment > first:
            yield moment
        day += A_WEEK


def _on(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)


def whom(things: Sequence[Thing], ask: Ask) -> Mapping[int, Sequence[Recipient]]:
    """Whose nudge it is."""
    rows = Nudge.objects.filter(pk__in=[thing.object_id for thing in things])
    return {nudge.pk: [Recipient(nudge.user_id, nudge.since)] for nudge in rows}


def _program() -> Coalesce:
    """The program of the newest cohort that somebody is of."""
    members = Membership.objects.filter(
        user=OuterRef("user"), state=MembershipState.ACTIVE
    ).exclude(cohort__state=CohortState.CLOSED)
    leading = Role.objects.filter(user=OuterRef("user"), kind=RoleKind.FACILITATOR, until=None)
    program = "cohort__intake__program"
    return Coalesce(
        Subquery(members.order_by("-joined_at").values(program)[:1]),
        Subquery(leading.order_by("-since").values(program)[:1]),
    )


# -- Whether there is anything new -----------------------------------------------------------------


def with_news(user_id: int, at: datetime) -> list[Cohort]:
    """Cohorts somebody is of with something new by others since they last looked, or since they
    wanted the mail; those they muted are left out. One query."""
    since = Subquery(Nudge.objects.filter(user=user_id).values("since")[:1])
    marks = LastSeen.objects.filter(cohort=OuterRef("pk"), user=user_id)
    board = Greatest(Subquery(marks.values("board_at")[:1]), since)
    shelf = Greatest(Subquery(marks.values("resources_at")[:1]), since)
    posts = _new(Post.objects.filter(cohort=OuterRef("pk")), user_id, "board_since")
    replies = _new(
        Reply.objects.filter(post__cohort=OuterRef("pk"), post__gone_at=None),
        user_id,
        "board_since",
    )
    resources = _new(Resource.objects.filter(cohort=OuterRef("pk")), user_id, "shelf_since")
    arrived = (
        passing.arrived(at)
        .filter(cohort=OuterRef("pk"), agreed_at__gt=OuterRef("shelf_since"))
        .exclude(resource__by=user_id)
    )
    return list(
        _cohorts_of(user_id, at)
        .exclude(Exists(marks.filter(muted=True)))
        .annotate(board_since=board, shelf_since=shelf)
        .filter(Exists(posts) | Exists(replies) | Exists(resources) | Exists(arrived))
        .order_by("pk")
    )


def _new(rows: QuerySet[Any], user_id: int, since: str) -> QuerySet[Any]:
    return rows.filter(gone_at=None, at__gt=OuterRef(since)).exclude(by=user_id)


def _cohorts_of(user_id: int, at: datetime) -> QuerySet[Cohort]:
    members = Membership.objects.filter(
        cohort=OuterRef("pk"), user=user_id, state=MembershipState.ACTIVE
    )
    leads = Role.objects.live(at=at).filter(
        cohort=OuterRef("pk"), user=user_id, kind=RoleKind.FACILITATOR
    )
    return Cohort.objects.filter(Exists(members) | Exists(leads))
