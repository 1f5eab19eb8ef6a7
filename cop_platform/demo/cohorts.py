"""Cohorts that have begun: one about to meet, one half-way, one finished."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from cop_platform.demo.programs import Ground
from programs.models import (
    Cohort,
    CohortState,
    FacilitatorProfile,
    Membership,
    MembershipState,
    Role,
    RoleKind,
    Seat,
    SeatState,
)
from sessions.models import Attendance, Meeting, Presence, Session, SessionState

FIVE_MINUTES = timedelta(minutes=5)
AT_LEAST = timedelta(minutes=10)
MINUTES = 120
# Who came, over and over: mostly here, now and then not. Deterministic, so that days compare.
PATTERN = (
    Presence.PRESENT,
    Presence.PRESENT,
    Presence.PRESENT,
    Presence.APOLOGY,
    Presence.PRESENT,
    Presence.PART,
    Presence.PRESENT,
    Presence.PRESENT,
    Presence.ABSENT,
)


def next_five_minute_mark(at: datetime) -> datetime:
    """The first five-minute mark at least ten minutes ahead."""
    soonest = at + AT_LEAST
    past_the_mark = timedelta(
        minutes=soonest.minute % 5, seconds=soonest.second, microseconds=soonest.microsecond
    )
    return soonest - past_the_mark + (FIVE_MINUTES if past_the_mark else timedelta())


def bare(ground: Ground, intake: str, community: str, *, facilitator: User, at: datetime) -> Cohort:
    """A published cohort with its 25 free seats and a facilitator."""
    dates = ground.intakes[intake]
    cohort = Cohort.objects.create(
        code=f"demo-{community[:5]}-{intake[:1]}",
        community=ground.communities[community],
        intake=dates,
        name=f"{ground.communities[community].name}, {dates.name.lower()}",
        published=True,
        window_first=dates.sessions_from,
        window_last=dates.sessions_to,
        time_zone=ground.program.time_zone,
        attendance_policy="Come when you can. If you can't, send an apology; nobody asks why.",
    )
    Seat.objects.bulk_create(
        Seat(cohort=cohort, intake=dates, ceiling=cohort.capacity, number=number)
        for number in range(1, cohort.capacity + 1)
    )
    Role.objects.create(
        user=facilitator, kind=RoleKind.FACILITATOR, cohort=cohort, since=at - timedelta(days=250)
    )
    Meeting.objects.create(
        cohort=cohort,
        url=f"{settings.MEETING_ROOM_URL}/",
        dial_in="(03) 5550 0000",
        passcode="2525",
    )
    return cohort


def fill(cohort: Cohort, members: list[User], *, at: datetime, state: CohortState) -> None:
    """Seat these people as members who joined before the first session."""
    joined = at - timedelta(days=210)
    pledge = cohort.community.pledges.get()
    seats = list(cohort.seats.order_by("number")[: len(members)])
    for seat, member in zip(seats, members, strict=True):
        seat.state, seat.holder = SeatState.CONFIRMED, member
    Seat.objects.bulk_update(seats, ["state", "holder"])
    finished = state == CohortState.CLOSED
    Membership.objects.bulk_create(
        Membership(
            cohort=cohort,
            user=member,
            joined_at=joined,
            pledge=pledge,
            pledged_at=joined,
            state=MembershipState.COMPLETED if finished else MembershipState.ACTIVE,
            left_at=at - timedelta(days=30) if finished else None,
        )
        for member in members
    )
    cohort.state = state
    cohort.save(update_fields=["state"])


def meet(cohort: Cohort, starts: list[datetime], *, at: datetime) -> list[Session]:
    """The cohort's sessions at these moments; those that lie behind are held and confirmed."""
    facilitator = cohort.roles.get(kind=RoleKind.FACILITATOR).user
    zone = cohort.intake.program.zone
    made = []
    for number, start in enumerate(starts, 1):
        local = start.astimezone(zone)
        over = start + timedelta(minutes=MINUTES) < at
        made.append(
            Session.objects.create(
                cohort=cohort,
                number=number,
                day=local.date(),
                start=local.time().replace(tzinfo=None),
                time_zone=cohort.time_zone,
                minutes=MINUTES,
                starts_at=start,
                ends_at=start + timedelta(minutes=MINUTES),
                state=SessionState.HELD if over else SessionState.SCHEDULED,
                confirmed_at=start + timedelta(minutes=MINUTES) if over else None,
                confirmed_by=facilitator if over else None,
            )
        )
    for session in made:
        if session.state == SessionState.HELD:
            _attend(session)
    return made


def _attend(session: Session) -> None:
    members = session.cohort.memberships.order_by("id").values_list("user_id", flat=True)
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            user_id=member,
            presence=PATTERN[(place * 5 + session.number * 2) % len(PATTERN)],
            confirmed_at=session.ends_at,
        )
        for place, member in enumerate(members)
    )


def profile(facilitator: User) -> None:
    """What the demo's facilitator brings."""
    FacilitatorProfile.objects.get_or_create(
        user=facilitator,
        defaults={
            "about": "Has held groups like this one for eight years. A demo person.",
            "empathy": "Listens first, and says back what was heard.",
            "tension": "Slows down, names what is in the room, offers a pause.",
            "knowledge": "Ten years of prevention work in local government and schools.",
        },
    )


def every(days: int, *, first: datetime, count: int = 8) -> list[datetime]:
    """So many moments, this many days apart by the wall clock of `first`'s zone."""
    return [first + timedelta(days=days * place) for place in range(count)]
