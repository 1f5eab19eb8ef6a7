"""/healthz and /readyz: is the process alive, and may traffic come (RELIABILITY, Ops)."""

import secrets
import shutil
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.access import Visitor, admits, anyone
from audit import clock
from cop_platform.pages.errors import RETRY_AFTER_S
from notices import delivery

FREE_DISK_BYTES = 200 * 1024 * 1024
OLDEST_DUE = timedelta(minutes=5)
HEARTBEAT = timedelta(minutes=3)


@admits(anyone)
def healthz(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@admits(anyone)
def readyz(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Whether traffic may come: terse to the public, in detail to who knows READY_TOKEN."""
    found = checks()
    ready = all(state != "down" for state in found.values())
    status = 200 if ready else 503
    if knows_the_token(request):
        return told_to_wait(JsonResponse(found | broker(), status=status))
    degraded = any(state == "degraded" for state in found.values())
    word = "degraded" if ready and degraded else "ready" if ready else "not ready"
    return told_to_wait(HttpResponse(f"{word}\n", status=status, content_type="text/plain"))


def knows_the_token(request: HttpRequest) -> bool:
    """Whether it is one of ours who asks; without a token set nobody is."""
    token = settings.READY_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and secrets.compare_digest(given.encode(), token.encode())


def told_to_wait(response: HttpResponse) -> HttpResponse:
    """A 503 says when to ask again."""
    if response.status_code == 503:
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def checks() -> dict[str, str]:
    """Each part and its state: up, degraded or down."""
    try:
        found = {"database": database(), "migrations": migrations()} | outbox()
    except DatabaseError:
        found = {"database": "down"}
    free = shutil.disk_usage(settings.BASE_DIR).free
    return found | {"disk": "up" if free > FREE_DISK_BYTES else "down"}


def database() -> str:
    """A write that leaves nothing behind."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS ready_probe (n int)")
        cursor.execute("INSERT INTO ready_probe VALUES (1)")
        cursor.execute("DROP TABLE ready_probe")
    return "up"


def migrations() -> str:
    executor = MigrationExecutor(connection)
    return "down" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "up"


def outbox() -> dict[str, str]:
    """Late mail or a silent worker degrade the site; they do not take it away."""
    at = clock.now()
    oldest, beat = delivery.oldest_due(), delivery.last_heartbeat()
    return {
        "mail": "degraded" if oldest and at - oldest > OLDEST_DUE else "up",
        "worker": "up" if beat and at - beat < HEARTBEAT else "degraded",
    }


def broker() -> dict[str, str]:
    """Redis away degrades the site: mail waits for it, or for `manage.py drain_notices`."""
    if not settings.CELERY_BROKER_URL:
        return {}
    import redis  # noqa: PLC0415 -- no other page needs it

    line = redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1
    )
    try:
        line.ping()
    except redis.RedisError:
        return {"redis": "degraded"}
    finally:
        line.close()
    return {"redis": "up"}
