"""The notices that intakes owe people: rows in the outbox, in the transaction of the act."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models

from intakes.models import Candidacy, Offer
from notices import outbox
from notices.models import Notice


def to_person(
    kind: str,
    person_id: int,
    *,
    about: models.Model,
    due_at: datetime,
    version: object = "",
    cohort_id: int | None = None,
    expires_at: datetime | None = None,
) -> Notice:
    """Owe a person a notice about one thing, once per version of it; times aware."""
    parts = [about.pk, version] if version else [about.pk]
    return outbox.queue(
        kind,
        key=outbox.key_for(kind, *parts),
        due_at=due_at,
        recipient_id=person_id,
        object_id=about.pk,
        cohort_id=cohort_id,
        expires_at=expires_at,
    )


def about_offer(kind: str, offer: Offer, *, due_at: datetime, version: object = "") -> Notice:
    """Owe the person who holds an offer a notice; what waits for an answer ends with it."""
    return to_person(
        kind,
        offer.candidacy.application.applicant_id,
        about=offer,
        due_at=due_at,
        version=version,
        cohort_id=offer.cohort_id,
        expires_at=offer.expires_at if offer.settled_at is None else None,
    )


def about_offers(kind: str, offers: Sequence[Offer], *, due_at: datetime) -> None:
    """`about_offer` for many that wait for their answer, in two queries."""
    if not offers:
        return
    outbox.queue_many(
        kind,
        [
            outbox.Owing(
                key=outbox.key_for(kind, offer.pk),
                recipient_id=offer.candidacy.application.applicant_id,
                object_id=offer.pk,
                cohort_id=offer.cohort_id,
                expires_at=offer.expires_at,
            )
            for offer in offers
        ],
        due_at=due_at,
    )


def outcome(kind: str, candidacy: Candidacy, *, at: datetime) -> Notice:
    """Owe an applicant what was decided; reopened and decided anew, they hear it anew."""
    return to_person(
        kind,
        candidacy.application.applicant_id,
        about=candidacy,
        due_at=at,
        version=f"{candidacy.told_at:%Y%m%d%H%M%S}" if candidacy.told_at else "",
        cohort_id=candidacy.cohort_id,
    )


def outcomes(
    kind: str, candidacies: Sequence[Candidacy], *, due_at: datetime, version: str
) -> list[Notice]:
    """`outcome` for many that one round decided, once each in that round; two queries."""
    return outbox.queue_many(
        kind,
        [
            outbox.Owing(
                key=outbox.key_for(kind, candidacy.pk, version),
                recipient_id=candidacy.application.applicant_id,
                object_id=candidacy.pk,
                cohort_id=candidacy.cohort_id,
            )
            for candidacy in candidacies
        ],
        due_at=due_at,
    )
