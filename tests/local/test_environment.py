import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from cop_platform.local import environment

NAMES = ("LOCAL", "DATABASE_URL", "SECRET_KEY", "DEMO", "PORT")


@pytest.fixture
def var(monkeypatch, tmp_path):
    for name in NAMES:
        monkeypatch.setenv(name, "")  # so that what is set in the test is undone after it
        monkeypatch.delenv(name)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


def test_a_deployment_is_left_as_it_is(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://coalesce@db.example.org/coalesce")

    environment.prepare(["manage.py", "migrate"])

    assert (os.environ.get("LOCAL"), os.environ.get("SECRET_KEY"), var.exists()) == (
        None,
        None,
        False,
    )


def test_a_local_command_that_needs_no_database_starts_none(var):
    environment.prepare(["manage.py", "check", "--deploy"])

    assert os.environ["LOCAL"] == "1"
    assert "DATABASE_URL" not in os.environ
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_the_key_is_made_once_and_private(var):
    with ThreadPoolExecutor(8) as callers:
        keys = set(callers.map(environment.secret_key, [var] * 8))

    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_another_terminal_knows_what_the_run_was_told(var, monkeypatch):
    (var / "run").mkdir(parents=True)
    environment.remember(var, port=8700, demo="0")
    monkeypatch.setenv("PORT", "8701")

    environment.prepare(["manage.py", "help"])

    assert (os.environ["DEMO"], os.environ["PORT"]) == ("0", "8701")


def test_what_is_kept_of_the_last_run_may_be_broken(var):
    (var / "run").mkdir(parents=True)
    (var / environment.REMEMBERED).write_text("{")

    assert environment.remembered(var) == {}
