"""What a program asks those who read applications to look for: its own words, in order."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit import record
from intakes.models import Criterion
from programs.models import Program

MOST = 8


class CannotChange(Exception):
    """A refusal, worded for the coordinator who will read it."""


def usual() -> list[str]:
    """What is looked for where a program has not said otherwise."""
    return [
        _("The mix: what they would add to the others, by where and how they work."),
        _("Time: whether they can come, and their work lets them."),
        _("Fit: whether this community's purpose meets what they do and hope for."),
        _("Size: small enough for everybody to be heard; who gains most from a place now?"),
    ]


def of(program_id: int) -> list[str]:
    """A program's criteria, in order."""
    words = Criterion.objects.filter(program=program_id).order_by("order")
    return list(words.values_list("words", flat=True)) or usual()


@transaction.atomic
def change(*, program_id: int, words: list[str], by: int, at: datetime) -> list[str]:
    """Put these in the place of a program's criteria; none at all brings back the usual ones.

    :raises CannotChange: too many to keep in mind.
    """
    kept = [line.strip() for line in words if line.strip()]
    if len(kept) > MOST:
        raise CannotChange(
            _("At most %(most)d, so that one can keep them in mind.") % {"most": MOST}
        )
    program = Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program_id)
    rows = Criterion.objects.filter(program=program)
    if list(rows.order_by("order").values_list("words", flat=True)) == kept:
        return of(program_id)
    rows.delete()
    Criterion.objects.bulk_create(
        Criterion(program=program, order=order, words=line) for order, line in enumerate(kept)
    )
    record.record("criteria.changed", program, at=at, by=by, reason="\n".join(kept))
    return of(program_id)
