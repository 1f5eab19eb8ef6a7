"""Who would be told of a change to sessions, and how, before anything is changed."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import SafeChannel, SafeContact, User
from programs.models import Membership, MembershipState, Role, RoleKind
from sessions import changes
from sessions.models import GuestVisit, HostTurn

MEMBER = "member"
# What somebody is counted as who is several things.
KINDS = (
    *(RoleKind.FACILITATOR.value, RoleKind.HOST.value, RoleKind.GUEST.value),
    *(RoleKind.RECORDER.value, MEMBER),
)


@dataclass(frozen=True)
class Audience:
    """The people, each counted once by what they are, and how the news reaches them."""

    people: tuple[User, ...]
    counts: dict[str, int]  # of KINDS
    by_phone: int  # no mail may go to them: they come onto the call list

    @property
    def by_mail(self) -> int:
        """How many get a mail."""
        return len(self.people) - self.by_phone


def of(cohort_id: int, at: datetime, session_ids: Collection[int] = ()) -> Audience:
    """Who hears of a change to these sessions of a cohort, in six queries at most."""
    people = tuple(changes.told(cohort_id, at, session_ids))
    kinds = _kinds(cohort_id, at, session_ids)
    counts = Counter(
        next((kind for kind in KINDS if (kind, person.pk) in kinds), MEMBER) for person in people
    )
    by_phone = SafeContact.objects.filter(user__in=people, channel=SafeChannel.PHONE).count()
    return Audience(people, {kind: counts[kind] for kind in KINDS}, by_phone)


def _kinds(
    cohort_id: int, at: datetime, session_ids: Collection[int]
) -> set[tuple[str, int | None]]:
    """What each person is in the cohort, or in these sessions alone."""
    roles = Role.objects.live(at=at).filter(cohort=cohort_id)
    members = Membership.objects.filter(cohort=cohort_id, state=MembershipState.ACTIVE)
    turns = HostTurn.objects.filter(session__in=session_ids, ended_at=None)
    visits = GuestVisit.objects.filter(session__in=session_ids, user__isnull=False)
    return {
        *roles.values_list("kind", "user"),
        *((MEMBER, pk) for pk in members.values_list("user", flat=True)),
        *((RoleKind.HOST.value, pk) for pk in turns.values_list("host", flat=True)),
        *((RoleKind.GUEST.value, pk) for pk in visits.values_list("user", flat=True)),
    }
