"""Callers who would do the same thing at the same instant take turns."""

from django.db import connection


def one_at_a_time(name: str) -> None:
    """Wait until nobody else with this name is at it; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
