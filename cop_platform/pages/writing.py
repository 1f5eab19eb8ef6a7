"""Whom a message goes to: whatever was chosen on another page, made into people.

A page leads to `admin:message` with what it has ticked, by POST or in the address, under any of
these names: `person`, `application`, `candidacy` (once for each), `members`, `waiting` (of a
cohort).
`people` holds several people's numbers with commas between.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from accounts.desk_rows import row_number
from accounts.models import User
from cop_platform.pages import people
from intakes import contacting
from notices.messages import AT_ONCE, Recipient
from programs import belonging
from programs import person as programs_person
from programs.models import Program

OF_COHORTS: Mapping[str, Callable[[int, Collection[int]], list[int]]] = {
    "members": programs_person.members_of,
    "waiting": contacting.waiting_for,
}
OF_FORMS: Mapping[str, Callable[[Collection[int], Collection[int]], dict[int, int]]] = {
    "application": contacting.of_applications,
    "candidacy": contacting.of_candidacies,
}


class Sent(Protocol):
    """What a form sent: Django's QueryDict."""

    def __contains__(self, key: object) -> bool: ...

    def getlist(self, key: str) -> list[str]: ...


class CannotChoose(Exception):
    """A refusal, worded for the coordinator who will read it."""


@dataclass(frozen=True)
class Chosen:
    """The people a message goes to, and the program in whose name."""

    program: Program
    recipients: list[Recipient]

    @property
    def ids(self) -> str:
        """What the page carries on to its next step."""
        return ",".join(str(one.person.pk) for one in self.recipients)


def chosen(viewer: User, sent: Sent, at: datetime) -> Chosen:
    """Who was chosen, as far as they are of a program the viewer coordinates.

    :raises CannotChoose: nobody, too many, or people of different programs.
    """
    programs = {program.pk: program for program in belonging.programs_coordinated(viewer, at)}
    ids = _people(sent, list(programs))
    if len(ids) > AT_ONCE:
        raise CannotChoose(_("Please choose at most %(most)d people at once.") % {"most": AT_ONCE})
    program_id = _program_of(ids, sent, list(programs))
    theirs = people.of_programs([program_id]).filter(pk__in=ids)
    active = programs_person.active_in(list(theirs.values_list("pk", flat=True)))
    if not active:
        raise CannotChoose(_("Nobody was chosen. Tick the people first, then write to them."))
    return Chosen(programs[program_id], _recipients(active, programs[program_id], at))


def names_anybody(sent: Sent) -> bool:
    """Whether somebody chose people, whoever they are."""
    return any(name in sent for name in ("person", "people", *OF_COHORTS, *OF_FORMS))


def _people(sent: Sent, programs: list[int]) -> set[int]:
    """The ids of everybody who was named in one way or another."""
    named = [*sent.getlist("person"), *",".join(sent.getlist("people")).split(",")]
    found = set(numbers(named))
    for name, by_cohort in OF_COHORTS.items():
        for cohort_id in numbers(sent.getlist(name))[:10]:
            found |= set(by_cohort(cohort_id, programs))
    for name, by_form in OF_FORMS.items():
        found |= set(by_form(numbers(sent.getlist(name)), programs))
    return found


def numbers(typed: Iterable[str]) -> list[int]:
    """Those of these that are numbers of rows."""
    return [pk for word in typed if (pk := row_number(word.strip())) is not None]


def _program_of(ids: set[int], sent: Sent, programs: list[int]) -> int:
    """The one program that all of them have to do with; the newest where there are several."""
    wanted = [pk for pk in numbers(sent.getlist("program")) if pk in programs]
    for program_id in [*wanted, *programs]:
        if ids and people.of_programs([program_id]).filter(pk__in=ids).count() == len(ids):
            return program_id
    if not ids or not people.of_programs(programs).filter(pk__in=ids).exists():
        raise CannotChoose(_("Nobody was chosen. Tick the people first, then write to them."))
    raise CannotChoose(
        _("These people are of different programs. Please write to each program by itself.")
    )


def _recipients(active: list[User], program: Program, at: datetime) -> list[Recipient]:
    until = contacting.until([one.pk for one in active], program.pk, at)
    found = []
    for one in active:
        expires_at, cohort_id = until.get(one.pk, (None, None))
        found.append(Recipient(one, cohort_id, expires_at, program.time_zone if expires_at else ""))
    return found
