"""`make reset`: after asking, remove everything this installation made."""

import os
import shutil
import sys
from pathlib import Path

from cop_platform.local import CannotStart, environment, folders, launch, postgres, redis, solitude

OURS = ("run", "postgres", environment.KEY)


def main() -> int:
    """Ask, then remove; the code to exit with."""
    var = environment.var_dir()
    if not any((var / name).exists() for name in OURS):
        print(f"There is nothing to remove: {var} is empty.")
        return 0
    try:
        if not solitude.is_free(var):
            raise CannotStart(
                "Coalesce runs. Stop it with Ctrl-C where it was started, then reset."
            )
        if os.environ.get("YES") != "1" and not _agreed(var):
            print("Nothing was removed.")
            return 1
        wipe(var)
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"Removed all data in {var}. `make run` begins anew.")
    return 0


def wipe(var: Path) -> None:
    """End what still runs on this data, then remove what lies in the folder."""
    launch.end_recorded(var)
    redis.end_abandoned()
    running = postgres.running(var / "postgres")
    postgres.stop(var / "postgres", at_once=True)
    if running:
        folders.remove(running.sockets)
    for path in var.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _agreed(var: Path) -> bool:
    try:
        answer = input(f"Remove the database, mail and logs in {var}? Type yes to do so: ")
    except EOFError:
        return False
    return answer.strip().lower() == "yes"


if __name__ == "__main__":
    sys.exit(main())
