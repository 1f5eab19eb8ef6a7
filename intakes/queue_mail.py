"""The mails about more time to answer, and about a place in the next intake."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from audit import clock
from intakes.mail_kinds import about_program, action_by, address, register
from intakes.models import Application, CandidacyState, Rollover, RolloverState
from intakes.offer_mail import PLACE, offer_letter, offer_of, offer_waits
from notices.kinds import Letter, Owed, Priority
from notices.models import Notice


def extension_holds(notice: Notice) -> bool:
    """It still waits for its answer, and has not been given other time since."""
    return offer_of(notice).expires_at == notice.expires_at and offer_waits(notice)


def about_rollover(rollover: Rollover) -> dict[str, Any]:
    program = rollover.application.intake.program
    return about_program(program) | {
        "reply_by": rollover.reply_by,
        "url": address("roll_over", rollover.application_id),
    }


def _rollover_of(notice: Notice) -> Rollover:
    found = Rollover.objects.select_related("application__intake__program")
    return found.get(pk=notice.object_id or 0)


def question(notice: Notice) -> Letter:
    rollover = _rollover_of(notice)
    subject = action_by(rollover.reply_by, rollover.application.intake.program)
    return Letter(subject, "mail/intakes_roll_over", about_rollover(rollover))


def kept(notice: Notice) -> Letter:
    return Letter(
        _("We have noted your answer"),
        "mail/intakes_kept",
        about_rollover(_rollover_of(notice)),
    )


def carried(notice: Notice) -> Letter:
    application = Application.objects.select_related("intake__program").get(
        pk=notice.object_id or 0
    )
    return Letter(
        _("What you said yes to has begun"),
        "mail/intakes_carried",
        about_program(application.intake.program) | {"url": address("application", application.pk)},
    )


def question_stands(notice: Notice) -> bool:
    """It has not been answered, there is time still, and they wait somewhere."""
    waits = Rollover.objects.filter(
        pk=notice.object_id or 0,
        state=RolloverState.ASKED,
        reply_by__gt=clock.now(),
        application__candidacies__state=CandidacyState.WAITLISTED,
    )
    return waits.exists()


def is_kept(notice: Notice) -> bool:
    return Rollover.objects.filter(pk=notice.object_id or 0, state=RolloverState.KEPT).exists()


def is_carried(notice: Notice) -> bool:
    return Rollover.objects.filter(successor=notice.object_id or 0).exists()


register(
    "extended",
    offer_letter("mail/intakes_extended"),
    extension_holds,
    priority=Priority.URGENT,
    script=PLACE,
    words=lazy("More time to answer"),
)
register(
    "roll_over",
    question,
    question_stands,
    script=PLACE,
    words=lazy("A place in the next intake?"),
)
for _kind, _words in (
    ("roll_over_reminder", lazy("A place in the next intake? Once more")),
    ("roll_over_last_day", lazy("A place in the next intake? The last day")),
):
    register(
        _kind,
        question,
        question_stands,
        owed=Owed.REMINDER,
        quiet=True,
        script=PLACE,
        words=_words,
    )
register("kept", kept, is_kept, words=lazy("Kept for the next intake"))
register("carried", carried, is_carried, quiet=True, words=lazy("The next intake has begun"))
