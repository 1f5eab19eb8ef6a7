"""What a session's own page says of how it meets, who does what, and who comes beside."""

from dataclasses import dataclass

from django.db.models import FilteredRelation, Q

from accounts.models import User
from programs.models import RoleKind
from sessions.hosting import relayed, venues
from sessions.joining import Standing
from sessions.models import GuestVisit, Mode, RelayedView, Session, Venue, VisitState


@dataclass(frozen=True)
class Panel:
    """One session's arrangements, as one person may see them."""

    mode: str
    is_in_a_room: bool
    lead: User | None
    scribe: User | None
    host: User | None
    is_host: bool
    venue: Venue | None
    access: list[tuple[str, str]]
    guests: list[GuestVisit]
    views: list[RelayedView]
    prepares: bool

    @property
    def says_anything(self) -> bool:
        return any((self.lead, self.scribe, self.host, self.is_in_a_room, self.guests))


def read(session: Session, standing: Standing, user_id: int) -> Panel:
    """The panel for one person; three queries, two for somebody from elsewhere.

    Coordinators come without a part in the session, and prepare it as facilitators do.
    """
    found = (
        Session.objects.annotate(
            turn=FilteredRelation("host_turns", condition=Q(host_turns__ended_at=None))
        )
        .select_related("venue", "lead", "scribe", "turn__host")  # type: ignore[misc]  # annotated
        .get(pk=session.pk)
    )
    turn = getattr(found, "turn", None)  # no attribute where nobody has taken it
    venue = getattr(found, "venue", None)
    visits = GuestVisit.objects.filter(session=session, state=VisitState.COMING)
    is_visitor = standing.roles == {RoleKind.GUEST} and not standing.membership
    return Panel(
        mode=str(Mode(session.mode).label),
        is_in_a_room=session.mode != Mode.ONLINE,
        lead=found.lead,
        scribe=found.scribe,
        host=turn.host if turn else None,
        is_host=bool(turn and turn.host_id == user_id),
        venue=venue,
        access=venues.access_of(venue) if venue else [],
        guests=list(visits.order_by("invited_at")),
        views=[] if is_visitor else relayed.of(session.pk),
        prepares=standing.is_facilitator or not standing.takes_part,
    )
