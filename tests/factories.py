"""Things to test with. All people are at example.org; all moments are around July 2024."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from accounts.models import User
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
)
from programs.models import (
    Cohort,
    Community,
    CommunityState,
    FacilitatorProfile,
    Intake,
    IntakeState,
    Membership,
    Pledge,
    Program,
    ProgramState,
    Role,
    RoleKind,
    Seat,
)
from sessions.models import Meeting, Session

BEGAN = datetime(2024, 6, 3, 0, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.LazyFunction(lambda: make_password(None))  # in by code, as most people


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = Program

    slug = factory.Sequence(lambda n: f"program-{n}")
    name = "Practice together"
    year = "2024-25"
    organisation = "An organisation"
    state = ProgramState.RUNNING
    starts_on = date(2024, 7, 1)
    ends_on = date(2025, 6, 30)
    contact_name = "The team"
    contact_email = "team@example.org"


class CommunityFactory(DjangoModelFactory):
    class Meta:
        model = Community

    program = factory.SubFactory(ProgramFactory)
    slug = factory.Sequence(lambda n: f"community-{n}")
    name = factory.Sequence(lambda n: f"Community {n}")
    order = factory.Sequence(lambda n: n)
    state = CommunityState.PUBLISHED
    audience = "Practitioners"
    purpose = "To learn together"


class PledgeFactory(DjangoModelFactory):
    class Meta:
        model = Pledge

    community = factory.SubFactory(CommunityFactory)
    version = 1
    purpose = "We learn together."
    pledge = "I meet, discuss and support."
    since = BEGAN


class IntakeFactory(DjangoModelFactory):
    """Open from 3 June to Friday 26 July 2024, 17:00 in Melbourne (07:00 UTC)."""

    class Meta:
        model = Intake

    program = factory.SubFactory(ProgramFactory)
    slug = factory.Sequence(lambda n: f"intake-{n}")
    name = "August intake"
    state = IntakeState.OPEN
    opens_at = BEGAN
    closes_at = datetime(2024, 7, 26, 7, 0, tzinfo=UTC)
    sessions_from = date(2024, 8, 1)
    sessions_to = date(2024, 11, 30)


class CohortFactory(DjangoModelFactory):
    """With its seats, a pledge and a facilitator who has a profile, so that it can offer."""

    class Meta:
        model = Cohort
        skip_postgeneration_save = True

    class Params:
        bare = False

    intake = factory.SubFactory(IntakeFactory)
    community = factory.SubFactory(
        CommunityFactory, program=factory.SelfAttribute("..intake.program")
    )
    name = factory.Sequence(lambda n: f"Cohort {n}")
    published = True
    capacity = 25
    window_first = date(2024, 8, 1)
    window_last = date(2025, 5, 31)

    @factory.post_generation
    def seats(cohort, create, extracted, **kwargs):
        if create:
            Seat.objects.bulk_create(
                Seat(cohort=cohort, intake=cohort.intake, ceiling=cohort.capacity, number=n)
                for n in range(1, cohort.capacity + 1)
            )

    @factory.post_generation
    def facilitator(cohort, create, extracted, **kwargs):
        if create and extracted is not False:
            user = extracted or UserFactory()
            FacilitatorProfile.objects.get_or_create(
                user=user, defaults={"empathy": "yes", "tension": "yes", "knowledge": "yes"}
            )
            RoleFactory(user=user, kind=RoleKind.FACILITATOR, program=None, cohort=cohort)

    @factory.post_generation
    def pledge(cohort, create, extracted, **kwargs):
        if create and not cohort.community.pledges.exists():
            PledgeFactory(community=cohort.community)


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = Role

    user = factory.SubFactory(UserFactory)
    kind = RoleKind.COORDINATOR
    since = BEGAN


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)
    joined_at = BEGAN


class ApplicationFactory(DjangoModelFactory):
    """Submitted. `cohort=...` adds a candidacy in review (or `candidacy_state=...`)."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    applicant = factory.SubFactory(UserFactory)
    intake = factory.SubFactory(IntakeFactory)
    state = ApplicationState.SUBMITTED
    role = "Practitioner"
    organisation = "A service"
    hopes = "To learn"
    started_at = BEGAN
    saved_at = BEGAN
    submitted_at = factory.Sequence(lambda n: BEGAN + timedelta(minutes=n))


class CandidacyFactory(DjangoModelFactory):
    class Meta:
        model = Candidacy

    cohort = factory.SubFactory(CohortFactory)
    intake = factory.SelfAttribute("cohort.intake")
    application = factory.SubFactory(ApplicationFactory, intake=factory.SelfAttribute("..intake"))
    rank = 1
    state = CandidacyState.IN_REVIEW
    eligible_since = factory.LazyAttribute(
        lambda c: (
            c.application.submitted_at
            if c.state
            in (CandidacyState.WAITLISTED, CandidacyState.OFFERED, CandidacyState.ELIGIBLE)
            else None
        )
    )


class SessionFactory(DjangoModelFactory):
    """Two hours from 10:00 in the cohort's zone, on 14 August 2024 unless `day` says otherwise."""

    class Meta:
        model = Session

    cohort = factory.SubFactory(CohortFactory)
    number = factory.Sequence(lambda n: n + 1)
    day = date(2024, 8, 14)
    start = time(10)
    minutes = 120
    time_zone = factory.SelfAttribute("cohort.time_zone")
    starts_at = factory.LazyAttribute(
        lambda s: datetime.combine(s.day, s.start, ZoneInfo(s.time_zone)).astimezone(UTC)
    )
    ends_at = factory.LazyAttribute(lambda s: s.starts_at + timedelta(minutes=s.minutes))


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    cohort = factory.SubFactory(CohortFactory)
    url = "https://meet.example.org/a-room"
    dial_in = "03 5550 0000"
    passcode = "2525"
