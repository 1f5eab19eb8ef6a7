"""Whose notices a person at the desk sees. The apps above say so: they know who works for whom."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from notices.models import Notice, NoticeQuerySet

Sees = Callable[[User, datetime], Q]
_sees: list[Sees] = []


def also(sees: Sees) -> None:
    """Let people see what this answers, too; an app says so at start."""
    if sees not in _sees:
        _sees.append(sees)


def visible_to(user: User, *, at: datetime) -> NoticeQuerySet:
    """The notices a person may look after at `at`; all of them for a superuser."""
    if user.is_superuser:
        return Notice.objects.all()
    seen = Q(pk__in=())
    for sees in _sees:
        seen |= sees(user, at)
    return Notice.objects.filter(seen)
