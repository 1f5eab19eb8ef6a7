"""The same a year on: names with a year in them, days, and rows copied with what differs."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.db import models

A_YEAR_OF_WEEKS = timedelta(weeks=52)
A_WEEK = 7
YEAR = re.compile(r"\b(20\d\d)(?:([-/–])(\d\d))?\b")
Row = TypeVar("Row", bound=models.Model)


def named(words: str) -> str:
    """'August 2024' becomes 'August 2025', '2024-25' becomes '2025-26'."""
    return YEAR.sub(_next, words)


def _next(found: re.Match[str]) -> str:
    year, dash, short = found.groups()
    second = f"{dash}{(int(short) + 1) % 100:02}" if dash else ""
    return f"{int(year) + 1}{second}"


def same_date(day: date) -> date:
    """14 August again; of 29 February the 28th."""
    return day + relativedelta(years=1)


def same_weekday(day: date) -> date:
    """52 weeks on: a Wednesday again."""
    return day + A_YEAR_OF_WEEKS


def same_weekday_moment(moment: datetime, zone: ZoneInfo) -> datetime:
    """52 weeks on by the clock of a zone, in UTC."""
    return (moment.astimezone(zone) + A_YEAR_OF_WEEKS).astimezone(UTC)


def same_place_in_month(day: date, *, last: bool = False) -> date:
    """The second Wednesday of August again; with `last` the last one."""
    first = same_date(day.replace(day=1))
    found = first + timedelta(days=(day.weekday() - first.weekday()) % A_WEEK)
    nth = (day.day - 1) // A_WEEK
    following = [found + timedelta(weeks=n) for n in range(6)]
    there = [one for one in following if one.month == first.month]
    return there[-1] if last or nth >= len(there) else there[nth]


def copies(rows: Iterable[Row], **differs: Any) -> list[Row]:
    """Rows like these, not kept yet, with what differs; in their order."""
    made = []
    for row in rows:
        said = {
            one.attname: getattr(row, one.attname)
            for one in row._meta.concrete_fields
            if not one.primary_key
        }
        made.append(type(row)(**said | differs))
    return made
