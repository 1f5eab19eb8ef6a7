"""The demo takes seconds to load, so a module's tests share one, each in a savepoint of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

NOW = datetime(2026, 11, 21, 12, 31, 7, tzinfo=UTC)  # a Saturday evening in Melbourne


@pytest.fixture(scope="module")
def demo_at(django_db_setup: Any, django_db_blocker: Any) -> Iterator[datetime]:
    """The demo, loaded as of `NOW`; gone again after the module."""
    from django.db import transaction
    from django.test import override_settings

    from cop_platform.demo import loading

    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(LOCAL=True, DEMO=True),
    ):
        loading.load(at=NOW)
        yield NOW
        transaction.set_rollback(True)
