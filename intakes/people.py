"""What a form tells us about the person themself: kept with the person, not with the form."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts import consents, profiles, safe_contacts
from accounts.models import CollectionNotice, ConsentKind, User

CONTACT = ("channel", "phone", "hours_from", "hours_to", "voicemail_ok", "sms_ok", "note")


def current_notice(at: datetime) -> CollectionNotice | None:
    """The version of what people are told, as it stands at `at` (aware)."""
    return consents.current_notice(at)


def introduce(person_id: int, about: Mapping[str, str], *, at: datetime, by: int | None) -> None:
    """Keep the name others see, and pronouns. Inside somebody's act."""
    known = User.objects.get(pk=person_id)
    profiles.change(
        user_id=person_id,
        display_name=about.get("display_name") or known.display_name,
        pronouns=about.get("pronouns", known.pronouns),
        time_zone=known.time_zone,
        by=by or person_id,
        at=at,
    )


def reach(person_id: int, contact: Mapping[str, Any], *, at: datetime, by: int | None) -> None:
    """Keep how the person may safely be reached. Inside somebody's act.

    :raises safe_contacts.NeedsANumber: no mail, and no number either.
    """
    safe_contacts.change(user_id=person_id, by=by or person_id, at=at, **contact)


def contact_of(person_id: int) -> dict[str, Any]:
    """What we know of how to reach a person safely."""
    known = safe_contacts.of(person_id)
    return {name: getattr(known, name) for name in CONTACT}


def consent(
    person_id: int,
    kinds: Iterable[ConsentKind],
    *,
    notice_id: int | None,
    at: datetime,
    by: int | None,
) -> None:
    """Keep each tick with the version it was given to. Inside somebody's act."""
    consents.give(user_id=person_id, kinds=kinds, notice_id=notice_id, at=at, by=by)
