"""The alarm clock: Celery only wakes what the database already holds (DESIGN 3).

Imported by worker and beat alone; web processes never publish.
"""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_platform.settings")

app = Celery("coalesce")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "drain": {
        "task": "notices.tasks.drain",
        "schedule": settings.DRAIN_EVERY_S,
        "options": {"expires": settings.DRAIN_EVERY_S},
    },
    "work": {
        "task": "notices.tasks.work",
        "schedule": settings.DRAIN_EVERY_S,
        "options": {"expires": settings.DRAIN_EVERY_S},
    },
    "plan": {
        "task": "cop_platform.tasks.plan",
        "schedule": settings.PLAN_EVERY_S,
        "options": {"expires": settings.PLAN_EVERY_S},
    },
}
