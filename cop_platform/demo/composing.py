"""What the demo's coordinator wishes for a cohort that is being chosen, and two to keep apart."""

from datetime import datetime

from intakes import apart, targets
from programs import belonging
from programs.models import Cohort


def compose(cohort: Cohort, *, at: datetime) -> None:
    """A mix that is set out, and one applicant who would not be safe beside another."""
    by = belonging.coordinators_of(cohort.intake.program_id, at).order_by("pk").first()
    if by is None:
        return
    for kind, value, number in (
        ("career_stage", "emerging", 8),
        ("sole_worker", "", 5),
        ("per_organisation", "", 2),
    ):
        targets.wish(cohort_id=cohort.pk, kind=kind, value=value, number=number, by=by.pk, at=at)
    people = cohort.candidacies.exclude(state="chosen").select_related("application__applicant")
    pair = [one.application.applicant for one in people.order_by("pk")[3:5]]
    if len(pair) > 1:
        one, other = pair
        words = f"Please not with {other.display_name}."
        apart.say(person_id=one.pk, words=words, at=at, by=one.pk)
