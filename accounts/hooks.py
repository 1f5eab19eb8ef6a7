"""What follows when allauth changes how somebody signs in: other sessions end, and it is told.

allauth sends signals with the request; these are the only ones we listen to.
"""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from accounts import factors, stamps
from accounts.models import User
from audit import clock
from audit.record import record


def listen() -> None:
    """Called once at start."""
    account_signals.email_changed.connect(on_email_changed)
    for signal in (
        account_signals.password_set,
        account_signals.password_changed,
        account_signals.password_reset,
    ):
        signal.connect(on_password_changed)
    mfa_signals.authenticator_added.connect(on_factor_added)
    mfa_signals.authenticator_removed.connect(on_factor_removed)
    mfa_signals.authenticator_reset.connect(on_factor_removed)


def keep_only_this_session(request: HttpRequest, *, verb: str) -> None:
    """End every other session of the person who asks; this one goes on under a new key."""
    if not isinstance(request.user, User):
        return
    user_id = request.user.pk
    renewed = stamps.renew(user_id=user_id, verb=verb, by=user_id, at=clock.now())
    request.user.email = renewed.email
    request.user.session_stamp = renewed.session_stamp
    was = request.session.session_key
    update_session_auth_hash(request, request.user)
    UserSession.objects.filter(session_key=was).delete()
    UserSession.objects.create_from_request(request)


def on_email_changed(request: HttpRequest, user: User, **_rest: Any) -> None:
    if request.user.pk == user.pk:
        keep_only_this_session(request, verb="email.changed")
    else:
        stamps.renew(user_id=user.pk, verb="email.changed", by=user.pk, at=clock.now())


@transaction.atomic
def on_password_changed(user: User, **_rest: Any) -> None:
    """Django itself ends sessions that were begun with another password."""
    record("password.changed", user, at=clock.now(), by=user.pk)


def on_factor_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any
) -> None:
    """Whoever has just shown that the new factor works has passed it in this session."""
    if authenticator.type not in factors.FACTORS:
        return
    keep_only_this_session(request, verb="second_factor.added")
    record_authentication(
        request,
        user,
        method="mfa",
        id=authenticator.pk,
        type=authenticator.type,
        reauthenticated=True,  # else they are asked once more before they see their codes
    )


def on_factor_removed(request: HttpRequest, authenticator: Authenticator, **_rest: Any) -> None:
    """Also when recovery codes were made anew."""
    keep_only_this_session(request, verb="second_factor.changed")
