"""/healthz and /readyz, in every state (RELIABILITY, Ops)."""

import json
import os
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from audit import clock
from cop_platform.local import redis
from cop_platform.pages import health
from notices.models import Heartbeat
from tests.factories import UserFactory
from tests.notices.kinds import owe

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-for-those-who-watch"


@pytest.fixture
def beating(db):
    Heartbeat.objects.create(worker="one", at=clock.now())


def details(client, settings):
    settings.READY_TOKEN = TOKEN
    response = client.get("/readyz", headers={"authorization": f"Bearer {TOKEN}"})
    return response.status_code, response.json()


def public(client):
    response = client.get("/readyz")
    return response.status_code, response.content


def test_healthz_asks_nothing_of_the_database(client):
    """No database is allowed in this test."""
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.usefixtures("beating")
def test_all_is_well(client, settings):
    assert public(client) == (200, b"ready\n")
    assert details(client, settings) == (
        200,
        {"database": "up", "migrations": "up", "mail": "up", "worker": "up", "disk": "up"},
    )


@pytest.mark.usefixtures("beating")
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", TOKEN + "x", "Bearer é"])
def test_without_the_token_nobody_hears_details(client, settings, given):
    settings.READY_TOKEN = TOKEN

    response = client.get("/readyz", headers={"authorization": given})

    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.usefixtures("beating")
def test_with_no_token_set_nobody_hears_details(client, settings):
    settings.READY_TOKEN = ""

    assert client.get("/readyz", headers={"authorization": "Bearer "}).content == b"ready\n"


@pytest.mark.django_db
@pytest.mark.parametrize("silent_for", [None, timedelta(minutes=3)])
def test_a_silent_worker_degrades(client, settings, silent_for):
    if silent_for:
        Heartbeat.objects.create(worker="one", at=clock.now() - silent_for)

    assert public(client) == (200, b"degraded\n")
    assert details(client, settings)[1]["worker"] == "degraded"


@pytest.mark.usefixtures("beating")
def test_mail_that_is_late_degrades(client, settings):
    owe(UserFactory(), clock.now() - timedelta(minutes=4))
    assert details(client, settings)[1]["mail"] == "up"

    owe(UserFactory(), clock.now() - timedelta(minutes=6))

    assert public(client) == (200, b"degraded\n")
    assert details(client, settings)[1]["mail"] == "degraded"


@pytest.mark.usefixtures("beating")
def test_a_migration_that_is_missing_is_not_ready(client, settings):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id ="
            " (SELECT max(id) FROM django_migrations WHERE app = 'notices')"
        )

    assert public(client) == (503, b"not ready\n")
    assert details(client, settings) == (
        503,
        {"database": "up", "migrations": "down", "mail": "up", "worker": "up", "disk": "up"},
    )


@pytest.mark.usefixtures("beating")
def test_a_full_disk_is_not_ready(client, settings, monkeypatch):
    monkeypatch.setattr(health, "FREE_DISK_BYTES", 10**20)

    assert public(client) == (503, b"not ready\n")
    assert details(client, settings)[1]["disk"] == "down"


@pytest.mark.usefixtures("beating")
def test_redis_away_or_hung_degrades_and_does_not_take_the_site_away(client, settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        hung = details(client, settings)
    away = details(client, settings)

    assert [(code, found["redis"]) for code, found in (hung, away)] == [(200, "degraded")] * 2


@pytest.mark.usefixtures("beating")
def test_redis_up_is_up(client, settings):
    server = redis.start_temporary()
    assert server is not None
    try:
        settings.CELERY_BROKER_URL = server.url
        assert details(client, settings)[1]["redis"] == "up"
    finally:
        server.stop()


ASK = """
import django, json
django.setup()
from django.test import Client
client = Client(SERVER_NAME="localhost")
answers = {}
for path in ("/healthz", "/readyz"):
    answer = client.get(path)
    answers[path] = [answer.status_code, answer.content.decode(), answer.get("Retry-After")]
details = client.get("/readyz", headers={"authorization": "Bearer token"})
print(json.dumps(answers | {"details": details.json()}))
"""


def test_with_the_database_away_it_is_alive_and_not_ready(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": f"postgres://coalesce@/coalesce?host={tmp_path}",
            "DJANGO_SETTINGS_MODULE": "cop_platform.settings",
            "SECRET_KEY": "k" * 60,
            "READY_TOKEN": "token",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(run.stdout.splitlines()[-1]) == {
        "/healthz": [200, "ok\n", None],
        "/readyz": [503, "not ready\n", "10"],
        "details": {"database": "down", "disk": "up"},
    }
