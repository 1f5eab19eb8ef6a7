"""Where shared files lie: outside of what a web server serves, each under a random name.

A file is on the disk before its row is, and goes after its row has let go of it; what a crash
leaves between the two belongs to nobody and is swept away.
"""

import base64
import os
import re
import secrets
import time
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from sessions.models import Resource
from sessions.models.resource import FILE_NAME

FOLDER = "resources"
# A file may wait so long for its row.
WAITS = timedelta(hours=1)
SWEEP_EVERY = timedelta(hours=6)
A_BATCH = 500
log = structlog.get_logger("coalesce.resources")


class NoRoom(Exception):
    """A refusal, worded for the person who shares the file."""


def keep(data: bytes) -> str:
    """Write a file to the disk, whole or not at all, and answer with its random name.

    :raises NoRoom: the disk is full, or can't be written to.
    """
    name = base64.b32encode(secrets.token_bytes(20)).decode().lower()
    path = where(name)
    begun = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        begun.rename(path)
    except OSError as trouble:
        log.error("no room for a file", trouble=trouble.strerror)
        begun.unlink(missing_ok=True)
        raise NoRoom(
            _("There is no room for files on our side just now, and nothing was kept. Sorry.")
        ) from trouble
    return name


def where(name: str) -> Path:
    """The path of a kept file.

    :raises ValueError: no file was ever kept under such a name.
    """
    if not re.fullmatch(FILE_NAME, name):
        raise ValueError(name)
    return Path(settings.MEDIA_ROOT) / FOLDER / name[:2] / name


def remove(*names: str) -> None:
    """Take files off the disk; one that is gone already stays so."""
    for name in names:
        try:
            where(name).unlink(missing_ok=True)
        except OSError as trouble:  # the sweep tries again
            log.error("a file could not be removed", trouble=trouble.strerror)


def sweep(at: datetime) -> int:
    """Remove files that belong to no row, four times a day; how many. Safe to run at any time."""
    root = Path(settings.MEDIA_ROOT) / FOLDER
    mark = root / "swept"
    if not root.is_dir() or _age(mark) < SWEEP_EVERY:
        return 0
    mark.touch()
    old = (path for path in root.glob("??/*") if _age(path) > WAITS)
    removed, batch = 0, []
    for path in old:
        batch.append(path)
        if len(batch) == A_BATCH:
            removed, batch = removed + _remove_ownerless(batch), []
    return removed + _remove_ownerless(batch)


def _remove_ownerless(paths: list[Path]) -> int:
    owned = {*Resource.objects.filter(stored__in=[p.name for p in paths]).values_list("stored")}
    ownerless = [path for path in paths if (path.name,) not in owned]
    for path in ownerless:
        path.unlink(missing_ok=True)
    return len(ownerless)


def _age(path: Path) -> timedelta:
    """How long ago it was written, by the disk's own clock; very long where it is not there."""
    try:
        return timedelta(seconds=time.time() - path.stat().st_mtime)
    except OSError:
        return timedelta.max
