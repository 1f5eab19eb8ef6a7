"""A facilitator's private debrief: what was hard, how heavy it was, what the other picks up.

Facilitators of the cohort alone read it (DOMAIN 4); it is in no audit's words, no mail, no export
but its writer's own.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from programs import belonging
from sessions.afterwards import keeping
from sessions.afterwards.keeping import CannotKeep, ChangedMeanwhile
from sessions.models import Debrief


@dataclass(frozen=True)
class Words:
    """What a facilitator writes down. To hand over takes somebody and something."""

    load: str
    words: str = ""
    handed_to_id: int | None = None
    handed_words: str = ""


def of(session_id: int) -> QuerySet[Debrief]:
    """All debriefs of a session, the first written first."""
    found = Debrief.objects.filter(session=session_id).select_related("by", "handed_to")
    return found.order_by("at", "pk")


def others(cohort_id: int, user_id: int, at: datetime) -> QuerySet[User]:
    """The facilitators beside this one."""
    return belonging.facilitators_of(cohort_id, at).exclude(pk=user_id)


def waiting_for(user: User, at: datetime) -> QuerySet[Debrief]:
    """What other facilitators asked this one to pick up, while they facilitate the cohort."""
    mine = belonging.cohorts_facilitated(user, at)
    waits = Debrief.objects.filter(handed_to=user.pk, taken_up_at=None)
    return waits.filter(session__cohort__in=mine).select_related("session__cohort").order_by("at")


@transaction.atomic
def write(*, session_id: int, said: Words, version: int, by: int, at: datetime) -> Debrief:
    """Write one's debrief of a session, or write it anew.

    :param version: of the debrief that was looked at; 0: there was none.
    :raises ChangedMeanwhile: it was written in another window since.
    :raises CannotKeep: with the field it is about.
    """
    session = keeping.session_of(session_id)
    _check(session.cohort_id, said, by, at)
    kept, made = Debrief.objects.get_or_create(
        session=session, by_id=by, defaults={**vars(said), "at": at}
    )
    if made:
        record.record("debrief.written", kept, at=at, by=by, cohort_id=session.cohort_id)
        return kept
    kept = Debrief.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if _said(kept) == said:
        return kept
    if kept.version != version:
        raise ChangedMeanwhile(kept)
    if (kept.handed_to_id, kept.handed_words) != (said.handed_to_id, said.handed_words):
        kept.taken_up_at = None
    for name, value in vars(said).items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save(update_fields=[*vars(said), "taken_up_at", "version"])
    record.record("debrief.changed", kept, at=at, by=by, cohort_id=session.cohort_id)
    return kept


def _said(kept: Debrief) -> Words:
    return Words(kept.load, kept.words, kept.handed_to_id, kept.handed_words)


def _check(cohort_id: int, said: Words, by: int, at: datetime) -> None:
    if said.handed_to_id and not said.handed_words:
        raise CannotKeep(_("What are they to pick up?"), "handed_words")
    if said.handed_words and not said.handed_to_id:
        raise CannotKeep(_("Who picks it up?"), "handed_to")
    if said.handed_to_id and not others(cohort_id, by, at).filter(pk=said.handed_to_id).exists():
        raise CannotKeep(_("Please choose a facilitator of this cohort."), "handed_to")


@transaction.atomic
def take_up(*, session_id: int, debrief_id: int, by: int, at: datetime) -> Debrief:
    """Whom it was handed to has picked it up; said twice, it stays so.

    :raises CannotKeep: it was not handed to this person, or not any more.
    """
    waits = Debrief.objects.select_for_update(of=("self",)).filter(session=session_id)
    kept = waits.filter(pk=debrief_id, handed_to=by).first()
    if kept is None:
        raise CannotKeep(_("That was handed to somebody else."))
    if kept.taken_up_at is None:
        kept.taken_up_at = at
        kept.save(update_fields=["taken_up_at"])
        record.record("debrief.taken_up", kept, at=at, by=by, cohort_id=kept.session.cohort_id)
    return kept


@transaction.atomic
def take_out(*, session_id: int, by: int, at: datetime) -> None:
    """Take one's own debrief out. Done twice, it stays so."""
    session = keeping.session_of(session_id)
    kept = Debrief.objects.filter(session=session_id, by=by).first()
    if kept:
        record.record("debrief.taken_out", kept, at=at, by=by, cohort_id=session.cohort_id)
        kept.delete()
