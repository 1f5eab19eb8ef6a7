"""Starts a worker anew that has gone silent: alive for the system, but draining nothing.

A worker can hang where no timeout reaches it, most of all after its broker went away. The drain
leaves a heartbeat in the database; when that is old and the database answers, the process is ended
the hard way and begun again. Nothing is lost: what it held is leased, and the lease runs out.
"""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from django.db import DatabaseError, close_old_connections

from audit import clock
from notices import delivery

log = structlog.get_logger("coalesce.watchdog")


@dataclass
class Watchdog:
    """Runs one command and watches the outbox's heartbeat; seconds are real ones.

    :param silent_for: how old the newest heartbeat may be, and how long a start may take.
    :param look_every_s: a silence must last over two looks: the demo's clock may have jumped.
    """

    command: Sequence[str]
    silent_for: timedelta
    look_every_s: float = 15.0
    begun_anew: int = 0
    _stopping: bool = False
    _looks: int = 0
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def run(self) -> int:
        """Keep the command running until it ends by itself or we are told to stop; its code."""
        while True:
            self._looks, began = 0, time.monotonic()
            # The operator's own words, from the command line.
            self._process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603
            code = self._watch(self._process, began)
            if code is not None:
                return code
            self.begun_anew += 1
            log.warning("silent worker begun anew", times=self.begun_anew)

    def stop(self, *_signal: object) -> None:
        """Tell the command to end, as we are told; it may finish what it holds."""
        self._stopping = True
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)

    def _watch(self, process: "subprocess.Popen[bytes]", began: float) -> int | None:
        """Its code once it has ended; None when it was silent and had to be ended."""
        while True:
            try:
                return process.wait(timeout=self.look_every_s)
            except subprocess.TimeoutExpired:
                pass
            if self._stopping or time.monotonic() - began < self.silent_for.total_seconds():
                continue
            self._looks = self._looks + 1 if self._is_silent() else 0
            if self._looks >= 2:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return None

    def _is_silent(self) -> bool:
        """Whether the database answers and has not heard from any worker for too long."""
        close_old_connections()
        try:
            beat = delivery.last_heartbeat()
        except DatabaseError:
            return False
        return beat is None or clock.now() - beat > self.silent_for
