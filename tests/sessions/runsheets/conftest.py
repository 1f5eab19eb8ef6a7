"""A cohort with its sessions, and what a run-sheet needs."""

from dataclasses import dataclass
from typing import Any

import pytest

from sessions.models import ItemKind, RunSheetItem
from sessions.runsheets import items
from sessions.runsheets.items import Draft
from tests.sessions.conftest import JULY, Room


@dataclass
class Plan:
    """The run-sheet of session 1, planned by its facilitator."""

    room: Room

    @property
    def session(self) -> Any:
        return self.room.session(1)

    @property
    def act(self) -> dict[str, Any]:
        """What every act of the facilitator is told."""
        return {"session_id": self.session.pk, "by": self.room.facilitator.pk, "at": JULY}

    def add(self, kind: str = ItemKind.THEORY, minutes: int = 30, **words: Any) -> RunSheetItem:
        return items.add(draft=Draft(kind, minutes, **words), **self.act)

    @property
    def titles(self) -> list[str]:
        """Of what is planned, in order."""
        found = items.of(self.session.pk).filter(state="planned")
        return list(found.values_list("title", flat=True))


@pytest.fixture
def plan(room: Room) -> Plan:
    return Plan(room)
