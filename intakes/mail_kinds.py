"""The mails of intakes. Neutral outside; inside no community is named, links ask for a sign-in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from audit import clock
from intakes import answers, copies, settling
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Interest,
    Offer,
    OfferState,
)
from intakes.models.interest import LIVE_INTEREST
from notices import kinds
from notices.kinds import Kind, Letter, Owed, Priority
from notices.models import Notice
from programs import intake_dates
from programs.models import Program
from sessions import schedules
from sessions.models import Session, SessionState

Compose = Callable[[Notice], Letter]
Truth = Callable[[Notice], bool]


def address(name: str, *args: object) -> str:
    """The whole address of one of our pages."""
    return f"{settings.SITE_URL}{reverse(f'intakes:{name}', args=args)}"


def by_date(offer: Offer) -> str:
    """'Mon 5 August': the program's day on which an offer ends."""
    local = offer.expires_at.astimezone(offer.cohort.intake.program.zone)
    return dateformat.format(local, pgettext("day in a subject", "D j F"))


def about_program(program: Program) -> dict[str, Any]:
    """Whom to ask, and the program's zone."""
    return {
        "program_id": program.pk,
        "contact_name": program.contact_name,
        "contact_email": program.contact_email,
        "zone": program.time_zone,
        "interest_url": address("interest_again", program.pk),  # a slug would tell what it is
    }


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
        "decide_by": application.intake.decide_by,
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
    context = about_application(application)
    closes = application.intake.closes_at.astimezone(application.intake.program.zone)
    subject = _("Your form is waiting for you")
    if notice.kind == "intakes.draft_last_day":
        day = dateformat.format(closes, pgettext("day in a subject", "D j F"))
        subject = _("Action needed by %(day)s") % {"day": day}
    return Letter(subject, "mail/intakes_draft", context)


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


def candidacy_is(state: CandidacyState) -> Truth:
    def truth(notice: Notice) -> bool:
        return Candidacy.objects.filter(pk=notice.object_id or 0, state=state).exists()

    return truth


# ------------------------------------------------- offers


def offer_of(notice: Notice) -> Offer:
    found = Offer.objects.select_related(
        "cohort__intake__program", "candidacy__application__intake__program"
    )
    return found.get(pk=notice.object_id or 0)


def about_offer(offer: Offer) -> dict[str, Any]:
    program = offer.cohort.intake.program
    end = offer.expires_at
    here = timezone.localtime(end).utcoffset()
    return about_program(program) | {
        "offer": offer,
        "expires_at": end,
        "differs": end.astimezone(program.zone).utcoffset() != here,
        "url": address("offer", offer.pk),
        "application_url": address("application", offer.candidacy.application_id),
    }


def offer_letter(template: str, **more: object) -> Compose:
    """What waits for an answer says so in its subject, with the day (PEERS 15)."""

    def compose(notice: Notice) -> Letter:
        offer = offer_of(notice)
        subject = _("Action needed by %(day)s") % {"day": by_date(offer)}
        return Letter(subject, template, about_offer(offer) | more)

    return compose


def answered_letter(subject: str | Promise, template: str) -> Compose:
    def compose(notice: Notice) -> Letter:
        return Letter(str(subject), template, about_offer(offer_of(notice)))

    return compose


def accepted_letter(notice: Notice) -> Letter:
    """All dates, with their zone, once they are published; never how to join."""
    offer = offer_of(notice)
    return Letter(
        _("Confirmed: what comes next"),
        "mail/intakes_accepted",
        about_offer(offer)
        | {"sessions": dates_of(offer), "give_up_url": address("give_up", offer.pk)},
    )


def dates_of(offer: Offer) -> list[Session]:
    """The sessions of an offer's cohort that take place."""
    found = schedules.sessions_of(offer.cohort)
    return [session for session in found if session.state != SessionState.CANCELLED]


def offer_waits(notice: Notice) -> bool:
    """It waits for an answer still, by the clock."""
    return settling.state_at(offer_of(notice), clock.now()) == OfferState.SENT


def after_offer(state: CandidacyState) -> Truth:
    def truth(notice: Notice) -> bool:
        return offer_of(notice).candidacy.state == state

    return truth


# ------------------------------------------------- the register

C = CandidacyState
FORM = lazy("About the form you sent")
NOTED = lazy("We have noted your answer")
PLACE = lazy("There is a question for you that has a deadline. Is this a good moment to talk?")


def register(name: str, compose: Compose, still_true: Truth, **more: Any) -> None:
    kinds.register(Kind(name=f"intakes.{name}", compose=compose, still_true=still_true, **more))


register("interest_receipt", interest_receipt, interest_stands)
register(
    "receipt",
    application_letter(lazy("We have received your form"), "mail/intakes_receipt"),
    stands_as(ApplicationState.SUBMITTED),
)
register(
    "too_late",
    application_letter(FORM, "mail/intakes_too_late"),
    stands_as(ApplicationState.CLOSED),
)
register(
    "withdrawn",
    application_letter(NOTED, "mail/intakes_withdrawn"),
    stands_as(ApplicationState.WITHDRAWN),
)
register("copy", copy_letter, was_sent, owed=Owed.REMINDER)
for _kind in ("draft_waits", "draft_last_day"):
    register(_kind, draft_letter, draft_waits, owed=Owed.REMINDER, quiet=True)

register(
    "unsuccessful",
    candidacy_letter(FORM, "mail/intakes_unsuccessful"),
    candidacy_is(C.UNSUCCESSFUL),
    quiet=True,
)
register(
    "waitlisted",
    candidacy_letter(FORM, "mail/intakes_waitlisted"),
    candidacy_is(C.WAITLISTED),
    quiet=True,
)

_waits = {"priority": Priority.URGENT, "script": PLACE}
register("offer", offer_letter("mail/intakes_offer", promoted=False), offer_waits, **_waits)
register("promoted", offer_letter("mail/intakes_offer", promoted=True), offer_waits, **_waits)
for _kind in ("offer_reminder", "offer_last_day"):
    register(
        _kind,
        offer_letter("mail/intakes_offer_reminder"),
        offer_waits,
        owed=Owed.REMINDER,
        quiet=True,
        **_waits,
    )
register("accepted", accepted_letter, after_offer(C.ACCEPTED))
register("declined", answered_letter(NOTED, "mail/intakes_declined"), after_offer(C.DECLINED))
register(
    "expired",
    answered_letter(lazy("Are you still interested?"), "mail/intakes_expired"),
    after_offer(C.EXPIRED),
    quiet=True,
)
register(
    "expired_again",
    answered_letter(FORM, "mail/intakes_expired_again"),
    after_offer(C.EXPIRED),
    quiet=True,
)
register(
    "rescinded",
    answered_letter(lazy("A change to what we wrote"), "mail/intakes_rescinded"),
    after_offer(C.RESCINDED),
)
register("gave_up", answered_letter(NOTED, "mail/intakes_gave_up"), after_offer(C.WITHDRAWN))
