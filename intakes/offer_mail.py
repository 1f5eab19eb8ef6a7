"""The mails about an offer: that it waits, what was answered, and what comes next."""

from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from audit import clock
from intakes import settling
from intakes.mail_kinds import (
    FORM,
    NOTED,
    Compose,
    Truth,
    about_program,
    action_by,
    address,
    register,
)
from intakes.models import CandidacyState, Offer, OfferState
from notices.kinds import Letter, Owed, Priority
from notices.models import Notice
from sessions import schedules
from sessions.models import Session, SessionState

PLACE = lazy("There is a question for you that has a deadline. Is this a good moment to talk?")


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
    def compose(notice: Notice) -> Letter:
        offer = offer_of(notice)
        subject = action_by(offer.expires_at, offer.cohort.intake.program)
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


C = CandidacyState
_waits = {"priority": Priority.URGENT, "script": PLACE}
for _kind, _promoted, _words in (
    ("offer", False, lazy("Offer")),
    ("promoted", True, lazy("Offer from the waitlist")),
):
    _letter = offer_letter("mail/intakes_offer", promoted=_promoted)
    register(_kind, _letter, offer_waits, words=_words, **_waits)
for _kind, _words in (
    ("offer_reminder", lazy("Offer, once more")),
    ("offer_last_day", lazy("The last day to answer an offer")),
):
    register(
        _kind,
        offer_letter("mail/intakes_offer_reminder"),
        offer_waits,
        owed=Owed.REMINDER,
        quiet=True,
        words=_words,
        **_waits,
    )
register("accepted", accepted_letter, after_offer(C.ACCEPTED), words=lazy("Accepted"))
register(
    "declined",
    answered_letter(NOTED, "mail/intakes_declined"),
    after_offer(C.DECLINED),
    words=lazy("Declined"),
)
register(
    "expired",
    answered_letter(lazy("Are you still interested?"), "mail/intakes_expired"),
    after_offer(C.EXPIRED),
    words=lazy("Not answered in time"),
    quiet=True,
)
register(
    "expired_again",
    answered_letter(FORM, "mail/intakes_expired_again"),
    after_offer(C.EXPIRED),
    words=lazy("Not answered in time, twice"),
    quiet=True,
)
register(
    "rescinded",
    answered_letter(lazy("A change to what we wrote"), "mail/intakes_rescinded"),
    after_offer(C.RESCINDED),
    words=lazy("Offer taken back"),
)
register(
    "gave_up",
    answered_letter(NOTED, "mail/intakes_gave_up"),
    after_offer(C.WITHDRAWN),
    words=lazy("Place given back"),
)
