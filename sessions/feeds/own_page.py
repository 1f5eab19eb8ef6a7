"""What a person sees of their own calendar: whether there is an address, and mails."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import SafeChannel, SafeContact
from sessions.feeds import addresses, concerns, invitations
from sessions.models import CalendarFeed


@dataclass(frozen=True)
class OwnCalendar:
    """`seed` goes with the form; `no_mail`: the safe way to reach the person is the phone."""

    feed: CalendarFeed
    seed: str
    wishes: bool
    no_mail: bool
    takes_part: bool


def of(user_id: int, at: datetime) -> OwnCalendar:
    """The page of this person at `at` (aware)."""
    return OwnCalendar(
        feed=addresses.of(user_id),
        seed=addresses.new_seed(),
        wishes=invitations.wishes(user_id),
        no_mail=SafeContact.objects.filter(user=user_id, channel=SafeChannel.PHONE).exists(),
        takes_part=concerns.takes_part(user_id, at),
    )
