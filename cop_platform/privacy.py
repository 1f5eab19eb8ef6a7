"""Everything held about one person, over all apps: shown, copied, erased.

Each app says in its `privacy.py` what it holds; what imports others comes first, so that a seat
is given up before its words go. An erased person is a row without a name: totals count on.
"""

from datetime import datetime
from importlib import import_module
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import data_requests, turns
from accounts.models import DataRequest, RequestKind, User
from audit import personal
from audit import privacy as audit_privacy
from audit.personal import Held, Holding, Words
from audit.record import record
from cop_platform.models import Hold
from intakes import privacy as intakes_privacy
from programs import belonging
from programs import privacy as programs_privacy

# In the order of imports: who imports others comes before them.
PARTS = {
    "accounts": _("You"),
    "intakes": _("Applying"),
    "programs": _("Your place"),
    "sessions": _("Sessions"),
    "notices": _("Mail and calls"),
    "cop_platform": _("Kept for a reason"),
    "audit": _("What was done"),
}
APPS = ("cop_platform", "intakes", "sessions", "programs", "notices", "accounts", "audit")
HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "cop_platform.Hold",
        "person",
        title=_("Why nothing of yours may be erased now"),
        why=_("A law or a dispute can ask that records are kept."),
        until=_("Until it is lifted."),
        keeps=("reason",),
    ),
)
MENTIONS: dict[str, str] = {
    "cop_platform.Hold.by": "who said so: the act of a coordinator",
    "cop_platform.Hold.lifted_by": "who lifted it: the act of a coordinator",
}


class CannotErase(Exception):
    """A refusal, worded for the person or coordinator who will read it."""


def held(user_id: int, at: datetime) -> list[tuple[Words, list[Held]]]:
    """Everything held about a person, in words, by app, as far as they have been told."""
    found = (
        (title, personal.held(_said(app, "HOLDINGS"), user_id, at)) for app, title in PARTS.items()
    )
    return [(title, list(reversed(parts))) for title, parts in found if parts]


def export(user_id: int, at: datetime) -> dict[str, Any]:
    """The same for a machine to read, by table."""
    return personal.export(holdings(), user_id, at)


def holdings() -> list[Holding]:
    """What every app says it holds, in the order in which it is erased."""
    return [one for app in APPS for one in _said(app, "HOLDINGS")]


def mentions() -> dict[str, str]:
    """References to people that are no data about them, each with why."""
    return {name: why for app in APPS for name, why in _said(app, "MENTIONS").items()}


def _said(app: str, name: str) -> Any:
    return vars(import_module(f"{app}.privacy"))[name]


@transaction.atomic
def erase(*, user_id: int, at: datetime, by: int | None) -> User:
    """Make a person a pseudonym, in every app: no name, no words, no way in; totals as before.

    Erased twice, they stay so; the second time takes out what came in between.

    :raises CannotErase: they work here, or something holds their records.
    """
    turns.one_at_a_time(f"erase {user_id}")
    refusal = cannot_erase(user_id, at)
    if refusal:
        raise CannotErase(refusal)
    things = personal.things(holdings(), user_id)
    for app in APPS[1:]:
        _said(app, "erase")(user_id, at, by)
    audit_privacy.strike(things)
    return User.objects.get(pk=user_id)


def cannot_erase(user_id: int, at: datetime) -> str:
    """Why this person cannot be erased now; empty when they can."""
    user = User.objects.get(pk=user_id)
    if user.is_superuser or user.holds_staff_role or programs_privacy.is_staff(user_id, at):
        return str(_("This person works here. They must be released from their roles first."))
    if held_back(user_id):
        return str(_("A hold stands: nothing may be erased until it is lifted."))
    return ""


def held_back(user_id: int) -> bool:
    """Whether a hold on the person, or on a program they are in touch with, stands."""
    return User.objects.filter(pk=user_id).filter(on_hold()).exists()


def on_hold() -> Q:
    """People (as a condition on `User`) of whom nothing may be erased now."""
    themselves = Exists(Hold.objects.live().filter(person=OuterRef("pk")))
    programs = list(Hold.objects.live().exclude(program=None).values_list("program_id", flat=True))
    return Q(themselves) | (intakes_privacy.with_a_part_in(programs) if programs else Q())


@transaction.atomic
def carry_out(*, request_id: int, by: int, at: datetime) -> DataRequest:
    """Carry out a request to be erased: everything, in one act, and one last mail.

    :raises CannotErase: they work here, a hold stands, or a seat would go that they keep.
    :raises data_requests.AlreadySettled: it was refused or taken back.
    """
    turns.one_at_a_time(f"request {request_id}")
    request = DataRequest.objects.get(pk=request_id, kind=RequestKind.ERASE)
    if request.state == "done":
        return request
    if not request.gives_up_seat and intakes_privacy.seats_of(request.person_id, at):
        raise CannotErase(_("They have a seat, and have not said that they give it up."))
    address = data_requests.reachable_address(request.person_id)
    settled = data_requests.carried_out(request_id=request_id, by=by, at=at)
    erase(user_id=request.person_id, at=at, by=by)
    if address:
        data_requests.tell_erased(address=address, at=at)
    return settled


# -- Who may see whose requests --------------------------------------------------------------------


def requests_for(user: User, at: datetime) -> QuerySet[DataRequest]:
    """Requests of people in touch with the programs this person coordinates; for whoever keeps
    the site, all."""
    found = DataRequest.objects.select_related("person", "worked_by")
    if user.is_superuser:
        return found
    return found.filter(person__in=people_for(user, at))


def people_for(user: User, at: datetime) -> QuerySet[User]:
    """People who are or were in touch with the programs this person coordinates."""
    if user.is_superuser:
        return User.objects.all()
    programs = list(belonging.programs_coordinated(user, at).values_list("pk", flat=True))
    return User.objects.filter(intakes_privacy.with_a_part_in(programs))


def in_touch(program_ids: list[int]) -> Q:
    """People (as a condition on `User`) who are or were in touch with these programs."""
    return intakes_privacy.with_a_part_in(program_ids)


@transaction.atomic
def copied(*, person_id: int, by: int, at: datetime) -> dict[str, Any]:
    """A copy of all that is held, taken for the person or by them; the audit says by whom."""
    person = User.objects.get(pk=person_id)
    record("person.copied", person, at=at, by=by)
    return export(person_id, at)
