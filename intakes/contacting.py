"""Whom a coordinator is to call about an offer, and whom they chose to write to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from intakes.live_offers import MAILS, NOT_ARRIVED
from intakes.models import Application, Candidacy, Offer
from notices import call_notes
from notices.models import Notice

SOON = timedelta(hours=24)


# ------------------------------------------------- whom to call


@dataclass(frozen=True)
class OfferCall:
    """An offer about which somebody is to be called. `notice`: the mail that did not get there."""

    offer: Offer
    person: User
    program_id: int
    zone: str
    ends_soon: bool
    notice: Notice | None = None


def offers_to_call(program_ids: Collection[int], at: datetime) -> list[OfferCall]:
    """Live offers whose mail did not arrive or may not be sent, and those with under a day left
    about which nobody was reached since; the first to end first. Two queries."""
    missing = Notice.objects.filter(kind__in=MAILS, object_id=OuterRef("pk"), state__in=NOT_ARRIVED)
    offers = (
        Offer.objects.live()
        .filter(cohort__intake__program__in=program_ids, expires_at__gt=at)
        .annotate(lost=Exists(missing), ends=_ends_soon(at))
        .filter(Q(lost=True) | Q(ends=True))
        .select_related("cohort__intake__program", "candidacy__application__applicant")
        .order_by("expires_at", "pk")
    )
    listed = list(offers)
    mails = Notice.objects.filter(
        kind__in=MAILS, object_id__in=[offer.pk for offer in listed], state__in=NOT_ARRIVED
    )
    lost = {mail.object_id: mail for mail in mails}
    return [_call(offer, lost.get(offer.pk)) for offer in listed]


def _ends_soon(at: datetime) -> Q:
    reached = call_notes.offers_spoken_of(at - SOON).filter(
        offer_id=OuterRef("pk"), at__gte=OuterRef("expires_at") - SOON
    )
    return Q(sent_at__lte=at, expires_at__lte=at + SOON) & ~Q(Exists(reached))


def _call(offer: Offer, notice: Notice | None) -> OfferCall:
    program = offer.cohort.intake.program
    return OfferCall(
        offer=offer,
        person=offer.candidacy.application.applicant,
        program_id=program.pk,
        zone=program.time_zone,
        ends_soon=bool(offer.ends),  # type: ignore[attr-defined]
        notice=notice,
    )


# ------------------------------------------------- whom to write to


def of_candidacies(candidacy_ids: Collection[int], program_ids: Collection[int]) -> dict[int, int]:
    """The program of each of these candidacies' people: person to program."""
    rows = Candidacy.objects.filter(pk__in=candidacy_ids, intake__program__in=program_ids)
    return dict(rows.values_list("application__applicant", "intake__program"))


def of_applications(
    application_ids: Collection[int], program_ids: Collection[int]
) -> dict[int, int]:
    """The program of each of these applications' people: person to program."""
    rows = Application.objects.filter(pk__in=application_ids, intake__program__in=program_ids)
    return dict(rows.values_list("applicant", "intake__program"))


def waiting_for(cohort_id: int, program_ids: Collection[int]) -> list[int]:
    """The ids of those who wait for a seat in this cohort, in their order."""
    rows = Candidacy.objects.filter(cohort=cohort_id, intake__program__in=program_ids).waiting()
    return list(rows.values_list("application__applicant", flat=True))


def until(
    user_ids: Collection[int], program_id: int, at: datetime
) -> dict[int, tuple[datetime, int]]:
    """Until when those of these people who hold a live offer of a program can answer, and the
    cohort of that offer; the first to end where there are several."""
    rows = (
        Offer.objects.live()
        .filter(
            cohort__intake__program=program_id,
            expires_at__gt=at,
            candidacy__application__applicant__in=user_ids,
        )
        .annotate(who=F("candidacy__application__applicant"))
        .order_by("-expires_at")
    )
    said = rows.values_list("who", "expires_at", "cohort_id")
    return {who: (expires_at, cohort_id) for who, expires_at, cohort_id in said}
