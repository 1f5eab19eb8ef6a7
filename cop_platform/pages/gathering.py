"""What every app has to say to one person, gathered and put in order."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step

CAN_WAIT = 5
Says = Callable[[User, datetime], list[Step]]


def next_for(user: User, at: datetime) -> list[Step]:
    """What a person may do next, over all apps, most urgent first; the desk for who works there."""
    return in_order([*_gather("next_steps", "for_person", user, at), *_at_the_desk(user, at)])


def _at_the_desk(user: User, at: datetime) -> list[Step]:
    """One step that leads to all that waits at the desk, as urgent as the first of it."""
    if not user.is_staff:
        return []
    waiting = waiting_for(user, at)
    return [
        Step(
            title=_desk_title(len(waiting)),
            url=reverse("admin:index"),
            detail=str(waiting[0].title) if waiting else "",
            action=_("Open the desk"),
            urgency=waiting[0].urgency if waiting else CAN_WAIT,
            due_at=waiting[0].due_at if waiting else None,
        )
    ]


def _desk_title(count: int) -> str:
    if not count:
        return _("Nothing waits at the desk today")
    said = ngettext(
        "One thing waits for you at the desk", "%d things wait for you at the desk", count
    )
    return said % count if "%d" in said else said


def waiting_for(user: User, at: datetime) -> list[Step]:
    """What waits at the desk for a coordinator today, over all apps, most urgent first."""
    return _gather("desk", "waiting", user, at)


def _gather(module: str, function: str, user: User, at: datetime) -> list[Step]:
    found = (step for says in _speakers(module, function) for step in says(user, at))
    return in_order(found)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Most urgent first; among equals what falls due first, what never does last."""
    return sorted(
        steps, key=lambda step: (step.urgency, step.due_at is None, step.due_at or 0, step.title)
    )


@cache
def _speakers(module: str, function: str) -> tuple[Says, ...]:
    """The function of that name in each app that has the module."""
    names = [f"{config.name}.{module}" for config in apps.get_app_configs() if _ours(config.name)]
    return tuple(getattr(import_module(name), function) for name in names if find_spec(name))


def _ours(app: str) -> bool:
    return app in {"accounts", "notices", "programs", "sessions", "intakes", "cop_platform"}
