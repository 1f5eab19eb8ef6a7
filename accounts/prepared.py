"""A query that is written once, planned once, and asked many times.

Django builds the SQL of a queryset anew at each use, and PostgreSQL plans it anew: together that
takes longer than the answer. The page that a whole cohort opens at ten o'clock keeps its SQL, and
each connection keeps its plan (PREPARE); the rules still stand where they stood, as querysets.

    MEMBERS = Prepared(lambda cohort: Membership.objects.filter(cohort=cohort).values_list("id"))
    MEMBERS.rows(cohort=7)

A pooler that hands out another connection for each transaction does not know our statements:
`PREPARE_STATEMENTS=0` sends the SQL itself instead.
"""

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from psycopg2.extensions import AsIs

# What stands for a value while the SQL is written: nothing in a rule is equal to one of these.
A_NUMBER = 9_007_199_254_740_000
A_WORD = "\x02prepared\x03"
A_MOMENT = datetime(9999, 12, 30, 23, 59, 59, 7, tzinfo=UTC)

_numbers = count(1)


class Prepared:
    """The SQL of `write(...)`, a values_list; what it is given are numbers unless `kinds` says."""

    def __init__(self, write: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._write = write
        self._kinds = kinds
        self._names = list(inspect.signature(write).parameters)
        self._statement = f"coalesce_{next(_numbers)}"

    @cached_property
    def _sql(self) -> tuple[str, list[tuple[str, Any]]]:
        """The SQL, and for each of its places the name of the value or the value itself."""
        marks = {name: self._mark(name, number) for number, name in enumerate(self._names)}
        sql, params = self._write(**marks).query.sql_with_params()
        names = {mark: name for name, mark in marks.items()}
        places = [(names.get(param, ""), param) for param in params]
        return sql, places

    def _mark(self, name: str, number: int) -> Any:
        kind = self._kinds.get(name, int)
        if kind is datetime:
            return A_MOMENT.replace(microsecond=number)
        return f"{A_WORD}{number}" if kind is str else A_NUMBER + number

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        with connection.cursor() as cursor:
            if settings.PREPARE_STATEMENTS:
                self._make_ready()
                cursor.execute(self._execution, [values[name] for name in self._names])
            else:
                sql, places = self._sql
                cursor.execute(sql, [values[name] if name else param for name, param in places])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    @cached_property
    def _execution(self) -> str:
        values = ", ".join("%s" for _name in self._names)
        return f"EXECUTE {self._statement} ({values})" if values else f"EXECUTE {self._statement}"

    def _make_ready(self) -> None:
        """Have this connection plan the statement, once as long as it lives."""
        raw = connection.connection
        of, known = getattr(connection, "prepared_here", (None, set[str]()))
        if of is not raw:  # a new one: it knows nothing yet
            known = set()
            connection.prepared_here = raw, known  # type: ignore[attr-defined]
        if self._statement in known:
            return
        sql, places = self._sql
        given = {name: AsIs(f"${number}") for number, name in enumerate(self._names, start=1)}
        params = [given[name] if name else param for name, param in places]
        with connection.wrap_database_errors, raw.cursor() as cursor:
            cursor.execute(f"PREPARE {self._statement} AS {sql}", params)
        known.add(self._statement)
