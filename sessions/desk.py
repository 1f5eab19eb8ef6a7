"""What waits at the desk about sessions."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step
from programs import belonging
from programs.models import Cohort, CohortState
from sessions import meetings
from sessions.hosting import steps
from sessions.models import Session, SessionState

# How long before its window a cohort's dates are missed; how long a list may wait.
DATES_BY = timedelta(days=42)
LISTS_BY = timedelta(days=2)
ADDRESS_BY = timedelta(days=14)
SOON = timedelta(hours=24)
SHOWN = 20


def waiting(user: User, at: datetime) -> list[Step]:
    """Doors that can't open, cohorts without dates, lists nobody has confirmed, and what
    waits about hosts and guests; six queries."""
    cohorts = belonging.cohorts_coordinated(user, at)
    return [
        *_doors(cohorts, at),
        *_dates(cohorts, at),
        *_lists(cohorts, at),
        *steps.waiting(cohorts, at),
    ]


def _doors(cohorts: QuerySet[Cohort], at: datetime) -> list[Step]:
    """One step for each cohort whose next door can't open, the soonest first."""
    found: dict[int, Session] = {}
    closed = meetings.closed_doors(at=at, ahead=ADDRESS_BY).filter(cohort__in=cohorts)
    for session in closed.select_related("cohort"):
        found.setdefault(session.cohort_id, session)
    return [
        Step(
            title=_("%(cohort)s needs a joining address") % {"cohort": session.cohort.name},
            url=reverse("admin:cop_sessions_schedule_meeting", args=[cohort_id]),
            detail=_("Its door stays closed until there is a new one."),
            action=_("Give it an address"),
            due_at=session.starts_at,
            urgency=0 if session.starts_at - at <= SOON else 1,
        )
        for cohort_id, session in list(found.items())[:SHOWN]
    ]


def _dates(cohorts: QuerySet[Cohort], at: datetime) -> list[Step]:
    """Cohorts whose window is near and that have no dates."""
    sessions = Session.objects.filter(cohort=OuterRef("pk")).exclude(state=SessionState.CANCELLED)
    near = cohorts.filter(
        ~Q(state=CohortState.CLOSED), ~Exists(sessions), window_first__lte=(at + DATES_BY).date()
    ).order_by("window_first", "pk")
    return [
        Step(
            title=_("%(cohort)s has no dates yet") % {"cohort": cohort.name},
            url=reverse("admin:cop_sessions_schedule_plan", args=[cohort.pk]),
            action=_("Plan the dates"),
            urgency=3,
        )
        for cohort in near[:SHOWN]
    ]


def _lists(cohorts: QuerySet[Cohort], at: datetime) -> list[Step]:
    """How many lists have waited for days."""
    late = (
        Session.objects.counted()
        .filter(state=SessionState.SCHEDULED, ends_at__lte=at - LISTS_BY, cohort__in=cohorts)
        .count()
    )
    if not late:
        return []
    title = ngettext(
        "%d list of who was there is not confirmed",
        "%d lists of who was there are not confirmed",
        late,
    )
    return [
        Step(
            title=title % late,
            url=reverse("admin:cop_sessions_session_changelist") + "?state__exact=scheduled",
            detail=_("A word to the facilitators helps."),
            urgency=4,
            count=late,
        )
    ]
