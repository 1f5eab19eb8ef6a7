"""`manage.py plan`: what Celery beat does once a minute, once and by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import clock
from cop_platform import planning


class Command(BaseCommand):
    help = "Expire what is due, offer freed seats, plan reminders: one round."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = planning.plan(at=clock.now())
        if failed:
            raise CommandError(f"Not everything ran: {', '.join(failed)}. The log says why.")
