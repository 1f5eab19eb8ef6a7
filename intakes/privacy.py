"""What intakes hold about people: interest, applications, what was decided, who read them."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import personal
from audit.personal import DELETE, Holding
from intakes import applications, departures, interests, standing, support
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    ImportRow,
    Interest,
    ManagerSupport,
    Offer,
    OfferState,
)
from notices import privacy as outbox_privacy
from programs import privacy as programs_privacy

A, S = ApplicationState, CandidacyState
UNSUCCESSFUL_KEPT = _(
    "If you get no seat, its words go 12 months after it is settled. What is counted stays."
)
# Of these a report counts how many; what fewer than five say would point at somebody.
COUNTED = ("setting", "region")
FEWEST = 5
WORDS = ("role", "organisation", "hopes", "topics", "contribution", "availability", "source")
INTEREST_WORDS = ("role", "organisation", "hopes", "source")
FILE_WORDS: dict[str, Any] = {"cells": [], "email": "", "problem": "", "left": ""}
BY_A_READER = _("Those who chose wrote this for each other. Ask for it, and we go through it.")


def _as_told(candidacy: Candidacy, at: datetime) -> bool:
    """What was decided and not told yet reads as being read."""
    candidacy.state = standing.state_of(candidacy, at)
    if candidacy.state == S.IN_REVIEW:
        candidacy.eligible_since = candidacy.told_at = None
    return True


HOLDINGS = (
    Holding(
        "intakes.Answer",
        "application__applicant",
        title=_("Your answers to further questions"),
        why=_("A program asks them to choose a cohort that fits."),
        until=UNSUCCESSFUL_KEPT,
        erase=DELETE,
    ),
    Holding(
        "intakes.ManagerSupport",
        "application__applicant",
        title=_("What your manager was asked"),
        why=_("You asked us to write to them, or said that it is not needed."),
        until=UNSUCCESSFUL_KEPT,
        erase=DELETE,
        hidden=("salt", "token_hash"),
    ),
    Holding(
        "intakes.Opinion",
        "candidacy__application__applicant",
        title=_("What readers of your application thought"),
        why=_("So that more than one person decides."),
        until=UNSUCCESSFUL_KEPT,
        erase=DELETE,
        unseen=BY_A_READER,
    ),
    Holding(
        "intakes.ReaderNote",
        "candidacy__application__applicant",
        title=_("Notes of readers"),
        why=_("So that readers do not ask the same thing twice."),
        until=UNSUCCESSFUL_KEPT,
        erase=DELETE,
        unseen=BY_A_READER,
    ),
    Holding(
        "intakes.Conflict",
        "application__applicant",
        title=_("Readers who know you"),
        why=_("They said so, and do not read your application."),
        until=UNSUCCESSFUL_KEPT,
        erase=DELETE,
        unseen=BY_A_READER,
    ),
    Holding(
        "intakes.Apart",
        "person",
        title=_("Somebody you would not be safe with"),
        why=_("So that you are never offered a seat beside them."),
        until=_("Until you take it back, or are erased."),
        erase=DELETE,
        unseen=_("We keep these words off every screen and out of every copy. Ask us for them."),
    ),
    Holding(
        "intakes.ApartMatch",
        "person",
        title=_("Whom your words may mean"),
        why=_("So that a coordinator decides before anybody is offered a seat."),
        until=_("Until either is erased."),
        erase=DELETE,
        silent=True,
    ),
    Holding(
        "intakes.ApartMatch",
        "other",
        title=_("Whose words may mean you"),
        why=_("So that a coordinator decides before anybody is offered a seat."),
        until=_("Until either is erased."),
        erase=DELETE,
        silent=True,  # neither is told (DOMAIN 0.12)
    ),
    Holding(
        "intakes.Rollover",
        "application__applicant",
        title=_("Being kept for the next intake"),
        why=_("You were asked once whether to keep your place."),
        until=programs_privacy.KEPT,
        hidden=("successor",),
    ),
    Holding(
        "intakes.ImportRow",
        "person",
        title=_("What came about you in a file"),
        why=_("Somebody who runs a program took over a list with your name on it."),
        until=_("14 days after the file was read; that it came that way, longer."),
        erase=FILE_WORDS,
    ),
    Holding(
        "intakes.Offer",
        "candidacy__application__applicant",
        title=_("Seats you were offered"),
        why=_("To hold a seat for you, and to know by when you answer."),
        until=programs_privacy.KEPT,
        told=lambda offer, at: offer.sent_at <= at,
    ),
    Holding(
        "intakes.Candidacy",
        "application__applicant",
        title=_("What was decided"),
        why=_("One line for each community you chose."),
        until=programs_privacy.KEPT,
        hidden=("band", "requeued"),
        told=_as_told,
    ),
    Holding(
        "intakes.Application",
        "applicant",
        title=_("Your applications"),
        why=_("To choose a cohort that fits you, and a good mix of people."),
        until=UNSUCCESSFUL_KEPT,
        erase=dict.fromkeys(WORDS, ""),
        keeps=COUNTED,
    ),
    Holding(
        "intakes.Invited",
        "person",
        title=_("Invitations to apply"),
        why=_("So that nobody is invited twice."),
        until=_("As long as the program's records."),
        erase=DELETE,
    ),
    Holding(
        "intakes.InterestChoice",
        "interest__person",
        title=_("Communities you are interested in"),
        why=_("To write to you when one of them opens."),
        until=programs_privacy.KEPT,
    ),
    Holding(
        "intakes.Interest",
        "person",
        title=_("Your interest"),
        why=_("To write to you when applications open, and to fill in the form for you."),
        until=_("Its words for 12 months after it is settled."),
        erase=dict.fromkeys(INTEREST_WORDS, ""),
    ),
    Holding(
        "intakes.BoardColumns",
        "person",
        title=_("Columns you chose on the board"),
        why=_("To show the board as you left it."),
        until=_("As long as you work at the desk."),
        erase=DELETE,
        keeps=("columns",),
    ),
)
MENTIONS: dict[str, str] = {
    "intakes.Opinion.reader": "who thought so: the act of a reader, about somebody else",
    "intakes.ReaderNote.author": "who wrote it: the act of a reader, about somebody else",
    "intakes.Conflict.reader": "who said so: the act of a reader, about somebody else",
    "intakes.ApartMatch.decided_by": "who decided: the act of a coordinator",
    "intakes.Import.by": "who took a file over: the act of a coordinator",
    "intakes.Round.made_by": "who sent a round: the act of a coordinator",
    "intakes.Round.stopped_by": "who stopped a round: the act of a coordinator",
    "intakes.RoundLine.candidacy": "how a candidacy stood before a round; no words",
    "intakes.RoundLine.offer": "which offer a round made; no words",
    "intakes.RoundLine.notice": "which mail a round owed; no words",
    "intakes.Invited.by": "who invited: the act of a coordinator",
    "intakes.Letter.written_by": "who wrote a letter to an organisation",
}


def erase(user_id: int, at: datetime, by: int | None) -> None:
    """Give up what is held, take back what is open, and take out the words. Totals count on."""
    give_up(user_id, at, by)
    blur(Application.objects.filter(applicant=user_id))
    asked = ManagerSupport.objects.filter(application__applicant=user_id).values_list(
        "pk", flat=True
    )
    outbox_privacy.forget_about((support.REQUEST, support.NUDGE), list(asked))
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    ImportRow.objects.filter(email__iexact=address).update(**FILE_WORDS)
    personal.erase(HOLDINGS, user_id)


def seats_of(user_id: int, at: datetime) -> list[str]:
    """What erasing would give up, in words: seats taken and offers that wait for an answer."""
    live = Offer.objects.filter(
        candidacy__application__applicant=user_id, state=OfferState.SENT, sent_at__lte=at
    )
    taken = programs_privacy.taking_part(user_id).select_related("cohort")
    offered = live.select_related("cohort").order_by("pk")
    return [
        *(str(_("the seat in %s") % membership.cohort) for membership in taken),
        *(str(_("the offered seat in %s") % offer.cohort) for offer in offered),
    ]


def give_up(user_id: int, at: datetime, by: int | None) -> None:
    """Give up seats in cohorts that still meet, decline offers, leave every list and pool."""
    for offer_id in _accepted(user_id):
        departures.give_up(offer_id=offer_id, at=at, by=by)
    for application in Application.objects.filter(
        applicant=user_id, state__in=(A.DRAFT, A.SUBMITTED)
    ).order_by("pk"):
        _take_back(application, at, by)
    for interest in interests.live(user_id):
        interests.withdraw(interest_id=interest.pk, at=at, by=by)


def _accepted(user_id: int) -> list[int]:
    """Accepted offers of cohorts in which the person takes part."""
    offers = Offer.objects.filter(
        candidacy__application__applicant=user_id,
        state=OfferState.ACCEPTED,
        cohort__in=programs_privacy.taking_part(user_id).values("cohort"),
    )
    return list(offers.order_by("pk").values_list("pk", flat=True))


def _take_back(application: Application, at: datetime, by: int | None) -> None:
    if applications.can_withdraw(application):
        applications.withdraw(application_id=application.pk, at=at, by=by)
        return
    for pk in application.candidacies.filter(state=S.WAITLISTED).values_list("pk", flat=True):
        applications.leave_list(candidacy_id=pk, at=at, by=by)


def blur(rows: QuerySet[Application]) -> None:
    """Of setting and region keep only what at least five applications of the program say: a
    report hides smaller numbers, and they would point at somebody."""
    for name in COUNTED:
        for application in rows.exclude(**{name: ""}).select_related("intake"):
            alike = Application.objects.filter(
                **{f"{name}__iexact": getattr(application, name)},
                intake__program=application.intake.program_id,
            )
            if alike[:FEWEST].count() < FEWEST:
                Application.objects.filter(pk=application.pk).update(**{name: ""})


def with_a_part_in(program_ids: list[int]) -> Q:
    """People (as a condition on `User`) who are or were in touch with these programs."""
    applied = Application.objects.filter(intake__program__in=program_ids)
    wished = Interest.objects.filter(program__in=program_ids)
    return (
        Q(pk__in=applied.values("applicant"))
        | Q(pk__in=wished.values("person"))
        | programs_privacy.with_a_part_in(program_ids)
    )
