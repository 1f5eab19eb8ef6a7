"""The demo's intakes, brought to their states by the same rules that people's clicks call."""

from datetime import datetime, timedelta

from accounts.models import User
from cop_platform.demo import form
from intakes import applications, interests, offers, review, rounds
from intakes.models import Application, CandidacyState, Offer
from programs import calendar
from programs.models import Cohort, Program

SETTINGS = ("Local government", "Community health", "School", "Women's service", "Sport")
REGIONS = ("Melbourne", "Gippsland", "Loddon Mallee", "Barwon South West", "Hume")
HOPES = (
    "To meet people who do this work elsewhere.",
    "To find words for what I meet every day.",
    "To stop doing this alone.",
    "To learn how others answer when a room goes cold.",
)
ENOUGH_TIME = timedelta(hours=3)
LATER = timedelta(hours=2)


def apply(person: User, cohorts: list[Cohort], *, place: int, at: datetime) -> Application:
    """Send a person's application with these preferences, the first choice first."""
    application = fill_in(person, cohorts, place=place, at=at)
    return applications.submit(application_id=application.pk, at=at, by=person.pk).application


def fill_in(person: User, cohorts: list[Cohort], *, place: int, at: datetime) -> Application:
    """Begin an application and leave it unsent."""
    draft = applications.start(
        person_id=person.pk, intake_id=cohorts[0].intake_id, at=at, by=person.pk
    )
    form.say_needs(draft, place=place, at=at)
    return applications.save_draft(
        application_id=draft.pk,
        at=at,
        by=person.pk,
        further=form.answers_for(draft.intake_id, place),
        cohort_ids=[cohort.pk for cohort in cohorts],
        answers={
            "role": "Prevention worker",
            "organisation": f"Demo service {place % 12 + 1}",
            "organisation_type": ("local", "health", "school", "community", "sport")[place % 5],
            "setting": SETTINGS[place % len(SETTINGS)],
            "region": REGIONS[place % len(REGIONS)],
            "career_stage": ("emerging", "mid", "senior")[place % 3],
            "sole_worker": place % 4 == 0,
            "hopes": HOPES[place % len(HOPES)],
            "topics": "How to go on after a no.",
            "previous_cop": ("first", "elsewhere", "here")[place % 3],
            "availability": "Not on Mondays." if place % 3 else "",
            "meeting_format": ("any", "online", "in_person")[place % 3],
            "contribution": "What I have tried, also where it did not work.",
            "can_commit": True,
        },
    )


def choose(cohort: Cohort, people: list[User], *, coordinator: User, at: datetime) -> list[Offer]:
    """From applications to a full cohort: the offers that wait for an answer as of `at`.

    All but two of those who are offered a seat accept; whoever comes after waits.
    """
    closed = cohort.intake.closes_at
    for place, person in enumerate(people):
        apply(person, [cohort], place=place, at=closed - timedelta(days=5, minutes=-place))
    read = closed + timedelta(days=2)
    for place, candidacy in enumerate(cohort.candidacies.order_by("id")):
        review.decide(
            candidacy_id=candidacy.pk,
            outcome=CandidacyState.ELIGIBLE,
            reason="Fits the purpose and can come.",
            by=coordinator.pk,
            at=read + timedelta(minutes=place),
        )
    sent = round_that_ends_soon(cohort, at=at)
    rounds.make_offers(cohort_id=cohort.pk, by=coordinator.pk, at=sent)
    made = list(cohort.offers.live().select_related("cohort__community", "candidacy__application"))
    return _accept_all_but(2, sorted(made, key=lambda offer: offer.pk), at=sent + LATER)


def round_that_ends_soon(cohort: Cohort, *, at: datetime) -> datetime:
    """When to have sent offers so that their deadline is the next one after `at`."""
    program = cohort.intake.program
    moment = at - timedelta(days=30)
    while _deadline(program, moment, cohort) <= at + ENOUGH_TIME:
        moment += timedelta(hours=12)
    return calendar.sending_moment(program, moment)


def _deadline(program: Program, moment: datetime, cohort: Cohort) -> datetime:
    sent = calendar.sending_moment(program, moment)
    return calendar.deadline(program, sent, cohort.intake.offer_business_days)


def _accept_all_but(keep: int, made: list[Offer], *, at: datetime) -> list[Offer]:
    pledge = offers.current_pledge(made[0].cohort)
    ticks = offers.Ticks(notice=True, pledge_id=pledge.pk if pledge else None, dates=True)
    for offer in made[keep:]:
        holder = offer.candidacy.application.applicant_id
        offers.accept(offer_id=offer.pk, ticks=ticks, at=at, by=holder)
    return made[:keep]


def express(person: User, program: Program, communities: list[int], *, at: datetime) -> None:
    """A standing interest in these communities."""
    interests.express(
        person_id=person.pk,
        program_id=program.pk,
        community_ids=communities,
        at=at,
        by=person.pk,
        role="Youth worker",
        organisation="Demo service 3",
        hopes=HOPES[1],
    )
