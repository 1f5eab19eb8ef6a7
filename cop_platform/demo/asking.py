"""What demo people have asked about their data: one to be put right soon, one to be erased."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts import consents, data_requests
from accounts.models import CameBy, ConsentKind, RequestKind, User


def ask(people: Sequence[User], member: User, *, at: datetime) -> None:
    """Two of these people ask; the member has agreed to something that can be taken back."""
    first, second = people[0], people[1]
    came = at - timedelta(days=26)
    data_requests.ask(
        person_id=first.pk,
        kind=RequestKind.CORRECT,
        words="My region is Gippsland now, not Loddon Mallee. I moved in spring. (demo)",
        at=came,
        by=first.pk,
    )
    data_requests.ask(
        person_id=second.pk,
        kind=RequestKind.ERASE,
        came_by=CameBy.PHONE,
        at=at - timedelta(days=3),
        by=second.pk,
    )
    consents.give(
        user_id=member.pk,
        kinds=[ConsentKind.NEWSLETTER],
        notice_id=None,
        at=at - timedelta(days=80),
        by=member.pk,
    )
