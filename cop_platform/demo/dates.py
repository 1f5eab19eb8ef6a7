"""The calendar that dates keep out of, and one date that was moved by hand."""

from datetime import datetime, timedelta

from accounts.models import User
from programs import school_terms
from programs.models import Cohort
from sessions import changes


def settle(cohort: Cohort, coordinator: User, *, at: datetime) -> None:
    """Load the program's school terms; move the cohort's next session but one by a day."""
    program = cohort.intake.program
    school_terms.load(program_id=program.pk, by=coordinator.pk, at=at)
    session = cohort.sessions.to_come().filter(starts_at__gt=at)[1]
    changes.move(
        session_id=session.pk,
        day=session.day + timedelta(days=1),
        start=session.start,
        minutes=session.minutes,
        by=coordinator.pk,
        at=at - timedelta(days=2),
        reason="The room is taken that day. (demo)",
    )
