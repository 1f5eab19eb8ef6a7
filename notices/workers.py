"""The name under which a process claims notices."""

import os
import socket


def this_worker() -> str:
    """Host and process number: for people to read, not to tell workers apart."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}"
