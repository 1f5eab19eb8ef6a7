"""Inviting somebody by mail to a role: who accepts has it, as long as who invited still may."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import invitations
from accounts.models import Invitation, User
from programs import belonging, roles
from programs.models import Cohort, Program, RoleKind

PURPOSE = "programs.role"
TO_WHAT = {
    RoleKind.COORDINATOR: _("Coordinate %(program)s"),
    RoleKind.PROGRAM_LEAD: _("Lead %(program)s"),
    RoleKind.FUNDER: _("See how %(program)s fares, as one who funds it"),
    RoleKind.REVIEWER: _("Read applications of %(program)s"),
    RoleKind.FACILITATOR: _("Facilitate a cohort of %(program)s"),
    RoleKind.HOST: _("Host a cohort of %(program)s"),
    RoleKind.RECORDER: _("Record for a cohort of %(program)s"),
    RoleKind.GUEST: _("Be a guest of a cohort of %(program)s"),
}


@transaction.atomic
def invite(
    *,
    email: str,
    kind: RoleKind | str,
    by: int,
    at: datetime,
    program_id: int | None = None,
    cohort_id: int | None = None,
    until: datetime | None = None,
) -> Invitation:
    """Invite whoever has this address to a role; asked again, the same invitation.

    :raises roles.CannotGrant: the role could not be given.
    :raises invitations.TooMany: many invitations have gone out today.
    """
    roles.check(RoleKind(kind), program_id, cohort_id, at, until)
    payload = {
        "kind": str(RoleKind(kind)),
        "program": program_id,
        "cohort": cohort_id,
        "until": until.isoformat() if until else None,
    }
    return invitations.invite(email=email, purpose=PURPOSE, payload=payload, by=by, at=at)


def describe(payload: dict[str, Any]) -> str:
    """What it invites to, for who opens the link: no cohort's name."""
    program = _program(payload)
    return str(TO_WHAT[RoleKind(payload["kind"])] % {"program": program or _("a program")})


def accepted(*, user_id: int, payload: dict[str, Any], by: int, at: datetime) -> str:
    """Give the role to who accepted; the page to go to. Nothing is given in the name of somebody
    who may not give it any more, or once its time is over."""
    kind, until = RoleKind(payload["kind"]), payload["until"]
    ends = datetime.fromisoformat(until) if until else None
    if not _may_still_give(by, payload, at) or (ends and ends <= at):
        return reverse("pages:next")
    roles.grant(
        user_id=user_id,
        kind=kind,
        program_id=payload["program"],
        cohort_id=payload["cohort"],
        until=ends,
        by=by,
        at=at,
    )
    return reverse("programs:profile" if kind == RoleKind.FACILITATOR else "pages:next")


def waiting_for(cohort_ids: list[int], at: datetime) -> dict[int, list[str]]:
    """Addresses invited to facilitate these cohorts that have not answered, by cohort."""
    found: dict[int, list[str]] = {}
    open_ones = Invitation.objects.open().filter(
        purpose=PURPOSE,
        payload__kind=str(RoleKind.FACILITATOR),
        payload__cohort__in=cohort_ids,
        expires_at__gt=at,
    )
    for cohort_id, email in open_ones.order_by("pk").values_list("payload__cohort", "email"):
        found.setdefault(cohort_id, []).append(email)
    return found


def _program(payload: dict[str, Any]) -> Program | None:
    if payload["program"] is not None:
        return Program.objects.filter(pk=payload["program"]).first()
    cohort = Cohort.objects.select_related("intake__program").filter(pk=payload["cohort"]).first()
    return cohort.intake.program if cohort else None


def _may_still_give(by: int, payload: dict[str, Any], at: datetime) -> bool:
    inviter, program = User.objects.get(pk=by), _program(payload)
    if program is None or not inviter.is_active:
        return False
    return belonging.programs_coordinated(inviter, at).filter(pk=program.pk).exists()
