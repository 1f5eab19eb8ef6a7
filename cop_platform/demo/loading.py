"""Loading the demo: a program around a given day in which each state can be seen at once.

The same day gives the same demo, save that the next session starts at the first five-minute
mark at least ten minutes ahead. A database that holds real people is never touched.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from audit import clock
from cop_platform.demo import (
    asking,
    attending,
    between,
    choosing,
    cohorts,
    composing,
    dates,
    form,
    from_file,
    hosting,
    next_intake,
    people,
    phone,
    planning,
    programs,
    reading,
    state,
    support,
)
from cop_platform.demo.programs import Ground
from intakes.models import Offer
from notices.models import Notice, NoticeState
from programs import roles
from programs.models import Cohort, CohortState, RoleKind


class RealPeople(Exception):
    """The database holds people who are not demo people."""


class NotLocal(Exception):
    """The demo runs in the local mode alone."""


def _check_demo_alone() -> None:
    if not (settings.LOCAL and settings.DEMO):
        raise NotLocal
    if User.objects.filter(is_demo=False).exists():
        raise RealPeople


def load(*, at: datetime) -> bool:
    """Load the demo around `at` (aware) unless one is loaded; whether it did.

    :raises NotLocal: this is not the local mode.
    :raises RealPeople: somebody in the database is real.
    """
    _check_demo_alone()
    if state.current():
        return False
    with transaction.atomic():
        _build(at)
    return True


def load_afresh(*, at: datetime) -> None:
    """Forget the demo with all that was tried in it and load it anew around `at` (aware).

    :raises NotLocal: this is not the local mode.
    :raises RealPeople: somebody in the database is real.
    """
    _check_demo_alone()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no check may still be waiting
            cursor.execute(
                "TRUNCATE accounts_user, accounts_proof, accounts_bucket, programs_program, "
                "audit_democlock, cop_platform_demostate, cop_platform_retentionrun, "
                "django_session CASCADE"
            )
        _build(at)
    _forget_mails()


def _forget_mails() -> None:
    """Mails live in files beside the database."""
    for mail in Path(settings.MAIL_DIR).glob("*.eml"):
        mail.unlink(missing_ok=True)


def _build(at: datetime) -> None:
    clock.set_ahead(timedelta())
    ground = programs.make(at=at)
    naming = people.names()
    coordinator = _coordinator(ground, at=at)
    facilitator = people.special(people.FACILITATOR, "Freya", at=at, pronouns="she/her")
    cohorts.profile(facilitator)
    made = {
        word: cohorts.bare(ground, intake, community, facilitator=facilitator, at=at)
        for word, intake, community in (
            ("upcoming", "past", "first-years"),
            ("half-way", "past", "meeting-resistance"),
            ("finished", "past", "schools"),
            ("full", "offering", "leading-practice"),
            ("read", "reading", "growing-the-workforce"),
            ("planning", "reading", "schools"),
            ("open", "open", "first-years"),
            ("open too", "open", "meeting-resistance"),
        )
    }
    roles.sweep(at=at)
    asks_more = [ground.intakes[slug] for slug in ("reading", "open")]
    form.ask_more(asks_more, coordinator=coordinator, at=at - timedelta(days=40))
    people.give_second_factor(User.objects.get(pk=facilitator.pk))
    places = _begun(made, naming, at=at)
    places |= _choosing(ground, made, coordinator, naming, at=at)
    kept = people.make(5, word="k", at=at, naming=naming)
    next_intake.ask(made["half-way"], kept, coordinator, at=at)
    dates.settle(made["half-way"], coordinator, at=at)
    attending.look(made["upcoming"], at=at)
    hosting.arrange(made["upcoming"], facilitator, coordinator, naming, at=at)
    between.fill(made["upcoming"], made["half-way"], facilitator, coordinator, at=at)
    planning.plan(made["upcoming"], facilitator, at=at)
    programs.settle_states(ground)
    _settle_the_past(at)
    phone.ring(made["full"], coordinator, at=at)
    from_file.wait(ground, coordinator, at=at)
    state.remember(day=at.astimezone(ground.program.zone).date(), at=at, places=places)


def _coordinator(ground: Ground, *, at: datetime) -> User:
    made = people.special(people.COORDINATOR, "Cora", at=at, pronouns="they/them")
    roles.grant(
        user_id=made.pk,
        kind=RoleKind.COORDINATOR,
        program_id=ground.program.pk,
        by=None,
        at=at - timedelta(days=300),
    )
    made.refresh_from_db()
    people.give_second_factor(made)
    return made


def _begun(made: dict[str, Cohort], naming: Iterator[str], *, at: datetime) -> dict[str, int | str]:
    """Members, sessions and attendance of the cohorts that have begun."""
    begins = cohorts.next_five_minute_mark(at)
    member = people.special(people.MEMBER, "Mere", at=at, pronouns="she/her")
    groups = {
        "upcoming": [member, *people.make(22, word="u", at=at, naming=naming)],
        "half-way": people.make(24, word="h", at=at, naming=naming),
        "finished": people.make(21, word="f", at=at, naming=naming),
    }
    cohorts.fill(made["upcoming"], groups["upcoming"], at=at, state=CohortState.ACTIVE)
    cohorts.fill(made["half-way"], groups["half-way"], at=at, state=CohortState.ACTIVE)
    cohorts.fill(made["finished"], groups["finished"], at=at, state=CohortState.CLOSED)
    asking.ask(groups["finished"], member, at=at)
    # In the program's own zone, adding days keeps the wall clock.
    local = begins.astimezone(made["upcoming"].intake.program.zone)
    two_weeks = cohorts.every(14, first=local - timedelta(days=28))
    sessions = cohorts.meet(made["upcoming"], two_weeks, at=at)
    ten = local.replace(hour=10, minute=0) - timedelta(days=50)
    cohorts.meet(made["half-way"], cohorts.every(14, first=ten), at=at)
    cohorts.meet(made["finished"], cohorts.every(21, first=ten - timedelta(days=150)), at=at)
    return {"upcoming": sessions[2].pk, "upcoming_code": made["upcoming"].code}


def _choosing(
    ground: Ground,
    made: dict[str, Cohort],
    coordinator: User,
    naming: Iterator[str],
    *,
    at: datetime,
) -> dict[str, int | str]:
    """Applications, offers, a waitlist, and interest."""
    holder = people.special(people.OFFER, "Ottilie", at=at)
    waiter = people.special(people.WAITING, "Wanda", at=at)
    crowd = people.make(27, word="o", at=at, naming=naming)
    waiting = choosing.choose(
        made["full"], [holder, *crowd[:24], waiter, *crowd[24:]], coordinator=coordinator, at=at
    )
    _first_days(made, naming, at=at)
    support.say(made["open"].intake, at=at)
    support.write(made["open"].intake, coordinator, at=at)
    own = [community.pk for community in ground.communities.values()]
    for place, person in enumerate(people.make(6, word="i", at=at, naming=naming)):
        wanted = own[place % 5 :][:2]
        choosing.express(person, ground.program, wanted, at=at - timedelta(days=9 - place))
    return {
        "program": ground.program.slug,
        "offer": _offer_of(waiting, holder).pk,
        "full": made["full"].pk,
        "planning": made["planning"].pk,
    }


def _first_days(made: dict[str, Cohort], naming: Iterator[str], *, at: datetime) -> None:
    """An intake under review, and one that has just opened."""
    read = made["read"]
    for place, person in enumerate(people.make(31, word="r", at=at, naming=naming)):
        moment = read.intake.closes_at - timedelta(days=20 - place // 2, minutes=place * 7)
        choosing.apply(person, [read, made["planning"]], place=place, at=moment)
    reading.read(read, at=at)
    composing.compose(read, at=at)
    opened = [made["open"], made["open too"]]
    for place, person in enumerate(people.make(8, word="n", at=at, naming=naming)):
        moment = at - timedelta(days=8 - place, minutes=place * 11)
        act = choosing.apply if place < 6 else choosing.fill_in
        act(person, opened if place % 2 else opened[::-1], place=place, at=moment)


def _offer_of(offers: list[Offer], holder: User) -> Offer:
    return next(o for o in offers if o.candidacy.application.applicant_id == holder.pk)


def _settle_the_past(at: datetime) -> None:
    """What would have been sent by now counts as sent. The two on the cards read theirs, and the
    question about the next intake can be read as it was asked."""
    past = Notice.objects.filter(state=NoticeState.PENDING, due_at__lt=at)
    read = Q(recipient__email__in=(people.OFFER, people.WAITING)) | Q(kind="intakes.roll_over")
    past.exclude(read).update(state=NoticeState.SENT, sent_at=at)
