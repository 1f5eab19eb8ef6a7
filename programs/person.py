"""What programs know of a person, for coordinators of those programs; nothing confidential."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from accounts.person_facts import Fact
from programs.models import Cohort, Community, Membership, MembershipState, Program, Role

URGENCY = 7


def people_of(program_ids: Collection[int]) -> Q:
    """Those among users who belong to these programs: members, and whoever holds a role."""
    roles = Role.objects.filter(user=OuterRef("pk"))
    members = Membership.objects.filter(
        user=OuterRef("pk"), cohort__intake__program__in=program_ids
    )
    return Q(
        Exists(members)
        | Exists(roles.filter(program__in=program_ids))
        | Exists(roles.filter(cohort__intake__program__in=program_ids))
    )


def facts(user_id: int, at: datetime, program_ids: Collection[int]) -> list[Fact]:
    """Memberships and roles in these programs, the newest first; two queries."""
    return [*_memberships(user_id, program_ids), *_roles(user_id, at, program_ids)]


def _memberships(user_id: int, program_ids: Collection[int]) -> list[Fact]:
    rows = (
        Membership.objects.filter(user=user_id, cohort__intake__program__in=program_ids)
        .select_related("cohort__intake__program")
        .order_by("-joined_at", "-pk")
    )
    return [_membership(row) for row in rows]


def _membership(row: Membership) -> Fact:
    active = row.state == MembershipState.ACTIVE
    return Fact(
        title=_("Member of %(cohort)s") % {"cohort": row.cohort},
        state="settled" if active else "quiet",
        words=row.get_state_display(),
        url=reverse("admin:programs_membership_change", args=[row.pk]),
        action=lazy("Membership"),
        due_at=row.left_at or row.joined_at,
        due_words=lazy("Left") if row.left_at else lazy("Joined"),
        zone=row.cohort.intake.program.time_zone,
        next_step=_("Comes to the sessions of %(cohort)s.") % {"cohort": row.cohort}
        if active
        else "",
        urgency=URGENCY,
    )


def _roles(user_id: int, at: datetime, program_ids: Collection[int]) -> list[Fact]:
    here = Q(program__in=program_ids) | Q(cohort__intake__program__in=program_ids)
    rows = (
        Role.objects.filter(here, user=user_id)
        .select_related("program", "cohort__intake__program")
        .order_by("-since", "-pk")
    )
    return [_role(row, at) for row in rows]


def _role(row: Role, at: datetime) -> Fact:
    over = row.until is not None and row.until <= at
    program = row.program or (row.cohort.intake.program if row.cohort else None)
    return Fact(
        title=f"{row.get_kind_display()}: {row.cohort or row.program}".capitalize(),
        state="quiet" if over else "settled",
        words=lazy("over") if over else lazy("in force"),
        url=reverse("admin:programs_role_change", args=[row.pk]),
        action=lazy("Role"),
        due_at=row.until or row.since,
        due_words=lazy("Until") if row.until else lazy("Since"),
        zone=program.time_zone if program else "",
    )


def members_of(cohort_id: int, program_ids: Collection[int]) -> list[int]:
    """The ids of a cohort's active members, if the cohort is of these programs."""
    rows = Membership.objects.active().filter(
        cohort=cohort_id, cohort__intake__program__in=program_ids
    )
    return list(rows.order_by("pk").values_list("user_id", flat=True))


def active_in(user_ids: Collection[int]) -> list[User]:
    """Of these people whoever has an account in use, by name."""
    return list(User.objects.filter(pk__in=user_ids, is_active=True).order_by("display_name", "pk"))


def program_of_cohort(cohort_id: int) -> int | None:
    """The program of a cohort."""
    found = Cohort.objects.filter(pk=cohort_id).values_list("intake__program_id", flat=True)
    return found.first()


def programs_of_cohorts(cohort_ids: Collection[int]) -> dict[int, int]:
    """The program of each cohort."""
    rows = Cohort.objects.filter(pk__in=cohort_ids)
    return dict(rows.values_list("pk", "intake__program_id"))


def telling_names(program_id: int) -> list[str]:
    """What a program is called, and all that is in it: no subject may say any of it."""
    names = Program.objects.filter(pk=program_id).values_list("name", "organisation")
    communities = Community.objects.filter(program=program_id).values_list("name", flat=True)
    cohorts = Cohort.objects.filter(intake__program=program_id).values_list("name", flat=True)
    return [name for row in names for name in row] + [*communities, *cohorts]


def programs_of(user_id: int, program_ids: Collection[int]) -> set[int]:
    """Of these programs those in which somebody is a member or holds a role; two queries."""
    members = Membership.objects.filter(user=user_id, cohort__intake__program__in=program_ids)
    roles = Role.objects.filter(user=user_id)
    found = {*members.values_list("cohort__intake__program_id", flat=True)}
    for program, by_cohort in roles.values_list("program_id", "cohort__intake__program_id"):
        found |= {program, by_cohort}
    return {pk for pk in found if pk is not None and pk in set(program_ids)}
