"""What intakes know of a person, for coordinators: states, deadlines, and what comes next.

Their own words, what they need and whom they would avoid stay out.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from accounts.person_facts import Fact, Words
from intakes import settling
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

S = CandidacyState
SHOWN = 20


# ------------------------------------------------- who


def people_of(program_ids: Collection[int]) -> Q:
    """Those among users who asked after these programs or applied to them."""
    return Q(
        Exists(Interest.objects.filter(person=OuterRef("pk"), program__in=program_ids))
        | Exists(
            Application.objects.filter(applicant=OuterRef("pk"), intake__program__in=program_ids)
        )
    )


def works_at(words: str, program_ids: Collection[int]) -> Q:
    """Those who gave these programs an organisation with these words in its name."""
    interests = Interest.objects.filter(
        person=OuterRef("pk"), program__in=program_ids, organisation__icontains=words
    )
    applications = Application.objects.filter(
        applicant=OuterRef("pk"), intake__program__in=program_ids, organisation__icontains=words
    )
    return Q(Exists(interests) | Exists(applications))


def organisations(user_ids: Collection[int], program_ids: Collection[int]) -> dict[int, str]:
    """Where each of these people works, as they last said; two queries."""
    asked = Interest.objects.filter(person__in=user_ids, program__in=program_ids)
    applied = Application.objects.filter(applicant__in=user_ids, intake__program__in=program_ids)
    said = [
        *asked.order_by("pk").values_list("person", "organisation"),
        *applied.order_by("pk").values_list("applicant", "organisation"),
    ]
    return {user_id: name for user_id, name in said if name}


def programs_of(user_id: int, program_ids: Collection[int]) -> set[int]:
    """Of these programs those that somebody asked after or applied to; two queries."""
    asked = Interest.objects.filter(person=user_id, program__in=program_ids)
    applied = Application.objects.filter(applicant=user_id, intake__program__in=program_ids)
    return {
        *asked.values_list("program_id", flat=True),
        *applied.values_list("intake__program_id", flat=True),
    }


# ------------------------------------------------- how it stands


def facts(user_id: int, at: datetime, program_ids: Collection[int]) -> list[Fact]:
    """Interest, applications, candidacies and offers in these programs; four queries."""
    candidacies = _candidacies(user_id, program_ids)
    live = _latest_offers(candidacies)
    found: list[Fact] = []
    for application in _applications(user_id, program_ids):
        theirs = [one for one in candidacies if one.application_id == application.pk]
        found.append(_application(application, theirs))
        found += [_candidacy(one, application, live.get(one.pk), at) for one in theirs]
    return [*found, *_interests(user_id, program_ids)]


def _applications(user_id: int, program_ids: Collection[int]) -> QuerySet[Application]:
    rows = Application.objects.filter(applicant=user_id, intake__program__in=program_ids)
    return rows.select_related("intake__program").order_by("-started_at", "-pk")[:SHOWN]


def _candidacies(user_id: int, program_ids: Collection[int]) -> list[Candidacy]:
    rows = Candidacy.objects.filter(application__applicant=user_id, intake__program__in=program_ids)
    return list(rows.select_related("cohort").order_by("rank", "pk"))


def _latest_offers(candidacies: list[Candidacy]) -> dict[int, Offer]:
    offers = Offer.objects.filter(candidacy__in=[one.pk for one in candidacies])
    return {offer.candidacy_id: offer for offer in offers.order_by("pk")}


def _application(application: Application, candidacies: list[Candidacy]) -> Fact:
    draft = application.state == ApplicationState.DRAFT
    zone = application.intake.program.time_zone
    return Fact(
        title=_("Application, %(intake)s") % {"intake": application.intake},
        state="needs" if draft else "quiet",
        words=application.get_state_display(),
        detail=application.organisation,
        url=reverse("admin:intakes_application_change", args=[application.pk]),
        action=lazy("Application"),
        due_at=application.intake.closes_at if draft else application.submitted_at,
        due_words=lazy("Can be sent until") if draft else lazy("Sent"),
        zone=zone,
        next_step=lazy("Has a form that is not sent yet.") if draft else "",
        urgency=3,
    )


def _candidacy(
    candidacy: Candidacy, application: Application, offer: Offer | None, at: datetime
) -> Fact:
    state = CandidacyState(candidacy.state)
    if offer and state == S.OFFERED:
        return _offer(candidacy, offer, application, at)
    sentence, urgency = _next(candidacy, application)
    return Fact(
        title=f"{candidacy.rank}. {candidacy.cohort}",
        state=state,
        words=candidacy.get_state_display(),
        url=reverse("admin:intakes_queue_change", args=[candidacy.cohort_id]),
        action=lazy("Seats and offers"),
        due_at=offer.settled_at if offer else None,
        due_words=lazy("Since") if offer and offer.settled_at else "",
        zone=application.intake.program.time_zone,
        next_step=sentence,
        urgency=urgency,
    )


def _offer(candidacy: Candidacy, offer: Offer, application: Application, at: datetime) -> Fact:
    waits = settling.state_at(offer, at) == OfferState.SENT
    return Fact(
        title=f"{candidacy.rank}. {candidacy.cohort}",
        state=S.OFFERED if waits else S.EXPIRED,
        words=lazy("offered a seat, no answer yet") if waits else S.EXPIRED.label,
        url=reverse("admin:intakes_offer_change", args=[offer.pk]),
        action=lazy("Offer"),
        due_at=offer.expires_at,
        due_words=lazy("Answer before") if waits else lazy("Ended"),
        zone=application.intake.program.time_zone,
        next_step=_("Has an offer of a seat in %(cohort)s, and is to say yes or no.")
        % {"cohort": candidacy.cohort}
        if waits
        else "",
        urgency=0,
    )


def _next(candidacy: Candidacy, application: Application) -> tuple[Words, int]:
    """What happens next with a candidacy that holds no live offer, and how urgent it is."""
    state, cohort = CandidacyState(candidacy.state), candidacy.cohort
    hear_by = application.intake.decide_by
    if state == S.IN_REVIEW:
        if hear_by:
            return _("Is being read, and hears from you by %(day)s.") % {
                "day": dateformat.format(hear_by, pgettext("day in a sentence", "D j F Y"))
            }, 4
        return lazy("Is being read."), 4
    sentences: dict[str, tuple[Words, int]] = {
        S.ELIGIBLE: (_("Is suitable for %(cohort)s; the round is still to be sent."), 4),
        S.WAITLISTED: (_("Waits for a seat in %(cohort)s; there is nothing they need to do."), 5),
        S.ACCEPTED: (_("Has a seat in %(cohort)s."), 6),
        S.EXPIRED: (_("Did not answer in time; they may say that they are still interested."), 5),
    }
    sentence, urgency = sentences.get(state, ("", 9))
    return str(sentence) % {"cohort": cohort} if sentence else "", urgency


def _interests(user_id: int, program_ids: Collection[int]) -> Iterator[Fact]:
    rows = Interest.objects.filter(person=user_id, program__in=program_ids)
    for interest in rows.select_related("program").order_by("-submitted_at", "-pk")[:SHOWN]:
        live = interest.state in LIVE_INTEREST
        yield Fact(
            title=_("Interest in %(program)s") % {"program": interest.program},
            state="waiting" if live else "quiet",
            words=interest.get_state_display(),
            detail=interest.organisation,
            url=reverse("admin:intakes_interest_change", args=[interest.pk]),
            action=lazy("Interest"),
            due_at=interest.submitted_at,
            due_words=lazy("Came"),
            zone=interest.program.time_zone,
            next_step=lazy("Is in the pool, and hears from you when an intake opens.")
            if live
            else "",
            urgency=6,
        )
