import os
import shutil
import subprocess

import pytest

from cop_platform.local.environment import PROJECT


@pytest.fixture
def make(tmp_path):
    """`make install` in a copy of the project, with a Python that answers as told."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(PROJECT / name, tmp_path)

    def with_python(*answers):
        python = tmp_path / "a python"
        python.write_text('#!/bin/sh\ncase "$*" in\n' + "\n".join(answers) + "\nesac\n")
        python.chmod(0o755)
        done = subprocess.run(
            ["make", "-C", tmp_path, "install", f"PYTHON={python}"],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    return with_python


OLD = '*version_info*) exit 1;; -V) echo "Python 3.9.2";;'
NO_VENV = "*ensurepip*) exit 1;;"


def test_an_old_python_is_named_with_what_is_needed(make):
    code, said = make(OLD)

    assert code == 2
    assert "needs Python 3.11 or newer" in said
    assert "is Python 3.9.2" in said


def test_a_python_without_venv_names_the_package_to_install(make):
    code, said = make(NO_VENV)

    assert code == 2
    assert "apt-get install python3-venv" in said


def test_no_python_at_all_names_the_package_to_install(tmp_path):
    shutil.copy(PROJECT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").touch()

    done = subprocess.run(
        ["make", "-C", tmp_path, "install", "PYTHON=no-such-python"], capture_output=True, text=True
    )

    assert done.returncode == 2
    assert "there is no no-such-python" in done.stdout
    assert "apt-get install python3 python3-venv" in done.stdout


def test_a_venv_that_came_half_way_is_not_kept(make, tmp_path):
    code, _ = make("*venv*.venv) mkdir -p .venv/bin; touch .venv/bin/python; exit 1;;")

    assert (code, (tmp_path / ".venv").exists()) == (2, False)
