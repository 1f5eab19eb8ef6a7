"""A round: one cohort's offers, waitlist and outcomes, seen together before they go out."""

from dataclasses import dataclass
from zlib import crc32

from intakes.deadlines import Term
from intakes.models import Candidacy


@dataclass(frozen=True)
class Round:
    """What making offers comes to: who is offered a seat, who waits, who is told it isn't now."""

    offered: list[Candidacy]
    waitlisted: list[Candidacy]
    unsuccessful: list[Candidacy]
    term: Term

    @property
    def stamp(self) -> str:
        """The same for the same people in the same order, and no other."""
        groups = (self.offered, self.waitlisted, self.unsuccessful)
        line = ";".join(",".join(str(candidacy.pk) for candidacy in group) for group in groups)
        return f"{crc32(line.encode()):08x}"

    @property
    def is_empty(self) -> bool:
        """There is nothing left to do."""
        return not (self.offered or self.waitlisted or self.unsuccessful)
