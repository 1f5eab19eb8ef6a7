"""Roles: what a person may do, in one program or one cohort, for a time.

Nothing else writes `Role`, nor `User.is_staff` and `User.holds_staff_role`, which follow from
it: the desk opens for coordinators, leads and reviewers, and they and facilitators hold a second
factor.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import record
from programs.models import Cohort, Program, Role, RoleKind
from programs.models.people import PROGRAM_ROLES, READING_ROLES, STAFF_ROLES, RoleQuerySet

AN_INSTANT = timedelta(microseconds=1)


class CannotGrant(Exception):
    """A refusal, worded for the coordinator who will read it."""


@transaction.atomic
def grant(
    *,
    user_id: int,
    kind: RoleKind | str,
    by: int | None,
    at: datetime,
    program_id: int | None = None,
    cohort_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Role:
    """Give a person a role from `since` (default `at`) until `until` (default: until ended).

    Asked again while the same role stands, it answers with that one. All times aware.

    :raises CannotGrant: a program's role without a program, a cohort's without a cohort, or a
        role that would end before it begins.
    """
    kind, since = RoleKind(kind), since or at
    check(kind, program_id, cohort_id, since, until)
    user = _lock(user_id)
    standing = (
        Role.objects.filter(user=user, kind=kind, program=program_id, cohort=cohort_id)
        .filter(Q(until=None) | Q(until__gt=at))
        .first()
    )
    if standing is not None and standing.until == until:
        return standing
    role = standing or Role(
        user=user, kind=kind, program_id=program_id, cohort_id=cohort_id, since=since
    )
    role.since, role.until = min(role.since, since), until
    role.save()
    _settle(user, at)
    record.record(f"role.granted.{kind}", role, at=at, by=by, cohort_id=cohort_id)
    return role


def check(
    kind: RoleKind,
    program_id: int | None,
    cohort_id: int | None,
    since: datetime,
    until: datetime | None,
) -> None:
    """Refuse a role that could not be given.

    :raises CannotGrant: it stands in no place, or would end before it begins.
    """
    of_program = kind in PROGRAM_ROLES
    if of_program and (program_id is None or cohort_id is not None):
        raise CannotGrant(_("This role belongs to a program: please choose one."))
    if not of_program and (cohort_id is None or program_id is not None):
        raise CannotGrant(_("This role belongs to a cohort: please choose one."))
    if until is not None and until <= since:
        raise CannotGrant(_("The role would end before it begins."))
    place, pk = (Program, program_id) if of_program else (Cohort, cohort_id)
    if not place._default_manager.filter(pk=pk).exists():
        raise CannotGrant(_("What the role is for is not there any more."))


@transaction.atomic
def stand_in(
    *, user_id: int, cohort_id: int, since: datetime, until: datetime, by: int | None, at: datetime
) -> Role:
    """Let somebody facilitate a cohort from `since` to `until` (aware): a role of its own, which
    leaves their others as they are.

    :raises CannotGrant: they facilitate the cohort in that time already, or it has no length.
    """
    check(RoleKind.FACILITATOR, None, cohort_id, since, until)
    user = _lock(user_id)
    held = Role.objects.filter(user=user, kind=RoleKind.FACILITATOR, cohort=cohort_id)
    if held.filter(Q(until=None) | Q(until__gt=since), since__lt=until).exists():
        raise CannotGrant(_("They facilitate this cohort at that time already."))
    role = Role.objects.create(
        user=user, kind=RoleKind.FACILITATOR, cohort_id=cohort_id, since=since, until=until
    )
    _settle(user, at)
    record.record(f"role.granted.{role.kind}", role, at=at, by=by, cohort_id=cohort_id)
    return role


@transaction.atomic
def shift(*, role_id: int, since: datetime, until: datetime, by: int | None, at: datetime) -> None:
    """Give a role that ends another time (aware), as what it is for has moved."""
    user = _lock(Role.objects.values_list("user_id", flat=True).get(pk=role_id))
    role = Role.objects.select_for_update(of=("self",)).get(pk=role_id)
    role.since, role.until = since, until
    role.save(update_fields=["since", "until"])
    _settle(user, at)
    record.record(f"role.shifted.{role.kind}", role, at=at, by=by, cohort_id=role.cohort_id)


@transaction.atomic
def end(*, role_id: int, by: int | None, at: datetime, reason: str = "") -> Role:
    """End a role at `at` (aware). One that has ended already stays as it is."""
    user = _lock(Role.objects.values_list("user_id", flat=True).get(pk=role_id))
    role = Role.objects.select_for_update(of=("self",)).get(pk=role_id)
    if role.until is not None and role.until <= at:
        return role
    role.until = max(at, role.since + AN_INSTANT)
    role.save(update_fields=["until"])
    _settle(user, role.until)
    record.record(
        f"role.ended.{role.kind}", role, at=at, by=by, cohort_id=role.cohort_id, reason=reason
    )
    return role


def sweep(*, at: datetime) -> int:
    """Bring the flags of everybody whose roles began or ended by the clock up to date; how many
    there were. May be run any number of times."""
    off = list(_with_wrong_flags(at).values_list("pk", flat=True))
    for user_id in off:
        with transaction.atomic():
            _settle(_lock(user_id), at)
    return len(off)


def end_of(last: date, program: Program) -> datetime:
    """The instant a role ends whose last day is `last`: midnight after it, program time."""
    return datetime.combine(last + timedelta(days=1), time(), program.zone)


def _lock(user_id: int) -> User:
    """The person's row: two acts on one person's roles take turns."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise CannotGrant(_("This person is not there any more."))
    return user


def _live(at: datetime, *kinds: RoleKind) -> RoleQuerySet:
    return Role.objects.live(at=at).filter(kind__in=kinds)


def _settle(user: User, at: datetime) -> None:
    """Set the two flags to what the person's roles say at `at`."""
    mine = _live(at, *STAFF_ROLES).filter(user=user)
    user.is_staff = user.is_superuser or mine.filter(kind__in=READING_ROLES).exists()
    user.holds_staff_role = user.is_staff or mine.exists()
    user.save(update_fields=["is_staff", "holds_staff_role"])


def _with_wrong_flags(at: datetime) -> QuerySet[User]:
    mine = Q(user=OuterRef("pk"))
    people = User.objects.annotate(
        desk_due=Exists(_live(at, *READING_ROLES).filter(mine)),
        factor_due=Exists(_live(at, *STAFF_ROLES).filter(mine)),
    )
    at_desk, staff = (
        Q(is_superuser=True) | Q(desk_due=True),
        Q(is_superuser=True) | Q(factor_due=True),
    )
    wrong = (at_desk & Q(is_staff=False)) | (~at_desk & Q(is_staff=True))
    return people.filter(
        wrong | (staff & Q(holds_staff_role=False)) | (~staff & Q(holds_staff_role=True))
    )
