import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from cop_platform.local import CannotStart, folders, ports, system_user


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that a system user can reach, unlike pytest's own."""
    folder = folders.make("coalesce-tried-", system_user.ourselves())
    folder.chmod(0o755)
    yield folder
    folders.remove(folder)


@pytest.fixture
def port() -> int:
    """A port that is free now, as the next one is, and which no outgoing connection is lent."""
    while True:
        number = random.randrange(20_000, 30_000)
        try:
            ports.check_free(number, instead="")
            ports.check_free(number + 1, instead="")
        except CannotStart:
            continue
        return number
