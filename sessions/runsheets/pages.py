"""What one person sees of a session's run-sheet, read in a fixed number of queries.

Facilitators see all; members and coordinators the agenda, without private notes; a host or guest
what they lead, and nothing else (DOMAIN 4). What is not theirs is taken out here, before any
template could show it.
"""

from dataclasses import dataclass, field

from accounts.models import User
from sessions.afterwards import actions, wins
from sessions.models import (
    Action,
    ItemState,
    LeadOffer,
    OfferState,
    RunSheet,
    RunSheetItem,
    Session,
    SmallWin,
)
from sessions.runsheets import balance, items, sheets, stories, templates
from sessions.runsheets.balance import Balance, Line
from sessions.runsheets.templates import Start


@dataclass(frozen=True)
class Sight:
    """How much somebody sees. `own_only`: what they lead. `plans`: a facilitator."""

    user: User
    plans: bool = False
    helps: bool = False
    own_only: bool = False


@dataclass
class SheetPage:
    """One run-sheet as one person sees it."""

    session: Session
    sight: Sight
    sheet: RunSheet | None
    items: list[RunSheetItem]
    lines: list[Line]
    balance: Balance
    offers: list[LeadOffer] = field(default_factory=list)
    own_offers: list[LeadOffer] = field(default_factory=list)
    wins: list[SmallWin] = field(default_factory=list)
    from_before: list[Action] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    wants_a_story: bool = False

    @property
    def proposals(self) -> list[RunSheetItem]:
        """What waits for an answer: all of it for facilitators, for a member their own."""
        waits = (one for one in self.items if one.state == ItemState.PROPOSED)
        return [one for one in waits if self._theirs(one)]

    @property
    def declined(self) -> list[RunSheetItem]:
        """What did not fit this time."""
        answered = (one for one in self.items if one.state == ItemState.DECLINED)
        return [one for one in answered if self._theirs(one)]

    @property
    def cut(self) -> list[RunSheetItem]:
        return [one for one in self.items if one.state == ItemState.CUT]

    @property
    def offered(self) -> set[int]:
        """The items this person has offered to lead."""
        return {one.item_id for one in self.offers if one.user_id == self.sight.user.pk}

    @property
    def answered(self) -> list[LeadOffer]:
        """Answers with a word to what this person offered."""
        return [one for one in self.own_offers if one.state != OfferState.OPEN and one.reply]

    @property
    def has_begun(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.items)

    def _theirs(self, item: RunSheetItem) -> bool:
        return self.sight.plans or item.proposed_by_id == self.sight.user.pk


def read(session: Session, sight: Sight) -> SheetPage:
    """The run-sheet of one session for one person."""
    found = _seen(list(items.of(session.pk)), sight)
    page = SheetPage(
        session=session,
        sight=sight,
        sheet=None if sight.own_only else sheets.of(session.pk),
        items=found,
        lines=_lines(session, found, sight),
        balance=balance.weigh(session, found),
    )
    if sight.own_only:
        page.items = [line.item for line in page.lines]
        return page
    page.wins = list(wins.opening(session))
    page.from_before = list(actions.from_before(session))
    page.wants_a_story = stories.are_missed(session, found)
    if sight.plans:
        page.offers = waiting(session.pk)
    elif sight.helps:
        page.own_offers = _own_offers(session.pk, sight.user.pk)
        page.offers = [one for one in page.own_offers if one.state == OfferState.OPEN]
    if sight.plans and not found:
        page.starts = templates.choices(session)
    return page


def _seen(found: list[RunSheetItem], sight: Sight) -> list[RunSheetItem]:
    """All items, without what is for facilitators alone."""
    if not sight.plans:
        for item in found:
            item.private_note = ""
    return found


def _lines(session: Session, found: list[RunSheetItem], sight: Sight) -> list[Line]:
    lines = balance.by_the_clock(session, found)
    if not sight.own_only:
        return lines
    mine = sight.user.pk
    return [line for line in lines if mine in (line.item.lead_id, line.item.co_lead_id)]


def waiting(session_id: int) -> list[LeadOffer]:
    """Offers to lead that wait for an answer, the oldest first."""
    found = LeadOffer.objects.filter(item__run_sheet__session=session_id, state=OfferState.OPEN)
    return list(found.select_related("user", "item__lead").order_by("offered_at", "pk"))


def _own_offers(session_id: int, user_id: int) -> list[LeadOffer]:
    """What this person offered, answered or not."""
    found = LeadOffer.objects.filter(item__run_sheet__session=session_id, user=user_id)
    shown = found.exclude(state=OfferState.TAKEN_BACK).select_related("item")
    return list(shown.order_by("offered_at", "pk"))
