"""What can be done at the privacy desk: each act makes one rule call and says what came of it."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts import data_requests
from accounts.models import DataRequest, RequestKind, User
from audit import clock
from cop_platform import holds, privacy, retention
from cop_platform.models import Hold
from cop_platform.pages import forms_privacy

REFUSALS = (
    data_requests.AlreadySettled,
    data_requests.WordsNeeded,
    privacy.CannotErase,
    holds.ReasonNeeded,
    retention.CannotChange,
    forms_privacy.NobodyThere,
)
Act = Callable[[HttpRequest, Any, dict[str, Any]], str]


def actor(request: HttpRequest) -> User:
    """Who is at the desk."""
    return cast(User, request.user)


# -- One request -----------------------------------------------------------------------------------


def _answer(request: HttpRequest, asked: DataRequest, said: dict[str, Any]) -> str:
    if asked.kind == RequestKind.ERASE:
        raise Http404  # that has an act of its own, which asks whether one is sure
    by, at = actor(request).pk, clock.now()
    data_requests.answer(request_id=asked.pk, outcome=said["outcome"], by=by, at=at)
    return _("Done, and the person is told.")


def _erase(request: HttpRequest, asked: DataRequest, said: dict[str, Any]) -> str:
    if asked.kind != RequestKind.ERASE:
        raise Http404
    privacy.carry_out(request_id=asked.pk, by=actor(request).pk, at=clock.now())
    return _("Erased. Numbers stay as they were.")


def _refuse(request: HttpRequest, asked: DataRequest, said: dict[str, Any]) -> str:
    data_requests.refuse(
        request_id=asked.pk, reason=said["reason"], by=actor(request).pk, at=clock.now()
    )
    return _("Refused, and the person is told why.")


ACTS: dict[str, tuple[Act, type[forms.Form]]] = {
    "carry_out": (_answer, forms_privacy.OutcomeForm),
    "erase": (_erase, forms_privacy.SureForm),
    "refuse": (_refuse, forms_privacy.RefuseForm),
}


# -- How long things are kept ----------------------------------------------------------------------


def _keep_for(request: HttpRequest, programs: Any, said: dict[str, Any]) -> str:
    retention.change(
        program_id=_whose_period(request, programs, said["program"]),
        category=said["category"],
        days=said["days"],
        by=actor(request).pk,
        at=clock.now(),
    )
    return _("Kept. It counts from tonight on.")


def _hold(request: HttpRequest, programs: Any, said: dict[str, Any]) -> str:
    if said["email"]:
        person = known(request, said["email"])
        if person is None:
            raise forms_privacy.NobodyThere
        of: dict[str, Any] = {"person_id": person.pk}
    else:
        of = {"program_id": _one_of(programs, said["program"])}
    holds.place(reason=said["reason"], by=actor(request).pk, at=clock.now(), **of)
    return _("The hold stands. Nothing of it is erased or swept.")


def _lift(request: HttpRequest, programs: Any, said: dict[str, Any]) -> str:
    hold = holds_for(request).filter(pk=said["hold"]).first()
    if hold is None:
        raise Http404
    holds.lift(hold_id=hold.pk, by=actor(request).pk, at=clock.now())
    return _("The hold is lifted.")


KEEPING: dict[str, tuple[Act, type[forms.Form]]] = {
    "period": (_keep_for, forms_privacy.PeriodForm),
    "hold": (_hold, forms_privacy.HoldForm),
    "lift": (_lift, forms_privacy.LiftForm),
}


def _whose_period(request: HttpRequest, programs: Any, pk: int | None) -> int | None:
    """One of their programs; for whoever keeps the site, also all at once."""
    return None if pk is None and actor(request).is_superuser else _one_of(programs, pk)


def _one_of(programs: Any, pk: int | None) -> int:
    if pk not in {program.pk for program in programs}:
        raise Http404
    return cast(int, pk)


def known(request: HttpRequest, email: str) -> User | None:
    """The person with this address, among those this coordinator may know of."""
    people = privacy.people_for(actor(request), clock.now())
    return people.filter(email__iexact=email.strip(), erased_at=None).first()


def holds_for(request: HttpRequest) -> QuerySet[Hold]:
    """Holds on the programs this person coordinates, and on people in touch with them."""
    return retention.holds_for(actor(request), clock.now())
