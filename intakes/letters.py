"""Letters of invitation to organisations: a coordinator's words, with placeholders for facts.

    Dear {attention}, {run_by} invites {organisation} ...

is filled from the intake at each printing, so a date that was moved is right in the next copy.
Nothing but `{word}` is read in a letter, and only the words of `PLACEHOLDERS`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from audit import record
from intakes.models import Letter
from programs import brief
from programs.models import Intake

BRACED = re.compile(r"\{([^{}\n]{1,40})\}")
PLACEHOLDERS: dict[str, Promise] = {
    "organisation": lazy("who the letter goes to"),
    "attention": lazy("the person it is for, else “colleagues”"),
    "program": lazy("the program and its year"),
    "run_by": lazy("who runs it"),
    "intake": lazy("the intake's name"),
    "opens": lazy("when applications open"),
    "closes": lazy("when they close"),
    "first_day": lazy("the first day of sessions"),
    "last_day": lazy("the last day of sessions"),
    "hours": lazy("how many sessions, and how long"),
    "places": lazy("places in each cohort"),
    "cost": lazy("what it costs"),
    "page": lazy("the program's page"),
    "for_managers": lazy("the page for managers"),
    "contact": lazy("whom to ask"),
}


class CannotKeep(Exception):
    """A refusal, worded for the coordinator who will read it."""


@dataclass(frozen=True)
class Sheet:
    """A letter as it is printed."""

    sender: str
    day: str
    to: tuple[str, ...]
    words: str

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in re.split(r"\n\s*\n", self.words) if part.strip()]


@transaction.atomic
def write(
    *,
    intake_id: int,
    organisation: str,
    attention: str,
    address: str,
    body: str,
    at: datetime,
    by: int,
) -> Letter:
    """Keep a new letter.

    :raises CannotKeep: the body holds a placeholder that nobody can fill.
    """
    _check(body)
    letter = Letter.objects.create(
        intake_id=intake_id,
        organisation=organisation,
        attention=attention,
        address=address,
        body=body,
        written_at=at,
        changed_at=at,
        written_by_id=by,
    )
    record.record("letter.written", letter, at=at, by=by)
    return letter


@transaction.atomic
def change(
    *,
    letter_id: int,
    intake_id: int,
    organisation: str,
    attention: str,
    address: str,
    body: str,
    at: datetime,
    by: int,
) -> Letter:
    """Keep other words in a letter.

    :raises CannotKeep: the body holds a placeholder that nobody can fill.
    """
    _check(body)
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)
    said = {
        "intake_id": intake_id,
        "organisation": organisation,
        "attention": attention,
        "address": address,
        "body": body,
    }
    if all(getattr(letter, name) == value for name, value in said.items()):
        return letter
    for name, value in said.items():
        setattr(letter, name, value)
    letter.changed_at = at
    letter.save(update_fields=[*said, "changed_at"])
    record.record("letter.changed", letter, at=at, by=by)
    return letter


def unknown(body: str) -> list[str]:
    """The words in braces that nobody can fill, in their order."""
    found = dict.fromkeys(BRACED.findall(body))
    return [word for word in found if word not in PLACEHOLDERS]


def _check(body: str) -> None:
    if words := unknown(body):
        raise CannotKeep(
            _("We can't fill this: %(words)s. The list beside the letter shows what we can.")
            % {"words": ", ".join(f"{{{word}}}" for word in words)}
        )


def fill(body: str, facts: Mapping[str, str]) -> str:
    """The body with its placeholders filled; what is not known stays as it is."""
    return BRACED.sub(lambda found: facts.get(found[1], found[0]), body)


def facts_of(intake: Intake, organisation: str, attention: str) -> dict[str, str]:
    """What a letter's placeholders stand for."""
    program = intake.program
    there = f"{settings.SITE_URL}{_path('program', program.slug)}"
    return {
        "organisation": organisation,
        "attention": attention or _("colleagues"),
        "program": str(program),
        "run_by": program.organisation,
        "intake": intake.name,
        "opens": _moment(intake.opens_at, intake),
        "closes": _moment(intake.closes_at, intake),
        "first_day": date_format(intake.sessions_from, "j F Y"),
        "last_day": date_format(intake.sessions_to, "j F Y"),
        "hours": brief.hours(program).rstrip("."),
        "places": str(program.places),
        "cost": program.cost.rstrip(".") or _("please ask us"),
        "page": there,
        "for_managers": f"{settings.SITE_URL}{_path('brief', program.slug)}",
        "contact": ", ".join(x for x in (program.contact_name, program.contact_email) if x),
    }


def _path(name: str, slug: str) -> str:
    return reverse(f"programs:{name}", kwargs={"slug": slug})


def _moment(at: datetime, intake: Intake) -> str:
    local = at.astimezone(intake.program.zone)
    return date_format(local, "l j F Y, H:i")


def sheet(letter: Letter) -> Sheet:
    """The letter as it would be printed now. Its intake comes with its program."""
    intake = letter.intake
    facts = facts_of(intake, letter.organisation, letter.attention)
    written = letter.written_at.astimezone(intake.program.zone)
    return Sheet(
        sender=intake.program.organisation,
        day=date_format(written, "j F Y"),
        to=tuple(
            line
            for line in (letter.attention, letter.organisation, *letter.address.splitlines())
            if line.strip()
        ),
        words=fill(letter.body, facts),
    )


def starting_words(intake: Intake | None) -> str:
    """What a new letter begins with: the words of the program's latest letter, else ours."""
    if intake is not None:
        earlier = Letter.objects.filter(intake__program=intake.program_id).order_by("-changed_at")
        if latest := earlier.first():
            return latest.body
    return standard()


def standard() -> str:
    """The letter of the house, in the language spoken."""
    return "\n\n".join(
        (
            _("Dear {attention},"),
            _(
                "{run_by} invites {organisation} to take part in {program}. People who do the "
                "same work meet in small cohorts, learn from each other's practice, and bring "
                "what works back to their workplaces."
            ),
            _(
                "It takes {hours}, between {first_day} and {last_day}. A cohort has at most "
                "{places} places, and a skilled facilitator. Cost: {cost}."
            ),
            _(
                "If this could be something for people who work with you, please pass it on. "
                "Applications are open from {opens} to {closes}:"
            ),
            "{page}",
            _(
                "What it asks of a workplace, and what it gives back, is on one page for "
                "managers: {for_managers}"
            ),
            _("We would be glad to answer any question: {contact}."),
            _("With kind regards,\n{run_by}"),
        )
    )
