"""Who a cohort's own pages are for: what is shared, the board, introductions.

Members and facilitators read and write. Coordinators and leads of the program read, and may
strike words that endanger somebody (DOMAIN 0). Hosts, guests and recorders come for a session:
these pages are not for them.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from programs import belonging
from programs.models import Cohort, Membership, MembershipState

INSIDE = (MembershipState.ACTIVE, MembershipState.COMPLETED)


@dataclass(frozen=True)
class Standing:
    """What somebody is in a cohort between its sessions."""

    is_member: bool
    is_facilitator: bool
    coordinates: bool

    @property
    def belongs(self) -> bool:
        """Whether they are of the cohort."""
        return self.is_member or self.is_facilitator

    @property
    def reads(self) -> bool:
        return self.belongs or self.coordinates

    @property
    def may_strike(self) -> bool:
        return self.is_facilitator or self.coordinates


@dataclass(frozen=True)
class Visit:
    """Somebody on a cohort's own pages, and when it is."""

    cohort: Cohort
    standing: Standing
    user: User
    at: datetime


def standing_of(cohort_id: int, user: User, at: datetime) -> Standing:
    """What the person is there at `at` (aware). Who was suspended or removed is nothing."""
    is_member = Membership.objects.filter(cohort=cohort_id, user=user.pk, state__in=INSIDE).exists()
    facilitates = belonging.cohorts_facilitated(user, at).filter(pk=cohort_id).exists()
    coordinates = (
        user.is_staff and belonging.cohorts_coordinated(user, at).filter(pk=cohort_id).exists()
    )
    return Standing(is_member, facilitates, coordinates)
