"""Whether a port is free, and who has it when it isn't."""

import errno
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cop_platform.local import CannotStart, processes

LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
LISTENING = "0A"  # in the system's table of connections


def addresses(port: int) -> list[str]:
    """What a server binds so that both localhost and 127.0.0.1 reach it, as gunicorn writes it."""
    return [
        f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        for family, host in LOOPBACK.items()
        if _can_bind(family, host, 0)
    ]


def check_free(port: int, *, instead: str) -> None:
    """Refuse a port that somebody has.

    :param instead: what to do, after "Stop it, or".
    :raises CannotStart: naming who has it, where the system tells.
    """
    if not 1 <= port <= 65535:
        raise CannotStart(f"PORT is a number from 1 to 65535, not {port}.")
    if port < 1024 and not _can_bind(socket.AF_INET, LOOPBACK[socket.AF_INET], port):
        raise CannotStart(f"Port {port} is taken, or only root may have it. Instead, {instead}.")
    if _is_free(port):
        return
    raise CannotStart(f"Port {port} is taken by {_holder(port)}. Stop it, or {instead}.")


def is_open(port: int) -> bool:
    """Whether somebody listens on this port of this machine."""
    for family, host in LOOPBACK.items():
        with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return True
    return False


def _is_free(port: int) -> bool:
    bindable = all(_can_bind(family, host, port) for family, host in LOOPBACK.items())
    return bindable and not is_open(port)


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as refused:
        # Without IPv6 there is nothing to bind, and nobody who could have the port there.
        return port != 0 and refused.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
    return True


def _holder(port: int) -> str:
    for pid in _listeners(port):
        words = processes.command(pid) or "a program"
        return f"process {pid} ({words[:80]})"
    return "another program"


def _listeners(port: int) -> Iterator[int]:
    """Who listens on this port, as far as this user may see it."""
    wanted = {f"socket:[{number}]" for number in _inodes(port)}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        with suppress(OSError):
            if any(str(link.readlink()) in wanted for link in folder.iterdir()):
                yield int(folder.parent.name)


def _inodes(port: int) -> Iterator[str]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                words = line.split()
                if words[3] == LISTENING and words[1].endswith(f":{port:04X}"):
                    yield words[9]
