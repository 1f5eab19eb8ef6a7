"""Interest, applications, candidacies, offers."""

from intakes.models.apart import Apart, ApartMatch, MatchState
from intakes.models.application import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    CareerStage,
    MeetingFormat,
    OrganisationType,
    PreviousCop,
)
from intakes.models.imported import Fate, Import, ImportKind, ImportRow, ImportState
from intakes.models.interest import Interest, InterestChoice, InterestState
from intakes.models.invited import Invited
from intakes.models.letter import Letter
from intakes.models.offer import DeclineChoice, Offer, OfferState
from intakes.models.opinion import (
    BoardColumns,
    Conflict,
    Criterion,
    Opinion,
    ReaderNote,
    Verdict,
)
from intakes.models.question import Answer, IntakeForm, Question, QuestionKind
from intakes.models.queue import Queue
from intakes.models.rollover import Rollover, RolloverState
from intakes.models.round import Outcome, Round, RoundLine
from intakes.models.support import ManagerSupport, SupportState
from intakes.models.target import Target, TargetKind

__all__ = [
    "Answer",
    "Apart",
    "ApartMatch",
    "Application",
    "ApplicationState",
    "BoardColumns",
    "Candidacy",
    "CandidacyState",
    "CareerStage",
    "Conflict",
    "Criterion",
    "DeclineChoice",
    "Fate",
    "Import",
    "ImportKind",
    "ImportRow",
    "ImportState",
    "IntakeForm",
    "Interest",
    "InterestChoice",
    "InterestState",
    "Invited",
    "Letter",
    "ManagerSupport",
    "MatchState",
    "MeetingFormat",
    "Offer",
    "OfferState",
    "Opinion",
    "OrganisationType",
    "Outcome",
    "PreviousCop",
    "Question",
    "QuestionKind",
    "Queue",
    "ReaderNote",
    "Rollover",
    "RolloverState",
    "Round",
    "RoundLine",
    "SupportState",
    "Target",
    "TargetKind",
    "Verdict",
]
