#!/usr/bin/env python
"""Django's commands. Without DATABASE_URL they use the embedded PostgreSQL under var/."""

import os
import sys


def main() -> None:
    """Prepare the environment, then run the command."""
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        from cop_platform.local import CannotStart, environment  # noqa: PLC0415 -- see below
    except ImportError as missing:
        sys.exit(f"{missing}. Run `make install` first, then use .venv/bin/python manage.py.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_platform.settings")
    try:
        environment.prepare(sys.argv)
    except CannotStart as refusal:
        sys.exit(str(refusal))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
