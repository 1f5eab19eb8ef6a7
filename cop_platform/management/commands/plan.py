"""`manage.py plan`: what Celery beat does once a minute, once and by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import clock
from cop_platform import planning


class Command(BaseCommand):
    help = "Expire what is due, offer freed seats, plan reminders: one round."

    def handle(self, *args: Any, **options: Any) -> None:
        found = planning.run(clock.now())
        for name, ran in found.items():
            self.stdout.write(f"{'done   ' if ran else 'stopped'} {name}")
        if not all(found.values()):
            raise CommandError("Not everything ran; the log says why.")
