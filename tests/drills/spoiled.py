"""manage.py with one guard broken: what the controls of the drills run."""

import os
import sys
from collections.abc import Callable
from typing import Any


def run(spoil: Callable[[Any], None]) -> None:
    """Break the claims of the outbox as told, and do what the command line says."""
    from django.core.management import execute_from_command_line

    from cop_platform.local import environment

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_platform.settings")
    environment.prepare(sys.argv)
    import django

    django.setup()
    from notices import claims

    spoil(claims)
    execute_from_command_line(sys.argv)
