"""S6: many tries at one password at once, over real workers. Few are looked at; its owner gets in.

300 tries in `make drill`, fewer otherwise.
"""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.db import connection

from tests.entering import code_for, give_address
from tests.factories import UserFactory

ROOT = Path(__file__).parents[2]
TRIES = 300 if os.environ.get("DRILL") else 80
PASSWORD = "a long way round the lake"
LOGIN, ASK, CONFIRM = "/account/login/", "/account/login/code/", "/account/login/code/confirm/"


@contextmanager
def site(workers: int, folder: Path) -> Iterator[str]:
    """The site under gunicorn, behind what it takes for one proxy, on the tests' database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    name = connection.settings_dict["NAME"]
    environment = os.environ | {
        "LOCAL": "1",
        "SECRET_KEY": "tests" * 12,
        "TRUSTED_PROXY_COUNT": "1",
        "SITE_URL": f"http://localhost:{port}",
        "VAR_DIR": str(folder),
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "cop_platform.wsgi", "--preload"),
            *("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "4"),
            *("--log-level", "error"),
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError("the site did not start")


def post(browser: httpx.Client, path: str, form: dict[str, str], address: str) -> httpx.Response:
    token = browser.cookies.get("csrftoken") or ""
    return browser.post(path, data=form, headers={"X-CSRFToken": token, "X-Forwarded-For": address})


def arrive(base: str) -> httpx.Client:
    browser = httpx.Client(base_url=base, timeout=120)
    browser.get(LOGIN)
    return browser


def guess(base: str, email: str, number: int) -> str:
    """Try one wrong password from an address of its own; what was said."""
    with closing(arrive(base)) as browser:
        address = f"203.0.{number // 250}.{number % 250 + 1}"
        answer = post(browser, LOGIN, {"login": email, "password": f"no {number}"}, address)
    if "Too many failed login attempts" in answer.text:
        return "not looked at"
    return "looked at" if answer.status_code == 200 else str(answer.status_code)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_over_four_workers_are_hardly_looked_at(tmp_path):
    anna = UserFactory(email="anna@example.org")
    anna.set_password(PASSWORD)
    anna.save()
    give_address(anna)
    with site(4, tmp_path) as base, ThreadPoolExecutor(24) as many:
        said = Counter(many.map(lambda number: guess(base, anna.email, number), range(TRIES)))
        with closing(arrive(base)) as own:
            post(own, ASK, {"email": anna.email}, "198.51.100.7")
            entered = post(own, CONFIRM, {"code": code_for(anna.email)}, "198.51.100.7")

    assert sum(said.values()) == TRIES
    assert 1 <= said["looked at"] <= 6
    assert set(said) == {"looked at", "not looked at"}
    assert entered.headers["Location"] == "/next/"
