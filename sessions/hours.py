"""The hours somebody took part, as a certificate for whoever asks: an employer, a register.

It counts the sessions at which a facilitator confirmed the person, also for a part, each with its
whole length; inductions and what was called off do not count. It is neutral (DOMAIN 0): it says
who ran the program, who took part, how many hours and between which days, and nothing else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Max, Min, Sum
from django.utils import dateformat, numberformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from programs.models import Program
from sessions.attendance import ATTENDED
from sessions.models import Attendance, SessionState

QUARTER = Decimal("0.25")
AN_HOUR = 60


@dataclass(frozen=True)
class Certificate:
    """What one person may show of one program."""

    program: Program
    person: User
    sessions: int
    minutes: int
    first: date
    last: date

    @property
    def hours(self) -> str:
        """'15.5': to the quarter of an hour."""
        quarters = (Decimal(self.minutes) / AN_HOUR / QUARTER).quantize(1, ROUND_HALF_UP)
        return numberformat.format(f"{(quarters * QUARTER).normalize():f}", ".")

    @property
    def span(self) -> str:
        """'from 14 August 2024 to 14 May 2025', or the one day."""
        first, last = (dateformat.format(day, "j F Y") for day in (self.first, self.last))
        if first == last:
            return _("on %(day)s") % {"day": first}
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}

    @property
    def sentence(self) -> str:
        """What it certifies."""
        said = ngettext(
            "%(name)s took part for %(hours)s hour, %(span)s.",
            "%(name)s took part for %(hours)s hours, %(span)s.",
            1 if self.minutes == AN_HOUR else 2,
        )
        return said % {"name": self.person, "hours": self.hours, "span": self.span}


def of(user: User) -> list[Certificate]:
    """All that a person may show, the latest first; two queries."""
    rows = (
        Attendance.objects.filter(
            user=user.pk,
            presence__in=ATTENDED,
            confirmed_at__isnull=False,
            session__is_induction=False,
        )
        .exclude(session__state=SessionState.CANCELLED)
        .values("session__cohort__intake__program")
        .annotate(
            sessions=Count("session"),
            minutes=Sum("session__minutes"),
            first=Min("session__day"),
            last=Max("session__day"),
        )
        .order_by("-last")
    )
    found = list(rows)
    programs = Program.objects.in_bulk([row["session__cohort__intake__program"] for row in found])
    return [
        Certificate(
            program=programs[row["session__cohort__intake__program"]],
            person=user,
            **{name: row[name] for name in ("sessions", "minutes", "first", "last")},
        )
        for row in found
    ]


def in_program(user: User, program_id: int) -> Certificate | None:
    """What a person may show of one program; None where there is nothing."""
    return next((one for one in of(user) if one.program.pk == program_id), None)


def as_data(found: Certificate, at: datetime) -> dict[str, object]:
    """The certificate as templates/pdf/hours.typ has it, made at `at` (aware)."""
    today = at.astimezone(found.program.zone).date()
    return {
        "title": _("Certificate of hours"),
        "owner": found.program.organisation,
        "name": str(found.person),
        "hours": found.hours,
        "unit": _("hours") if found.minutes != AN_HOUR else _("hour"),
        "span": found.span,
        "sentence": found.sentence,
        "made": _("Made on %(day)s.") % {"day": dateformat.format(today, "j F Y")},
    }
