"""What the demo's managers said, and a letter that was written."""

from datetime import datetime, timedelta

from accounts.models import User
from intakes import letters, support
from intakes.models import Application, SupportState
from programs.models import Intake

SAID = (
    (True, "Gladly. Wednesdays are kept free."),
    (False, "Two of us are on leave until spring. I would say yes then."),
    (None, ""),
)


def say(intake: Intake, *, at: datetime) -> None:
    """The first applicants of an intake have asked their managers, and one needs nobody."""
    sent = Application.objects.filter(intake=intake, submitted_at__isnull=False).order_by("pk")
    for (answer, word), one in zip(SAID, sent[:3], strict=False):
        asked = support.ask(
            application_id=one.pk,
            name="Kim (demo)",
            email=f"manager{one.pk}@example.org",
            at=at - timedelta(days=2),
            by=one.applicant_id,
        )
        if answer is not None:
            support.answer(
                token=support.token_of(asked), supports=answer, word=word, at=at - timedelta(days=1)
            )
    for one in sent[3:4]:
        support.say_without(
            application_id=one.pk,
            state=SupportState.NOT_NEEDED,
            why="I run the service myself.",
            at=at,
            by=one.applicant_id,
        )


def write(intake: Intake, coordinator: User, *, at: datetime) -> None:
    """One letter of invitation in the words of the house."""
    letters.write(
        intake_id=intake.pk,
        organisation="A demo library service",
        attention="",
        address="1 Example Street\nMelbourne",
        body=letters.standard(),
        at=at,
        by=coordinator.pk,
    )
