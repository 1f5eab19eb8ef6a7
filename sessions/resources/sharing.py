"""What somebody does with a resource: share, change, take back; and a facilitator, strike out.

What is gone has no words and no file left, wherever it went on to, with the same transaction.
A file is shared once in a cohort; each person has so much room for files in all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts import limits, turns
from accounts.models import User
from audit.record import record
from sessions import circle, struck
from sessions.models import Gone, Resource, Session
from sessions.resources import files, passing
from sessions.resources.checking import MEGA, Checked

MOST_TAGS = 6
AN_HOURS = 30  # how many things one person may share in an hour
LONGEST_TAG = 30
EMPTY = {
    **dict.fromkeys(("title", "why", "url", "file_name", "file_kind", "stored", "digest"), ""),
    "tags": [],
    "size": 0,
}


class CannotShare(Exception):
    """A refusal, worded for the person who shares."""


class AlreadyHere(CannotShare):
    """The same file stands there already, as `resource`."""

    def __init__(self, resource: Resource) -> None:
        super().__init__(
            _("This file is here already, as “%(title)s”.") % {"title": resource.title}
        )
        self.resource = resource


class ChangedMeanwhile(Exception):
    """Somebody changed it, or took it out, since the page was opened."""


@dataclass(frozen=True)
class Wording:
    """What is said of a resource."""

    title: str
    why: str
    tags: Sequence[str]
    ok_at_work: bool
    session_number: int | None


def share(
    *,
    cohort_id: int,
    wording: Wording,
    thing: str | Checked,
    key: UUID,
    by: int,
    at: datetime,
) -> Resource:
    """Share a link (`thing` is its address) or a checked file with the cohort, or with one of
    its sessions. The same form twice is one resource.

    :raises CannotShare: the person is not of the cohort, or has no room left.
    :raises AlreadyHere: the cohort has this file.
    :raises files.NoRoom: the disk is full; nothing was kept.
    """
    stored = files.keep(thing.data) if isinstance(thing, Checked) else ""
    made = None
    try:
        made = _share(cohort_id, wording, thing, stored, key, by, at)
    finally:
        if stored and (made is None or made.stored != stored):
            files.remove(stored)
    return made


@transaction.atomic
def _share(
    cohort_id: int,
    wording: Wording,
    thing: str | Checked,
    stored: str,
    key: UUID,
    by: int,
    at: datetime,
) -> Resource:
    turns.one_at_a_time(f"resources of {by}")
    turns.one_at_a_time(f"resources in {cohort_id}")
    again = Resource.objects.filter(by=by, key=key).first()
    if again is not None:
        return again
    if not circle.standing_of(cohort_id, User.objects.get(pk=by), at).belongs:
        raise CannotShare(_("Only members and facilitators share here."))
    if not limits.take(f"resources:{by}", capacity=AN_HOURS, per=timedelta(hours=1), at=at):
        raise CannotShare(_("That is a lot at once. Please go on in an hour."))
    made = Resource(cohort_id=cohort_id, by_id=by, at=at, key=key, **_said(cohort_id, wording))
    if isinstance(thing, Checked):
        _find_room(cohort_id, thing, by)
        made.file_name, made.file_kind, made.stored = thing.name, thing.kind, stored
        made.digest, made.size = thing.digest, len(thing.data)
    else:
        made.url = thing
    made.save(force_insert=True)
    record("resource.shared", made, at=at, by=by, cohort_id=cohort_id)
    return made


def _said(cohort_id: int, wording: Wording) -> dict[str, object]:
    number = wording.session_number
    session = number and Session.objects.filter(cohort=cohort_id, number=number).first()
    return {
        "title": wording.title,
        "why": wording.why,
        "tags": list(wording.tags),
        "ok_at_work": wording.ok_at_work,
        "session": session or None,
    }


def _find_room(cohort_id: int, thing: Checked, by: int) -> None:
    there = Resource.objects.filter(cohort=cohort_id, digest=thing.digest).first()
    if there is not None:
        raise AlreadyHere(there)
    if used_by(by) + len(thing.data) > settings.RESOURCE_QUOTA_MB * MEGA:
        raise CannotShare(
            _("You have shared %(most)d MB of files. Please take one back first, or share a link.")
            % {"most": settings.RESOURCE_QUOTA_MB}
        )


def used_by(user_id: int) -> int:
    """How many bytes of files somebody has shared, in all cohorts."""
    return Resource.objects.filter(by=user_id).aggregate(total=Sum("size"))["total"] or 0


@transaction.atomic
def change(
    *, resource_id: int, wording: Wording, version: int, by: int, at: datetime, url: str = ""
) -> Resource:
    """Say something else of it; only its sharer does. The same again changes nothing.

    :param url: another address; only a link has one.
    :raises ChangedMeanwhile: it is not the version that was looked at, or is gone.
    """
    resource = _own(resource_id, by)
    said = _said(resource.cohort_id, wording)
    if url and not resource.is_file:
        said["url"] = url
    differs = [name for name, value in said.items() if getattr(resource, name) != value]
    if not differs:
        return resource
    if resource.version != version:
        raise ChangedMeanwhile
    for name in differs:
        setattr(resource, name, said[name])
    resource.changed_at, resource.version = at, version + 1
    resource.save(update_fields=[*differs, "changed_at", "version"])
    record("resource.changed", resource, at=at, by=by, cohort_id=resource.cohort_id)
    return resource


@transaction.atomic
def take_back(*, resource_id: int, by: int, at: datetime) -> Resource:
    """The sharer takes it out, from everywhere. Twice is once.

    :raises Resource.DoesNotExist: it is somebody else's.
    """
    resource = Resource.objects.select_for_update(of=("self",)).get(pk=resource_id, by=by)
    return _take_out(resource, Gone.TAKEN_BACK, by, at)


@transaction.atomic
def strike(*, resource_id: int, reason: str, by: int, at: datetime) -> Resource:
    """A facilitator or coordinator takes out what endangers somebody; its sharer is told so.
    Twice is once. The audit keeps the act and the reason, never the words."""
    resource = Resource.objects.select_for_update(of=("self",)).get(pk=resource_id)
    if resource.gone_at is None:
        struck.tell(resource, author_id=resource.by_id, cohort_id=resource.cohort_id, by=by, at=at)
    return _take_out(resource, Gone.STRUCK, by, at, reason)


@transaction.atomic
def take_out_all(*, user_id: int, by: int | None, at: datetime) -> int:
    """Everything somebody shared goes, since they are erased; how many."""
    theirs = Resource.objects.select_for_update(of=("self",)).filter(by=user_id, gone_at=None)
    return len([_take_out(one, Gone.ERASED, by, at) for one in theirs.order_by("pk")])


@transaction.atomic
def let_go(*, resource_ids: Sequence[int], at: datetime) -> int:
    """What was kept long enough goes; how many."""
    rows = Resource.objects.select_for_update(of=("self",)).filter(
        pk__in=resource_ids, gone_at=None
    )
    return len([_take_out(one, Gone.OVER, None, at) for one in rows.order_by("pk")])


def _own(resource_id: int, by: int) -> Resource:
    rows = Resource.objects.select_for_update(of=("self",)).select_related("session")
    resource = rows.filter(pk=resource_id, by=by, gone_at=None).first()
    if resource is None:
        raise ChangedMeanwhile
    return resource


def _take_out(
    resource: Resource, how: Gone, by: int | None, at: datetime, reason: str = ""
) -> Resource:
    """Its words, its file, and where it went on to."""
    if resource.gone_at is not None:
        return resource
    if resource.stored:
        transaction.on_commit(partial(files.remove, resource.stored))
    for name, nothing in EMPTY.items():
        setattr(resource, name, nothing)
    resource.gone_at, resource.gone_how = at, how
    resource.save(update_fields=[*EMPTY, "gone_at", "gone_how"])
    passing.end_all(resource, at)
    verb = f"resource.{how}"
    record(verb, resource, at=at, by=by, cohort_id=resource.cohort_id, reason=reason)
    return resource
