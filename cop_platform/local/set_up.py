"""What a start needs done before the site answers: tables, static files, the demo's people.

One process does it all, since each start of Django costs a second.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import django
from django.core.management import call_command, get_commands


def set_up(var: Path) -> None:
    """Bring the database and the static files to what this version needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_platform.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    _collect_static(var)
    if os.environ.get("DEMO") == "1" and "demo" in get_commands():
        call_command("demo")


def _collect_static(var: Path) -> None:
    """Collect the static files unless nothing changed since they were last collected."""
    from django.conf import settings

    kept = var / "run" / "static.digest"
    digest = _digest(_static_files())
    if kept.exists() and kept.read_text() == digest and Path(settings.STATIC_ROOT).is_dir():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    kept.write_text(digest)


def _static_files() -> Iterator[str]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            yield f"{path} {found.st_size} {found.st_mtime_ns}"


def _digest(lines: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


if __name__ == "__main__":
    from cop_platform.local.environment import var_dir

    set_up(var_dir())
