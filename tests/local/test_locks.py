import pytest

from cop_platform.local import locks

PROJECT = """
[project]
dependencies = ["Django>=5.2,<5.3", "celery[redis]>=5.5"]
[project.optional-dependencies]
dev = ["pytest"]
"""
HASH = "    --hash=sha256:" + "0" * 64
RUN = f"# made by make lock\ncelery==5.7.0 \\\n{HASH}\ndjango==5.2.19 \\\n{HASH} \\\n{HASH}\n"
DEV = RUN + f"pytest==9.2.0 ; python_version >= '3.11' \\\n{HASH}\n"


@pytest.fixture
def faults(tmp_path):
    def of(run=RUN, dev=DEV, project=PROJECT):
        (tmp_path / "pyproject.toml").write_text(project)
        (tmp_path / locks.RUN).write_text(run)
        (tmp_path / locks.DEV).write_text(dev)
        return list(locks.faults(tmp_path))

    return of


def test_locks_that_fit_have_no_fault(faults):
    assert faults() == []


def test_the_project_s_own_locks_fit():
    assert list(locks.faults(locks.PROJECT)) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example.org/simple",
        "-i packages.example.org",
        "--find-links /srv/wheels",
        "# from http://packages.example.org",
    ],
)
def test_a_place_to_fetch_from_is_named_with_its_line(faults, line):
    found = faults(run=RUN.replace("# made by make lock", line))

    assert found[0] == f"requirements.lock:1 names a place to fetch from: {line}"


def test_a_pin_without_a_hash_is_found(faults):
    assert faults(run=RUN.replace(f"celery==5.7.0 \\\n{HASH}", "celery==5.7.0")) == [
        "requirements.lock has no hash for celery==5.7.0"
    ]


def test_a_requirement_that_no_pin_meets_is_found(faults):
    found = faults(project=PROJECT.replace("5.2,<5.3", "6.0").replace('"pytest"', '"mypy"'))

    assert found == [
        "requirements.lock has django==5.2.19, pyproject.toml wants Django>=6.0: run `make lock`",
        "requirements-dev.lock lacks mypy: run `make lock`",
    ]


def test_locks_that_grew_apart_are_found(faults):
    assert faults(dev=DEV.replace("5.7.0", "5.7.1")) == [
        "requirements-dev.lock does not hold celery==5.7.0 of requirements.lock: run `make lock`"
    ]
