"""The page a manager can read before saying yes: what it takes, what it gives, what stays
between the people who meet. One text, for the web and for paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs import brochures
from programs.brochures import Brochure
from programs.models import Intake, Program


@dataclass(frozen=True)
class Part:
    """One heading and what stands below it."""

    title: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Brief:
    """The whole page, in the reader's language."""

    program: Program
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    never: Part
    closing: str


def of(program: Program, at: datetime) -> Brief:
    """The brief of a program as it reads at `at` (aware). Two queries."""
    brochure = brochures.of(program, at)
    return Brief(
        program=program,
        title=_("For managers"),
        lead=_(
            "Somebody you work with would like to take part in %(program)s. This page says what "
            "it takes, what it gives back, and what stays between the people who meet."
        )
        % {"program": program},
        facts=tuple(facts(brochure)),
        parts=(_asks(), _gives(), _works()),
        never=_never(),
        closing=_("Your yes helps, and is not a condition: nobody is turned away without it."),
    )


def facts(brochure: Brochure) -> list[tuple[str, str]]:
    """Hours, dates, cost and people, as pairs of a word and what it stands for."""
    program = brochure.program
    contact = ", ".join(word for word in (program.contact_name, program.contact_email) if word)
    found = [
        (_("Hours"), hours(program)),
        *((intake.name, dates(intake)) for intake in _ahead(brochure)),
        (_("How people meet"), program.meeting_format),
        (_("Cost"), program.cost),
        (_("Who runs it"), program.organisation),
        (_("Whom to ask"), contact),
    ]
    return [(word, said) for word, said in found if said]


def hours(program: Program) -> str:
    """'8 sessions of 2 hours each, 16 hours in all.'"""
    words = ngettext(
        "%(count)d session of %(each)s hours.",
        "%(count)d sessions of %(each)s hours each, %(all)s hours in all.",
        program.session_count,
    )
    each = program.session_minutes / 60
    return words % {
        "count": program.session_count,
        "each": f"{each:g}",
        "all": f"{each * program.session_count:g}",
    }


def dates(intake: Intake) -> str:
    """When the sessions of an intake lie."""
    return _("Sessions from %(first)s to %(last)s.") % {
        "first": date_format(intake.sessions_from, "j F Y"),
        "last": date_format(intake.sessions_to, "j F Y"),
    }


def _ahead(brochure: Brochure) -> list[Intake]:
    """The intake that is open, and the next."""
    call = brochure.call
    found = [call.intake if call.closes_at else call.preparing, call.upcoming]
    return [intake for intake in found if intake is not None]


def _asks() -> Part:
    return Part(
        _("What we ask of you"),
        (
            _("The session hours are working hours, kept free of other appointments."),
            _("For sessions online, a room with a door."),
            _("A little time now and then to prepare, or to try out what was learned."),
            _("Interest in what your colleague brings back, without asking who said what."),
        ),
    )


def _gives() -> Part:
    return Part(
        _("What it gives"),
        (
            _("Ideas, tools and examples that others have tried in work like yours."),
            _("People to call: less working alone, and help with what is stuck."),
            _("Confidence, and a clearer language to bring colleagues along."),
            _("Whatever the people who meet mark as fit to share at work comes home with them."),
        ),
    )


def _works() -> Part:
    return Part(
        _("How people work together"),
        (
            _("They learn from each other as equals. It is no course, and nobody is marked."),
            _("A skilled facilitator holds the room in every session."),
            _(
                "They make a Group Agreement of their own: how they treat each other, what stays "
                "confidential, what they do when it gets difficult."
            ),
            _("Not knowing is welcome, and so is what went wrong: it often teaches more."),
        ),
    )


def _never() -> Part:
    return Part(
        _("What we never tell you"),
        (
            _("What your colleague wrote to us, and how it was read."),
            _("What anybody says in a session, and who else takes part."),
            _("Who was there and who was not. Please ask your colleague."),
            _("How somebody may be reached, and what they need to take part."),
        ),
    )


def as_data(brief: Brief) -> dict[str, Any]:
    """The brief as the printed page takes it (programs/pdf.py)."""
    return {
        "title": brief.title,
        "kicker": str(brief.program),
        "lead": brief.lead,
        "facts": [list(pair) for pair in brief.facts],
        "parts": [{"title": part.title, "points": part.points} for part in brief.parts],
        "never": {"title": brief.never.title, "points": brief.never.points},
        "closing": brief.closing,
        "footer": brief.program.organisation,
    }
