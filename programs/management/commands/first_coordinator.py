"""manage.py first_coordinator --email you@your.org"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from audit import clock
from programs import founding


class Command(BaseCommand):
    help = "Make the first coordinator of an empty site, who then sets it up in the browser."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--another", action="store_true", help="although somebody keeps the site already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email: str = options["email"]
        try:
            validate_email(email)
            founding.begin(email=email, at=clock.now(), another=options["another"])
        except ValidationError as trouble:
            raise CommandError(f"--email: {' '.join(trouble.messages)}") from None
        except founding.AlreadyBegun as refusal:
            raise CommandError(f"{refusal} (--another overrides this.)") from None
        address = settings.SITE_URL + reverse("account_request_login_code")
        self.stdout.write(f"{email} can sign in at {address} with a code that is mailed there,")
        self.stdout.write("sets up a second factor, and is then led through the set-up.")
