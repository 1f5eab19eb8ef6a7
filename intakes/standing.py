"""Where an applicant stands, in their own words: state, what happens next, until when.

Never a rank, a number of others, or anyone else's data (DOMAIN 0.11). What was decided but not
told yet reads as being read (`Candidacy.told_at`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from intakes import deadlines, offers, rollovers, settling
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Offer,
    OfferState,
    Rollover,
    RolloverState,
)

S = CandidacyState
Words = str | Promise

# The furthest first: what an application shows of its candidacies.
FURTHEST = (
    *(S.ACCEPTED, S.COMPLETED, S.OFFERED, S.EXPIRED, S.WAITLISTED),
    *(S.IN_REVIEW, S.ELIGIBLE, S.ROLLED_OVER, S.UNSUCCESSFUL, S.DECLINED),
    *(S.RESCINDED, S.LAPSED, S.LEFT, S.WITHDRAWN, S.CHOSEN),
)


@dataclass(frozen=True)
class Standing:
    """One candidacy as its person sees it. `hear_by` is a day, `until` a moment (aware)."""

    candidacy: Candidacy
    state: str
    title: Words
    text: Words
    offer: Offer | None = None
    hear_by: date | None = None
    until: datetime | None = None
    can_leave: bool = False
    can_rejoin: bool = False
    question: Rollover | None = None  # asked whether to keep the place, and not answered yet

    @property
    def answer(self) -> bool:
        """An offer waits for their answer."""
        return self.state == S.OFFERED


ASKED = (
    _("Nobody joins any more this time"),
    _("Thank you for waiting. You can keep your place for the next intake."),
)
READING = (
    _("Being read"),
    _("People read what you wrote, and put together a mix of places, roles and experience."),
)
SAID: dict[str, tuple[Words, Words]] = {
    S.CHOSEN: (_("Not sent yet"), _("It goes out with your form.")),
    S.IN_REVIEW: READING,
    S.ELIGIBLE: READING,
    S.UNSUCCESSFUL: (
        _("Not this time"),
        _(
            "There were more people than places, and a cohort needs a mix that no single form "
            "can show. This says nothing about the worth of your work."
        ),
    ),
    S.OFFERED: (_("A seat is held for you"), _("It is yours once you say yes.")),
    S.WAITLISTED: (
        _("On the waitlist"),
        _(
            "You would fit, and every seat is held at the moment. When one becomes free and it "
            "is your turn, you hear from us, and we hold it for some days."
        ),
    ),
    S.ACCEPTED: (_("You have a seat"), _("We look forward to meeting you.")),
    S.COMPLETED: (_("Completed"), _("Thank you for being part of it.")),
    S.DECLINED: (_("You said no"), _("The seat has gone on to somebody who waits.")),
    S.EXPIRED: (
        _("Not answered in time"),
        _("We held a seat and did not hear from you, so it has gone on to somebody who waits."),
    ),
    S.RESCINDED: (
        _("The offer was taken back"),
        _("We are sorry. The coordinator can tell you why, and what is possible now."),
    ),
    S.LEFT: (_("You left the waitlist"), _("You are welcome back in another intake.")),
    S.ROLLED_OVER: (_("Kept for the next intake"), _("You keep your place.")),
    S.LAPSED: (_("Over"), _("This intake has ended.")),
    S.WITHDRAWN: (_("Withdrawn"), _("You are welcome back at any time.")),
}


def of(application: Application, at: datetime) -> list[Standing]:
    """Where each candidacy of an application stands at `at` (aware), by preference."""
    found = (
        application.candidacies.select_related(
            "cohort__community", "cohort__intake__program", "application__rollover"
        )
        .prefetch_related("offers__cohort")
        .order_by("rank")
    )
    return [_one(application, candidacy, at) for candidacy in found]


def how_far(candidacy: Candidacy) -> int:
    """For sorting candidacies, the furthest first."""
    return FURTHEST.index(CandidacyState(candidacy.state))


def furthest(standings: list[Standing]) -> Standing | None:
    """The one that says most about an application; None where there is none."""
    return min(standings, key=lambda s: FURTHEST.index(CandidacyState(s.state)), default=None)


def question(standings: list[Standing]) -> Rollover | None:
    """Whether to keep the place for the next intake: what waits for their answer, if anything."""
    return next((one.question for one in standings if one.question), None)


@dataclass(frozen=True)
class Milestone:
    """One station on the way from a form to a cohort. `on` is a day, `until` a moment (aware)."""

    title: Words
    text: Words
    state: str  # is-done, is-now, is-later
    on: date | None = None
    until: datetime | None = None


DONE, NOW, LATER = "is-done", "is-now", "is-later"
SEATED = (S.ACCEPTED, S.COMPLETED)
OVER = (S.UNSUCCESSFUL, S.DECLINED, S.RESCINDED, S.LEFT, S.ROLLED_OVER, S.LAPSED, S.WITHDRAWN)


def way(application: Application, standings: list[Standing], at: datetime) -> list[Milestone]:
    """What happens next, and by when; empty where nothing more happens, or nothing was sent."""
    far = furthest(standings)
    if application.state != ApplicationState.SUBMITTED or far is None or far.state in OVER:
        return []
    reading = far.state == S.IN_REVIEW
    zone = application.intake.program.zone
    sent = application.submitted_at.astimezone(zone).date() if application.submitted_at else None
    return [
        Milestone(_("Sent"), _("We have your form."), DONE, on=sent),
        Milestone(
            _("Read"),
            _("A coordinator reads every form. You hear from us by mail.")
            if reading
            else _("Your form has been read."),
            NOW if reading else DONE,
            on=deadlines.hear_by(application.intake, at) if reading else None,
        ),
        _answer(far, reading),
        *_meeting(application, far),
    ]


def _meeting(application: Application, far: Standing) -> list[Milestone]:
    """The last station; those who are asked about the next intake don't meet in this one."""
    if far.question:
        return []
    return [
        Milestone(
            _("Meet"),
            _("The first sessions take place after this day."),
            NOW if far.state in SEATED else LATER,
            on=application.intake.sessions_from,
        )
    ]


def _answer(far: Standing, reading: bool) -> Milestone:
    """The station in the middle: an offer, the waitlist, or what will come."""
    if far.state == S.OFFERED:
        return Milestone(
            _("Your answer"), _("A seat is held. Please answer before"), NOW, until=far.until
        )
    if far.state in SEATED:
        return Milestone(_("Your answer"), _("You said yes."), DONE)
    if far.question:
        return Milestone(
            _("Your answer"),
            _("Keep your place for the next intake? Please answer before"),
            NOW,
            until=far.question.reply_by,
        )
    if far.state == S.WAITLISTED:
        return Milestone(
            _("A seat becomes free"),
            _("Perhaps soon, perhaps not. You hear from us when it is your turn."),
            NOW,
        )
    if far.state == S.EXPIRED:
        return Milestone(_("Your answer"), _("The time to answer ran out."), NOW)
    text = _("If a seat is offered to you, you have some business days to say yes or no.")
    return Milestone(_("Your answer"), text, LATER if reading else NOW)


def _one(application: Application, candidacy: Candidacy, at: datetime) -> Standing:
    offer = _latest_offer(candidacy)
    state = _state(candidacy, offer, at)
    question = _question(candidacy) if state == S.WAITLISTED else None
    if question and not rollovers.is_open(question, at):
        state, question = S.LAPSED, None
    title, text = ASKED if question else SAID[state]
    waits = state == S.IN_REVIEW
    return Standing(
        candidacy=candidacy,
        state=state,
        title=title,
        text=text,
        offer=offer,
        hear_by=deadlines.hear_by(application.intake, at) if waits else None,
        until=deadlines.last_moment(offer) if offer and state == S.OFFERED else None,
        can_leave=state == S.WAITLISTED and not question,
        can_rejoin=bool(offer and state == S.EXPIRED and not offers.cannot_rejoin(offer, at)),
        question=question,
    )


def _question(candidacy: Candidacy) -> Rollover | None:
    """What they were asked about the next intake, and have not answered."""
    asked: Rollover | None = getattr(candidacy.application, "rollover", None)
    return asked if asked and asked.state == RolloverState.ASKED else None


def _latest_offer(candidacy: Candidacy) -> Offer | None:
    offer = max(candidacy.offers.all(), key=lambda offer: offer.pk, default=None)
    if offer:
        offer.candidacy, offer.cohort = candidacy, candidacy.cohort
    return offer


def state_of(candidacy: Candidacy, at: datetime) -> CandidacyState:
    """The state as the person may know it at `at` (aware)."""
    return _state(candidacy, _latest_offer(candidacy), at)


def _state(candidacy: Candidacy, offer: Offer | None, at: datetime) -> CandidacyState:
    """The state as the person may know it, by the clock: what a mail will say they don't know
    before it falls due (DOMAIN 0.5)."""
    state = CandidacyState(candidacy.state)
    untold = candidacy.told_at is None or candidacy.told_at > at
    if state in (S.OFFERED, S.RESCINDED) and offer and at < offer.sent_at:
        return S.IN_REVIEW if untold else S.WAITLISTED
    if state == S.RESCINDED and offer and settling.unheard(offer):
        return S.UNSUCCESSFUL
    if state == S.WAITLISTED and candidacy.told_at and candidacy.told_at > at:
        return S.IN_REVIEW
    if state == S.ELIGIBLE or (state == S.UNSUCCESSFUL and untold):
        return S.IN_REVIEW
    if state == S.OFFERED and offer and settling.state_at(offer, at) == OfferState.EXPIRED:
        return S.EXPIRED
    return state


def applications_of(user: User) -> list[Application]:
    """A person's applications that still say something, the newest first."""
    return list(
        Application.objects.filter(applicant=user)
        .exclude(state=ApplicationState.WITHDRAWN)
        .select_related("intake__program")
        .order_by("-started_at")
    )
