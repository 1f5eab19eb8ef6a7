"""What a cohort's adopted agreement allows. Before it is adopted, nothing is granted."""

from datetime import datetime

from programs.models import Grant

LATE_JOIN = "late_join"  # people may join after the cut-off, each with a reason


def allows(cohort_id: int, matter: str, at: datetime) -> bool:
    """Whether the cohort's agreement allows this at `at` (aware)."""
    return Grant.objects.filter(cohort=cohort_id, matter=matter, since__lte=at).exists()
