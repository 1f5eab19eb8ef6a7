"""Run-sheets of the demo: one session planned with its members, and what stays of the last."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from programs.models import Cohort, MembershipState
from sessions.afterwards import actions, notes, wins
from sessions.models import ItemKind, Ownership, Session
from sessions.runsheets import country, items, leading, proposals, sheets, templates
from sessions.runsheets.items import Draft

QUESTION = "What does taking part mean to us, and what doesn't it?"


def plan(cohort: Cohort, facilitator: User, *, at: datetime) -> None:
    """The session before, as it was kept; the next one, as it stands."""
    people = [
        one.user
        for one in cohort.memberships.filter(state=MembershipState.ACTIVE)
        .select_related("user")
        .order_by("pk")[:6]
    ]
    before, ahead, later = cohort.sessions.taking_place().filter(number__in=(2, 3, 4))
    _kept(before, people, facilitator, at=at - timedelta(days=13))
    _planned(ahead, people, facilitator, at=at - timedelta(days=3))
    country.take(session_id=later.pk, by=people[3].pk, at=at)


def _kept(session: Session, people: list[User], facilitator: User, *, at: datetime) -> None:
    told: dict[str, Any] = {"session_id": session.pk, "by": facilitator.pk, "at": at}
    templates.start(key="ready-two-hours", **told)
    theme = items.of(session.pk).get(kind=ItemKind.THEORY)
    notes.add(
        words="Pairs first: people spoke who had not spoken before.", item_id=theme.pk, **told
    )
    actions.add(words="Ask the library for a room in spring", owner_id=people[0].pk, **told)
    actions.add(words="Send round the lesson plan", owner_id=people[2].pk, **told)
    said = "My manager asked what we do here, and stayed for the answer."
    wins.add(session_id=session.pk, words=said, by=people[1].pk, at=at)
    told["by"] = people[4].pk
    wins.add(words="Two colleagues now say it before I do.", **told)


def _planned(session: Session, people: list[User], facilitator: User, *, at: datetime) -> None:
    told: dict[str, Any] = {"session_id": session.pk, "by": facilitator.pk, "at": at}
    templates.start(key="ready-two-hours", **told)
    sheets.set_up(ownership=Ownership.SHARED, standing_question=QUESTION, version=1, **told)
    country.ask(speaker_id=people[2].pk, **told)
    peer = items.of(session.pk).get(kind=ItemKind.PEER)
    led = Draft(**{**vars(items.draft_of(peer)), "lead_id": people[1].pk})
    items.change(item_id=peer.pk, draft=led, version=peer.version, **told)
    theme = items.of(session.pk).get(kind=ItemKind.THEORY)
    noted = {"private_note": "Keep the input short: last time the room was tired by then."}
    draft = Draft(**{**vars(items.draft_of(theme)), **noted})
    items.change(item_id=theme.pk, draft=draft, version=theme.version, **told)
    story = items.of(session.pk).get(kind=ItemKind.STORY)
    leading.take_lead(session_id=session.pk, item_id=story.pk, by=people[4].pk, at=at)
    idea = Draft(ItemKind.ACTIVITY, 15, title="Role-play a hard phone call", method="In trios.")
    proposals.propose(session_id=session.pk, draft=idea, by=people[5].pk, at=at)
