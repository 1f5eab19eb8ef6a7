"""What `make run` and the tests start by themselves: PostgreSQL, Redis, and the processes.

Nothing here is used where DATABASE_URL and REDIS_URL name the services. Nothing here is started
by an import.
"""


class CannotStart(Exception):
    """Why something cannot start and what to do about it, worded for the person at the console."""
