"""The clock's round: one app's fault stops no other, and says so."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cop_platform import planning, tasks
from intakes.models import OfferState

pytestmark = [pytest.mark.django_db]


def broken(*, at):
    raise RuntimeError("a fault")


def test_every_sweep_is_there(world):
    assert planning.plan(at=world.at) == []


def test_one_that_fails_stops_no_other(world, monkeypatch):
    monkeypatch.setattr(planning, "SWEEPS", (f"{__name__}.broken", *planning.SWEEPS))
    offer = world.offers["holder"]

    failed = planning.plan(at=offer.expires_at)

    offer.refresh_from_db()
    assert (failed, offer.state) == ([f"{__name__}.broken"], OfferState.EXPIRED)


def test_the_command_names_what_failed(world, frozen, monkeypatch):
    monkeypatch.setattr(planning, "SWEEPS", ("tests.nowhere.at_all",))

    with pytest.raises(CommandError, match=r"tests\.nowhere\.at_all"):
        call_command("plan", stdout=StringIO())


def test_the_task_and_the_command_do_the_same_round(world, frozen):
    offer = world.offers["holder"]
    frozen.move_to(offer.expires_at)

    tasks.plan()
    call_command("plan", stdout=StringIO())

    offer.refresh_from_db()
    assert offer.state == OfferState.EXPIRED
