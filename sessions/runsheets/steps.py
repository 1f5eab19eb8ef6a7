"""What waits for a person about run-sheets: what was handed to them, and what members offered."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step
from programs.models import Role, RoleKind
from sessions.afterwards import actions, debriefs
from sessions.models import ItemState, OfferState, Session, SessionState

TODAY, SOON, CAN_WAIT = 1, 3, 5
SHOWN = 20


def for_person(user: User, at: datetime) -> list[Step]:
    """Handed over to them, offered to them, and taken on by them; three queries, two of which
    are for those with a staff role alone."""
    if not user.holds_staff_role:
        return _own_actions(user)
    return [*_handed(user, at), *_offered(user, at), *_own_actions(user)]


def _handed(user: User, at: datetime) -> list[Step]:
    return [
        Step(
            title=_("Something was handed to you"),
            url=_url("debrief", one.session),
            detail=_("From session %(number)s. Facilitators alone read it.")
            % {"number": one.session.number},
            action=_("Look at it"),
            urgency=TODAY,
        )
        for one in debriefs.waiting_for(user, at)[:SHOWN]
    ]


def _offered(user: User, at: datetime) -> list[Step]:
    """Sessions to come in which members wait for an answer."""
    mine = Role.objects.live(at=at).filter(kind=RoleKind.FACILITATOR, user=user.pk)
    items = "run_sheet__items"
    proposed = Count(items, filter=Q(run_sheet__items__state=ItemState.PROPOSED), distinct=True)
    offers = Count(
        f"{items}__offers",
        filter=Q(run_sheet__items__offers__state=OfferState.OPEN),
        distinct=True,
    )
    waits = (
        Session.objects.filter(state=SessionState.SCHEDULED, ends_at__gt=at)
        .filter(Exists(mine.filter(cohort=OuterRef("cohort"))), run_sheet__isnull=False)
        .annotate(waits=proposed + offers)
        .filter(waits__gt=0)
        .select_related("cohort")
        .order_by("starts_at", "pk")
    )
    return [_offer_step(session, session.waits) for session in waits[:SHOWN]]  # type: ignore[attr-defined]


def _offer_step(session: Session, count: int) -> Step:
    words = ngettext(
        "Session %(number)s: a member offered something",
        "Session %(number)s: members offered %(count)s things",
        count,
    )
    return Step(
        title=words % {"number": session.number, "count": count},
        url=_url("runsheet", session),
        detail=_("A yes or a kind no, so that they are not left waiting."),
        action=_("Answer"),
        due_at=session.starts_at,
        urgency=SOON,
        count=count,
    )


def _own_actions(user: User) -> list[Step]:
    """What this person took on, by session; it comes up until it is done."""
    return [
        Step(
            title=one.words,
            url=_url("afterwards", one.session),
            detail=_("You took this on at session %(number)s.") % {"number": one.session.number},
            action=_("Say that it is done"),
            urgency=CAN_WAIT,
        )
        for one in actions.own(user)[:SHOWN]
    ]


def _url(name: str, session: Session) -> str:
    kwargs = {"code": session.cohort.code, "number": session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)
