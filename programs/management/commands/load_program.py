"""manage.py load_program programs/data/safe-and-equal-2024-25.toml"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import clock
from programs import loading, ready_made
from programs.program_files import BadFile


class Command(BaseCommand):
    help = "Load a program from a TOML file. Loading it again brings it up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="such as those in programs/data/")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            contents = ready_made.read_path(path)
        except OSError as trouble:
            raise CommandError(f"{path}: {trouble.strerror}") from None
        except BadFile as refusal:
            said = "\n".join(f"{path}: {problem}" for problem in refusal.problems)
            raise CommandError(f"{said}\nNothing was changed.") from None
        loaded = loading.load(contents=contents, by=None, at=clock.now())
        self.stdout.write(f"{loaded.program}")
        for line in loaded.lines():
            self.stdout.write(f"  {line}")
