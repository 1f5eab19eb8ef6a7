"""The second factor: who must hold one, and who does."""

from collections import Counter
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings

from accounts.models import User

# Recovery codes open the door when a factor is lost; they are none themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_needed(user: User) -> bool:
    """Whether this person must hold one. People who don't exist, on a local demo, need none."""
    if settings.DEMO and settings.LOCAL and user.is_demo:
        return False
    return user.holds_staff_role or user.is_staff or user.is_superuser


def has_one(user: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def is_last_needed(authenticator: Authenticator) -> bool:
    """Whether this is the only factor of somebody who must hold one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
    return (
        authenticator.type in FACTORS
        and is_needed(authenticator.user)
        and not others.exclude(pk=authenticator.pk).exists()
    )


@dataclass(frozen=True)
class WaysIn:
    """How somebody can sign in, counted."""

    password: bool
    app: bool
    passkeys: int
    recovery_codes: bool
    sessions: int


def ways_in(user: User) -> WaysIn:
    """Two queries, however many there are."""
    kinds = Counter(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    return WaysIn(
        password=user.has_usable_password(),
        app=kinds[Authenticator.Type.TOTP] > 0,
        passkeys=kinds[Authenticator.Type.WEBAUTHN],
        recovery_codes=kinds[Authenticator.Type.RECOVERY_CODES] > 0,
        sessions=UserSession.objects.filter(user_id=user.pk).count(),
    )
