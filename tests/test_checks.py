"""An operator is told what is wrong and how to put it right."""

import pytest
from django.core.checks import run_checks

from cop_platform import checks
from cop_platform.local import deployment

GOOD = {
    "LOCAL": False,
    "DEMO": False,
    "SECRET_KEY": "abcdefghij" * 6,
    "SITE_URL": "https://coalesce.test",
    "ALLOWED_HOSTS": ["coalesce.test"],
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "DATABASE_URL": "postgres://coalesce@postgres/coalesce",
    "EMAIL_URL": "smtp+tls://mail.coalesce.test:587",
    "DEFAULT_FROM_EMAIL": "Coalesce <no-reply@coalesce.test>",
    "SITE_CONTACT": "hello@coalesce.test",
}
OURS = (checks.key, checks.demo, checks.engine, checks.address, checks.mail)


@pytest.fixture
def said(settings):
    """What our checks say with these settings."""

    def say(**wrong):
        for name, value in {**GOOD, **wrong}.items():
            setattr(settings, name, value)
        return [message for check in OURS for message in check(None)]

    return say


def test_a_well_set_deployment_hears_nothing(said):
    assert said() == []


@pytest.mark.parametrize(
    ("wrong", "ids"),
    [
        ({"SECRET_KEY": "unset"}, ["coalesce.E001"]),
        ({"SECRET_KEY": "short"}, ["coalesce.E002"]),
        ({"SECRET_KEY": "x" * 80}, ["coalesce.E002"]),
        ({"DEMO": True}, ["coalesce.E003"]),
        ({"DATABASE_URL": ""}, ["coalesce.E004"]),
        ({"DATABASE_URL": "sqlite:///db"}, ["coalesce.E005"]),
        ({"DATABASE_URL": "mysql://host/name"}, ["coalesce.E005"]),
        ({"SITE_URL": "http://coalesce.test"}, ["coalesce.E006"]),
        ({"ALLOWED_HOSTS": []}, ["coalesce.E007"]),
        ({"ALLAUTH_TRUSTED_PROXY_COUNT": 0}, ["coalesce.W001"]),
        ({"EMAIL_URL": ""}, ["coalesce.E008"]),
        ({"DEFAULT_FROM_EMAIL": "Coalesce <no-reply@example.org>"}, ["coalesce.W002"]),
        ({"SITE_CONTACT": "hello@example.org"}, ["coalesce.W002"]),
    ],
)
def test_each_mistake_is_said_with_a_way_to_put_it_right(said, wrong, ids):
    messages = said(**wrong)

    assert [message.id for message in messages] == ids
    assert all(message.hint for message in messages)
    assert not any(value and value in str(messages) for value in [wrong.get("SECRET_KEY")])


def test_a_local_installation_hears_nothing(said):
    wrong = {"SECRET_KEY": "short", "SITE_URL": "http://localhost:8000", "EMAIL_URL": ""}

    assert said(LOCAL=True, DEMO=True, DATABASE_URL="", **wrong) == []


def test_django_runs_them(settings):
    settings.LOCAL, settings.DEMO = False, True
    settings.SITE_URL = "http://coalesce.test"
    always = {message.id for message in run_checks()}
    at_a_deployment = {message.id for message in run_checks(include_deployment_checks=True)}

    assert "coalesce.E003" in always
    assert "coalesce.E006" not in always
    assert "coalesce.E006" in at_a_deployment


@pytest.mark.slow
def test_settings_such_as_a_deployment_has_pass_without_a_warning():
    """S8: `check --deploy --fail-level WARNING`, in a process of its own; nothing is silenced."""
    import subprocess
    import sys

    from django.conf import settings as live

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=live.BASE_DIR,
        env=deployment.settings(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert getattr(live, "SILENCED_SYSTEM_CHECKS", []) == []
