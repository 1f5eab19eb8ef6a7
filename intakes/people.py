"""What a form tells us about the person themself: kept with the person, not with the form."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import CollectionNotice, ConsentKind, ConsentRecord, SafeContact, User
from audit import record

ABOUT = ("display_name", "pronouns")


def current_notice(at: datetime) -> CollectionNotice | None:
    """The version of what people are told, as it stands at `at` (aware)."""
    return CollectionNotice.objects.filter(since__lte=at).order_by("-since", "-pk").first()


def introduce(person_id: int, about: Mapping[str, str]) -> None:
    """Keep the name others see, and pronouns. Inside somebody's act."""
    given = {name: about[name] for name in ABOUT if name in about}
    if given:
        User.objects.filter(pk=person_id).update(**given)


def reach(person_id: int, contact: Mapping[str, Any], *, at: datetime, by: int | None) -> None:
    """Keep how the person may safely be reached. Inside somebody's act."""
    safe, _new = SafeContact.objects.update_or_create(user_id=person_id, defaults=dict(contact))
    record.record("safe_contact.set", safe, at=at, by=by)


def contact_of(person_id: int) -> dict[str, Any]:
    """What we know of how to reach a person safely; empty where they have not said."""
    safe = SafeContact.objects.filter(user=person_id)
    fields = ("channel", "phone", "hours_from", "hours_to", "voicemail_ok", "sms_ok")
    return dict(safe.values(*fields).first() or {})


def consent(
    person_id: int,
    kinds: Iterable[ConsentKind],
    *,
    notice_id: int | None,
    at: datetime,
    by: int | None,
) -> None:
    """Keep each tick with the version it was given to. One that stands for that version stays;
    a tick for a newer version takes its place. Inside somebody's act."""
    for kind in kinds:
        standing = ConsentRecord.objects.filter(user=person_id, kind=kind, withdrawn_at=None)
        standing.exclude(notice=notice_id).update(withdrawn_at=at)
        given, new = ConsentRecord.objects.get_or_create(
            user_id=person_id,
            kind=kind,
            withdrawn_at=None,
            defaults={"notice_id": notice_id, "given_at": at},
        )
        if new:
            record.record(f"consent.given.{kind}", given, at=at, by=by)
