"""Consents: each bound to its version, seen by the person, taken back one by one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import CollectionNotice, ConsentKind, ConsentRecord
from audit.record import record

# Having read a notice is a fact, not a leave that can be taken back.
ONLY_READ = (ConsentKind.COLLECTION,)


class CannotWithdraw(Exception):
    """A refusal, worded for the person who will read it."""


def current_notice(at: datetime) -> CollectionNotice | None:
    """The version of what people are told, as it stands at `at` (aware)."""
    return CollectionNotice.objects.filter(since__lte=at).order_by("-since", "-pk").first()


@transaction.atomic
def give(
    *,
    user_id: int,
    kinds: Iterable[ConsentKind],
    notice_id: int | None,
    at: datetime,
    by: int | None,
) -> None:
    """Keep each tick with the version it was given to. One that stands for that version stays;
    a tick for a newer version takes its place."""
    for kind in kinds:
        standing = ConsentRecord.objects.filter(user=user_id, kind=kind, withdrawn_at=None)
        standing.exclude(notice=notice_id).update(withdrawn_at=at)
        given, new = ConsentRecord.objects.get_or_create(
            user_id=user_id,
            kind=kind,
            withdrawn_at=None,
            defaults={"notice_id": notice_id, "given_at": at},
        )
        if new:
            record(f"consent.given.{kind}", given, at=at, by=by)


def of(user_id: int) -> list[ConsentRecord]:
    """All a person ever gave, what stands first, the newest first."""
    found = ConsentRecord.objects.filter(user=user_id).select_related("notice")
    return sorted(found, key=lambda one: (one.withdrawn_at is not None, -one.pk))


def stands(user_id: int, kind: ConsentKind) -> bool:
    """Whether a person has given this consent and not taken it back."""
    return ConsentRecord.objects.filter(user=user_id, kind=kind, withdrawn_at=None).exists()


@transaction.atomic
def withdraw(*, consent_id: int, by: int | None, at: datetime) -> ConsentRecord:
    """Take a consent back. One that was taken back already stays so.

    :raises CannotWithdraw: it says only that a notice was read.
    """
    consent = ConsentRecord.objects.select_for_update(of=("self",)).get(pk=consent_id)
    if consent.kind in ONLY_READ:
        raise CannotWithdraw(_("This says only that you have read it, so it stays."))
    if consent.withdrawn_at is None:
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        record(f"consent.withdrawn.{consent.kind}", consent, at=at, by=by)
    return consent
