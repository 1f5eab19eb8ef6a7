"""Seven things to try. Each ticks itself off by what is in the database."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cop_platform.models import DemoState
from intakes.models import Interest, Offer, OfferState
from sessions.models import Attendance, Presence, Session


@dataclass(frozen=True)
class Thing:
    """One thing to try: as whom, where, and whether it has been done."""

    title: Promise
    card: str
    url: str
    done: bool


def things(demo: DemoState) -> list[Thing]:
    """The seven things in their order, with what has been done so far."""
    return [Thing(title, card, place(demo), done(demo)) for title, card, place, done in THE_SEVEN]


def interest_expressed(demo: DemoState) -> bool:
    return Interest.objects.filter(submitted_at__gt=demo.loaded_at).exists()


def dots_seen(demo: DemoState) -> bool:
    return "dots" in demo.seen


def offer_declined(demo: DemoState) -> bool:
    return Offer.objects.filter(pk=demo.places["offer"], state=OfferState.DECLINED).exists()


def next_offered(demo: DemoState) -> bool:
    """Somebody of the same cohort was offered a seat after the offer's holder said no."""
    declined = Offer.objects.filter(pk=demo.places["offer"], state=OfferState.DECLINED).first()
    return (
        declined is not None
        and Offer.objects.filter(cohort_id=declined.cohort_id, pk__gt=declined.pk).exists()
    )


def mails_read(demo: DemoState) -> bool:
    return "mails" in demo.seen and next_offered(demo)


def dates_planned(demo: DemoState) -> bool:
    return Session.objects.filter(cohort_id=demo.places["planning"]).count() > 0


def marked_present(demo: DemoState) -> bool:
    return Attendance.objects.filter(
        session_id=demo.places["upcoming"], presence=Presence.PRESENT
    ).exists()


def interest_page(demo: DemoState) -> str:
    return reverse("intakes:interest", args=[demo.places["program"]])


def desk(demo: DemoState) -> str:
    return reverse("admin:index")


def offer_page(demo: DemoState) -> str:
    return reverse("intakes:offer", args=[demo.places["offer"]])


def queue_page(demo: DemoState) -> str:
    return reverse("admin:intakes_queue_change", args=[demo.places["full"]])


def mails(demo: DemoState) -> str:
    return reverse("notices:mailroom")


def planning_page(demo: DemoState) -> str:
    return reverse("admin:cop_sessions_schedule_plan", args=[demo.places["planning"]])


def session_page(demo: DemoState) -> str:
    return reverse("sessions:session", args=[demo.places["upcoming_code"], 3])


Place = Callable[[DemoState], str]
Done = Callable[[DemoState], bool]
THE_SEVEN: list[tuple[Promise, str, Place, Done]] = [
    (_("Express interest, as somebody new"), "visitor", interest_page, interest_expressed),
    (_("Look at 25 dots"), "coordinator", desk, dots_seen),
    (_("Decline, as the offer's holder"), "offer", offer_page, offer_declined),
    (_("See that the next person was offered the seat"), "coordinator", queue_page, next_offered),
    (_("Read both mails"), "coordinator", mails, mails_read),
    (_("Plan eight dates over summer"), "coordinator", planning_page, dates_planned),
    (_("Join, and be marked present"), "member", session_page, marked_present),
]
