"""Expected and attended: two numbers, apologies and misses beside them (DOMAIN 0, PEERS 23).

Confirmed lists count, and nothing else: neither a session nobody has confirmed, nor an
induction. A person is expected where they stand on a list, so who joined late begins there.
"""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.models import User
from sessions.attendance import ATTENDED
from sessions.models import Attendance, Presence, Session

Row = tuple[Session, Attendance]


@dataclass
class Total:
    """One person over all confirmed sessions, the earliest first."""

    user: User
    rows: list[Row] = field(default_factory=list)

    @property
    def expected(self) -> int:
        return len(self.rows)

    @property
    def attended(self) -> int:
        return sum(row.presence in ATTENDED for _session, row in self.rows)

    @property
    def apologies(self) -> int:
        return self._count(Presence.APOLOGY)

    @property
    def absent(self) -> int:
        return self._count(Presence.ABSENT)

    def _count(self, presence: Presence) -> int:
        return sum(row.presence == presence for _session, row in self.rows)


@dataclass(frozen=True)
class Attended:
    """A cohort: its confirmed sessions, and each person who was expected, by name."""

    sessions: list[Session]
    people: list[Total]

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.people)

    @property
    def attended(self) -> int:
        return sum(one.attended for one in self.people)

    @property
    def apologies(self) -> int:
        return sum(one.apologies for one in self.people)

    @property
    def absent(self) -> int:
        return sum(one.absent for one in self.people)

    @property
    def percent(self) -> int:
        """How many of those expected came, in whole percent."""
        return round(100 * self.attended / self.expected) if self.expected else 0


def of_cohort(cohort_id: int) -> Attended:
    """Everybody; one query."""
    rows = _rows(cohort_id).select_related("user")
    people: dict[int, Total] = {}
    sessions: dict[int, Session] = {}
    for row in rows:
        sessions[row.session_id] = row.session
        people.setdefault(row.user_id, Total(row.user)).rows.append((row.session, row))
    by_name = sorted(people.values(), key=lambda one: (str(one.user).casefold(), one.user.pk))
    return Attended(list(sessions.values()), by_name)


def of_person(cohort_id: int, user: User) -> Total:
    """One person; one query."""
    rows = _rows(cohort_id).filter(user=user.pk)
    return Total(user, [(row.session, row) for row in rows])


def _rows(cohort_id: int) -> QuerySet[Attendance]:
    return (
        Attendance.objects.filter(
            session__cohort=cohort_id,
            session__confirmed_at__isnull=False,
            session__is_induction=False,
            confirmed_at__isnull=False,
        )
        .select_related("session")
        .order_by("session__starts_at", "session__number", "pk")
    )
