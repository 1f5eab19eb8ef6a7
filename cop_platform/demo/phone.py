"""The demo's phone: somebody who gets no mail, an offer whose mail did not arrive, a first try."""

from datetime import datetime, time, timedelta

from accounts import safe_contacts
from accounts.models import SafeChannel, User
from cop_platform.demo import people
from intakes.live_offers import MAILS
from intakes.models import Candidacy, CandidacyState, Offer
from notices import call_notes
from notices.models import CallOutcome, Notice, NoticeState
from programs.models import Cohort

# Numbers that Australia keeps free for stories: they ring nowhere.
NO_MAIL, LOST = "0491 570 006", "0491 570 156"


def ring(cohort: Cohort, coordinator: User, *, at: datetime) -> None:
    """Two calls to make about a cohort that chooses its people, as of `at` (aware)."""
    _no_mail(cohort, at=at)
    offer = _lost(cohort, at=at)
    if offer is not None:
        call_notes.add(
            key="demo-first-try",
            person_id=offer.candidacy.application.applicant_id,
            program_id=cohort.intake.program_id,
            offer_id=offer.pk,
            outcome=CallOutcome.NO_ANSWER,
            words="The phone rang, nobody was there. I left nothing on it.",
            by=coordinator.pk,
            at=at - timedelta(hours=3),
        )


def _no_mail(cohort: Cohort, *, at: datetime) -> None:
    """The last who waits wants no mail: what they are owed is a call."""
    waits = Candidacy.objects.filter(cohort=cohort, state=CandidacyState.WAITLISTED)
    person = User.objects.get(pk=waits.order_by("-pk").values("application__applicant")[:1])
    _reach(person, NO_MAIL, SafeChannel.PHONE, at=at)
    Notice.objects.filter(recipient=person, kind="intakes.waitlisted", cohort_id=cohort.pk).update(
        state=NoticeState.CALL, sent_at=None, problem="No mail may go to this person."
    )


def _lost(cohort: Cohort, *, at: datetime) -> Offer | None:
    """The offer that is not on the cards: its mail came back."""
    offers = cohort.offers.live().select_related("candidacy__application__applicant")
    others = offers.exclude(candidacy__application__applicant__email=people.OFFER)
    offer = others.order_by("pk").first()
    if offer is None:
        return None
    _reach(offer.candidacy.application.applicant, LOST, SafeChannel.EMAIL, at=at)
    Notice.objects.filter(kind__in=MAILS, object_id=offer.pk).update(
        state=NoticeState.FAILED, sent_at=None, problem="550 no such mailbox"
    )
    return offer


def _reach(person: User, number: str, channel: SafeChannel, *, at: datetime) -> None:
    safe_contacts.change(
        user_id=person.pk,
        channel=channel,
        phone=number,
        hours_from=time(9),
        hours_to=time(16, 30),
        voicemail_ok=False,
        sms_ok=True,
        note="Somebody else may answer: ask for them by name, and say no more.",
        by=person.pk,
        at=at,
    )
