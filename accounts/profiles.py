"""How somebody is called here, and in which zone and language they read."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.record import record


@transaction.atomic
def change(
    *,
    user_id: int,
    display_name: str,
    pronouns: str,
    time_zone: str,
    by: int,
    at: datetime,
    language: str | None = None,
) -> User:
    """Keep what a person says about themselves; the same again changes nothing.

    :param time_zone: an IANA name; empty: the time of the program.
    :param language: None leaves it as it is.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    said = {"display_name": display_name, "pronouns": pronouns, "time_zone": time_zone}
    if language is not None:
        said["language"] = language
    changed = [name for name, value in said.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, said[name])
    if changed:
        user.save(update_fields=changed)
        record("profile.changed", user, at=at, by=by)
    return user


@transaction.atomic
def speak(*, user_id: int, language: str, by: int, at: datetime) -> User:
    """Keep the language a person reads in; the same again changes nothing."""
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
        record("profile.changed", user, at=at, by=by)
    return user
