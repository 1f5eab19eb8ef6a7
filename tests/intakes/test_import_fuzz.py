"""Whatever is posted to the pages of files and background work, and whatever a file holds: a page,
a way on, words, or nothing there. Never a fault."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from intakes.importing import files
from intakes.importing.files import Unreadable
from intakes.models import Import, ImportState
from notices.models import Job
from tests.intakes.sheets import csv_of, person, xlsx_of
from tests.intakes.test_fuzz import NASTY, ROUNDS
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.slow]
ACTS = ("columns", "apply", "undo", "discard", "cancel", "again")
COLUMNS = ("email", "display_name", "first", "second", "role", "said_on")
PEOPLE = [person(number, "Work in schools") for number in range(4)]


def typed(chance, names):
    """Something for most of the fields; one of them at most is very long."""
    sent = {name: chance.choice((*NASTY, *"012345" * 4)) for name in names}
    long = [name for name, value in sent.items() if len(value) > 100_000]
    return sent | dict.fromkeys(long[1:], "x")


@pytest.mark.parametrize("state", ImportState.values)
def test_acts_on_a_file_in_any_state(client, world, state):
    chance = random.Random(state)
    sign_in(client, world.people["coordinator"])
    imported = Import.objects.get()
    where, answers = reverse("admin:intakes_import_change", args=[imported.pk]), set()
    for _n in range(ROUNDS * 5):
        Import.objects.filter(pk=imported.pk).update(state=state)
        sent = typed(chance, COLUMNS) | {"act": chance.choice((*ACTS * 6, *NASTY))}
        answers.add(client.post(where, sent).status_code)
        answers.add(
            client.get(where, {"fate": chance.choice(NASTY), "page": sent["role"]}).status_code
        )

    assert sorted(answers - {200, 302, 404}) == []


def test_acts_on_background_work(client, world):
    chance = random.Random(1)
    sign_in(client, world.people["coordinator"])
    where, answers = reverse("admin:job", args=[Job.objects.get().pk]), set()
    for _n in range(ROUNDS * 5):
        act = chance.choice((*ACTS, *NASTY))
        answers.add(client.post(where, {"act": act}).status_code)

    assert sorted(answers - {302, 404}) == []


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
    for _n in range(ROUNDS * 40):
        try:
            list(files.read(spoiled(chance, data)).rows)
        except Unreadable as refusal:
            assert str(refusal)  # noqa: PT017 -- either is right


def test_any_upload_is_answered(client, world):
    chance = random.Random(3)
    sign_in(client, world.people["coordinator"])
    what, answers = f"interest:{world.programs['here'].pk}", set()
    for _n in range(ROUNDS * 5):
        data = chance.choice((csv_of(PEOPLE), xlsx_of(PEOPLE), chance.randbytes(500)))
        given = SimpleUploadedFile(
            chance.choice(("a.csv", "..\\x", "=1.xlsx")), spoiled(chance, data)
        )
        sent = {"what": chance.choice((what, what, *NASTY[:8])), "file": given}
        answers.add(client.post(reverse("admin:intakes_import_add"), sent).status_code)

    assert sorted(answers - {200, 302}) == []
