"""What tests of intakes need again and again."""

from datetime import UTC, datetime, timedelta
from typing import Any

from intakes.models import Candidacy, CandidacyState, Offer, OfferState
from intakes.offers import Ticks
from programs.models import Cohort, RoleKind, SeatState
from tests.factories import CandidacyFactory, CohortFactory, RoleFactory, UserFactory

MONDAY = datetime(2024, 7, 29, 0, 0, tzinfo=UTC)  # 10:00 in Melbourne
DAY = timedelta(days=1)
S = CandidacyState


def coordinator_of(program: Any) -> Any:
    """A coordinator of the program."""
    user = UserFactory(holds_staff_role=True, is_staff=True)
    RoleFactory(user=user, kind=RoleKind.COORDINATOR, program=program)
    return user


def cohort_of(capacity: int = 25, **fields: Any) -> Any:
    """A cohort that can offer seats."""
    return CohortFactory(capacity=capacity, **fields)


def people_for(cohort: Any, count: int, state: str = S.ELIGIBLE, **fields: Any) -> list[Any]:
    """`count` candidacies for the cohort, in the order in which they became eligible."""
    made = CandidacyFactory.create_batch(count, cohort=cohort, state=state, **fields)
    if state in (S.ELIGIBLE, S.WAITLISTED, S.OFFERED):
        for n, candidacy in enumerate(made):
            candidacy.eligible_since = MONDAY - 3 * DAY + timedelta(minutes=n)
            candidacy.save(update_fields=["eligible_since"])
    return made


def ticks(cohort: Any) -> Ticks:
    """Everything ticked, for the pledge as it is now."""
    pledge = cohort.community.pledges.order_by("-version").first()
    return Ticks(notice=True, pledge_id=pledge.pk, dates=True)


def offer_of(candidacy: Any) -> Offer:
    """The candidacy's latest offer."""
    return Offer.objects.filter(candidacy=candidacy).latest("pk")


def states(candidacies: list[Any]) -> list[str]:
    """Where each stands now, in the order given."""
    found = dict(
        Candidacy.objects.filter(pk__in=[c.pk for c in candidacies]).values_list("pk", "state")
    )
    return [found[c.pk] for c in candidacies]


def taken(cohort: Cohort) -> tuple[int, int]:
    """Held and confirmed seats."""
    return (
        cohort.seats.filter(state=SeatState.HELD).count(),
        cohort.seats.filter(state=SeatState.CONFIRMED).count(),
    )


def live(cohort: Cohort) -> list[Any]:
    """The candidacies that hold a live offer, in the order of their offers."""
    offers = Offer.objects.filter(cohort=cohort, state=OfferState.SENT).order_by("pk")
    return [offer.candidacy for offer in offers.select_related("candidacy")]
