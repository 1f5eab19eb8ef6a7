"""A virus scanner, where a site has one: settings.CLAMD names its socket (INSTREAM of clamd).

Where it is named but gives no answer nothing is taken.
"""

import socket
import struct

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from sessions.resources.unsafe import Unsafe

PATIENCE_S = 10
CHUNK = 1 << 16
log = structlog.get_logger("coalesce.resources")


def scan(data: bytes) -> None:
    """Let the scanner look, if there is one.

    :raises Unsafe: it found something, or could not be asked.
    """
    if not settings.CLAMD:
        return
    try:
        said = _ask(data)
    except (OSError, ValueError) as trouble:
        log.error("scanner gives no answer", trouble=type(trouble).__name__)
        said = b""
    if said.endswith(b"OK"):
        return
    if said.endswith(b"FOUND"):
        raise Unsafe(_("Our virus scanner found something in this file. It was not kept."))
    raise Unsafe(_("Files can’t be checked just now, so none is taken. Please try again later."))


def _ask(data: bytes) -> bytes:
    with _connect() as line:
        line.settimeout(PATIENCE_S)
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            part = data[start : start + CHUNK]
            line.sendall(struct.pack("!I", len(part)) + part)
        line.sendall(struct.pack("!I", 0))
        said = b""
        while not said.endswith(b"\0") and (part := line.recv(4096)):
            said += part
    return said.rstrip(b"\0\r\n ")


def _connect() -> socket.socket:
    """A path of a socket, or `host:port`."""
    where = settings.CLAMD
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE_S)
        line.connect(where)
        return line
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_S)
