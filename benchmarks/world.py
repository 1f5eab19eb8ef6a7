"""Rows to measure over: many communities, many applications, one cohort half-way."""

from datetime import UTC, datetime, time, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from accounts.models import User
from accounts.remembered import SessionStore
from intakes.models import Application, ApplicationState, Candidacy, CandidacyState
from programs.models import (
    Cohort,
    Community,
    CommunityState,
    FacilitatorProfile,
    Intake,
    IntakeState,
    Membership,
    Program,
    ProgramState,
    Role,
    RoleKind,
    Seat,
    SeatState,
)
from sessions.models import Meeting, Session

SLUG = "measured"


def program() -> Program:
    """A running program with an open intake."""
    now = timezone.now()
    made = Program.objects.create(
        slug=SLUG,
        name="Measured",
        year="2024-25",
        organisation="An organisation",
        state=ProgramState.RUNNING,
        starts_on=now.date() - timedelta(days=100),
        ends_on=now.date() + timedelta(days=200),
    )
    Intake.objects.create(
        program=made,
        slug="one",
        name="One",
        state=IntakeState.OPEN,
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=10),
        sessions_from=now.date(),
        sessions_to=now.date() + timedelta(days=180),
    )
    return made


def communities(made: Program, *, up_to: int) -> None:
    """Bring the program to this many published communities."""
    have = made.communities.count()
    Community.objects.bulk_create(
        Community(
            program=made,
            slug=f"c{number}",
            name=f"Community {number}",
            order=number,
            state=CommunityState.PUBLISHED,
            summary="For people who do this work.",
            audience="People who do this work.",
            purpose="To learn together.",
        )
        for number in range(have, up_to)
    )


def cohort(made: Program) -> tuple[Cohort, User]:
    """A published cohort of 25 members, two facilitators and eight sessions; and one member."""
    now = timezone.now()
    community = made.communities.order_by("id")[0]
    intake = made.intakes.get()
    found = Cohort.objects.create(
        community=community,
        intake=intake,
        name="One",
        published=True,
        state="active",
        window_first=now.date(),
        window_last=now.date() + timedelta(days=200),
    )
    people = _people("member", 25)
    Seat.objects.bulk_create(
        Seat(
            cohort=found,
            intake=intake,
            ceiling=25,
            number=number,
            state=SeatState.CONFIRMED,
            holder=person,
        )
        for number, person in enumerate(people, 1)
    )
    Membership.objects.bulk_create(
        Membership(cohort=found, user=person, joined_at=now - timedelta(days=30))
        for person in people
    )
    for person in _people("facilitator", 2):
        FacilitatorProfile.objects.create(user=person, empathy="a", tension="b", knowledge="c")
        Role.objects.create(
            user=person,
            kind=RoleKind.FACILITATOR,
            cohort=found,
            since=now - timedelta(days=30),
        )
    _sessions(found)
    return found, people[0]


def _people(word: str, count: int) -> list[User]:
    return User.objects.bulk_create(
        User(email=f"{word}{n}@example.org", display_name=f"{word} {n}", password="!")
        for n in range(count)
    )


def _sessions(found: Cohort) -> None:
    Meeting.objects.create(cohort=found, url="https://meet.example.org/room")
    for number in range(1, 9):
        starts = datetime.now(tz=UTC).replace(microsecond=0) + timedelta(days=14 * number - 30)
        Session.objects.create(
            cohort=found,
            number=number,
            day=starts.date(),
            start=time(starts.hour, starts.minute),
            time_zone="Etc/UTC",
            starts_at=starts,
            ends_at=starts + timedelta(minutes=120),
        )


def applications(found: Cohort, *, up_to: int) -> None:
    """Bring the cohort's intake to this many submitted applications."""
    now = timezone.now()
    have = found.intake.applications.count()
    people = User.objects.bulk_create(
        User(email=f"applicant{n}@example.org", password="!") for n in range(have, up_to)
    )
    made = Application.objects.bulk_create(
        Application(
            applicant=person,
            intake=found.intake,
            state=ApplicationState.SUBMITTED,
            started_at=now,
            saved_at=now,
            submitted_at=now,
        )
        for person in people
    )
    Candidacy.objects.bulk_create(
        Candidacy(
            application=application,
            cohort=found,
            intake=found.intake,
            rank=1,
            state=CandidacyState.IN_REVIEW,
        )
        for application in made
    )


def keeper() -> User:
    """Who keeps the site, with a second factor: the desk lets them in."""
    made = User.objects.create_superuser("keeper@example.org")
    Authenticator.objects.create(
        user=made, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    return made


def cookie_for(person: User) -> dict[str, str]:
    """The header of a browser in which this person has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {"Cookie": f"sessionid={session.session_key}"}
