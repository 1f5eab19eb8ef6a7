"""The person's one form for an intake: started, saved at each step, sent, withdrawn.

Nothing else assigns `Application.state`. What arrives at the closing instant or later is not
lost: it becomes an interest for the next intake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentKind
from audit import record
from intakes import (
    allocation,
    candidacies,
    copies,
    interests,
    owed,
    people,
    preferences,
    settling,
)
from intakes.answers import ANSWERS, missing
from intakes.answers import keep as keep_further
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Interest,
    Offer,
    OfferState,
)
from programs import intake_dates, seats
from programs.models import Cohort, Intake

A, S = ApplicationState, CandidacyState


class IntakeClosed(Exception):
    """A refusal, worded for the person who will read it."""


class AlreadySent(Exception):
    """A refusal, worded for the person who will read it."""


class CannotSubmit(Exception):
    """A refusal, worded for the person who will read it."""


class CannotWithdraw(Exception):
    """A refusal, worded for the person who will read it."""


@dataclass(frozen=True)
class Sent:
    """What sending came to: the application, or the interest it became because it was late."""

    application: Application
    interest: Interest | None = None

    @property
    def late(self) -> bool:
        return was_late(self.application)


@transaction.atomic
def start(
    *,
    person_id: int,
    intake_id: int,
    at: datetime,
    by: int | None,
    display_name: str = "",
    community: str = "",
) -> Application:
    """Begin a form for an open intake, filled with what a standing interest says; the one that
    stands already, if there is one.

    :param display_name: the name others see, where the person gave one just now.
    :param community: the slug of the one whose page they came from: it becomes the first choice.
    :raises IntakeClosed: the intake is not open at `at` (aware).
    """
    standing = standing_in(person_id, intake_id)
    if standing:
        return standing
    intake = Intake.objects.get(pk=intake_id)
    if not intake_dates.is_open(intake, at):
        raise IntakeClosed(_("Applications are closed at the moment."))
    application, new = Application.objects.get_or_create(
        applicant_id=person_id,
        intake_id=intake_id,
        state__in=(A.DRAFT, A.SUBMITTED, A.CLOSED),
        defaults={"state": A.DRAFT, "started_at": at, "saved_at": at},
    )
    if new:
        preferences.fill_in(application, intake)
        preferences.begin_with(application, community)
        if display_name:
            people.introduce(person_id, {"display_name": display_name}, at=at, by=by)
        record.record("application.started", application, at=at, by=by)
    return application


def standing_in(person_id: int, intake_id: int) -> Application | None:
    """The application a person has in an intake; a withdrawn one doesn't count."""
    found = Application.objects.filter(applicant=person_id, intake=intake_id)
    return found.exclude(state=A.WITHDRAWN).first()


@transaction.atomic
def save_draft(
    *,
    application_id: int,
    at: datetime,
    by: int | None,
    answers: Mapping[str, Any] | None = None,
    cohort_ids: Sequence[int] | None = None,
    person: Mapping[str, str] | None = None,
    contact: Mapping[str, Any] | None = None,
    further: Mapping[int, str] | None = None,
    shown: Mapping[int, str] | None = None,
) -> Application:
    """Keep what was typed so far.

    :param answers: some of `ANSWERS`, by name.
    :param person: the name others see, and pronouns; kept with the person.
    :param contact: how they may safely be reached; kept with the person.
    :param cohort_ids: their preferences, the best liked first, by cohort; None leaves them.
    :param further: by the intake's question, what was answered; see `answers.keep`.
    :param shown: by question, the sign of what was read.
    :raises AlreadySent: it is no draft any more.
    :raises preferences.NotOnOffer: a preference is not one of the intake's cohorts.
    :raises answers.Reworded: a question was worded anew meanwhile.
    """
    application = _locked(application_id)
    if application.state != A.DRAFT:
        raise AlreadySent(_("This application has been sent. It can't be changed here any more."))
    given = {name: value for name, value in (answers or {}).items() if name in ANSWERS}
    for name, value in given.items():
        setattr(application, name, value)
    application.saved_at = at
    application.save(update_fields=[*given, "saved_at"])
    if cohort_ids is not None:
        preferences.prefer(application, list(dict.fromkeys(cohort_ids)))
    if person:
        people.introduce(application.applicant_id, person, at=at, by=by)
    if contact:
        people.reach(application.applicant_id, contact, at=at, by=by)
    if further is not None:
        keep_further(application, further, shown=shown)
    return application


@transaction.atomic
def submit(
    *,
    application_id: int,
    at: datetime,
    by: int | None,
    notice_id: int | None = None,
    consents: Sequence[ConsentKind] = (),
    copy: bool = False,
) -> Sent:
    """Send the form. Sent twice, or by two at once, it is one and the same.

    :param at: the moment of sending, aware: at `closes_at` itself it is too late, and the
        answers become an interest for the next intake.
    :param notice_id: the version of the collection notice that was read.
    :param consents: what else they ticked, for that version.
    :param copy: whether they would like their words by mail.
    :raises CannotSubmit: something needed is missing, or it was withdrawn.
    """
    application = _locked(application_id)
    if application.state in (A.SUBMITTED, A.CLOSED):
        return Sent(application)
    if application.state == A.WITHDRAWN:
        raise CannotSubmit(_("This application was withdrawn. You can begin a new one."))
    if lacking := missing(application):
        names = ", ".join(str(name) for name in lacking.values())
        raise CannotSubmit(_("Something is missing still: %(names)s.") % {"names": names})
    application.notice_id = notice_id
    people.consent(application.applicant_id, consents, notice_id=notice_id, at=at, by=by)
    if copy:
        copies.owe(application, at=at)
    if not intake_dates.is_open(application.intake, at):
        return _too_late(application, at=at, by=by)
    application.state, application.submitted_at = A.SUBMITTED, at
    application.save(update_fields=["state", "submitted_at", "notice"])
    record.record("application.submitted", application, at=at, by=by)
    for candidacy in application.candidacies.order_by("rank"):
        candidacies.move(candidacy, S.IN_REVIEW, at=at, by=by)
    interests.convert(
        person_id=application.applicant_id,
        program_id=application.intake.program_id,
        at=at,
        by=by,
    )
    owed.to_person("intakes.receipt", application.applicant_id, about=application, due_at=at)
    return Sent(application)


def was_late(application: Application) -> bool:
    """Whether it was sent after the close, and kept as an interest instead."""
    return application.state == A.CLOSED and application.submitted_at is None


def can_withdraw(application: Application) -> bool:
    """Whether there is something to take back here: no accepted seat, and something open."""
    if application.state not in (A.DRAFT, A.SUBMITTED):
        return False
    standing = set(application.candidacies.values_list("state", flat=True))
    has_seat = S.ACCEPTED in standing
    return not has_seat and (application.state == A.DRAFT or bool(standing & {*candidacies.LIVE}))


def _too_late(application: Application, *, at: datetime, by: int | None) -> Sent:
    application.state, application.settled_at = A.CLOSED, at
    application.save(update_fields=["state", "settled_at", "notice"])
    record.record("application.too_late", application, at=at, by=by)
    for candidacy in application.candidacies.order_by("rank"):
        candidacies.move(candidacy, S.WITHDRAWN, at=at, by=by)
    interest = interests.keep(application, at=at, by=by)
    owed.to_person("intakes.too_late", application.applicant_id, about=application, due_at=at)
    return Sent(application, interest)


@transaction.atomic
def withdraw(*, application_id: int, at: datetime, by: int | None, reason: str = "") -> Application:
    """Take the whole application back: a held seat is given back, every list is left.

    Withdrawn twice, it stays so.

    :raises CannotWithdraw: a seat was accepted, which is given up on its own page.
    """
    known = Application.objects.get(pk=application_id)
    candidacies.lock_intake(known.intake_id)
    application = _locked(application_id)
    if application.state == A.WITHDRAWN:
        return application
    if application.candidacies.filter(state=S.ACCEPTED).exists():
        raise CannotWithdraw(_("You have a seat. You can give it up on its own page."))
    freed = _give_back(application, at=at, by=by)
    for candidacy in application.candidacies.filter(state__in=candidacies.BEFORE_AN_OFFER):
        candidacies.move(candidacy, S.WITHDRAWN, at=at, by=by, reason=reason)
    application.state, application.settled_at = A.WITHDRAWN, at
    application.save(update_fields=["state", "settled_at"])
    record.record("application.withdrawn", application, at=at, by=by, reason=reason)
    owed.to_person("intakes.withdrawn", application.applicant_id, about=application, due_at=at)
    allocation.fill_each(freed, at=at)
    return application


def _give_back(application: Application, *, at: datetime, by: int | None) -> list[Cohort]:
    """End the application's live offers; the cohorts in which a seat became free."""
    freed = []
    for pk in Offer.objects.live().filter(candidacy__application=application).values_list("pk"):
        cohort, offer = settling.locked(*pk)
        over = settling.state_at(offer, at) == OfferState.EXPIRED
        outcome = OfferState.EXPIRED if over else OfferState.DECLINED
        seats.free(settling.settle(offer, outcome, at=at, by=by))
        freed.append(cohort)
    return freed


@transaction.atomic
def leave_list(*, candidacy_id: int, at: datetime, by: int | None) -> Candidacy:
    """Leave one cohort's waitlist. Left twice, it stays so.

    :raises CannotWithdraw: they don't wait there.
    """
    known = Candidacy.objects.get(pk=candidacy_id)
    candidacies.lock_intake_of(known.cohort_id)
    _locked(known.application_id)
    candidacy = Candidacy.objects.get(pk=candidacy_id)
    if candidacy.state == S.LEFT:
        return candidacy
    if candidacy.state != S.WAITLISTED:
        raise CannotWithdraw(_("You are not on this waitlist."))
    candidacies.move(candidacy, S.LEFT, at=at, by=by)
    return candidacy


def _locked(application_id: int) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("intake__program")
        .get(pk=application_id)
    )
