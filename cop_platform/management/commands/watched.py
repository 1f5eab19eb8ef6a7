"""`manage.py watched celery -A cop_platform worker`: begun anew when it goes silent."""

import argparse
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand

from cop_platform.watchdog import Watchdog


class Command(BaseCommand):
    help = "Run a worker; end and start it anew when the outbox has no heartbeat for 3 minutes."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("words", nargs=argparse.REMAINDER, help="the command to run")

    def handle(self, *args: Any, words: list[str], **options: Any) -> None:
        dog = Watchdog(words)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, dog.stop)
        sys.exit(dog.run())
