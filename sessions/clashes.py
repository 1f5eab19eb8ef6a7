"""A facilitator who would have to be in two places at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from programs.models import Role, RoleKind
from sessions.models import Session

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Clash:
    """One person, and the session of another cohort that overlaps one of the spans."""

    person: User
    span: Span
    other: Session


def of(cohort_id: int, spans: Iterable[Span]) -> list[Clash]:
    """The times, each from and until (aware), at which a facilitator of this cohort is booked in
    another one, in order; two queries whatever the numbers.

    Who reads it need not belong to the other cohort: show its name to those alone who do.
    """
    wanted = sorted(spans)
    if not wanted:
        return []
    roles = _roles_of_colleagues(cohort_id)
    ours = [role for role in roles if role.cohort_id == cohort_id]
    elsewhere = [role for role in roles if role.cohort_id != cohort_id]
    sessions = _sessions(elsewhere, wanted)
    found = [
        Clash(there.user, span, session)
        for span in wanted
        for session in sessions
        if session.starts_at < span[1] and span[0] < session.ends_at
        for there in elsewhere
        if there.cohort_id == session.cohort_id
        and _in_force(there, session.starts_at)
        and any(here.user_id == there.user_id and _in_force(here, span[0]) for here in ours)
    ]
    return list({(c.person.pk, c.span, c.other.pk): c for c in found}.values())


def _roles_of_colleagues(cohort_id: int) -> list[Role]:
    """All facilitator's roles of the people who facilitate this cohort."""
    people = Role.objects.filter(cohort=cohort_id, kind=RoleKind.FACILITATOR).values("user")
    return list(
        Role.objects.filter(kind=RoleKind.FACILITATOR, user__in=people).select_related("user")
    )


def _sessions(roles: list[Role], spans: list[Span]) -> list[Session]:
    """What takes place in the cohorts of these roles from the first of the spans to the last."""
    if not roles:
        return []
    return list(
        Session.objects.taking_place()
        .filter(
            cohort__in={role.cohort_id for role in roles},
            starts_at__lt=max(span[1] for span in spans),
            ends_at__gt=spans[0][0],
        )
        .select_related("cohort")
    )


def _in_force(role: Role, moment: datetime) -> bool:
    return role.since <= moment and (role.until is None or moment < role.until)
