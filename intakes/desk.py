"""What waits for a coordinator today: calls to make, queues that stand still, rounds, reading."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step
from intakes import board, inviting, queues
from intakes.live_offers import MAILS, NOT_ARRIVED
from intakes.models import Candidacy, CandidacyState, Offer
from notices.models import Notice
from programs import belonging
from programs.models import Cohort, CohortState, Intake, IntakeState, SeatState

S = CandidacyState
SOON = timedelta(hours=24)
DAY_ENDS = time(17)


def waiting(user: User, at: datetime) -> list[Step]:
    """What waits at `at` (aware) in the programs a person coordinates."""
    theirs = Cohort.objects.filter(
        intake__program__in=belonging.programs_coordinated(user, at)
    ).exclude(state=CohortState.CLOSED)
    return [
        *_calls(theirs),
        *_ending(theirs, at),
        *_standing_still(theirs, at),
        *_rounds(theirs, at),
        *_reading(theirs),
        *_to_say(user, at),
        *_pool(user, at),
    ]


def _calls(theirs: QuerySet[Cohort]) -> Iterator[Step]:
    """Offers whose mail failed, is in doubt, or may not be sent: today's phone calls."""
    missing = Notice.objects.filter(kind__in=MAILS, object_id=OuterRef("pk"), state__in=NOT_ARRIVED)
    for cohort_id, name, count, first in _by_cohort(
        Offer.objects.live().filter(Exists(missing), cohort__in=theirs)
    ):
        words = ngettext(
            "Phone one person about an offer", "Phone %(count)d people about their offers", count
        )
        yield Step(
            words % {"count": count},
            _queue(cohort_id),
            detail=_("%(cohort)s: the mail has not arrived, or may not have.") % {"cohort": name},
            action=_("See whom"),
            due_at=first,
            urgency=0,
            count=count,
        )


def _ending(theirs: QuerySet[Cohort], at: datetime) -> Iterator[Step]:
    """Offers with less than a day left."""
    ending = Offer.objects.live().filter(
        cohort__in=theirs, sent_at__lte=at, expires_at__gt=at, expires_at__lte=at + SOON
    )
    for cohort_id, name, count, first in _by_cohort(ending):
        words = ngettext("One offer ends within a day", "%(count)d offers end within a day", count)
        yield Step(
            words % {"count": count},
            _queue(cohort_id),
            detail=_("%(cohort)s: a call may help.") % {"cohort": name},
            action=_("See which"),
            due_at=first,
            urgency=1,
            count=count,
        )


def _by_cohort(offers: QuerySet[Offer]) -> list[tuple[int, str, int, datetime]]:
    rows = offers.order_by().values("cohort", "cohort__name")
    counted = rows.annotate(n=Count("pk"), first=Min("expires_at")).order_by("first", "cohort")
    return [(row["cohort"], row["cohort__name"], row["n"], row["first"]) for row in counted]


def _standing_still(theirs: QuerySet[Cohort], at: datetime) -> Iterator[Step]:
    """Free seats and people waiting, and yet nothing goes out: paused, blocked, or by phone."""
    waits = Candidacy.objects.filter(cohort=OuterRef("pk"), state=S.WAITLISTED)
    still = (
        theirs.filter(Exists(waits), seats__state=SeatState.FREE)
        .exclude(intake__state=IntakeState.FINAL)
        .select_related("community", "intake__program", "paused_by")
        .distinct()
        .order_by("pk")
    )
    found = list(still)
    states = queues.queue_states(found, at)
    for cohort in found:
        state = states[cohort.pk]
        if state.why and state.next_offers and not state.term.too_late:
            yield Step(
                _("Somebody waits, and a seat is free"),
                _queue(cohort.pk),
                detail=f"{cohort}: {state.why}",
                action=_("See why"),
                due_at=state.term.cut_off if state.phone else None,
                urgency=0 if state.phone else 1,
                count=state.next_offers,
            )


def _rounds(theirs: QuerySet[Cohort], at: datetime) -> Iterator[Step]:
    """Decided, and nobody has been told: the intake is closed and the round can be made."""
    ready = Q(candidacies__state=S.ELIGIBLE) | Q(
        candidacies__state=S.UNSUCCESSFUL, candidacies__told_at=None
    )
    rows = theirs.filter(intake__closes_at__lte=at).annotate(
        ready=Count("candidacies", filter=ready),
        unread=Count("candidacies", filter=Q(candidacies__state=S.IN_REVIEW)),
    )
    for cohort in rows.filter(ready__gt=0, unread=0).order_by("pk"):
        yield Step(
            _("A round is ready to be sent"),
            reverse("admin:intakes_compose", args=[cohort.pk]),
            detail=_("%(cohort)s: everybody has been read.") % {"cohort": cohort},
            action=_("Look it over"),
            urgency=2,
            count=cohort.ready,
        )


def _reading(theirs: QuerySet[Cohort]) -> Iterator[Step]:
    """Applications that nobody has decided on."""
    unread = Count("candidacies", filter=Q(candidacies__state=S.IN_REVIEW))
    rows = theirs.select_related("intake__program").annotate(unread=unread)
    for cohort in rows.filter(unread__gt=0).order_by("intake__closes_at", "pk"):
        words = ngettext("One application to read", "%(count)d applications to read", cohort.unread)
        yield Step(
            words % {"count": cohort.unread},
            reverse("admin:intakes_board") + f"?cohort={cohort.pk}&state={S.IN_REVIEW}",
            detail=str(cohort),
            action=_("Read"),
            due_at=_hear_by(cohort.intake),
            urgency=3,
            count=cohort.unread,
        )


def _to_say(user: User, at: datetime) -> Iterator[Step]:
    """For a reviewer: what waits for their opinion. Who decides has `_reading`."""
    runs = belonging.programs_coordinated(user, at)
    count = board.unread(user, at).exclude(intake__program__in=runs.order_by()).count()
    if count:
        words = ngettext("One application to read", "%(count)d applications to read", count)
        yield Step(
            words % {"count": count},
            reverse("admin:intakes_board") + "?unread=on",
            detail=_("Say what you think, and why."),
            action=_("Read"),
            urgency=3,
            count=count,
        )


def _pool(user: User, at: datetime) -> Iterator[Step]:
    """Intakes that are open, and people who asked to hear of it and have not."""
    runs = belonging.programs_coordinated(user, at)
    for one in inviting.open_intakes(Intake.objects.filter(program__in=runs.order_by()), at):
        if one.count:
            words = ngettext(
                "Tell one person that applications are open",
                "Tell %(count)d people that applications are open",
                one.count,
            )
            yield Step(
                words % {"count": one.count},
                reverse("admin:intakes_invite", args=[one.intake.pk]),
                detail=_("%(intake)s: they asked to hear of it.") % {"intake": one.intake.name},
                action=_("Look and tell them"),
                due_at=one.intake.closes_at,
                urgency=3,
                count=one.count,
            )


def _hear_by(intake: Intake) -> datetime | None:
    """The end of the day by which people are to hear, program time."""
    if intake.decide_by is None:
        return None
    return datetime.combine(intake.decide_by, DAY_ENDS, intake.program.zone)


def _queue(cohort_id: int) -> str:
    return reverse("admin:intakes_queue_change", args=[cohort_id])
