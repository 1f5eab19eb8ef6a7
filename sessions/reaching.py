"""How facilitators reach a member: only who let them, only for a reason, and it is recorded.

The number is the coordinators' to see. A facilitator sees it where the person said so beside it
("when I am expected and not there"), for people who are expected and not in while the session is
on, or were missed twice running. Who asks to be contacted the safe way thereby shows the way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import SafeChannel, SafeContact, User
from notices import calls
from sessions import attendance, joining, misses, signals
from sessions.misses import Running
from sessions.models import Presence, Session


@dataclass(frozen=True)
class Reached:
    """One person, and how to reach them; without a contact they shared none."""

    user: User
    contact: SafeContact | None
    safe_now: bool
    running: Running | None = None

    @property
    def name(self) -> str:
        return str(self.user)

    @property
    def by_mail(self) -> bool:
        """Whether mail is the safe way, as it is for whoever said nothing."""
        return self.contact is None or self.contact.channel == SafeChannel.EMAIL


@dataclass(frozen=True)
class Sheet:
    """Whom a facilitator may want to reach about one session, and why."""

    not_in: list[Reached]
    missed: list[Reached]
    wishes: list[Reached]

    @property
    def unshared(self) -> list[Reached]:
        """Who is not in and shared no number."""
        return [one for one in self.not_in if one.contact is None]

    @property
    def is_empty(self) -> bool:
        return not (self.not_in or self.missed or self.wishes)


def sheet(session: Session, *, by: int, at: datetime) -> Sheet:
    """Who is expected and not in, was missed twice, or asked to be contacted, with what they
    let facilitators see of how to be reached. That it was read is recorded."""
    absent = _not_in(session) if joining.is_on(session, at) else []
    running = misses.of_sessions([session.pk]).get(session.pk, [])
    wishes = [one.user for one in signals.to_contact(by, at) if one.session_id == session.pk]
    people = [*absent, *(one.user for one in running), *wishes]
    contacts = calls.contacts_of([user.pk for user in people])
    shared = {pk: one for pk, one in contacts.items() if one.facilitators_may_call and one.phone}
    asked = {user.pk: contacts[user.pk] for user in wishes if user.pk in contacts}
    calls.note_reading([*shared.values(), *asked.values()], by=by, at=at)
    return Sheet(
        _reached(absent, shared, at),
        [_one(one.user, shared, at, one) for one in running],
        _reached(wishes, asked, at),
    )


def _not_in(session: Session) -> list[User]:
    people = attendance.expected(session)
    return [one.user for one in people if not one.is_in and one.presence != Presence.APOLOGY]


def _reached(
    people: Iterable[User], contacts: dict[int, SafeContact], at: datetime
) -> list[Reached]:
    return [_one(user, contacts, at) for user in people]


def _one(
    user: User,
    contacts: dict[int, SafeContact],
    at: datetime,
    running: Running | None = None,
) -> Reached:
    contact = contacts.get(user.pk)
    return Reached(user, contact, calls.is_safe_now(contact, user, at=at), running)
