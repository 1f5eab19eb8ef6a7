"""What people tell their cohort about themselves, if they like: shown where they say so alone."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from audit.record import record
from programs import belonging
from programs.models import Cohort, Membership, Role, RoleKind
from sessions import circle
from sessions.models import Introduction, Showing

FIELDS = ("about", "works_on", "ask_me")


def own(user_id: int) -> Introduction | None:
    """Somebody's own."""
    return Introduction.objects.filter(user=user_id).first()


def cohorts_for(user: User, at: datetime) -> list[Cohort]:
    """Where somebody could show theirs: cohorts they are of, as a member or facilitator."""
    return list(
        belonging.cohorts_of(user, at).filter(
            Exists(_memberships().filter(user=user.pk)) | Exists(_roles(at).filter(user=user.pk))
        )
    )


def shown_to(user_id: int) -> set[int]:
    """The cohorts somebody shows theirs to."""
    return {*Showing.objects.filter(introduction__user=user_id).values_list("cohort", flat=True)}


@transaction.atomic
def change(
    *,
    user_id: int,
    about: str,
    works_on: str,
    ask_me: str,
    show_to: Collection[int],
    at: datetime,
) -> Introduction | None:
    """Keep what somebody says and where it is shown; nothing said is nothing kept (None).
    Cohorts they are not of are left out. The same again changes nothing."""
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    said = {"about": about, "works_on": works_on, "ask_me": ask_me}
    there = own(user_id)
    if not any(said.values()):
        if there is not None:
            record("introduction.taken_out", there, at=at, by=user_id)
            there.delete()
        return None
    if there is None:
        there = Introduction.objects.create(user=user, changed_at=at, **said)
        record("introduction.written", there, at=at, by=user_id)
    elif differs := [name for name, value in said.items() if getattr(there, name) != value]:
        for name in differs:
            setattr(there, name, said[name])
        there.changed_at = at
        there.save(update_fields=[*differs, "changed_at"])
        record("introduction.changed", there, at=at, by=user_id)
    _show(there, user, show_to, at)
    return there


def _show(there: Introduction, user: User, show_to: Collection[int], at: datetime) -> None:
    before = shown_to(user.pk)
    may = {cohort.pk for cohort in cohorts_for(user, at)}
    wanted = {*show_to} & may
    hidden = sorted(before - wanted)
    Showing.objects.filter(introduction=there, cohort__in=hidden).delete()
    shown = sorted(wanted - before)
    Showing.objects.bulk_create(Showing(introduction=there, cohort_id=pk, since=at) for pk in shown)
    for _pk in hidden:
        record("introduction.hidden", there, at=at, by=user.pk)
    for _pk in shown:
        record("introduction.shown", there, at=at, by=user.pk)


def seen_in(cohort: Cohort, at: datetime) -> QuerySet[Introduction]:
    """Those shown to a cohort, of people who are of it at `at`, by name."""
    shown = Showing.objects.filter(introduction=OuterRef("pk"), cohort=cohort)
    of_it = Exists(_memberships(cohort)) | Exists(_roles(at, cohort))
    rows = Introduction.objects.filter(Exists(shown)).filter(of_it).select_related("user")
    return rows.order_by("user__display_name", "pk")


def _memberships(cohort: Cohort | None = None) -> QuerySet[Membership]:
    rows = Membership.objects.filter(state__in=circle.INSIDE)
    if cohort is None:
        return rows.filter(cohort=OuterRef("pk"))
    return rows.filter(cohort=cohort, user=OuterRef("user"))


def _roles(at: datetime, cohort: Cohort | None = None) -> QuerySet[Role]:
    rows = Role.objects.live(at=at).filter(kind=RoleKind.FACILITATOR)
    if cohort is None:
        return rows.filter(cohort=OuterRef("pk"))
    return rows.filter(cohort=cohort, user=OuterRef("user"))
