"""One small world in which every state can be seen and every role is held.

    world = build(now)            # `world` is a fixture too; `now` is Wed 10 July 2024, 10:00
    world.people["member"]        # a User; see PEOPLE for who is who
    world.cohorts["meeting"]      # forming, full, meeting, ended; `foreign` is another program's

Everything hangs together: whoever sits on a seat has an application, a candidacy and an offer.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from time import time as time_now
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from accounts.models import User
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Import,
    ImportKind,
    ImportRow,
    ImportState,
    Interest,
    InterestChoice,
    Offer,
    OfferState,
    Question,
    QuestionKind,
    Rollover,
)
from notices.models import Job, JobState, Notice, NoticeState
from programs import memberships, roles
from programs.models import (
    Break,
    Cohort,
    CohortState,
    Community,
    FacilitatorProfile,
    Funder,
    Intake,
    IntakeState,
    Membership,
    MembershipState,
    Program,
    RoleKind,
    SeatState,
)
from sessions.models import Attendance, Meeting, Presence, Schedule, Session, SessionState
from tests import factories as make
from tests.entering import give_passkey

# Who is who. Staff roles are set up as programs/roles.py would.
PEOPLE = {
    "keeper": "superuser",
    "coordinator": "coordinates the program",
    "lead": "leads the program",
    "funder": "funds it",
    "reviewer": "reads its applications",
    "facilitator": "facilitates `meeting` and `full`",
    "other_facilitator": "facilitates `forming`",
    "host": "hosts in `meeting`",
    "recorder": "records in `meeting`",
    "guest": "a guest of `meeting`",
    "member": "sits in `meeting`",
    "removed": "was removed from `meeting`",
    "completed": "was in `ended` to its end",
    "holder": "holds an offer of `full`, and has three days left",
    "waiting": "first on the waitlist of `full`",
    "asked": "waits there too, and was asked whether to keep the place for the next intake",
    "declined": "declined an offer of `full`",
    "expired": "let one lapse",
    "applicant": "applied for `forming`, is being read",
    "unsuccessful": "was not chosen this time",
    "drafting": "has a draft for `forming`",
    "interested": "expressed interest",
    "stranger": "has an account and nothing else",
    "foreign_coordinator": "coordinates another program",
    "foreign_facilitator": "facilitates its cohort",
    "foreign_member": "sits in its cohort",
}
DESK = ("keeper", "coordinator", "lead", "foreign_coordinator")
WITH_A_PASSWORD = ("completed",)
PASSWORD = "a sentence that is long enough"
STAFF = (*DESK, "reviewer", "facilitator", "other_facilitator", "foreign_facilitator")


@dataclass
class World:
    """What stands, by name."""

    at: datetime
    people: dict[str, User] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    communities: dict[str, Community] = field(default_factory=dict)
    intakes: dict[str, Intake] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    interest: Interest = field(default_factory=Interest)
    passkey: Authenticator = field(default_factory=Authenticator)


def build(at: datetime) -> World:
    """The world as it is at `at`, aware."""
    world = World(at)
    _people(world)
    _other_factors(world)
    _programs(world)
    _intakes(world)
    _cohorts(world)
    _roles(world)
    _forming(world)
    _full(world)
    _meeting(world)
    _ended(world)
    _foreign(world)
    _notices(world)
    _imported(world)
    return world


# -- Who ---------------------------------------------------------------------------------------


def _people(world: World) -> None:
    for name in PEOPLE:
        world.people[name] = make.UserFactory(
            email=f"{name}@example.org",
            display_name=f"Robin {name.replace('_', ' ').title()}",
            pronouns="they/them" if name in ("member", "facilitator") else "",
            is_superuser=name == "keeper",
            is_staff=name == "keeper",
            holds_staff_role=name == "keeper",
        )
        EmailAddress.objects.create(
            user=world.people[name], email=f"{name}@example.org", verified=True, primary=True
        )
        if name in STAFF:
            give_second_factor(world.people[name])
        if name in WITH_A_PASSWORD:
            world.people[name].set_password(PASSWORD)
            world.people[name].save(update_fields=["password"])


def give_second_factor(user: User) -> None:
    """A one-time code's secret, so that the desk lets the person in."""
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )


def _other_factors(world: World) -> None:
    """Whoever leads has a passkey and recovery codes; the funder has a code nobody asks for."""
    kinds = Authenticator.Type
    lead = world.people["lead"]
    Authenticator.objects.create(
        user=lead, type=kinds.RECOVERY_CODES, data={"seed": "0" * 40, "used_mask": 0}
    )
    world.passkey = give_passkey(lead)
    give_second_factor(world.people["funder"])


def sign_in(client: Client, user: User) -> None:
    """Sign a test client in, as one who has passed a second factor and has just said so again."""
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    passed = {"method": "mfa", "at": time_now(), "reauthenticated": True}
    session["account_authentication_methods"] = [passed]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def _roles(world: World) -> None:
    grant = partial(roles.grant, by=None, at=world.at - timedelta(days=200))
    here, there = world.programs["here"], world.programs["there"]
    for name, program in (
        ("coordinator", here),
        ("lead", here),
        ("funder", here),
        ("reviewer", here),
        ("foreign_coordinator", there),
    ):
        kind = {
            "lead": RoleKind.PROGRAM_LEAD,
            "funder": RoleKind.FUNDER,
            "reviewer": RoleKind.REVIEWER,
        }.get(name, RoleKind.COORDINATOR)
        grant(user_id=world.people[name].pk, kind=kind, program_id=program.pk)
    for name in ("host", "recorder", "guest"):
        _in_cohort(grant, world, name, RoleKind(name), "meeting")
    for name, cohorts in (
        ("facilitator", ("meeting", "full")),
        ("other_facilitator", ("forming", "ended")),
        ("foreign_facilitator", ("foreign",)),
    ):
        FacilitatorProfile.objects.create(
            user=world.people[name],
            about="Twenty years in schools.",
            empathy="I wait before I answer.",
            tension="I name it, and slow down.",
            knowledge="Prevention in schools and sport.",
        )
        for cohort in cohorts:
            _in_cohort(grant, world, name, RoleKind.FACILITATOR, cohort)
    for person in world.people.values():
        person.refresh_from_db()


def _in_cohort(grant: Any, world: World, name: str, kind: RoleKind, cohort: str) -> None:
    grant(user_id=world.people[name].pk, kind=kind, cohort_id=world.cohorts[cohort].pk)


# -- What there is -----------------------------------------------------------------------------


def _programs(world: World) -> None:
    here = make.ProgramFactory(
        slug="together",
        name="Learning together",
        organisation="A service",
        about="People who do the same work meet, and learn from each other.",
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 6, 30),
        eligible_region="Victoria",
        funding_program="A funding program",
        cost="Nothing",
    )
    there = make.ProgramFactory(slug="elsewhere", name="Elsewhere")
    Funder.objects.create(program=here, name="A department")
    Break.objects.create(
        program=here, name="Summer", first=date(2024, 12, 1), last=date(2025, 1, 31)
    )
    world.programs = {"here": here, "there": there}
    for slug, name in (
        ("resistance", "Meeting resistance"),
        ("emerging", "Emerging practitioners"),
        ("schools", "Work in schools"),
        ("leading", "Leading from the middle"),
    ):
        world.communities[slug] = make.CommunityFactory(
            program=here,
            slug=slug,
            name=name,
            summary="For people who do this work.",
            audience="People who do this work, wherever they do it.",
            purpose="To look at it together.",
            outcomes="New ideas, and people to call.",
            asks="Eight meetings of two hours.",
        )
        make.PledgeFactory(community=world.communities[slug])
    world.communities["foreign"] = make.CommunityFactory(program=there, slug="foreign")
    make.PledgeFactory(community=world.communities["foreign"])


def _intakes(world: World) -> None:
    day = timedelta(days=1)
    for name, state, opens, closes, program in (
        ("open", IntakeState.OPEN, -30, 16, "here"),
        ("offering", IntakeState.OFFERING, -60, -20, "here"),
        ("running", IntakeState.FINAL, -160, -120, "here"),
        ("foreign", IntakeState.OPEN, -30, 16, "there"),
    ):
        world.intakes[name] = make.IntakeFactory(
            program=world.programs[program],
            slug=name,
            name=f"{name.title()} intake",
            state=state,
            opens_at=world.at + opens * day,
            closes_at=world.at + closes * day + timedelta(hours=7),
            decide_by=(world.at + (closes + 21) * day).date(),
            sessions_from=(world.at + (closes + 30) * day).date(),
            sessions_to=(world.at + (closes + 250) * day).date(),
        )


def _cohorts(world: World) -> None:
    for name, intake, community, state in (
        ("forming", "open", "emerging", CohortState.FORMING),
        ("full", "offering", "resistance", CohortState.FORMING),
        ("meeting", "running", "schools", CohortState.ACTIVE),
        ("ended", "running", "leading", CohortState.CLOSED),
        ("foreign", "foreign", "foreign", CohortState.FORMING),
    ):
        world.cohorts[name] = make.CohortFactory(
            intake=world.intakes[intake],
            community=world.communities[community],
            name=f"{world.communities[community].name} one",
            state=state,
            window_first=world.intakes[intake].sessions_from,
            window_last=world.intakes[intake].sessions_to,
            attendance_policy="Come when you can, and say when you can't.",
            facilitator=False,
        )


# -- People on seats ---------------------------------------------------------------------------


def apply_for(
    world: World, who: User, cohort: Cohort, state: str, *, rank: int = 1, days: int = 25
) -> Candidacy:
    """One person's application to a cohort's intake, with its candidacy in that state."""
    when = world.at - timedelta(days=days)
    application, _made = Application.objects.get_or_create(
        applicant=who,
        intake=cohort.intake,
        defaults={
            "state": ApplicationState.DRAFT
            if state == CandidacyState.CHOSEN
            else ApplicationState.SUBMITTED,
            "role": "Practitioner",
            "organisation": "A service",
            "setting": "Schools",
            "region": "Loddon Mallee",
            "hopes": "To hear how others do it.",
            "contribution": "What I tried.",
            "can_commit": True,
            "started_at": when,
            "saved_at": when,
            "submitted_at": None if state == CandidacyState.CHOSEN else when,
        },
    )
    undecided = (CandidacyState.CHOSEN, CandidacyState.IN_REVIEW, CandidacyState.UNSUCCESSFUL)
    return Candidacy.objects.create(
        application=application,
        cohort=cohort,
        intake=cohort.intake,
        rank=rank,
        state=state,
        eligible_since=None if state in undecided else when,
    )


def offer_to(world: World, candidacy: Candidacy, state: str, *, sent_days_ago: int = 2) -> Offer:
    """An offer in that state, on the lowest free seat where it holds one."""
    sent = world.at - timedelta(days=sent_days_ago)
    taken = {OfferState.SENT: SeatState.HELD, OfferState.ACCEPTED: SeatState.CONFIRMED}.get(state)
    seat = candidacy.cohort.seats.free().order_by("number").first() if taken else None
    if seat:
        seat.state, seat.holder = taken, candidacy.application.applicant
        seat.save(update_fields=["state", "holder"])
    return Offer.objects.create(
        candidacy=candidacy,
        cohort=candidacy.cohort,
        seat=seat,
        state=state,
        sent_at=sent,
        expires_at=sent + timedelta(days=5, hours=7),
        settled_at=None if state == OfferState.SENT else sent + timedelta(days=1),
    )


def seat_people(world: World, cohort: Cohort, people: list[User]) -> None:
    """Members, each with an application and an accepted offer."""
    pledge = cohort.community.pledges.get()
    for person in people:
        candidacy = apply_for(world, person, cohort, CandidacyState.ACCEPTED, days=100)
        offer_to(world, candidacy, OfferState.ACCEPTED, sent_days_ago=90)
        Membership.objects.create(
            cohort=cohort,
            user=person,
            pledge=pledge,
            pledged_at=world.at - timedelta(days=88),
            joined_at=world.at - timedelta(days=88),
        )


def _forming(world: World) -> None:
    cohort, people = world.cohorts["forming"], world.people
    for name, state in (
        ("applicant", CandidacyState.IN_REVIEW),
        ("unsuccessful", CandidacyState.UNSUCCESSFUL),
        ("drafting", CandidacyState.CHOSEN),
    ):
        world.applications[name] = apply_for(world, people[name], cohort, state).application
    for person in make.UserFactory.create_batch(3):
        apply_for(world, person, cohort, CandidacyState.ELIGIBLE)
    _questions(world)
    world.interest = Interest.objects.create(
        person=people["interested"],
        program=world.programs["here"],
        role="Teacher",
        organisation="A school",
        hopes="To meet others.",
        submitted_at=world.at - timedelta(days=3),
    )
    InterestChoice.objects.create(
        interest=world.interest, community=world.communities["schools"], rank=1
    )


def _questions(world: World) -> None:
    for order, (kind, words, options) in enumerate(
        (
            (QuestionKind.LONG, "What would you try first?", ""),
            (QuestionKind.SEVERAL, "Whom do you work with?", "Schools\nSport\nCouncils"),
            (QuestionKind.SCALE, "How easy is it to leave work for a day?", "Hard\nEasy"),
        )
    ):
        Question.objects.create(
            intake=world.intakes["open"],
            kind=kind,
            words=words,
            options=options,
            order=order,
            made_at=world.at - timedelta(days=30),
        )


def _full(world: World) -> None:
    """22 confirmed, 3 held, 2 waiting; one declined, one lapsed."""
    cohort, people = world.cohorts["full"], world.people
    seat_people(world, cohort, make.UserFactory.create_batch(22))
    for name, state, outcome in (
        ("holder", CandidacyState.OFFERED, OfferState.SENT),
        ("declined", CandidacyState.DECLINED, OfferState.DECLINED),
        ("expired", CandidacyState.EXPIRED, OfferState.EXPIRED),
    ):
        candidacy = apply_for(world, people[name], cohort, state)
        world.applications[name] = candidacy.application
        world.offers[name] = offer_to(world, candidacy, outcome)
    for person in make.UserFactory.create_batch(2):
        candidacy = apply_for(world, person, cohort, CandidacyState.OFFERED)
        offer_to(world, candidacy, OfferState.SENT)
    for days, name in ((24, "waiting"), (23, "asked")):
        candidacy = apply_for(world, people[name], cohort, CandidacyState.WAITLISTED, days=days)
        world.applications[name] = candidacy.application
    for name in ("asked", "holder"):
        Rollover.objects.create(
            application=world.applications[name],
            asked_at=world.at - timedelta(days=1),
            reply_by=world.at + timedelta(days=6),
        )


def _meeting(world: World) -> None:
    """Twenty members; two sessions held, the third in ten minutes, five to come."""
    cohort, people = world.cohorts["meeting"], world.people
    members = [people["member"], people["removed"], *make.UserFactory.create_batch(19)]
    seat_people(world, cohort, members)
    memberships.remove(
        cohort_id=cohort.pk,
        user_id=people["removed"].pk,
        by=people["coordinator"].pk,
        at=world.at - timedelta(days=9),
        reason="They moved to another job.",
    )
    Offer.objects.filter(candidacy__application__applicant=people["removed"]).update(seat=None)
    Meeting.objects.create(
        cohort=cohort,
        url="https://meet.example.org/room",
        dial_in="03 5550 0000",
        passcode="1234",
        replaced_at=world.at - timedelta(days=8),  # after the removal: the door may open
    )
    _sessions(world, cohort)
    for session in (world.sessions[1], world.sessions[2]):
        for number, person in enumerate(user for user in members if user != people["removed"]):
            Attendance.objects.create(
                session=session,
                user=person,
                presence=Presence.APOLOGY if number % 7 == 6 else Presence.PRESENT,
                confirmed_at=session.ends_at,
            )


def _sessions(world: World, cohort: Cohort) -> None:
    first = world.at.astimezone(cohort.intake.program.zone) + timedelta(minutes=10)
    Schedule.objects.create(
        cohort=cohort,
        first_day=(first - timedelta(days=28)).date(),
        start=time(first.hour, first.minute),
        rhythm=Schedule.Rhythm.WEEKS,
        every=2,
    )
    for number in range(1, 9):
        start = first + timedelta(days=14 * (number - 3))
        held = number < 3
        world.sessions[number] = Session.objects.create(
            cohort=cohort,
            number=number,
            day=start.date(),
            start=start.time(),
            time_zone=cohort.time_zone,
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            state=SessionState.HELD if held else SessionState.SCHEDULED,
            confirmed_at=start + timedelta(hours=3) if held else None,
            confirmed_by=world.people["facilitator"] if held else None,
        )


def _ended(world: World) -> None:
    cohort, person = world.cohorts["ended"], world.people["completed"]
    seat_people(world, cohort, [person])
    Membership.objects.filter(cohort=cohort).update(
        state=MembershipState.COMPLETED, left_at=world.at - timedelta(days=5)
    )


def _foreign(world: World) -> None:
    seat_people(world, world.cohorts["foreign"], [world.people["foreign_member"]])


def _imported(world: World) -> None:
    """A file of three that has been tried out."""
    people = (("new", ""), ("there", ""), ("problem", "Email: this is no email address."))
    imported = Import.objects.create(
        kind=ImportKind.INTEREST,
        program=world.programs["here"],
        state=ImportState.CHECKED,
        by=world.people["coordinator"],
        name="people.csv",
        read_as="CSV, letters in UTF-8, commas between",
        header=["Name", "Email", "Community"],
        mapping={"display_name": 0, "email": 1, "first": 2},
        total=len(people),
        counts={"new": 1, "known": 0, "there": 1, "problem": 1},
        read_at=world.at,
    )
    for number, (fate, problem) in enumerate(people, start=2):
        email = f"row{number}@example.org"
        ImportRow.objects.create(
            imported=imported,
            number=number,
            cells=[f"Robin {number}", email, "Work in schools"],
            email=email,
            fate=fate,
            problem=problem,
        )


def _notices(world: World) -> None:
    Job.objects.create(
        key="world:job",
        name="tests.job",
        by=world.people["coordinator"],
        done=3,
        total=8,
        state=JobState.FAILED,
        queued_at=world.at,
        settled_at=world.at,
        problem="The intake has ended.",
    )
    for number, state in enumerate((NoticeState.SENT, NoticeState.FAILED, NoticeState.PENDING)):
        Notice.objects.create(
            key=f"world:{number}",
            kind="intakes.offer",
            recipient=world.people["holder"],
            object_id=world.offers["holder"].pk,
            cohort_id=world.cohorts["full"].pk,
            due_at=world.at + timedelta(hours=number - 1),
            state=state,
            sent_at=world.at if state == NoticeState.SENT else None,
            problem="refused" if state == NoticeState.FAILED else "",
            subject="Action needed by Mon 15 July" if state == NoticeState.SENT else "",
            text="A seat is held for you." if state == NoticeState.SENT else "",
        )
