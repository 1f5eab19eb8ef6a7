"""Rows to measure queues over: a cohort 500 people want, and lines of any length."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks import world
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Offer,
    OfferState,
)
from programs.models import (
    Cohort,
    Community,
    FacilitatorProfile,
    Intake,
    IntakeState,
    Membership,
    Pledge,
    Program,
    Role,
    RoleKind,
    Seat,
    SeatState,
)

AT = timezone.now()
TOKEN = "m" * 32


@dataclass(frozen=True)
class Scene:
    """A cohort, and what each person's browser sends when they press "yes"."""

    cohort_id: int
    requests: list[bytes]


def contested(*, seats: int, people: int) -> Scene:
    """So many people who have an offer each, one after the other for the same seats: the latest
    hold one, of the others it has ended."""
    cohort = _cohort("contested", seats)
    rows = _candidacies(cohort, people, CandidacyState.EXPIRED)
    holders = rows[-seats:]
    for candidacy in holders:
        candidacy.state = CandidacyState.OFFERED
    Candidacy.objects.bulk_update(holders, ["state"])
    free = list(cohort.seats.order_by("number"))
    for seat, candidacy in zip(free, holders, strict=True):
        seat.state, seat.holder_id = SeatState.HELD, candidacy.application.applicant_id
    Seat.objects.bulk_update(free, ["state", "holder"])
    seat_of = {c.pk: seat for seat, c in zip(free, holders, strict=True)}
    offers = Offer.objects.bulk_create(_offer(c, cohort, seat_of.get(c.pk)) for c in rows)
    pledge = cohort.community.pledges.get().pk
    return Scene(cohort.pk, [_press(offer, pledge) for offer in offers])


def _offer(candidacy: Candidacy, cohort: Cohort, seat: Seat | None) -> Offer:
    ended = seat is None
    return Offer(
        candidacy=candidacy,
        cohort=cohort,
        seat=seat,
        state=OfferState.EXPIRED if ended else OfferState.SENT,
        sent_at=AT - timedelta(days=5),
        expires_at=AT - timedelta(days=1) if ended else AT + timedelta(days=5),
        settled_at=AT if ended else None,
    )


def _press(offer: Offer, pledge: int) -> bytes:
    """The bytes of one person's "yes", all ticked."""
    cookie = world.cookie_for(offer.candidacy.application.applicant)["Cookie"]
    ticked = {"notice": "on", "pledge": "on", "dates": "on", "pledge_id": pledge}
    body = urlencode(ticked | {"csrfmiddlewaretoken": TOKEN}).encode()
    head = (
        f"POST {reverse('intakes:offer', args=[offer.pk])} HTTP/1.1\r\nHost: localhost\r\n"
        f"Cookie: {cookie}; csrftoken={TOKEN}\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def holders(scene: Scene) -> tuple[int, int]:
    """How many hold a confirmed seat, and how many are members."""
    seats = Seat.objects.filter(cohort=scene.cohort_id, state=SeatState.CONFIRMED)
    return seats.count(), Membership.objects.filter(cohort=scene.cohort_id).count()


def bare_row() -> int:
    """A row to lock."""
    return _cohort("bare", 1).pk


def line(count: int) -> int:
    """A cohort of 25 free seats with so many people who wait."""
    cohort = _cohort(f"line-{count}", 25)
    _candidacies(cohort, count, CandidacyState.WAITLISTED)
    return cohort.pk


def _cohort(name: str, capacity: int) -> Cohort:
    """A cohort of its own program that can offer seats."""
    program = Program.objects.create(
        slug=name, name=name, year="2024-25", organisation="An organisation", state="running",
        starts_on=date(2024, 7, 1), ends_on=date(2030, 6, 30),
    )  # fmt: skip
    intake = Intake.objects.create(
        program=program, slug="one", name="One", state=IntakeState.OFFERING,
        opens_at=AT - timedelta(days=90), closes_at=AT - timedelta(days=30),
        sessions_from=AT.date(), sessions_to=AT.date() + timedelta(days=180),
    )  # fmt: skip
    community = Community.objects.create(
        program=program, slug="one", name="One", state="published", audience="a", purpose="p"
    )
    Pledge.objects.create(community=community, version=1, purpose="p", pledge="p", since=AT)
    cohort = Cohort.objects.create(
        community=community, intake=intake, name="One", published=True, capacity=capacity,
        window_first=AT.date(), window_last=AT.date() + timedelta(days=200),
    )  # fmt: skip
    Seat.objects.bulk_create(
        Seat(cohort=cohort, intake=intake, ceiling=capacity, number=number)
        for number in range(1, capacity + 1)
    )
    person = User.objects.create(email=f"{name}@example.org", password="!")
    FacilitatorProfile.objects.create(user=person, empathy="a", tension="b", knowledge="c")
    Role.objects.create(
        user=person, kind=RoleKind.FACILITATOR, cohort=cohort, since=AT - timedelta(days=30)
    )
    return cohort


def _candidacies(cohort: Cohort, count: int, state: CandidacyState) -> list[Candidacy]:
    people = User.objects.bulk_create(
        User(email=f"{cohort.pk}-{n}@example.org", password="!") for n in range(count)
    )
    applications = Application.objects.bulk_create(
        Application(
            applicant=person, intake=cohort.intake, state=ApplicationState.SUBMITTED,
            started_at=AT, saved_at=AT, submitted_at=AT,
        )
        for person in people
    )  # fmt: skip
    return Candidacy.objects.bulk_create(
        Candidacy(
            application=application, cohort=cohort, intake=cohort.intake, rank=1, state=state,
            eligible_since=AT - timedelta(days=20) + timedelta(seconds=n),
        )
        for n, application in enumerate(applications)
    )  # fmt: skip
