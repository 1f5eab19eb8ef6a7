"""Who may enter the pages of intakes: visitors to the open forms, people to what is their own.

Coordinators work at the desk, not here. To everybody else there is nothing here.
"""

from django.db.models import F
from django.shortcuts import get_object_or_404

from accounts.access import Visitor, open_to_visitors
from accounts.models import User
from audit import clock
from intakes.models import Application, Candidacy, Interest, Offer, Rollover
from programs.models import Program


@open_to_visitors
def program_by_number(user: Visitor, number: int) -> Program:
    """Everybody, to the forms of a program that runs, for mails: their links name no program."""
    return get_object_or_404(Program.objects.public(), pk=number)


def own_interest(user: User, pk: int) -> Interest:
    """Whose interest it is."""
    return get_object_or_404(Interest.objects.select_related("program"), person=user, pk=pk)


def own_application(user: User, pk: int) -> Application:
    """Whose application it is."""
    found = Application.objects.select_related("intake__program", "applicant")
    return get_object_or_404(found, applicant=user, pk=pk)


def own_candidacy(user: User, pk: int, candidacy: int) -> Candidacy:
    """Whose application it is, and one of its preferences."""
    found = Candidacy.objects.select_related("application", "cohort__community")
    return get_object_or_404(found, application__applicant=user, application=pk, pk=candidacy)


def own_offer(user: User, pk: int) -> Offer:
    """To whom the offer was made, once its mail has fallen due: until then it can be stopped, and
    one that ended before that is none to them.

    Just what says whose it is: many press at once, and most hear that it has ended. A page that
    shows the offer reads what is around it by itself (`settling.with_surroundings`).
    """
    found = Offer.objects.select_related("candidacy__application").exclude(
        settled_at__lt=F("sent_at")
    )
    return get_object_or_404(
        found, candidacy__application__applicant=user, pk=pk, sent_at__lte=clock.now()
    )


def own_question(user: User, pk: int) -> Rollover:
    """Whose application it is, once they were asked whether to keep their place."""
    found = Rollover.objects.select_related("application__intake__program", "successor")
    return get_object_or_404(found, application__applicant=user, application=pk)
