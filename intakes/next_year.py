"""What choosing takes along into a program's next year: questions and wishes, never people."""

from datetime import datetime

from intakes.models import Criterion, Question, Target
from programs import years
from programs.next_year import Copied


def copy(made: Copied, *, at: datetime) -> dict[str, int]:
    """The questions of each intake that are still asked, what readers look for, and what each
    cohort's mix should be; how many of each. Applicants, letters and opinions stay where they
    are. Within the caller's transaction."""
    questions = Question.objects.filter(intake__in=made.intakes, retired_at=None)
    asked = [
        again
        for question in questions.order_by("order", "id")
        for again in years.copies(
            [question], intake_id=made.intakes[question.intake_id].pk, made_at=at
        )
    ]
    wishes = [
        again
        for target in Target.objects.filter(cohort__in=made.cohorts).order_by("id")
        for again in years.copies([target], cohort_id=made.cohorts[target.cohort_id].pk)
    ]
    criteria = years.copies(
        Criterion.objects.filter(program=made.source), program_id=made.program.pk
    )
    Question.objects.bulk_create(asked)
    Target.objects.bulk_create(wishes)
    Criterion.objects.bulk_create(criteria)
    return {"questions": len(asked), "criteria": len(criteria), "targets": len(wishes)}
