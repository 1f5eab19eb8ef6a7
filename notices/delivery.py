"""Sending what is due: claim, ask whether it is still true, send, mark.

A letter leaves at most once per key, except where a worker or a server died between taking
it and saying so; then a second copy with the same Message-ID follows, or a person looks.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from notices import claims, fates, kinds, letters, together
from notices.carriers import Carrier, InDoubt, NotNow, Refused, Unreachable
from notices.claims import Claimed, Fate, NotMine, Taken
from notices.models import Heartbeat, Notice, NoticeState
from notices.together import Together

BATCH = 100
LIMIT = 500
BUDGET_S = 45.0  # well inside the task's time limit
FRESH_S = 2.0  # what was asked of many at once is asked again after this
LOOK_EVERY_S = 0.25  # for a code that somebody waits for

log = structlog.get_logger("coalesce.delivery")


@dataclass
class Drained:
    """What one drain did: how many notices went where."""

    states: dict[str, int] = field(default_factory=dict)
    lost: int = 0  # claims that others had taken over
    unreachable: str = ""  # why no server takes letters
    closed: bool = False  # the outbox is not enabled

    def count(self, state: NoticeState) -> None:
        self.states[state.value] = self.states.get(state.value, 0) + 1

    def of(self, state: NoticeState) -> int:
        """How many ended this drain in that state."""
        return self.states.get(state.value, 0)

    @property
    def sent(self) -> int:
        return self.of(NoticeState.SENT)


def never() -> bool:
    return False


def drain(
    *, at: datetime, worker: str, limit: int = LIMIT, enough: Callable[[], bool] = never
) -> Drained:
    """Send up to `limit` due notices, codes before all else; any number of workers may.

    :param at: the moment it begins, aware; time then passes as it does.
    :param enough: asked before each letter; True ends the drain.
    """
    claims.beat(worker=worker, at=at)
    if not settings.OUTBOX_ENABLED:
        return Drained(closed=True)
    shift = Shift(at=at, owner=f"{worker[:50]}:{secrets.token_hex(4)}", enough=enough)
    try:
        shift.settle_lapsed()
        shift.send_due(limit)
    except Unreachable as trouble:
        shift.done.unreachable = claims.plain(str(trouble))
        log.warning("no mail server takes letters", said=shift.done.unreachable)
    finally:
        claims.release(owner=shift.owner)
        shift.carrier.close()
    if shift.done.states:
        log.info("drained", **shift.done.states)
    return shift.done


@dataclass
class Shift:
    """One worker at one drain."""

    at: datetime
    owner: str
    enough: Callable[[], bool]
    carrier: Carrier = field(default_factory=Carrier)
    done: Drained = field(default_factory=Drained)
    began: float = field(default_factory=time.monotonic)
    beside: Together = field(default_factory=Together)
    on_the_way: Notice | None = None  # brought; what the server says of it is not heard yet
    taken: Taken | None = None  # the last letter a server took, until that is written down
    looked: float = 0.0

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.began)

    def over(self) -> bool:
        return self.enough() or time.monotonic() - self.began > BUDGET_S

    def settle_lapsed(self) -> None:
        """Take up what workers left behind that did not come back."""
        claims.recover(at=self.now())
        for notice in claims.take_over(owner=self.owner, at=self.now()):
            self.done.count(self.reconciled(notice).state)

    def reconciled(self, notice: Notice) -> Fate:
        """What becomes of a letter that a server may have."""
        arrived = self.carrier.arrived(letters.message_id(notice))
        if arrived is None:
            problem = _("The worker ended while handing it over.")
            return claims.doubt(notice, problem, owner=self.owner, retry_at=self.now())
        fate = Fate(NoticeState.SENT if arrived else NoticeState.PENDING)
        if arrived:
            claims.sent(Taken(notice, self.now()), owner=self.owner)
        else:
            claims.settle(notice, fate, owner=self.owner)
        return fate

    def send_due(self, limit: int) -> None:
        """Claim and send, batch by batch, until nothing is due or it is enough."""
        left = limit
        while left > 0 and not self.over():
            taken = claims.claim(owner=self.owner, at=self.now(), limit=min(BATCH, left))
            if not taken:
                return
            left -= self.send_batch(taken)

    def send_batch(self, claimed: list[Claimed]) -> int:
        """Send what was claimed, unless a code comes in between; how many were dealt with."""
        done = 0
        while done < len(claimed):
            if self.over() or (done and self.overtaken(claimed[done].priority)):
                claims.release(owner=self.owner)
                return max(done, 1)
            done += self.send_side_by_side(claims.side_by_side(claimed[done:]))
        return done

    def send_side_by_side(self, claimed: list[Claimed]) -> int:
        """Read these together and send them one by one, as long as what was read is fresh; how
        many were dealt with."""
        ids = [one.pk for one in claimed]
        notices = claims.fence(ids, owner=self.owner, at=self.now())
        self.done.lost += len(ids) - len(notices)
        stale_at, begun = time.monotonic() + FRESH_S, 0
        try:
            self.beside = together.gather(notices)
            for notice in notices:
                stale = time.monotonic() > stale_at
                if begun and (stale or self.over() or self.overtaken(notice.priority)):
                    return ids.index(notice.pk)
                begun += 1
                self.deliver(notice)
        finally:
            self.flush()
            claims.unbegin(notices[begun:], owner=self.owner)
        return len(ids)

    def overtaken(self, priority: int) -> bool:
        """Whether someone waits at the screen for a code, and this is none; looked for now and
        then."""
        now = time.monotonic()
        if priority <= kinds.Priority.CODE or now - self.looked < LOOK_EVERY_S:
            return False
        self.looked = now
        return claims.a_code_waits(at=self.now())

    def deliver(self, notice: Notice) -> None:
        """Bring one notice to its fate."""
        try:
            fate = self.fate_before(notice) or self.send(notice)
        except NotMine:
            self.done.lost += 1
        else:
            if fate:
                self.done.count(fate.state)

    def flush(self) -> None:
        """Hear whether the server has the last letter, and write that down."""
        self.land()
        taken, self.taken = self.taken, None
        if taken:
            claims.sent(taken, owner=self.owner)

    def fate_before(self, notice: Notice) -> Fate | None:
        """Whether it may leave now; what is not to be sent is settled here."""
        try:
            fate = fates.before_sending(
                notice, kinds.get(notice.kind), at=self.now(), beside=self.beside
            )
        except DatabaseError:
            raise
        except Exception as mistake:  # noqa: BLE001 -- one letter holds up no other
            fate = self.mistaken(notice, mistake)
        if fate:
            claims.settle(notice, fate, owner=self.owner)
        return fate

    def send(self, notice: Notice) -> Fate | None:
        """Put it into words and bring it to the server; no transaction is open. None: what the
        server says of it is heard when the next one is ready."""
        try:
            self.bring(notice)
        except (DatabaseError, NotMine):
            raise
        except Unreachable as trouble:
            waits = Fate(NoticeState.PENDING, str(trouble), counts=False)
            claims.settle(notice, waits, owner=self.owner)
            raise
        except Exception as trouble:  # noqa: BLE001 -- one letter holds up no other
            return self.troubled(notice, trouble)
        self.on_the_way = notice
        return None

    def land(self) -> None:
        """Hear what the server says of the letter that is on its way."""
        notice, self.on_the_way = self.on_the_way, None
        if notice is None:
            return
        fate = Fate(NoticeState.SENT)
        try:
            self.carrier.land()
        except (InDoubt, Refused, NotNow) as trouble:
            fate = self.troubled(notice, trouble)
        else:
            self.taken = Taken(notice, self.now())
        self.done.count(fate.state)

    def troubled(self, notice: Notice, trouble: Exception) -> Fate:
        """What becomes of a letter that met with trouble."""
        if isinstance(trouble, InDoubt):
            retry_at = self.now() + claims.BACKOFF
            return claims.doubt(notice, str(trouble), owner=self.owner, retry_at=retry_at)
        if isinstance(trouble, (Refused, letters.NotNeutral)):
            fate = Fate(NoticeState.FAILED, str(trouble))
        elif isinstance(trouble, NotNow):
            fate = claims.later(notice, str(trouble), at=self.now())
        else:
            fate = self.mistaken(notice, trouble)
        claims.settle(notice, fate, owner=self.owner)
        return fate

    def bring(self, notice: Notice) -> None:
        """Have a server take the letter."""
        kind = kinds.get(notice.kind)
        message = letters.compose(notice, kind, at=self.now(), beside=self.beside)

        def hand_over() -> None:
            before, self.taken = self.taken, None
            claims.hand_over(
                notice,
                owner=self.owner,
                at=self.now(),
                subject=str(message.subject),
                text=str(message.body) if kind.keep_text else "",
                before=before,
            )

        self.land()
        self.carrier.open()
        self.carrier.carry(message, hand_over)

    def mistaken(self, notice: Notice, mistake: Exception) -> Fate:
        """A mistake of ours in one letter holds up no other; it is tried again later."""
        log.error("a notice could not be put into words", notice=notice.pk, kind=notice.kind,
                  mistake=type(mistake).__name__)  # fmt: skip
        return claims.later(notice, type(mistake).__name__, at=self.now())


def oldest_due() -> datetime | None:
    """When the longest waiting notice fell due, aware; None when nothing waits."""
    return (
        Notice.objects.filter(state=NoticeState.PENDING)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


def last_heartbeat() -> datetime | None:
    """When a worker last drained the outbox."""
    return Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
