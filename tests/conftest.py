"""One real PostgreSQL and one real Redis for all workers, started by the controller."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import flushing
from tests.neutral import TELLING
from tests.smtp import smtp_sink  # noqa: F401 -- a fixture for everybody

STARTED: list[Any] = []


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Name the server before anything connects; workers inherit the environment."""
    flushing.only_what_holds_rows()
    if hasattr(config, "workerinput") or "DATABASE_URL" in os.environ:
        return
    import environ
    from django.conf import settings

    from cop_platform.local import postgres

    server = postgres.start_temporary()
    STARTED.append(server)
    os.environ["DATABASE_URL"] = server.url
    # pytest-django has read the settings by now.
    settings.DATABASES["default"].update(environ.Env.db_url_config(server.url))


def pytest_unconfigure(config: pytest.Config) -> None:
    for server in STARTED:
        server.stop()


@pytest.fixture(autouse=True)
def _for_tests(settings: Any, tmp_path: Any) -> None:
    """Cheap hashes, plain static files, mail into memory (`tests/smtp.py` for a real server)."""
    settings.TESTING = True
    settings.KEEP_PAGES_S = 0
    settings.ENTRANCE_FLOOR_S = 0.0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = True  # or each client walks through all files first
    settings.MAIL_DIR = tmp_path / "mail"
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SUBJECT_REFUSES = TELLING


@pytest.fixture(autouse=True)
def _limits_begin_anew(request: pytest.FixtureRequest) -> Iterator[None]:
    """The cache's table holds the limits; what rolls nothing back must empty it."""
    marker = request.node.get_closest_marker("django_db")
    committed = marker is not None and marker.kwargs.get("transaction")
    if not committed and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    from django.core.cache import cache

    request.getfixturevalue("transactional_db")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def client() -> Any:
    """A browser; `client.force_login(user)` signs in with a second factor (tests/entering.py)."""
    from tests.entering import Client

    return Client()


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning in Melbourne: 10 July 2024, 10:00 there, 00:00 UTC."""
    return datetime(2024, 7, 10, 0, 0, tzinfo=UTC)


@pytest.fixture
def frozen(now: datetime) -> Iterator[Any]:
    """The clock stopped at `now`; `frozen.move_to(...)` moves it."""
    import time_machine

    with time_machine.travel(now, tick=False) as clock:
        yield clock


@pytest.fixture
def world(db: None, now: datetime) -> Any:
    """A small world in which every state can be seen and every role is held, at `now`."""
    from tests.kept_world import world_at

    return world_at(now)
