"""Whatever a file holds, it is read or refused in words; never a fault."""

import random

import pytest

from intakes.importing import files
from intakes.importing.files import Unreadable
from tests.intakes.sheets import csv_of, person, xlsx_of

PEOPLE = [person(number, "Work in schools") for number in range(4)]


def spoiled(chance, data):
    """The same bytes, some of them others, and perhaps cut short."""
    changed = bytearray(data)
    for _n in range(chance.randrange(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(
        changed[: chance.randrange(1, len(changed) + 1)] if chance.random() < 0.4 else changed
    )


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_a_spoiled_file_is_read_or_refused_in_words(make):
    chance, data = random.Random(2), make(PEOPLE)
    for _n in range(160):
        try:
            list(files.read(spoiled(chance, data)).rows)
        except Unreadable as refusal:
            assert str(refusal)  # noqa: PT017 -- either is right
