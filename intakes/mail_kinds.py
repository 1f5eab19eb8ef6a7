"""The mails of intakes. Neutral outside; inside no community is named, links ask for a sign-in.

Those about one matter have a module of their own, named `…_mail`, that `apps` imports.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from audit import clock
from intakes import answers, copies, deadlines
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Interest,
)
from intakes.models.interest import LIVE_INTEREST
from notices import kinds, own_words
from notices.kinds import Kind, Letter, Owed
from notices.models import Notice
from programs import intake_dates
from programs.models import Program

Compose = Callable[[Notice], Letter]
Truth = Callable[[Notice], bool]


def address(name: str, *args: object) -> str:
    """The whole address of one of our pages."""
    return f"{settings.SITE_URL}{reverse(f'intakes:{name}', args=args)}"


def about_program(program: Program) -> dict[str, Any]:
    """Whom to ask, and the program's zone."""
    return {
        "program_id": program.pk,
        "contact_name": program.contact_name,
        "contact_email": program.contact_email,
        "zone": program.time_zone,
        "interest_url": address("interest_again", program.pk),  # a slug would tell what it is
    }


def action_by(moment: datetime, program: Program) -> str:
    """The subject of what waits for an answer: with its day, by the program's clocks (PEERS 15)."""
    return _("Action needed by %(day)s") % {"day": own_words.subject_day(moment, program.zone)}


# ------------------------------------------------- interest


def interest_receipt(notice: Notice) -> Letter:
    interest = Interest.objects.select_related("program").get(pk=notice.object_id or 0)
    return Letter(
        _("We have received your message"),
        "mail/intakes_interest",
        about_program(interest.program) | {"url": address("my_interest", interest.pk)},
    )


def interest_stands(notice: Notice) -> bool:
    return Interest.objects.filter(pk=notice.object_id or 0, state__in=LIVE_INTEREST).exists()


# ------------------------------------------------- applications


def application_of(notice: Notice) -> Application:
    return Application.objects.select_related("intake__program").get(pk=notice.object_id or 0)


def about_application(application: Application) -> dict[str, Any]:
    return about_program(application.intake.program) | {
        "decide_by": deadlines.hear_by(application.intake, clock.now()),
        "closes_at": application.intake.closes_at,
        "url": address("application", application.pk),
    }


def application_letter(subject: str | Promise, template: str) -> Compose:
    def compose(notice: Notice) -> Letter:
        return Letter(str(subject), template, about_application(application_of(notice)))

    return compose


def copy_letter(notice: Notice) -> Letter:
    """What they wrote, without the communities, and without the part kept apart."""
    application = application_of(notice)
    written = [said for said in answers.written(application) if said.words]
    context = about_application(application) | {"written": written}
    return Letter(_("A copy of what you wrote"), "mail/intakes_copy", context)


def was_sent(notice: Notice) -> bool:
    return application_of(notice).state in copies.SENT


def draft_letter(notice: Notice) -> Letter:
    application = application_of(notice)
    subject = _("Your form is waiting for you")
    if notice.kind == "intakes.draft_last_day":
        subject = action_by(application.intake.closes_at, application.intake.program)
    return Letter(subject, "mail/intakes_draft", about_application(application))


def stands_as(state: ApplicationState) -> Truth:
    def truth(notice: Notice) -> bool:
        return Application.objects.filter(pk=notice.object_id or 0, state=state).exists()

    return truth


def draft_waits(notice: Notice) -> bool:
    """It is a draft still, and can be sent."""
    return stands_as(ApplicationState.DRAFT)(notice) and intake_dates.is_open(
        application_of(notice).intake, clock.now()
    )


# ------------------------------------------------- what was decided


def candidacy_letter(subject: str | Promise, template: str) -> Compose:
    def compose(notice: Notice) -> Letter:
        candidacy = Candidacy.objects.select_related("application__intake__program").get(
            pk=notice.object_id or 0
        )
        return Letter(str(subject), template, about_application(candidacy.application))

    return compose


def candidacy_is(*states: CandidacyState) -> Truth:
    def truth(notice: Notice) -> bool:
        return Candidacy.objects.filter(pk=notice.object_id or 0, state__in=states).exists()

    return truth


# ------------------------------------------------- the register

FORM = lazy("About the form you sent")
NOTED = lazy("We have noted your answer")


def register(name: str, compose: Compose, still_true: Truth, **more: Any) -> None:
    kinds.register(Kind(name=f"intakes.{name}", compose=compose, still_true=still_true, **more))


register(
    "interest_receipt",
    interest_receipt,
    interest_stands,
    words=lazy("Their interest has come"),
)
register(
    "receipt",
    application_letter(lazy("We have received your form"), "mail/intakes_receipt"),
    stands_as(ApplicationState.SUBMITTED),
    words=lazy("Their form has come"),
)
register(
    "too_late",
    application_letter(FORM, "mail/intakes_too_late"),
    stands_as(ApplicationState.CLOSED),
    words=lazy("Their form came too late"),
)
register(
    "withdrawn",
    application_letter(NOTED, "mail/intakes_withdrawn"),
    stands_as(ApplicationState.WITHDRAWN),
    words=lazy("Withdrawn"),
)
register("copy", copy_letter, was_sent, owed=Owed.REMINDER, words=lazy("A copy of their form"))
for _kind, _words in (
    ("draft_waits", lazy("A form begun and not sent")),
    ("draft_last_day", lazy("The last day to send a form")),
):
    register(_kind, draft_letter, draft_waits, owed=Owed.REMINDER, quiet=True, words=_words)

register(
    "unsuccessful",
    candidacy_letter(FORM, "mail/intakes_unsuccessful"),
    # An offer taken back before its mail left is no offer to its person, but an answer.
    candidacy_is(CandidacyState.UNSUCCESSFUL, CandidacyState.RESCINDED),
    words=lazy("Not this time"),
    quiet=True,
)
register(
    "waitlisted",
    candidacy_letter(FORM, "mail/intakes_waitlisted"),
    candidacy_is(CandidacyState.WAITLISTED),
    words=lazy("On the waitlist"),
    quiet=True,
)
