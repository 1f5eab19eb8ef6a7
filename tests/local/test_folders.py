import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cop_platform.local import CannotStart, folders, system_user

PREFIX = "coalesce-tried-"
MAKE = f"""
import os, sys
from cop_platform.local import folders, system_user
print(folders.make({PREFIX!r}, system_user.ourselves()), flush=True)
sys.stdin.read()
"""


def test_a_folder_is_private_and_short_enough_for_a_socket():
    folder = folders.make(PREFIX, system_user.ourselves())

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(str(folder / "s" / ".s.PGSQL.5432")) < 104
    folders.remove(folder)


@pytest.mark.parametrize(
    "parent", ["/" + "long/" * 12, "/with a blank", "/with'quote", "/with,comma"]
)
def test_a_folder_that_no_socket_fits_is_passed_over(parent, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", parent)

    folder = folders.make(PREFIX, system_user.ourselves())

    assert folders.fits_a_socket(Path(parent)) is False
    assert folder.parent == Path("/tmp")
    folders.remove(folder)


def test_a_folder_is_abandoned_once_its_owner_was_killed():
    owner = subprocess.Popen(
        [sys.executable, "-c", MAKE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    folder = Path(owner.stdout.readline().strip())

    while_it_runs = folder in set(folders.abandoned(PREFIX))
    owner.kill()
    owner.wait()

    assert (while_it_runs, folder in set(folders.abandoned(PREFIX))) == (False, True)
    folders.remove(folder)


def test_no_folder_at_all_is_said_clearly(monkeypatch):
    monkeypatch.setattr(folders, "LONGEST", 2)

    with pytest.raises(CannotStart, match="/tmp must be writable"):
        folders.make(PREFIX, system_user.ourselves())
