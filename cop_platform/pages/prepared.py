"""A query that is written once and asked many times.

Django builds the SQL of a queryset anew at each use, which takes longer than PostgreSQL needs to
answer it. The page that a whole cohort opens at ten o'clock keeps its SQL; the rules still stand
where they stood, as querysets.

    MEMBERS = Prepared(lambda cohort: Membership.objects.filter(cohort=cohort).values_list("id"))
    MEMBERS.rows(cohort=7)
"""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# What stands for a value while the SQL is written: nothing in a rule is equal to one of these.
A_NUMBER = 9_007_199_254_740_000
A_WORD = "\x02prepared\x03"
A_MOMENT = datetime(9999, 12, 30, 23, 59, 59, 7, tzinfo=UTC)


class Prepared:
    """The SQL of `write(...)`, a values_list; what it is given are numbers unless `kinds` says."""

    def __init__(self, write: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._write = write
        self._kinds = kinds

    @cached_property
    def _sql(self) -> tuple[str, list[tuple[str, Any]]]:
        """The SQL, and for each of its places the name of the value or the value itself."""
        marks = self._marks()
        sql, params = self._write(**marks).query.sql_with_params()
        names = {mark: name for name, mark in marks.items()}
        places = [(names.get(param, ""), param) for param in params]
        return sql, places

    def _marks(self) -> dict[str, Any]:
        names = inspect.signature(self._write).parameters
        return {name: self._mark(name, number) for number, name in enumerate(names)}

    def _mark(self, name: str, number: int) -> Any:
        kind = self._kinds.get(name, int)
        if kind is datetime:
            return A_MOMENT.replace(microsecond=number)
        return f"{A_WORD}{number}" if kind is str else A_NUMBER + number

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        sql, places = self._sql
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[name] if name else param for name, param in places])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
