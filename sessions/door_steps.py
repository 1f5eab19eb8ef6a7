"""What waits for a facilitator about attendance: wishes to be contacted, misses, corrections.

No names: this page is read over shoulders, and each step leads to where they stand.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step
from programs.models import Role, RoleKind
from sessions import corrections, misses, signals
from sessions.models import Session

TODAY = 1
SHOWN = 20


def for_facilitator(user: User, at: datetime) -> list[Step]:
    """One query for whoever facilitates nothing; eight at most."""
    roles = Role.objects.live(at=at).filter(user=user.pk, kind=RoleKind.FACILITATOR)
    cohorts = [pk for pk in roles.values_list("cohort", flat=True) if pk]
    if not cohorts:
        return []
    return [*_wishes(user, at), *_missed(cohorts, at), *_asked(user, at)]


def _wishes(user: User, at: datetime) -> list[Step]:
    found = {one.session_id: one for one in signals.to_contact(user.pk, at)}
    return [
        Step(
            title=_("Session %(number)s: somebody hopes to hear from you")
            % {"number": one.session.number},
            url=_url("reach", one.session),
            detail=_("The safe way stands there. It goes by itself after a week."),
            action=_("See the safe way"),
            due_at=one.forget_at,
            due="until",
            urgency=TODAY,
        )
        for one in list(found.values())[:SHOWN]
    ]


def _missed(cohorts: list[int], at: datetime) -> list[Step]:
    by_session: dict[int, list[misses.Running]] = {}
    for one in misses.running(cohorts):
        if misses.told_from(one.latest) <= at:
            by_session.setdefault(one.latest.pk, []).append(one)
    return [
        Step(
            title=ngettext(
                "Somebody was missed twice running",
                "%(count)s people were missed twice running",
                len(found),
            )
            % {"count": len(found)},
            url=_url("reach", found[0].latest),
            detail=_("A call often does more than a mark. Nobody else is told."),
            action=_("See who, and how to reach them"),
            urgency=TODAY,
        )
        for found in list(by_session.values())[:SHOWN]
    ]


def _asked(user: User, at: datetime) -> list[Step]:
    found = {row.session_id: row for row in corrections.waiting_for(user.pk, at)}
    return [
        Step(
            title=_("Session %(number)s: was the list right?") % {"number": row.session.number},
            url=_url("list", row.session),
            detail=_("Somebody remembers it otherwise."),
            action=_("Look at the list"),
            urgency=TODAY,
        )
        for row in list(found.values())[:SHOWN]
    ]


def _url(name: str, session: Session) -> str:
    kwargs = {"code": session.cohort.code, "number": session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)
