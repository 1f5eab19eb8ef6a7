"""The phone rings: who is it, how do things stand with them, what was said, what comes next.

A coordinator finds the people of their own programs alone. What is confidential is not here:
what somebody needs, whom they would avoid, their stories, anybody's private notes. How they may
safely be reached is shown when it is asked for, and that is recorded.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import SafeContact, User
from accounts.person_facts import Fact, Words
from intakes import person as intakes_person
from notices import call_notes, calls, hours, kinds, outbox, sight
from notices.models import Notice, NoticeState
from programs import belonging
from programs import person as programs_person
from programs.models import Program

A_PAGE = 20
MOST_WORDS = 6
LONGEST_WORD = 60
FEWEST_LETTERS = 2
MAIL_TONES = {
    NoticeState.SENT: "settled",
    NoticeState.CALLED: "settled",
    NoticeState.FAILED: "needs",
    NoticeState.IN_DOUBT: "needs",
    NoticeState.CALL: "needs",
    NoticeState.CANCELLED: "ended",
}


# ------------------------------------------------- finding


@dataclass(frozen=True)
class Found:
    """One person of a list, and where they work."""

    person: User
    organisation: str


def of_programs(program_ids: Collection[int]) -> QuerySet[User]:
    """Everybody who has to do with these programs."""
    theirs = programs_person.people_of(program_ids) | intakes_person.people_of(program_ids)
    return User.objects.filter(theirs)


def find(words: str, program_ids: Collection[int], page: str | None) -> Page[Any] | None:
    """A page of the people of these programs whose name, mail or organisation holds each of the
    words; None where too little was typed. Four queries."""
    wanted = _words(words)
    if not wanted:
        return None
    people = of_programs(program_ids)
    for word in wanted:
        people = people.filter(
            Q(display_name__icontains=word)
            | Q(email__icontains=word)
            | intakes_person.works_at(word, program_ids)
        )
    found: Page[Any] = Paginator(people.order_by("display_name", "pk"), A_PAGE).get_page(page)
    listed = list(found.object_list)
    works = intakes_person.organisations([one.pk for one in listed], program_ids)
    found.object_list = [Found(one, works.get(one.pk, "")) for one in listed]
    return found


def _words(typed: str) -> list[str]:
    printable = "".join(mark if mark.isprintable() else " " for mark in typed[:400])
    words = [word[:LONGEST_WORD] for word in printable.split()][:MOST_WORDS]
    return words if len("".join(words)) >= FEWEST_LETTERS else []


# ------------------------------------------------- one person


@dataclass(frozen=True)
class Mail:
    """One mail owed or sent to somebody, and what can be done about it."""

    notice: Notice
    words: str
    tone: str
    again: bool


@dataclass(frozen=True)
class Subject:
    """Who a page is about, and the programs on whose behalf it is read."""

    person: User
    programs: list[Program] = field(default_factory=list)

    @property
    def program_ids(self) -> list[int]:
        return [program.pk for program in self.programs]


def door(viewer: User, user_id: int, at: datetime) -> Subject:
    """A person of the programs the viewer coordinates; else nothing is here."""
    programs = list(belonging.programs_coordinated(viewer, at))
    person = of_programs([program.pk for program in programs]).filter(pk=user_id).first()
    if person is None:
        raise Http404
    return Subject(person, _concerned(programs, user_id))


def _concerned(programs: list[Program], user_id: int) -> list[Program]:
    """Of the viewer's programs those that this person has to do with."""
    theirs = set(_programs_of(user_id, [program.pk for program in programs]))
    return [program for program in programs if program.pk in theirs]


def _programs_of(user_id: int, program_ids: Collection[int]) -> set[int]:
    return programs_person.programs_of(user_id, program_ids) | intakes_person.programs_of(
        user_id, program_ids
    )


def read(subject: Subject, viewer: User, at: datetime, page: str | None) -> dict[str, Any]:
    """Everything on a person's page as of `at` (aware); constant queries."""
    user_id, ids = subject.person.pk, subject.program_ids
    facts = [
        *intakes_person.facts(user_id, at, ids),
        *programs_person.facts(user_id, at, ids),
    ]
    return {
        "person": subject.person,
        "programs": subject.programs,
        "organisation": intakes_person.organisations([user_id], ids).get(user_id, ""),
        "facts": facts,
        "next_step": next_step(facts),
        "mails": mails(subject.person, viewer, at, page),
        "notes": call_notes.of(user_id, ids)[:A_PAGE],
    }


def next_step(facts: list[Fact]) -> Fact | None:
    """What happens next with somebody: the most urgent of all that is known."""
    said = [fact for fact in facts if fact.next_step]
    return min(said, key=lambda fact: fact.urgency, default=None)


def mails(person: User, viewer: User, at: datetime, page: str | None) -> Page[Any]:
    """What was owed to somebody, as far as the viewer may look after it, the newest first."""
    theirs = sight.visible_to(viewer, at=at).filter(recipient=person).order_by("-due_at", "-pk")
    found: Page[Any] = Paginator(theirs, A_PAGE).get_page(page)
    found.object_list = [mail_of(notice, at) for notice in found.object_list]
    return found


def mail_of(notice: Notice, at: datetime) -> Mail:
    """A notice as a line of a list."""
    return Mail(
        notice=notice,
        words=kinds.words_for(notice.kind),
        tone=MAIL_TONES.get(NoticeState(notice.state), "waiting"),
        again=not outbox.cannot_send_again(notice, at=at),
    )


def send_again(person: User, viewer: User, notice_id: int, at: datetime) -> Notice:
    """Send a mail to this person once more, if the viewer may look after it.

    :raises outbox.CannotSendAgain: it is in another state, or its words are gone.
    """
    visible = sight.visible_to(viewer, at=at).filter(recipient=person, pk=notice_id)
    if not visible.exists():
        raise Http404
    return outbox.send_again(notice_id=notice_id, by=viewer.pk, at=at)


# ------------------------------------------------- how to reach somebody


@dataclass(frozen=True)
class Reach:
    """How somebody may be reached, and whether now is one of their safe hours."""

    contact: SafeContact
    zone: str
    safe_now: bool

    @property
    def hours(self) -> Words:
        contact = self.contact
        if contact.hours_from is None or contact.hours_to is None:
            return ""
        return f"{contact.hours_from:%H:%M}–{contact.hours_to:%H:%M}"


def reach(person: User, contact: SafeContact | None, at: datetime) -> Reach | None:
    """How this person may be reached now; None where they said nothing."""
    if contact is None:
        return None
    return Reach(contact, str(hours.zone_of(person)), calls.is_safe_now(contact, person, at=at))


def shown_reach(person: User, viewer: User, at: datetime) -> Reach | None:
    """The same, after recording that the viewer was shown it."""
    contact = calls.contacts_of([person.pk]).get(person.pk)
    calls.note_reading([contact] if contact else [], by=viewer.pk, at=at)
    return reach(person, contact, at)
