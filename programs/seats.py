"""Cohorts and their numbered seats. A cohort has exactly as many seats as places.

Only this module writes `Seat`, `Cohort.capacity` and `Cohort.published`. Lock order everywhere:
cohort, application, offer, seat; free seats are counted after the cohort is locked. Behind the
lock PostgreSQL refuses a 26th holder by itself (migration 0002, DOMAIN 0.1).
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit import record
from programs import readiness
from programs.models import Cohort, Community, Intake, Seat, SeatState

MOST_PLACES = 200


class CannotChange(Exception):
    """A refusal, worded for the coordinator who will read it."""


class AlreadyHoldsASeat(Exception):
    """The person holds another seat in this intake (DOMAIN 0.6)."""


# ------------------------------------------------- inside somebody's transaction


def lock_cohort(cohort_id: int) -> Cohort:
    """The cohort, locked until the transaction ends: ahead of counting or taking its seats."""
    return (
        Cohort.objects.select_for_update(no_key=True, of=("self",))
        .select_related("community", "intake__program")
        .get(pk=cohort_id)
    )


def hold_lowest_free(cohort: Cohort, holder_id: int) -> Seat | None:
    """Hold the free seat with the lowest number for a person; None if every seat is held.

    The cohort is locked (`lock_cohort`).

    :raises AlreadyHoldsASeat: the person has a live seat or offer in this intake.
    """
    seat = cohort.seats.free().order_by("number").first()
    return hold(seat, holder_id) if seat else None


def hold(seat: Seat, holder_id: int) -> Seat:
    """Hold this free seat for a person. The cohort is locked.

    :raises AlreadyHoldsASeat: the person has a live seat or offer in this intake.
    """
    try:
        with transaction.atomic():
            return _move(seat, SeatState.HELD, holder_id)
    except IntegrityError:
        raise AlreadyHoldsASeat from None


def hold_many(cohort: Cohort, holder_ids: Sequence[int]) -> list[Seat]:
    """Hold the lowest free seats for these people, in their order; fewer than they are when
    fewer are free. Two queries, whatever the numbers. The cohort is locked.

    :raises AlreadyHoldsASeat: one of them has a live seat or offer in this intake.
    """
    found = list(cohort.seats.free().order_by("number")[: len(holder_ids)])
    for seat, holder_id in zip(found, holder_ids, strict=False):
        seat.state, seat.holder_id = SeatState.HELD, holder_id
    try:
        with transaction.atomic():
            Seat.objects.bulk_update(found, ["state", "holder"])
    except IntegrityError:
        raise AlreadyHoldsASeat from None
    return found


def confirm(seat: Seat) -> Seat:
    """Make a held seat its holder's for good. The cohort is locked."""
    return _move(seat, SeatState.CONFIRMED, seat.holder_id)


def free(seat: Seat) -> None:
    """Free a seat. The cohort is locked, and the seat's offer settled: a free seat is a new row,
    so that what pointed at it forgets it.

    An extra seat was one person's: it goes with them, so that nobody else follows above the
    capacity.
    """
    Seat.objects.filter(pk=seat.pk).delete()
    if seat.number <= seat.ceiling:
        Seat.objects.create(
            cohort_id=seat.cohort_id,
            intake_id=seat.intake_id,
            ceiling=seat.ceiling,
            number=seat.number,
        )


def _move(seat: Seat, state: SeatState, holder_id: int | None) -> Seat:
    seat.state, seat.holder_id = state, holder_id
    seat.save(update_fields=["state", "holder"])
    return seat


# ------------------------------------------------- acts


def free_each(cohort_ids: Sequence[int]) -> dict[int, int]:
    """How many seats are free, by cohort; a cohort without one is not in it."""
    free = Seat.objects.free().filter(cohort__in=cohort_ids).order_by()
    return dict(free.values_list("cohort").annotate(n=Count("pk")))


def name_of(community: Community, intake: Intake) -> str:
    """What a cohort is called unless somebody names it."""
    return f"{community.name}, {intake.name}"[:120]


@transaction.atomic
def open_cohort(
    *,
    community_id: int,
    intake_id: int,
    name: str,
    by: int | None,
    at: datetime,
    capacity: int = 25,
    window_first: date | None = None,
    window_last: date | None = None,
) -> Cohort:
    """Make a cohort with its seats. Its window is the intake's unless given.

    :raises CannotChange: community and intake are not one program's, the name is taken, or the
        numbers make no sense.
    """
    community = Community.objects.select_related("program").get(pk=community_id)
    intake = Intake.objects.get(pk=intake_id)
    if community.program_id != intake.program_id:
        raise CannotChange(_("The community and the intake belong to different programs."))
    if Cohort.objects.filter(community=community, intake=intake, name=name).exists():
        raise CannotChange(_("There is a cohort of this name already."))
    first, last = window_first or intake.sessions_from, window_last or intake.sessions_to
    if last < first:
        raise CannotChange(_("The window ends before it begins."))
    cohort = Cohort.objects.create(
        community=community,
        intake=intake,
        name=name,
        capacity=_sane(capacity),
        window_first=first,
        window_last=last,
        time_zone=community.program.time_zone,
    )
    _add_seats(cohort, range(1, capacity + 1))
    record.record("cohort.opened", cohort, at=at, by=by, cohort_id=cohort.pk)
    return cohort


@transaction.atomic
def publish_cohort(*, cohort_id: int, by: int | None, at: datetime) -> Cohort:
    """Show a cohort to applicants. One that is published stays so.

    :raises CannotChange: it has no facilitator with a filled-in profile, or no pledge.
    """
    cohort = lock_cohort(cohort_id)
    if cohort.published:
        return cohort
    if why := readiness.lacks(cohort, at):
        raise CannotChange(why)
    cohort.published = True
    cohort.save(update_fields=["published"])
    record.record("cohort.published", cohort, at=at, by=by, cohort_id=cohort.pk)
    return cohort


@transaction.atomic
def change_capacity(
    *, cohort_id: int, capacity: int, by: int | None, at: datetime, reason: str
) -> Cohort:
    """Give a cohort more places, or fewer (DOMAIN 0.8).

    Up: seats above the capacity become ordinary ones first. Down: only free seats go; nobody is
    evicted, and held seats are numbered anew where their number would lie above.

    :raises CannotChange: more places are held than would be left, no reason, or no sane number.
    """
    # The whole row, not no_key: the seats' foreign keys copy the capacity.
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("community", "intake__program")
        .get(pk=cohort_id)
    )
    if not reason.strip():
        raise CannotChange(_("Please say why, for those who come after you."))
    if _sane(capacity) == cohort.capacity:
        return cohort
    if capacity > cohort.capacity:
        _grow(cohort, capacity)
    else:
        _shrink(cohort, capacity)
    record.record(
        "cohort.capacity_changed", cohort, at=at, by=by, cohort_id=cohort.pk, reason=reason
    )
    return cohort


@transaction.atomic
def add_extra_seat(*, cohort_id: int, reason: str, by: int | None, at: datetime) -> Seat:
    """Add one free seat above the capacity, for one person; freed again, it goes.

    :raises CannotChange: no reason was given.
    """
    cohort = lock_cohort(cohort_id)
    if not reason.strip():
        raise CannotChange(_("Please say why this person needs a place beyond the others."))
    last = cohort.seats.order_by("-number").values_list("number", flat=True).first() or 0
    seat = Seat.objects.create(
        cohort=cohort,
        intake_id=cohort.intake_id,
        ceiling=cohort.capacity,
        number=max(last, cohort.capacity) + 1,
        extra_reason=reason.strip()[:300],
    )
    record.record("seat.extra_added", seat, at=at, by=by, cohort_id=cohort.pk, reason=reason)
    return seat


def _sane(capacity: int) -> int:
    if not 1 <= capacity <= MOST_PLACES:
        raise CannotChange(_("A cohort has between 1 and %(most)d places.") % {"most": MOST_PLACES})
    return capacity


def _add_seats(cohort: Cohort, numbers: range) -> None:
    Seat.objects.bulk_create(
        Seat(cohort=cohort, intake_id=cohort.intake_id, ceiling=cohort.capacity, number=number)
        for number in numbers
    )


def _set_capacity(cohort: Cohort, capacity: int) -> None:
    cohort.capacity = capacity
    cohort.save(update_fields=["capacity"])


def _grow(cohort: Cohort, capacity: int) -> None:
    """Over-booked seats take the first new places; then the rest are made."""
    added = capacity - cohort.capacity
    first_new = cohort.capacity + 1
    extras = list(cohort.seats.filter(number__gt=cohort.capacity).order_by("number")[:added])
    _set_capacity(cohort, capacity)
    for number, seat in enumerate(extras, start=first_new):
        # In ascending order a seat only ever moves down into a number nobody has.
        seat.number, seat.extra_reason = number, ""
        seat.save(update_fields=["number", "extra_reason"])
    _add_seats(cohort, range(first_new + len(extras), capacity + 1))


def _shrink(cohort: Cohort, capacity: int) -> None:
    """Free seats go; held ones move to lower numbers where theirs would lie above."""
    ordinary = cohort.seats.filter(number__lte=cohort.capacity)
    held = ordinary.taken().count()
    if held > capacity:
        raise CannotChange(
            ngettext(
                "%(held)d place is held, so there can't be fewer than that.",
                "%(held)d places are held, so there can't be fewer than that.",
                held,
            )
            % {"held": held}
        )
    moving = list(ordinary.taken().filter(number__gt=capacity).order_by("number"))
    vacated = list(ordinary.free().filter(number__lte=capacity).order_by("number")[: len(moving)])
    numbers = [seat.number for seat in vacated]
    gone = ordinary.free().filter(number__gt=capacity) | ordinary.filter(
        pk__in=[seat.pk for seat in vacated]
    )
    gone.delete()
    for number, seat in zip(numbers, moving, strict=True):
        seat.number = number
        seat.save(update_fields=["number"])
    _set_capacity(cohort, capacity)
