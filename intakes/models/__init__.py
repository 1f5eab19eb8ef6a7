"""Interest, applications, candidacies, offers."""

from intakes.models.application import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    CareerStage,
)
from intakes.models.interest import Interest, InterestChoice, InterestState
from intakes.models.offer import DeclineChoice, Offer, OfferState
from intakes.models.queue import Queue

__all__ = [
    "Application",
    "ApplicationState",
    "Candidacy",
    "CandidacyState",
    "CareerStage",
    "DeclineChoice",
    "Interest",
    "InterestChoice",
    "InterestState",
    "Offer",
    "OfferState",
    "Queue",
]
