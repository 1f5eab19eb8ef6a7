"""What a program's file may say: tables and keys, named like the models they fill."""

from dataclasses import dataclass

from django.db import models

from programs.models import Break, CalendarDay, Community, Intake, Program


@dataclass(frozen=True)
class Table:
    """What one table of a file may hold: a model's fields, and what one row is known by."""

    model: type[models.Model]
    known_by: tuple[str, ...]
    fields: tuple[str, ...]
    lists: tuple[str, ...] = ()  # keys that hold a list of texts
    texts: tuple[str, ...] = ()  # texts that are no field of the model


PROGRAM = Table(
    Program,
    ("slug",),
    (
        *("slug", "name", "year", "organisation", "state", "about", "starts_on", "ends_on"),
        *("time_zone", "holiday_country", "holiday_region", "eligible_region"),
        *("funding_program", "cost", "places", "session_count", "session_minutes"),
        *("meeting_format", "attendance", "choosing", "approach_url", "training_url"),
        *("contact_name", "contact_email"),
    ),
    lists=("funders",),
    texts=("pledge",),
)
TABLES = {
    "breaks": Table(Break, ("first", "name"), ("name", "first", "last", "shutdown")),
    "calendar_days": Table(CalendarDay, ("day",), ("day", "kind", "name")),
    "intakes": Table(
        Intake,
        ("slug",),
        (
            *("slug", "name", "opens_at", "closes_at", "decide_by"),
            *("sessions_from", "sessions_to", "offer_business_days"),
        ),
    ),
    "communities": Table(
        Community,
        ("slug",),
        ("slug", "name", "summary", "audience", "purpose", "prerequisites", "asks"),
        lists=("outcomes",),
    ),
}
IN_ORDER = (  # one may not come after the other
    ("program", "starts_on", "ends_on"),
    ("breaks", "first", "last"),
    ("intakes", "opens_at", "closes_at"),
    ("intakes", "sessions_from", "sessions_to"),
)
NEVER_EQUAL = {"ends_on", "closes_at"}
