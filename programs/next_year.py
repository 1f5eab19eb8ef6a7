"""A program's next year from this one: its communities, intakes and empty cohorts. Never people.

It is called within the transaction of `cop_platform/next_year.py`, which asks every app in turn.
"""

from dataclasses import dataclass, field
from datetime import datetime

from audit import record
from programs import roles, seats, years
from programs.models import (
    Break,
    Cohort,
    Community,
    CommunityState,
    Funder,
    Intake,
    IntakeState,
    Pledge,
    Program,
    ProgramState,
    ReminderRule,
    RoleKind,
    SchoolTerm,
)

LONGEST_SLUG = 60


@dataclass
class Copied:
    """The new year, and what each thing of the old one has become."""

    source: Program
    program: Program
    communities: dict[int, Community] = field(default_factory=dict)
    intakes: dict[int, Intake] = field(default_factory=dict)
    cohorts: dict[int, Cohort] = field(default_factory=dict)


def follower(source_id: int, year: str) -> Program | None:
    """The year that was made of this one already, under this name."""
    return Program.objects.filter(follows=source_id, year=year).first()


def copy(source: Program, *, year: str, by: int, at: datetime) -> Copied:
    """The program, its texts, its calendar, its communities, intakes and cohorts without members.

    Dates are a year on: breaks and windows by their date, intakes by their weekday. Whoever asks
    coordinates it, so that somebody can open it; nobody else is in it.
    """
    made = Copied(source, _program(source, year))
    record.record("program.next_year_made", made.program, at=at, by=by)
    roles.grant(user_id=by, kind=RoleKind.COORDINATOR, program_id=made.program.pk, by=by, at=at)
    _calendar(made, at)
    _communities(made, at)
    _intakes(made)
    _cohorts(made, by, at)
    return made


def _program(source: Program, year: str) -> Program:
    [made] = years.copies(
        [source],
        year=year,
        name=years.named(source.name),
        slug=_free_slug(source, year),
        state=ProgramState.PLANNED,
        starts_on=years.same_date(source.starts_on),
        ends_on=years.same_date(source.ends_on),
        follows_id=source.pk,
    )
    made.save(force_insert=True)
    return made


def _free_slug(source: Program, year: str) -> str:
    """The old address with the year in it moved on; else with the new year at its end."""
    wanted = years.named(source.slug)
    if wanted == source.slug:
        word = "".join(c if c.isalnum() and c.isascii() else "-" for c in year.lower()).strip("-")
        wanted = f"{source.slug[: LONGEST_SLUG - len(word) - 1]}-{word}"
    number, found = 1, wanted
    while Program.objects.filter(slug=found).exists():
        number += 1
        found = f"{wanted[: LONGEST_SLUG - 4]}-{number}"
    return found


def _calendar(made: Copied, at: datetime) -> None:
    program = made.program
    funders = Funder.objects.filter(program=made.source)
    Funder.objects.bulk_create(years.copies(funders, program_id=program.pk))
    for rest in years.copies(Break.objects.filter(program=made.source), program_id=program.pk):
        rest.first, rest.last = years.same_date(rest.first), years.same_date(rest.last)
        rest.name = years.named(rest.name)
        rest.save(force_insert=True)
    terms = SchoolTerm.objects.filter(program=made.source, last__gte=program.starts_on)
    SchoolTerm.objects.bulk_create(years.copies(terms, program_id=program.pk))
    rules = ReminderRule.objects.filter(program=made.source)
    ReminderRule.objects.bulk_create(years.copies(rules, program_id=program.pk, changed_at=at))


def _communities(made: Copied, at: datetime) -> None:
    """Those that are not retired, each with the pledge that stands."""
    rows = made.source.communities.exclude(state=CommunityState.RETIRED).order_by("order", "id")
    for old, new in zip(rows, years.copies(rows, program_id=made.program.pk), strict=True):
        new.save(force_insert=True)
        made.communities[old.pk] = new
        pledge = Pledge.objects.filter(community=old).order_by("-version").first()
        if pledge:
            [copied] = years.copies([pledge], community_id=new.pk, version=1, since=at)
            copied.save(force_insert=True)


def _intakes(made: Copied) -> None:
    zone = made.program.zone
    rows = Intake.objects.filter(program=made.source).order_by("opens_at", "id")
    differs = {"program_id": made.program.pk, "state": IntakeState.PLANNED}
    for old, new in zip(rows, years.copies(rows, **differs), strict=True):
        new.name, new.slug = years.named(old.name), years.named(old.slug)
        new.opens_at = years.same_weekday_moment(old.opens_at, zone)
        new.closes_at = years.same_weekday_moment(old.closes_at, zone)
        new.decide_by = years.same_weekday(old.decide_by) if old.decide_by else None
        new.sessions_from = years.same_date(old.sessions_from)
        new.sessions_to = years.same_date(old.sessions_to)
        new.save(force_insert=True)
        made.intakes[old.pk] = new


def _cohorts(made: Copied, by: int, at: datetime) -> None:
    """Forming, unpublished, with all their seats free."""
    rows = Cohort.objects.filter(intake__in=made.intakes, community__in=made.communities).order_by(
        "pk"
    )
    for old in rows:
        new = seats.open_cohort(
            community_id=made.communities[old.community_id].pk,
            intake_id=made.intakes[old.intake_id].pk,
            name=years.named(old.name),
            capacity=old.capacity,
            window_first=years.same_date(old.window_first),
            window_last=years.same_date(old.window_last),
            by=by,
            at=at,
        )
        new.time_zone, new.attendance_policy = old.time_zone, old.attendance_policy
        new.save(update_fields=["time_zone", "attendance_policy"])
        made.cohorts[old.pk] = new
