"""The demo's readers of applications: two of them, and what they think so far."""

from datetime import datetime, timedelta

from accounts.models import User
from cop_platform.demo import people
from intakes import opinions
from programs import roles
from programs.models import Cohort, RoleKind

SAID = (
    ("yes", "Alone in this work, and clear about what they hope for."),
    ("maybe", "Fits, but somebody else from there asks too."),
    ("yes", "Would bring a region that is missing so far."),
    ("no", "Their work is further on than this community."),
)


def read(cohort: Cohort, *, at: datetime) -> list[User]:
    """Two reviewers of the cohort's program, who have read some of its applications."""
    made = [
        people.special("reviewer@example.org", "Ravi", at=at, pronouns="he/him"),
        people.special("reviewer2@example.org", "Rosalie", at=at),
    ]
    for reviewer in made:
        roles.grant(
            user_id=reviewer.pk,
            kind=RoleKind.REVIEWER,
            program_id=cohort.intake.program_id,
            by=None,
            at=at - timedelta(days=60),
        )
        reviewer.refresh_from_db()
        people.give_second_factor(reviewer)
    waiting = cohort.candidacies.filter(state="in_review").order_by("pk")[:10]
    for place, candidacy in enumerate(waiting):
        for number, reviewer in enumerate(made[: 1 + place % 2]):
            verdict, reason = SAID[(place + number) % len(SAID)]
            opinions.give(
                candidacy_id=candidacy.pk,
                verdict=verdict,
                reason=reason,
                by=reviewer.pk,
                at=at - timedelta(hours=30 - place),
            )
    return made
