"""What every app has to say to one person, gathered and put in order."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from accounts.models import User
from accounts.steps import Step

Says = Callable[[User, datetime], list[Step]]


def next_for(user: User, at: datetime) -> list[Step]:
    """What a person may do next, over all apps, most urgent first."""
    return _gather("next_steps", "for_person", user, at)


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
    return app in {"accounts", "notices", "programs", "sessions", "intakes"}
