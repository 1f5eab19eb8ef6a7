"""`manage.py demo`: fill an empty local site with people who do not exist."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit import clock
from cop_platform.demo import loading
from cop_platform.demo.cards import CARDS
from cop_platform.demo.people import TOTP_SECRET


class Command(BaseCommand):
    help = "Load a demo around today. Keeps what is there; refuses where people are real."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = loading.load(at=clock.now())
        except loading.RealPeople:
            raise CommandError(
                "This database holds people who are not demo people. Nothing was changed. "
                "Start without the demo: make run DEMO=0"
            ) from None
        except loading.NotLocal:
            raise CommandError("The demo runs in the local mode of `make run` alone.") from None
        self._write_sign_ins(Path(settings.VAR_DIR))
        self.stdout.write("The demo is loaded." if loaded else "The demo is as you left it.")

    def _write_sign_ins(self, folder: Path) -> None:
        """For `make run`, which prints them."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{card.email:26} {card.title}" for card in CARDS if card.email]
        lines.append(f"One click each: {settings.SITE_URL}/demo/")
        lines.append(f"Authenticator secret of the demo's staff: {TOTP_SECRET}")
        (folder / "demo-sign-ins.txt").write_text("\n".join(lines) + "\n")
