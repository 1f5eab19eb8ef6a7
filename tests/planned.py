"""What a run-sheet of the world's cohort holds: made once, however often it is asked."""

from typing import Any
from uuid import UUID

from sessions.afterwards import actions, debriefs, notes, wins
from sessions.afterwards.debriefs import Words
from sessions.models import (
    Action,
    Debrief,
    Exercise,
    ItemKind,
    LeadOffer,
    RunSheetItem,
    SessionNote,
    SmallWin,
)
from sessions.runsheets import exercises, items, leading, proposals
from sessions.runsheets.exercises import Written
from sessions.runsheets.items import Draft
from tests.world import World

NUMBER = 3  # of the session


def told(world: World, who: str) -> dict[str, Any]:
    return {"session_id": world.sessions[NUMBER].pk, "by": world.people[who].pk, "at": world.at}


def an_item(world: World) -> RunSheetItem:
    draft = Draft(ItemKind.THEORY, 35, title="Pairs", method="In twos", private_note="Slowly")
    return items.add(draft=draft, key=UUID(int=11), **told(world, "facilitator"))


def a_proposal(world: World) -> RunSheetItem:
    draft = Draft(ItemKind.STORY, 10, title="What changed")
    return proposals.propose(draft=draft, key=UUID(int=12), **told(world, "member"))


def an_offer(world: World) -> LeadOffer:
    return leading.take_lead(item_id=an_item(world).pk, **told(world, "member"))


def a_note(world: World) -> SessionNote:
    said = {"words": "Slow is quick.", "item_id": an_item(world).pk, "key": UUID(int=13)}
    return notes.add(**said, **told(world, "facilitator"))


def an_action(world: World) -> Action:
    owner = world.people["member"].pk
    said = {"words": "Ask the library", "owner_id": owner, "key": UUID(int=14)}
    return actions.add(**said, **told(world, "facilitator"))


def a_win(world: World) -> SmallWin:
    return wins.add(words="They rang back.", key=UUID(int=15), **told(world, "member"))


def a_debrief(world: World) -> Debrief:
    said = Words("steady", "The silence after the break.")
    return debriefs.write(said=said, version=1, **told(world, "facilitator"))


def an_exercise(world: World) -> Exercise:
    cohort = world.cohorts["meeting"]
    written = Written("warm_up", ItemKind.WARM_UP, "One word", 5, "Each says one word.")
    return exercises.add(
        cohort_id=cohort.pk,
        program_id=cohort.intake.program_id,
        written=written,
        by=world.people["facilitator"].pk,
        at=world.at,
    )
