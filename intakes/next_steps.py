"""What a person may do next about their applications and offers; the page of it gathers these."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.steps import Step
from intakes import applications, interests, inviting, offers, standing
from intakes.models import (
    Application,
    ApplicationState,
    CandidacyState,
    InterestState,
    Rollover,
)
from intakes.standing import Standing
from programs import intake_dates

S = CandidacyState
SHOWN = 5


def for_person(user: User, at: datetime) -> list[Step]:
    """Offers to answer first, then what was missed or left unfinished, then what is under way."""
    mine = standing.applications_of(user)[:SHOWN]
    steps = [step for application in mine for step in _about(application, at)]
    return [*steps, *_pool(user, at)]


def _about(application: Application, at: datetime) -> Iterator[Step]:
    if application.state == ApplicationState.DRAFT:
        yield _draft(application, at)
    elif application.state == ApplicationState.SUBMITTED:
        standings = standing.of(application, at)
        question = standing.question(standings)
        if question is not None:
            yield _keep(application, question)
        steps = (s for one in standings if one.question is None for s in _one(application, one))
        yield from {(step.title, step.url): step for step in steps}.values()


def _draft(application: Application, at: datetime) -> Step:
    if not intake_dates.is_open(application.intake, at):
        return Step(
            _("A form of yours was not sent in time"),
            _page(application),
            detail=_("Your words are kept. They can become your interest in the next intake."),
            action=_("Look at it"),
            urgency=4,
        )
    return Step(
        _("Your form is not sent yet"),
        _page(application),
        detail=_("Everything you typed is there."),
        action=_("Go on with it"),
        due_at=application.intake.closes_at,
        urgency=2,
    )


def _keep(application: Application, question: Rollover) -> Step:
    return Step(
        _("May we keep your place for the next intake?"),
        reverse("intakes:roll_over", kwargs={"pk": application.pk}),
        detail=_("Nobody can join any more this time. There is nothing to fill in again."),
        action=_("Read it and answer"),
        due_at=question.reply_by,
        urgency=0,
    )


def _one(application: Application, one: Standing) -> Iterator[Step]:
    if one.answer and one.offer:
        yield Step(
            _("A seat is held for you"),
            reverse("intakes:offer", kwargs={"pk": one.offer.pk}),
            detail=_("Please say yes or no. A no is as welcome: somebody else is glad of it."),
            action=_("Read it and answer"),
            due_at=one.until,
            urgency=0,
        )
    elif one.can_rejoin and one.offer:
        yield Step(
            _("Are you still interested?"),
            reverse("intakes:offer", kwargs={"pk": one.offer.pk}),
            detail=_("A seat was held for you, and the time to answer ran out."),
            action=_("Answer"),
            urgency=1,
        )
    elif one.state == S.ACCEPTED and not offers.dates_known(one.candidacy.cohort):
        yield Step(
            _("You have a seat"),
            _page(application),
            detail=_("The dates are being set. We send them to you as soon as they are known."),
            action=_("See how it stands"),
            urgency=5,
        )
    elif one.state == S.IN_REVIEW:
        yield Step(
            _("Your application is being read"),
            _page(application),
            detail=_("There is nothing you need to do."),
            action=_("See how it stands"),
            urgency=6,
        )
    elif one.state == S.WAITLISTED:
        yield Step(
            _("You are on the waitlist"),
            _page(application),
            detail=_("When it is your turn, you hear from us. There is nothing you need to do."),
            action=_("See how it stands"),
            urgency=6,
        )


def _pool(user: User, at: datetime) -> Iterator[Step]:
    for interest in interests.live(user.pk)[:SHOWN]:
        intake = inviting.open_to(interest, at)
        told = interest.state == InterestState.INVITED
        if intake is not None and (told or not applications.standing_in(user.pk, intake.pk)):
            yield Step(
                _("What you asked about is open now") if told else _("Applications are open"),
                reverse("intakes:apply_now", kwargs={"pk": interest.pk}),
                detail=_("What you told us is in the form already."),
                action=_("See and begin"),
                due_at=intake.closes_at,
                urgency=3,
            )
            continue
        yield Step(
            _("You are in the pool for the next intake"),
            reverse("intakes:my_interest", kwargs={"pk": interest.pk}),
            detail=_("When it opens, you hear from us."),
            action=_("See or change it"),
            urgency=7,
        )


def _page(application: Application) -> str:
    return reverse("intakes:application", kwargs={"pk": application.pk})
