"""How gunicorn serves the site, in `make run` and in a container alike."""

import gc
import os
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


def when_ready(server: Any) -> None:
    """Load every page's code before the workers are made, so that they share its memory."""
    from django.urls import get_resolver  # noqa: PLC0415 -- the settings are read by now

    get_resolver().check()
    gc.collect()
    gc.freeze()
