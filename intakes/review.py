"""Reading applications: suitable or not, with a reason, by a coordinator of the program.

What was decided is told with the cohort's next round (`rounds.make_offers`); until then the
person reads that their application is being read, and a slip can be put right.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from intakes import candidacies, conflicts
from intakes.models import Application, Candidacy, CandidacyState
from programs import belonging

S = CandidacyState
DECISIONS = (S.ELIGIBLE, S.UNSUCCESSFUL)


class CannotDecide(Exception):
    """A refusal, worded for the coordinator who will read it."""


@transaction.atomic
def decide(
    *, candidacy_id: int, outcome: CandidacyState | str, reason: str, by: int, at: datetime
) -> Candidacy:
    """Say that somebody is suitable for a cohort, or not this time. Decided twice alike, it
    stays so. `eligible_since` is the moment they first became suitable and never changes.

    :raises CannotDecide: no reason, not this coordinator's, or it was decided otherwise.
    """
    candidacy = _locked(candidacy_id)
    _check(candidacy, reason, by, at)
    outcome = CandidacyState(outcome)
    if outcome not in DECISIONS:
        raise CannotDecide(_("A decision is either suitable, or not this time."))
    if candidacy.state == outcome:
        return candidacy
    if candidacy.state != S.IN_REVIEW:
        raise CannotDecide(
            _("This was decided meanwhile: %(state)s.") % {"state": candidacy.get_state_display()}
        )
    changes: dict[str, object] = {"told_at": None}
    if outcome == S.ELIGIBLE:
        changes["eligible_since"] = candidacy.eligible_since or at
    candidacies.move(candidacy, outcome, at=at, by=by, reason=reason, **changes)
    return candidacy


@transaction.atomic
def reopen(*, candidacy_id: int, reason: str, by: int, at: datetime) -> Candidacy:
    """Read an application again that was not successful or, before its round, was suitable. One
    that is being read stays so; `eligible_since` stays too.

    :raises CannotDecide: no reason, not this coordinator's, or its round has been made.
    """
    candidacy = _locked(candidacy_id)
    _check(candidacy, reason, by, at)
    if candidacy.state == S.IN_REVIEW:
        return candidacy
    if candidacy.state not in DECISIONS:
        raise CannotDecide(_("Only what was not successful, or has no round yet, can be reopened."))
    candidacies.move(candidacy, S.IN_REVIEW, at=at, by=by, reason=reason, told_at=None)
    return candidacy


def coordinates(user_id: int, program_id: int, at: datetime) -> bool:
    """Whether a person decides in this program at `at`: its coordinators, leads, superusers."""
    return (
        belonging.coordinators_of(program_id, at).filter(pk=user_id).exists()
        or User.objects.filter(pk=user_id, is_superuser=True, is_active=True).exists()
    )


def _locked(candidacy_id: int) -> Candidacy:
    """Locked in the order: cohorts, application; two decisions at once take turns."""
    known = Candidacy.objects.get(pk=candidacy_id)
    cohort = candidacies.lock_intake_of(known.cohort_id)
    application = Application.objects.select_for_update(of=("self",)).get(pk=known.application_id)
    candidacy = Candidacy.objects.get(pk=candidacy_id)
    candidacy.cohort, candidacy.application = cohort, application
    return candidacy


def _check(candidacy: Candidacy, reason: str, by: int, at: datetime) -> None:
    if not reason.strip():
        raise CannotDecide(_("Please give a reason: it is kept beside the decision."))
    if not coordinates(by, candidacy.cohort.intake.program_id, at):
        raise CannotDecide(_("Only a coordinator of this program decides."))
    if conflicts.is_shut_out(candidacy.application, by):
        raise CannotDecide(_("Somebody else decides this: you have a conflict of interest."))
