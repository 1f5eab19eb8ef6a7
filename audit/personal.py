"""What an app holds about people, said once: for their own eyes, for a copy, and for erasing.

Every app with rows about people has a `privacy.py`:

    HOLDINGS = (Holding("intakes.Application", "applicant", title=…, why=…, until=…,
                        erase={"hopes": ""}, keeps=("region",)),)
    MENTIONS = {"programs.Cohort.paused_by": "who paused it: the act of a coordinator"}

A new table that leads to a person needs one `Holding`; a reference to somebody who only acted
needs a line in `MENTIONS`. tests/privacy/test_complete.py finds what is missing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.labels import LABELS

DELETE = "delete"
Words = str | Promise


@dataclass(frozen=True)
class Holding:
    """One table with rows about people.

    `whose` leads from a row to the person. `erase` is DELETE, or what fields become; `keeps`
    names fields with words that stay, since they say nothing about anybody. `hidden` fields are
    secrets, shown to nobody. `unseen`: the rows are not shown, only counted, and this says why;
    fields of theirs that are `copied` stand in a copy all the same.
    `told` makes of a row what the person may know of it by now; False leaves it out.
    `silent`: not even that, since it would tell what somebody else said.
    `change` names the page on which the person can change it.
    """

    model: str
    whose: str
    title: Words
    why: Words
    until: Words
    erase: str | Mapping[str, Any] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    unseen: Words = ""
    copied: tuple[str, ...] = ()
    silent: bool = False
    told: Callable[[Any, datetime], bool] = lambda row, at: True
    change: str = ""

    def rows(self, user_id: int) -> models.QuerySet[Any]:
        """The rows about this person, in the order they were made."""
        table: models.Manager[Any] = apps.get_model(self.model)._base_manager
        return table.filter(**{self.whose: user_id}).order_by("pk")

    def shown(self) -> list[Any]:
        """The fields a person is shown: all but keys, secrets, and who else is in it."""
        return [
            one
            for one in apps.get_model(self.model)._meta.concrete_fields
            if not one.primary_key and one.name not in self.hidden and not _is_a_person(one)
        ]


@dataclass(frozen=True)
class Held:
    """What is held of one kind, in words."""

    model: str
    title: Words
    why: Words
    until: Words
    count: int
    rows: list[list[tuple[str, str]]]
    unseen: Words = ""
    change: str = ""


def held(holdings: Iterable[Holding], user_id: int, at: datetime) -> list[Held]:
    """What is held about a person, in words, as far as they have been told at `at` (aware);
    kinds of which there is nothing are left out."""
    found = (_held(one, user_id, at) for one in holdings if not one.silent)
    return [one for one in found if one.count]


def export(holdings: Iterable[Holding], user_id: int, at: datetime) -> dict[str, Any]:
    """The same for a machine to read: by table, every field that is no secret."""
    found: dict[str, Any] = {}
    for one in holdings:
        copy = None if one.silent else _copy(one, user_id, at)
        if isinstance(copy, list):  # a table that leads to a person in several ways stands once
            found[one.model] = [*found.get(one.model, []), *copy]
        elif copy is not None:
            found[one.model] = copy
    return found


def erase(holdings: Iterable[Holding], user_id: int) -> None:
    """Take out the words, or the rows, in the order of the holdings. Done twice, it stays so."""
    for one in holdings:
        rows = one.rows(user_id)
        if one.erase == DELETE:
            rows.delete()
        elif isinstance(one.erase, Mapping) and one.erase:
            rows.update(**one.erase)


def things(holdings: Iterable[Holding], user_id: int) -> dict[str, list[int]]:
    """The ids of all rows about a person, by the label the audit knows their table by."""
    found: dict[str, list[int]] = {}
    for one in holdings:
        label = apps.get_model(one.model)._meta.label_lower
        keys = [key for key in one.rows(user_id).values_list("pk", flat=True) if _is_id(key)]
        found.setdefault(label, []).extend(keys)
    return found


def _is_id(key: object) -> bool:
    return isinstance(key, int)


def _is_a_person(one: Any) -> bool:
    return bool(one.is_relation) and one.related_model._meta.label == settings.AUTH_USER_MODEL


def _held(one: Holding, user_id: int, at: datetime) -> Held:
    said = [] if one.unseen else [_in_words(row, one) for row in _told(one, user_id, at)]
    count = one.rows(user_id).count() if one.unseen else len(said)
    return Held(one.model, one.title, one.why, one.until, count, said, one.unseen, one.change)


def _told(one: Holding, user_id: int, at: datetime) -> list[Any]:
    """The rows, as the person may know them by now."""
    related = [shown.name for shown in one.shown() if shown.is_relation]
    rows = one.rows(user_id)
    full = rows.select_related(*related) if related else rows
    return [row for row in full if one.told(row, at)]


def _in_words(row: Any, one: Holding) -> list[tuple[str, str]]:
    """Label and value of each field that says something."""
    pairs = ((_label(shown), _say(row, shown)) for shown in one.shown())
    return [(label, words) for label, words in pairs if words]


def _label(shown: Any) -> str:
    return capfirst(str(LABELS.get(shown.name) or shown.verbose_name))


def _say(row: Any, shown: Any) -> str:
    value = getattr(row, shown.name)
    if value is None or value in ("", [], {}):
        return ""
    if shown.choices:
        return str(getattr(row, f"get_{shown.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _copy(one: Holding, user_id: int, at: datetime) -> int | list[dict[str, Any]]:
    """The rows for a machine; of those that are unseen what is copied, or how many they are."""
    if one.copied:
        rows = one.rows(user_id).values(*one.copied)
        return [{name: _json(value) for name, value in row.items()} for row in rows]
    if one.unseen:
        return one.rows(user_id).count()
    names = [shown.name for shown in one.shown()]
    told = _told(one, user_id, at)
    return [{name: _json(getattr(row, name)) for name in names} for row in told]


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
