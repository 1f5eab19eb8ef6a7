"""`manage.py watched celery -A cop_platform worker`: begun anew when it goes silent."""

import argparse
import signal
import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cop_platform.watchdog import Watchdog


class Command(BaseCommand):
    help = "Run a worker; end and start it anew when the outbox has had no heartbeat for too long."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("words", nargs=argparse.REMAINDER, help="the command to run")

    def handle(self, *args: Any, words: list[str], **options: Any) -> None:
        silent_s = settings.WATCHDOG_SILENT_S
        dog = Watchdog(
            words, silent_for=timedelta(seconds=silent_s), look_every_s=min(15.0, silent_s / 4)
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, dog.stop)
        sys.exit(dog.run())
