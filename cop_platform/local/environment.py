"""What the settings read from the environment, filled in where nobody has set it.

Settings start nothing; `manage.py` and `make run` call this first. With DATABASE_URL set and
LOCAL not, this is a deployment, and nothing is touched.
"""

import json
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cop_platform.local import CannotStart, embedded

PROJECT = Path(__file__).resolve().parents[2]
KEY = "secret_key"
REMEMBERED = "run/settings.json"
NEEDS_NO_DATABASE = frozenset(
    {
        *("help", "version", "--help", "-h", "--version", "check", "collectstatic", "findstatic"),
        *("makemessages", "compilemessages", "diffsettings", "startapp", "makemigrations"),
    }
)


def var_dir() -> Path:
    """Where everything lies that this installation makes."""
    return Path(os.environ.get("VAR_DIR") or PROJECT / "var").absolute()


def prepare(argv: Sequence[str]) -> None:
    """Fill the environment for a command of `manage.py`, and start the database it needs.

    :raises CannotStart: with what stands in the way.
    """
    if not _is_local():
        return
    os.environ["LOCAL"] = "1"
    var = var_dir()
    for name, value in remembered(var).items():
        os.environ.setdefault(name, value)
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = secret_key(var)
    if not os.environ.get("DATABASE_URL") and _needs_database(argv):
        _leave_when_told_to_stop()
        os.environ["DATABASE_URL"] = embedded.use(var).server.url


def secret_key(var: Path) -> str:
    """The key of this installation, made once, readable to its owner alone.

    :raises CannotStart: it can't be read or made.
    """
    kept = var / KEY
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            _keep_once(kept, secrets.token_urlsafe(60))
        return kept.read_text()
    except PermissionError as refused:
        raise CannotStart(
            f"{refused.filename} belongs to somebody else. "
            "Use the account that started before, or set VAR_DIR to a folder of your own."
        ) from refused


def remember(var: Path, *, port: int, demo: str) -> None:
    """Keep what `make run` was told, so that a command in another terminal knows it too."""
    (var / REMEMBERED).write_text(json.dumps({"PORT": str(port), "DEMO": demo}))


def remembered(var: Path) -> dict[str, str]:
    """What `make run` was last told; nothing before its first start."""
    try:
        found = json.loads((var / REMEMBERED).read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()}


def _is_local() -> bool:
    said = os.environ.get("LOCAL", "")
    return said == "1" if said else not os.environ.get("DATABASE_URL")


def _needs_database(argv: Sequence[str]) -> bool:
    words = argv[1:]
    asks = not words or words[0] in NEEDS_NO_DATABASE or "--help" in words or "-h" in words
    return not asks or "--database" in words


def _leave_when_told_to_stop() -> None:
    """Exit in order when told to stop, so that the server is not left running."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda told, _: sys.exit(128 + told))


def _keep_once(path: Path, text: str) -> None:
    """Write a private file whole, unless somebody else was first."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:
        draft.write(text)
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)
