"""Guests under 18 (DOMAIN 6): with a supporter, a guardian's consent, and checks confirmed.

Nothing that names them is kept, they get no account and no mail: what there is to say goes to the
supporter. The database holds to that by itself (`guest_under_18_…`). They come once a guardian's
consent is recorded and a coordinator has confirmed the checks.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from audit import record
from programs import grants
from sessions import changes
from sessions.hosting import guests, letters
from sessions.hosting.guests import Brief, CannotInvite
from sessions.models import LIVE_VISITS, GuestVisit, PermissionHow, VisitState


@dataclass(frozen=True)
class Supporter:
    """The grown-up who comes with a young person, and who is written to."""

    supporter_name: str
    supporter_email: str
    supporter_phone: str


@transaction.atomic
def prepare(
    *, session_id: int, supporter: Supporter, brief: Brief, by: int, at: datetime
) -> GuestVisit:
    """Prepare the visit of a young person. It waits for consent and checks.

    :raises CannotInvite: the cohort has not agreed to that, or the session is over.
    """
    session = guests.locked(session_id, at, grants.UNDER_18)
    said = asdict(supporter) | {"supporter_email": supporter.supporter_email.strip().lower()}
    same = GuestVisit.objects.filter(
        session=session, under_18=True, state__in=LIVE_VISITS, topic=brief.topic, **said
    ).first()
    if same is not None:
        return same
    visit = GuestVisit.objects.create(
        session=session,
        under_18=True,
        invited_at=at,
        invited_by_id=by,
        **said,
        **asdict(brief),
    )
    record.record("guest.prepared", visit, at=at, by=by, cohort_id=session.cohort_id)
    return visit


@transaction.atomic
def record_consent(*, visit_id: int, on: date, how: str, by: int, at: datetime) -> GuestVisit:
    """Record that a parent or guardian has consented. Recorded already, it stays as it is.

    :raises CannotInvite: the day is still to come, or it does not say how.
    """
    visit = _locked(visit_id)
    if visit.consent_on:
        return visit
    if how not in PermissionHow.values:
        raise CannotInvite(_("Please say how it was given."), "how")
    if on > at.astimezone(ZoneInfo(visit.session.time_zone)).date():
        raise CannotInvite(_("That day is still to come."), "on")
    visit.consent_on, visit.consent_how, visit.consent_by_id = on, how, by
    visit.save(update_fields=["consent_on", "consent_how", "consent_by"])
    cohort_id = visit.session.cohort_id
    record.record("guest.consent_recorded", visit, at=at, by=by, cohort_id=cohort_id)
    _come_if_ready(visit, by=by, at=at)
    return visit


@transaction.atomic
def confirm_checks(*, visit_id: int, by: int, at: datetime) -> GuestVisit:
    """Confirm, as coordinator, that the child-safe checks are done. Again, it changes nothing.

    :raises CannotInvite: the visit was called off.
    """
    visit = _locked(visit_id)
    if visit.checks_at:
        return visit
    visit.checks_at, visit.checks_by_id = at, by
    visit.save(update_fields=["checks_at", "checks_by"])
    cohort_id = visit.session.cohort_id
    record.record("guest.checks_confirmed", visit, at=at, by=by, cohort_id=cohort_id)
    _come_if_ready(visit, by=by, at=at)
    return visit


def _locked(visit_id: int) -> GuestVisit:
    visit = (
        GuestVisit.objects.select_for_update(of=("self",))
        .select_related("session")
        .get(pk=visit_id, under_18=True)
    )
    if visit.state not in LIVE_VISITS:
        raise CannotInvite(_("This visit was called off."))
    return visit


def _come_if_ready(visit: GuestVisit, *, by: int, at: datetime) -> None:
    """With consent and checks they come: the supporter and the cohort are told."""
    if visit.consent_on is None or visit.checks_at is None:
        return
    visit.state, visit.settled_at = VisitState.COMING, at
    visit.save(update_fields=["state", "settled_at"])
    record.record("guest.ready", visit, at=at, by=by, cohort_id=visit.session.cohort_id)
    letters.guest_told(visit, letters.READY, at=at)
    letters.told_of_guest(visit, changes.told(visit.session.cohort_id, at), at=at)
