"""One row's words, taken for what they say, or with what is in the way, by column."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.signing_in import normal
from intakes import interests, preferences
from intakes.importing.columns import Field, fields_of, squeezed
from intakes.models import CareerStage, Import, ImportKind

YES = {"yes", "y", "true", "1", "x"}
NO = {"", "no", "n", "false", "0"}
CHOICES = ("first", "second", "third")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")
NOON = time(12)
OLDEST = timedelta(days=365 * 20)
LONGEST_PROBLEM = 400
LONG = 1000  # fields of that length keep their lines


class Trouble(Exception):
    """What is wrong with one cell."""


@dataclass
class Said:
    """What a row says. `choices` are ids: communities of an interest, cohorts of an application."""

    number: int
    email: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    choices: list[int] = field(default_factory=list)
    said_at: datetime | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """All that is in the way, naming the columns; empty when nothing is."""
        return " ".join(self.problems)[:LONGEST_PROBLEM]


class Reader:
    """Reads the rows of one import; asks the database once, when it is made."""

    def __init__(self, imported: Import, at: datetime) -> None:
        self.at = at
        self.header: list[str] = imported.header
        self.mapping: dict[str, int] = imported.mapping
        self.fields = [f for f in fields_of(imported.kind) if f.name in self.mapping]
        self.zone = ZoneInfo(imported.program.time_zone)
        self.names = choices_by_name(imported)

    def read(self, number: int, cells: list[str]) -> Said:
        """What one row says."""
        said = Said(number)
        for one in self.fields:
            place = self.mapping[one.name]
            cell = cells[place] if place < len(cells) else ""
            try:
                self._take(said, one, cell)
            except Trouble as trouble:
                said.problems.append(f"{self._column(place)}: {trouble}")
        if not said.choices and not said.problems:
            said.problems.append(_("No community is named."))
        return said

    def _column(self, place: int) -> str:
        return self.header[place] or _("Column %(number)d") % {"number": place + 1}

    def _take(self, said: Said, one: Field, cell: str) -> None:
        if len(cell) > one.most:
            raise Trouble(_("longer than %(most)d signs.") % {"most": one.most})
        if one.needed and not cell:
            raise Trouble(_("nothing is there."))
        if one.name in CHOICES:
            said.choices += [pk for pk in self._chosen(cell) if pk not in said.choices]
        elif one.name == "email":
            said.email = _address(cell)
        elif one.name == "said_on":
            said.said_at = self._day(cell) if cell else None
        else:
            line = cell if one.most >= LONG else " ".join(cell.split())
            said.words[one.name] = WORDS.get(one.name, str)(line)

    def _chosen(self, cell: str) -> list[int]:
        names = [name.strip() for name in cell.replace("\n", ";").split(";") if name.strip()]
        found = [self.names.get(squeezed(name)) for name in names]
        for name, pk in zip(names, found, strict=True):
            if pk is None:
                raise Trouble(self._not_on_offer(name))
        return [pk for pk in found if pk]

    def _not_on_offer(self, name: str) -> str:
        if not self.names:
            return _("nothing is on offer here yet.")
        return _("“%(name)s” is not on offer here.") % {"name": name[:60]}

    def _day(self, cell: str) -> datetime:
        for shape in DAYS:
            try:
                day = datetime.strptime(cell.split(" ")[0], shape)  # noqa: DTZ007 -- a day alone
            except ValueError:
                continue
            moment = datetime.combine(day, NOON, tzinfo=self.zone)
            if not self.at - OLDEST < moment < self.at + timedelta(days=1):
                raise Trouble(_("this day is not one of the past years."))
            return min(moment, self.at)
        raise Trouble(_("a day should look like 2024-07-30 or 30/7/2024."))


def choices_by_name(imported: Import) -> dict[str, int]:
    """What can be asked for, by the names it goes by."""
    if imported.kind == ImportKind.INTEREST:
        found = interests.on_offer(imported.program)
        return {squeezed(name): one.pk for one in found for name in (one.slug, one.name)}
    assert imported.intake is not None  # noqa: S101 -- the database holds it
    named: dict[str, int] = {}
    for cohort in preferences.cohorts_in(imported.intake):
        community = cohort.community
        for name in (
            cohort.name,
            f"{community.name} {cohort.name}",
            community.slug,
            community.name,
        ):
            named.setdefault(squeezed(name), cohort.pk)
    return named


def _address(cell: str) -> str:
    email = normal(cell)
    try:
        validate_email(email)
    except ValidationError:
        raise Trouble(_("this is no email address.")) from None
    return email


def _yes(cell: str) -> bool:
    said = squeezed(cell)
    if said in YES | NO:
        return said in YES
    raise Trouble(_("this should be yes or no."))


def _stage(cell: str) -> str:
    known = {
        squeezed(str(name)): value
        for value, label in CareerStage.choices
        for name in (value, label)
    }
    if cell and squeezed(cell) not in known:
        labels = ", ".join(str(label) for label in CareerStage.labels)
        raise Trouble(_("this should be one of: %(labels)s.") % {"labels": labels})
    return known.get(squeezed(cell), "")


WORDS: dict[str, Callable[[str], Any]] = {
    "sole_worker": _yes,
    "can_commit": _yes,
    "career_stage": _stage,
}
