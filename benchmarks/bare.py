"""The yardstick: a bare Django view with one indexed SELECT, under the same server."""

import os

import environ
from django.conf import settings

settings.configure(
    DATABASES={
        "default": environ.Env.db_url_config(os.environ["DATABASE_URL"])
        | {"CONN_MAX_AGE": 60, "ENGINE": "django.db.backends.postgresql"}
    },
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF="benchmarks.bare",
    SECRET_KEY="bare",
    USE_TZ=True,
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


def view(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM programs_program WHERE id = %s", [1])
        row = cursor.fetchone()
    response = HttpResponse(f"<!doctype html><title>bare</title><p>{row}</p>")
    response["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("", view)]
application = get_wsgi_application()
