import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from cop_platform.local import CannotStart, embedded, folders, postgres, processes

START = """
from cop_platform.local import postgres
print(postgres.start_temporary().url, flush=True)
input()
"""
USE = """
import sys
from pathlib import Path
from cop_platform.local import embedded
print(embedded.use(Path(sys.argv[1])).server.url, flush=True)
input()
"""

PREPARE = """
import time
from cop_platform.local import environment
environment.prepare(["manage.py", "shell"])
print("prepared", flush=True)
time.sleep(60)
"""


def answer(url: str, question: str) -> str:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            (found,) = cursor.fetchone() or ("",)
            return str(found)
    finally:
        connection.close()


def server_process(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def test_a_server_starts_under_a_long_path_with_a_blank_and_keeps_its_data(place):
    var = place / "a folder's name" / ("long " * 20).strip() / "var"
    var.mkdir(parents=True)
    data = var / "postgres"

    first = postgres.start(data)
    connection = psycopg2.connect(first.url)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
    connection.close()
    process = processes.mark(server_process(data))
    first.stop()
    second = postgres.start(data)

    assert answer(second.url, "SELECT word FROM kept") == "still here"
    assert (processes.is_running(process), first.sockets.exists()) == (False, False)
    second.stop()


def test_the_server_folds_case_beyond_ascii_and_listens_on_no_port(place):
    server = postgres.start(place / "data", fsync=False)

    assert answer(server.url, "SELECT lower('ÉLODIE')") == "élodie"
    assert answer(server.url, "SHOW listen_addresses") == ""
    assert answer(server.url, "SHOW max_connections") == "300"
    server.stop()


def test_data_of_another_version_is_refused_and_left_alone(place):
    data = place / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("15\n")

    with pytest.raises(CannotStart, match=r"made by PostgreSQL 15, and this is 18"):
        postgres.start(data)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_temporary_server_whose_owner_was_killed_is_ended_by_the_next():
    owner = subprocess.Popen(
        [sys.executable, "-c", START], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    url = owner.stdout.readline().strip()
    folder = Path(answer(url, "SHOW data_directory")).parent
    process = processes.mark(server_process(folder / "data"))
    owner.kill()
    owner.wait()

    survived = processes.is_running(process)
    postgres.end_abandoned()

    assert (survived, processes.is_running(process), folder.exists()) == (True, False, False)


def test_the_last_to_leave_stops_the_server(place):
    first = embedded.use(place)
    other = subprocess.Popen(
        [sys.executable, "-c", USE, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    same = other.stdout.readline().strip() == first.server.url
    process = processes.mark(server_process(place / "postgres"))

    first.leave()
    after_the_first = processes.is_running(process)
    other.communicate("\n")

    assert (same, after_the_first, processes.is_running(process)) == (True, True, False)


def test_many_first_users_at_once_make_one_server(place):
    users = [
        subprocess.Popen(
            [sys.executable, "-c", USE, str(place)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]

    urls = {user.stdout.readline() for user in users}
    process = processes.mark(server_process(place / "postgres"))
    for user in users:
        user.stdin.write("\n")
        user.stdin.close()
    codes = [user.wait() for user in users]

    assert (len(urls), codes, processes.is_running(process)) == (1, [0] * 4, False)


def test_a_command_that_is_told_to_stop_leaves_no_server(place):
    local = {**os.environ, "VAR_DIR": str(place), "LOCAL": "1", "DATABASE_URL": ""}
    command = subprocess.Popen(
        [sys.executable, "-c", PREPARE], env=local, stdout=subprocess.PIPE, text=True
    )
    command.stdout.readline()
    process = processes.mark(server_process(place / "postgres"))

    command.terminate()

    assert (command.wait(), processes.is_running(process)) == (143, False)


def test_a_server_left_by_a_killed_user_is_found_again(place):
    killed = subprocess.Popen(
        [sys.executable, "-c", USE, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    url = killed.stdout.readline().strip()
    process = processes.mark(server_process(place / "postgres"))
    killed.kill()
    killed.wait()

    use = embedded.use(place)

    assert (use.server.url, processes.is_running(process)) == (url, True)
    use.leave()
    assert processes.is_running(process) is False


def test_a_server_whose_sockets_are_gone_is_started_anew(place):
    lost = postgres.start(place / "postgres")
    process = processes.mark(server_process(place / "postgres"))
    folders.remove(lost.sockets)

    use = embedded.use(place)

    assert answer(use.server.url, "SELECT 'back'") == "back"
    assert processes.is_running(process) is False
    use.leave()


def test_a_server_that_crashed_is_started_anew(place):
    crashed = postgres.start(place / "postgres")
    os.kill(server_process(place / "postgres"), signal.SIGKILL)

    use = embedded.use(place)

    assert answer(use.server.url, "SELECT 'back'") == "back"
    assert crashed.sockets.exists() is False
    use.leave()


def test_a_folder_closed_to_the_system_user_is_named(place):
    closed = place / "closed"
    (closed / "var").mkdir(parents=True)
    closed.chmod(0o700)

    if os.geteuid() == 0:
        with pytest.raises(CannotStart, match=f"can't enter {closed}. Move the project"):
            postgres.start(closed / "var" / "postgres")
    else:  # whoever is not root runs the server as themselves, and may enter their own folder
        postgres.start(closed / "var" / "postgres").stop()
    assert closed.stat().st_mode & 0o777 == 0o700
