"""Which cohorts an application asks for, the best liked first: one candidacy each."""

from django.utils.translation import gettext_lazy as _

from intakes import interests
from intakes.models import Application, Candidacy
from programs.models import Cohort, Intake

MOST = 3  # communities an application ranks


class NotOnOffer(Exception):
    """A refusal, worded for the person who will read it."""


def cohorts_in(intake: Intake) -> list[Cohort]:
    """The cohorts one can apply to in an intake, in the order the program shows them."""
    found = Cohort.objects.filter(intake=intake, published=True).select_related("community")
    return list(found.order_by("community__order", "community", "pk"))


def preferences_of(application: Application) -> list[Candidacy]:
    """Its preferences, the best liked first."""
    return list(application.candidacies.select_related("cohort__community").order_by("rank"))


def prefer(application: Application, cohort_ids: list[int]) -> None:
    """Put these cohorts, in this order, in place of those chosen before. The application is a
    locked draft.

    :raises NotOnOffer: one of them is not on offer in its intake.
    """
    on_offer = {cohort.pk for cohort in cohorts_in(application.intake)}
    if not on_offer.issuperset(cohort_ids):
        raise NotOnOffer(_("Please choose from the communities of this intake."))
    application.candidacies.exclude(cohort__in=cohort_ids).delete()
    for rank, cohort_id in enumerate(cohort_ids, start=1):
        Candidacy.objects.update_or_create(
            application=application,
            cohort_id=cohort_id,
            defaults={"rank": rank},
            create_defaults={"rank": rank, "intake_id": application.intake_id},
        )


def fill_in(application: Application, intake: Intake) -> None:
    """Take over what the person has told us before."""
    interest = next(iter(interests.live(application.applicant_id, intake.program_id)), None)
    if interest is None:
        return
    for name in interests.WORDS:
        setattr(application, name, getattr(interest, name))
    application.save(update_fields=list(interests.WORDS))
    wanted = list(interest.choices.order_by("rank").values_list("community", flat=True))
    open_here = {cohort.community_id: cohort.pk for cohort in reversed(cohorts_in(intake))}
    prefer(application, [open_here[pk] for pk in wanted if pk in open_here])


def begin_with(application: Application, community: str) -> None:
    """Put the community of this slug first, where the intake has a cohort of it. The application
    is a draft that has just begun."""
    on_offer = cohorts_in(application.intake)
    first = next((cohort.pk for cohort in on_offer if cohort.community.slug == community), None)
    if first is None:
        return
    chosen = list(application.candidacies.order_by("rank").values_list("cohort", flat=True))
    prefer(application, list(dict.fromkeys([first, *chosen]))[:MOST])
