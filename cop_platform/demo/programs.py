"""The demo's program: communities, intakes and cohorts around a given day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from programs.models import (
    Break,
    Community,
    CommunityState,
    Funder,
    Intake,
    IntakeState,
    Pledge,
    Program,
    ProgramState,
)

SLUG = "practice-together"

# slug, name, one sentence, who it is for
COMMUNITIES = (
    (
        "first-years",
        "First years",
        "For people in their first years of prevention work.",
        "You began this work within the last three years, in any setting.",
    ),
    (
        "leading-practice",
        "Leading practice",
        "For people who lead prevention work and want company in it.",
        "You have done this work for some years and others look to you.",
    ),
    (
        "meeting-resistance",
        "Meeting resistance",
        "For people who meet backlash and want to answer it well.",
        "You work for equality in any setting and meet resistance there.",
    ),
    (
        "schools",
        "In schools",
        "For people who do this work with schools.",
        "You work in or with schools on respectful relationships.",
    ),
    (
        "growing-the-workforce",
        "Growing the workforce",
        "For people who train and connect others in this work.",
        "You design training, lead networks or support people who do prevention work.",
    ),
)
PURPOSE = "To learn from each other's practice, share what is hard, and do the work better."
PLEDGE = "I come when I can, I say so when I can't, and what is said here stays here."


@dataclass(frozen=True)
class Ground:
    """The program and what hangs on it, by slug."""

    program: Program
    communities: dict[str, Community]
    intakes: dict[str, Intake]


def make(*, at: datetime) -> Ground:
    """The program with its communities and four intakes around `at` (aware)."""
    program = Program.objects.create(
        slug=SLUG,
        name="Practice together (demo)",
        year=f"{at.year}",
        organisation="A demo organisation",
        state=ProgramState.RUNNING,
        about="Small groups of practitioners who meet eight times to share what is hard.",
        starts_on=at.date() - timedelta(days=300),
        ends_on=at.date() + timedelta(days=300),
        eligible_region="People who work in Victoria",
        funding_program="A demo funding program",
        cost="Nothing. It is paid for by the funders.",
        contact_name="The demo team",
        contact_email="team@example.org",
        is_demo=True,
    )
    Funder.objects.create(program=program, name="A demo department")
    _summer(program, at.date())
    communities = {
        slug: _community(program, order, slug, name, summary, audience, at=at)
        for order, (slug, name, summary, audience) in enumerate(COMMUNITIES)
    }
    return Ground(program, communities, _intakes(program, at))


def _summer(program: Program, today: date) -> None:
    for year in (today.year - 1, today.year):
        Break.objects.create(
            program=program, name="Summer", first=date(year, 12, 15), last=date(year + 1, 1, 26)
        )
        Break.objects.create(
            program=program,
            name="Office closed",
            first=date(year, 12, 24),
            last=date(year + 1, 1, 3),
            shutdown=True,
        )


def _community(
    program: Program, order: int, slug: str, name: str, summary: str, audience: str, *, at: datetime
) -> Community:
    community = Community.objects.create(
        program=program,
        slug=slug,
        name=name,
        order=order,
        state=CommunityState.PUBLISHED,
        summary=summary,
        audience=audience,
        purpose=PURPOSE,
        outcomes="People you can call. Ideas to try on Monday. Words for what you already know.",
        prerequisites="None. No earlier training is needed.",
        asks="Eight sessions of two hours, mostly online. Come when you can.",
    )
    Pledge.objects.create(
        community=community,
        version=1,
        purpose=PURPOSE,
        pledge=PLEDGE,
        since=at - timedelta(days=300),
    )
    return community


# slug, name, days from now until it opens and closes, days until its sessions begin and end
INTAKES = (
    ("past", "Last intake", -260, -230, -200, 120, IntakeState.FINAL),
    ("offering", "This season's intake", -50, -20, 14, 280, IntakeState.OFFERING),
    ("reading", "Second intake", -30, -3, 21, 280, IntakeState.REVIEWING),
    ("open", "Next intake", -10, 14, 45, 290, IntakeState.OPEN),
)


def _intakes(program: Program, at: datetime) -> dict[str, Intake]:
    return {
        slug: Intake.objects.create(
            program=program,
            slug=slug,
            name=name,
            opens_at=_at_hour(program, at, opens, 9),
            closes_at=_at_hour(program, at, closes, 17),
            decide_by=at.date() + timedelta(days=closes + 14),
            sessions_from=at.date() + timedelta(days=first),
            sessions_to=at.date() + timedelta(days=last),
        )
        for slug, name, opens, closes, first, last, _state in INTAKES
    }


def settle_states(ground: Ground) -> None:
    """Move the intakes to where a coordinator would have brought them by now."""
    for slug, *_dates, state in INTAKES:
        ground.intakes[slug].state = state
        ground.intakes[slug].save(update_fields=["state"])


def _at_hour(program: Program, at: datetime, days: int, hour: int) -> datetime:
    """So many days from `at`, at this hour of the program's own clock."""
    day = at.astimezone(program.zone).date() + timedelta(days=days)
    return datetime.combine(day, time(hour), tzinfo=program.zone)
