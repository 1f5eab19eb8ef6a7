"""How gunicorn serves the site, in `make run` and in a container alike."""

import gc
import logging
import os
import re
from typing import Any

wsgi_app = "cop_platform.wsgi"
preload_app = True
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 5
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
loglevel = "warning"
# Who knows the address of somebody's dates sees them (sessions/feeds): no log has it.
SECRET = re.compile(r"(/calendar/)[^\s?]+")


def discreet(entry: logging.LogRecord) -> bool:
    """Take secret addresses out of what gunicorn has to say about a request."""
    entry.msg, entry.args = SECRET.sub(r"\1…", entry.getMessage()), None
    return True


def on_starting(server: Any) -> None:
    server.log.error_log.addFilter(discreet)


def when_ready(server: Any) -> None:
    """Load every page's code before the workers are made, so that they share its memory."""
    from django.urls import get_resolver  # noqa: PLC0415 -- the settings are read by now

    get_resolver().check()
    gc.collect()
    gc.freeze()
