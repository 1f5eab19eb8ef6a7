"""Who may enter the pages of intakes: visitors to the open forms, people to what is their own.

Coordinators work at the desk, not here. To everybody else there is nothing here.
"""

from django.http import Http404

from accounts.access import Visitor, open_to_visitors
from accounts.models import User
from audit import clock
from intakes.models import Application, Candidacy, Interest, Offer, Rollover
from programs.models import Program


@open_to_visitors
def open_program(user: Visitor, slug: str) -> Program:
    """Everybody, to the forms of a program that is running."""
    program = Program.objects.public().filter(slug=slug).first()
    if program is None:
        raise Http404
    return program


@open_to_visitors
def open_program_by_number(user: Visitor, number: int) -> Program:
    """The same, for mails: their links name no program."""
    program = Program.objects.public().filter(pk=number).first()
    if program is None:
        raise Http404
    return program


def own_interest(user: User, pk: int) -> Interest:
    """Whose interest it is."""
    interest = Interest.objects.filter(person=user, pk=pk).select_related("program").first()
    if interest is None:
        raise Http404
    return interest


def own_application(user: User, pk: int) -> Application:
    """Whose application it is."""
    found = Application.objects.filter(applicant=user, pk=pk)
    application = found.select_related("intake__program", "applicant").first()
    if application is None:
        raise Http404
    return application


def own_candidacy(user: User, pk: int, candidacy: int) -> Candidacy:
    """Whose application it is, and one of its preferences."""
    found = Candidacy.objects.filter(
        application__applicant=user, application=pk, pk=candidacy
    ).select_related("application", "cohort__community")
    one = found.first()
    if one is None:
        raise Http404
    return one


def own_offer(user: User, pk: int) -> Offer:
    """To whom the offer was made, once its mail has fallen due: until then it can be stopped."""
    found = Offer.objects.filter(
        candidacy__application__applicant=user, pk=pk, sent_at__lte=clock.now()
    )
    offer = found.select_related(
        "candidacy__application__intake", "cohort__community", "cohort__intake__program"
    ).first()
    if offer is None:
        raise Http404
    return offer


def own_question(user: User, pk: int) -> Rollover:
    """Whose application it is, once they were asked whether to keep their place."""
    found = Rollover.objects.filter(application__applicant=user, application=pk)
    one = found.select_related("application__intake__program", "successor").first()
    if one is None:
        raise Http404
    return one
