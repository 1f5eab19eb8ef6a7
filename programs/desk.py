"""What waits at the desk for a coordinator, as far as programs know."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step
from programs import belonging
from programs.models import CohortState, Role, RoleKind
from programs.models.cohort import CohortQuerySet

SOON, SOMETIME = 2, 4
PLACEHOLDER = "@example.org"


def waiting(user: User, at: datetime) -> list[Step]:
    """Cohorts that can't offer seats yet, and contacts that are not named yet."""
    return [*_cohorts(user, at), *_contacts(user, at)]


def unpublished(cohorts: CohortQuerySet, at: datetime) -> CohortQuerySet:
    """Cohorts that wait to be published, annotated with whether they have a facilitator
    (`has_facilitator`), and one with a profile (`is_ready`)."""
    leads = Role.objects.live(at=at).filter(kind=RoleKind.FACILITATOR, cohort=OuterRef("pk"))
    return (
        cohorts.filter(published=False)
        .exclude(state=CohortState.CLOSED)
        .annotate(
            has_facilitator=Exists(leads),
            is_ready=Exists(leads.filter(user__facilitator_profile__isnull=False)),
        )
    )


def _cohorts(user: User, at: datetime) -> list[Step]:
    theirs = unpublished(belonging.cohorts_coordinated(user, at), at)
    rows: list[Any] = list(theirs.select_related(None))
    alone = sum(not one.has_facilitator for one in rows)
    ready = sum(one.is_ready for one in rows)
    silent = len(rows) - alone - ready
    desk = reverse("admin:programs_cohort_changelist") + "?published__exact=0"
    return [
        Step(title=title % count, url=url, detail=detail, urgency=SOON, count=count)
        for count, title, detail, url in (
            (
                alone,
                ngettext("%d cohort has no facilitator", "%d cohorts have no facilitator", alone),
                _("Invite one; without a facilitator a cohort can't offer seats."),
                reverse("programs:setup"),
            ),
            (
                silent,
                ngettext(
                    "%d cohort waits for its facilitator's profile",
                    "%d cohorts wait for their facilitators' profiles",
                    silent,
                ),
                _("They were asked when they signed in."),
                desk,
            ),
            (
                ready,
                ngettext("%d cohort can be published", "%d cohorts can be published", ready),
                _("It has all it needs."),
                desk,
            ),
        )
        if count
    ]


def _contacts(user: User, at: datetime) -> list[Step]:
    theirs = belonging.programs_coordinated(user, at).filter(is_demo=False)
    return [
        Step(
            title=_("Name whom people can ask"),
            detail=_("The public pages still show a placeholder."),
            url=reverse("admin:programs_program_change", args=[pk]),
            urgency=SOMETIME,
        )
        for pk in theirs.filter(contact_email__iendswith=PLACEHOLDER).values_list("pk", flat=True)
    ]
