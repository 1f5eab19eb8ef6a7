"""The states of programs, communities, intakes and cohorts. Nothing else moves them.

An intake also follows its dates by itself (intake_dates.py); what is moved here stays moved.
"""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from programs import memberships
from programs.models import (
    Cohort,
    CohortState,
    Community,
    CommunityState,
    Intake,
    IntakeState,
    Program,
    ProgramState,
)

# From each state, where it can go.
_CHOOSING = (IntakeState.CLOSED, IntakeState.REVIEWING, IntakeState.OFFERING, IntakeState.FINAL)
LEADS_TO: dict[type[models.Model], dict[str, tuple[str, ...]]] = {
    Program: {
        ProgramState.PLANNED: (ProgramState.RUNNING,),
        ProgramState.RUNNING: (ProgramState.REPORTED, ProgramState.PLANNED),
        ProgramState.REPORTED: (ProgramState.ARCHIVED, ProgramState.RUNNING),
        ProgramState.ARCHIVED: (ProgramState.REPORTED,),
    },
    Community: {
        CommunityState.DRAFT: (CommunityState.PUBLISHED,),
        CommunityState.PUBLISHED: (CommunityState.RETIRED, CommunityState.DRAFT),
        CommunityState.RETIRED: (CommunityState.PUBLISHED,),
    },
    Intake: {
        IntakeState.PLANNED: _CHOOSING,
        IntakeState.OPEN: _CHOOSING,
        IntakeState.CLOSED: (IntakeState.OPEN, *_CHOOSING[1:]),
        IntakeState.REVIEWING: _CHOOSING[2:],
        IntakeState.OFFERING: (IntakeState.REVIEWING, IntakeState.FINAL),
        IntakeState.FINAL: (IntakeState.OFFERING,),
    },
    Cohort: {
        CohortState.FORMING: (CohortState.ACTIVE,),
        CohortState.ACTIVE: (CohortState.ON_BREAK, CohortState.CONCLUDING, CohortState.CLOSED),
        CohortState.ON_BREAK: (CohortState.ACTIVE, CohortState.CONCLUDING, CohortState.CLOSED),
        CohortState.CONCLUDING: (CohortState.CLOSED, CohortState.ACTIVE),
        CohortState.CLOSED: (),
    },
}


class CannotMove(Exception):
    """A refusal, worded for the coordinator who will read it."""


def ways(obj: models.Model) -> list[tuple[str, str]]:
    """The states it can go to from where it is, with their names."""
    field = obj._meta.get_field("state")
    names: dict[Any, Any] = dict(getattr(field, "flatchoices", ()))
    leads_to = LEADS_TO[type(obj)][getattr(obj, "state")]  # noqa: B009 -- one of four models
    return [(state, str(names[state])) for state in leads_to]


@transaction.atomic
def move(
    *,
    model: type[models.Model],
    pk: int,
    to: str,
    by: int | None,
    at: datetime,
    reason: str = "",
) -> models.Model:
    """Move a program, community, intake or cohort to another state; there already, it stays.

    A cohort that closes has its members complete it.

    :raises CannotMove: no way leads there from the state it is in.
    """
    obj: Any = model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if obj.state == to:
        found: models.Model = obj
        return found
    if to not in LEADS_TO[model][obj.state]:
        raise CannotMove(
            _("From “%(state)s” it can't go there.") % {"state": obj.get_state_display()}
        )
    obj.state = to
    obj.save(update_fields=["state"])
    cohort_id = obj.pk if model is Cohort else None
    verb = f"{model._meta.model_name}.{to}"
    record.record(verb, obj, at=at, by=by, cohort_id=cohort_id, reason=reason)
    if model is Cohort and to == CohortState.CLOSED:
        memberships.complete(cohort_id=obj.pk, by=by, at=at)
    moved: models.Model = obj
    return moved
