"""A cohort that has agreed to meet in a room: one session with a host and a guest, and one whose
turn to host is open."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import AccessNeed, User
from cop_platform.demo import people
from programs import grants
from programs.models import Cohort, Membership
from sessions.hosting import arrangements, guests, relayed, turns, venues
from sessions.hosting.guests import Brief
from sessions.hosting.relayed import View
from sessions.hosting.venues import Place
from sessions.models import Session

AGREED = (
    (grants.FORMAT, grants.HYBRID, "Now and then some of us sit together in a room."),
    (grants.FORMAT, grants.IN_PERSON, "Twice a year we all travel, if the funding allows it."),
    (grants.GUESTS, grants.GROWN_UP, "Guests come if we have asked for their topic."),
)
PLACE = Place(
    name="The old library (demo)",
    address="12 Example Street, Castlemaine",
    room="First floor, the room with the long table",
    getting_there="Ten minutes on foot from the station. Ring where it says Library.",
    parking="Behind the house; two places close to the door",
    step_free="yes",
    hearing_loop="no",
    quiet_room="yes",
    toilets="yes",
    travel="Two cars leave from Bendigo; ask on the board.",
    catering="Soup at noon, and tea all along.",
    workplace="The reading room and the notice board by the stairs. Nobody else is in that day.",
)
BRIEF = Brief(
    topic="What changed when a council asked young people first",
    starts=time(11),
    minutes=35,
    way_in="The facilitator meets you online ten minutes before your part.",
    expected="Fifteen minutes of what you found, then questions.",
    call_name="Freya (demo)",
    call_phone="(03) 5550 1234",
)
NEEDS: tuple[dict[str, Any], ...] = (
    {"dietary": "vegetarian", "captions": True},
    {"dietary": "vegetarian, no nuts"},
    {"dietary": "vegan", "access": "a way without steps"},
)


def arrange(
    cohort: Cohort, facilitator: User, coordinator: User, naming: Iterator[str], *, at: datetime
) -> None:
    """Sessions 4 and 5 of a cohort that meets already."""
    before = at - timedelta(days=9)
    for matter, value, words in AGREED:
        grants.record(
            cohort_id=cohort.pk, matter=matter, value=value, words=words,
            by=coordinator.pk, at=before,
        )  # fmt: skip
    members = list(Membership.objects.filter(cohort=cohort).order_by("pk"))
    for member, said in zip(members[2:], NEEDS, strict=False):
        AccessNeed.objects.update_or_create(
            user=member.user, defaults={**said, "share_adjustments": True}
        )
    hosted, open_one = Session.objects.filter(cohort=cohort, number__in=(4, 5)).order_by("number")
    _meet(hosted, "hybrid", lead=facilitator, scribe=members[3].user, by=facilitator, at=before)
    _meet(open_one, "in_person", lead=facilitator, scribe=None, by=facilitator, at=before)
    host = members[1].user
    turns.take(session_id=hosted.pk, user_id=host.pk, at=before)
    venues.keep(session_id=hosted.pk, place=PLACE, by=host.pk, at=before)
    _guest(hosted, facilitator, naming, at=before)
    relayed.add(
        session_id=hosted.pk,
        view=View(
            "Ask us what we would change before you show us what you have planned.",
            *("young_person", "both", "written"),
            (at - timedelta(days=12)).date(),
        ),
        relayed_by=facilitator.pk,
        by=facilitator.pk,
        at=before,
    )


def _meet(
    session: Session, mode: str, *, lead: User, scribe: User | None, by: User, at: datetime
) -> None:
    arrangements.arrange(
        session_id=session.pk,
        mode=mode,
        lead_id=lead.pk,
        scribe_id=scribe.pk if scribe else None,
        is_induction=False,
        by=by.pk,
        at=at,
    )


def _guest(session: Session, facilitator: User, naming: Iterator[str], *, at: datetime) -> None:
    """Invited, and accepted."""
    guest = people.make(1, word="guest", at=at, naming=naming)[0]
    visit = guests.invite(
        session_id=session.pk,
        name=str(guest),
        email=guest.email,
        position="Works with councils",
        brief=BRIEF,
        by=facilitator.pk,
        at=at,
    )
    payload = {"visit": visit.pk}
    guests.accepted(user_id=guest.pk, payload=payload, by=facilitator.pk, at=at)
