"""The Chromium that the browser tests drive."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cop_platform.local import CannotStart

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)


def find() -> Path | None:
    """The one that CHROMIUM names, else one on the PATH, else one in its usual place."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path:
        return Path(on_path)
    return next((path for path in ELSEWHERE if path.exists()), None)


def ensure() -> Path:
    """Find a Chromium, or install Debian's where we may.

    :raises CannotStart: there is none and none could be installed.
    """
    found = find()
    if found is None and os.environ.get("CHROMIUM"):
        raise CannotStart(f"CHROMIUM names {os.environ['CHROMIUM']}, which can't be run.")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests ...", flush=True)
        _install()
        found = find()
    if found is None:
        raise CannotStart(
            "The browser tests need Chromium, and there is none. Install it "
            "(Debian: apt-get install chromium), or name one: CHROMIUM=/path/to/chromium make test."
        )
    return found


def _install() -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "chromium"]):
        subprocess.run(["apt-get", "-q", *words], env=os.environ | quiet, check=False)


def main() -> int:
    """Ensure one; the code to exit with."""
    try:
        print(f"Chromium: {ensure()}")
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
