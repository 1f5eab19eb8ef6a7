"""The attendance policy of a cohort: its own words on coming and not coming.

Members read it, and every message about an absence is worded by it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit import record
from programs.models import Cohort

MOST = 2000


class TooLong(Exception):
    """A refusal, worded for whoever wrote it."""


def usual() -> str:
    """What is said where a cohort has said nothing."""
    return _(
        "Come when you can. If you can't, an apology ahead helps those who prepare. Nobody loses "
        "their seat by missing a session."
    )


def words_of(cohort: Cohort) -> str:
    """What a cohort says about coming and not coming."""
    return cohort.attendance_policy.strip() or usual()


@transaction.atomic
def change(*, cohort_id: int, words: str, by: int, at: datetime) -> Cohort:
    """Word a cohort's policy anew; '' takes the usual words. The same again changes nothing.

    :raises TooLong: it is longer than anybody reads.
    """
    words = words.strip().replace("\0", "")
    if len(words) > MOST:
        raise TooLong(_("Please keep it shorter, so that it is read."))
    cohort = Cohort.objects.select_for_update(no_key=True, of=("self",)).get(pk=cohort_id)
    if cohort.attendance_policy != words:
        cohort.attendance_policy = words
        cohort.save(update_fields=["attendance_policy"])
        record.record("cohort.policy_changed", cohort, at=at, by=by, cohort_id=cohort.pk)
    return cohort
