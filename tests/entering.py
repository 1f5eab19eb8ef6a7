"""Signing in for tests, as allauth would have left the session."""

import time

from django.test import Client as DjangoClient

from accounts.models import User


class Client(DjangoClient):
    """The fixture `client`: `force_login` also notes that a second factor was shown.

    `second_factor=False` is somebody who has signed in without one.
    """

    def force_login(self, user: User, backend=None, *, second_factor: bool = True) -> None:
        super().force_login(user, backend)
        if second_factor:
            session = self.session
            session["account_authentication_methods"] = [
                {"method": "mfa", "type": "totp", "at": time.time()}
            ]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()


def totp_code(secret: str, at: float | None = None) -> str:
    """What an authenticator app shows for this secret now (`at`: seconds since 1970)."""
    from allauth.mfa.totp.internal import auth

    counter = int(at or time.time()) // 30
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def give_totp(user: User) -> str:
    """Set up an authenticator app for somebody; its secret."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return str(secret)


def give_address(user: User) -> None:
    """Note that the person's address was proved, as it is for everybody who has come in."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def code_for(address: str) -> str:
    """The code of the newest mail to this address."""
    from notices.models import Notice

    newest = Notice.objects.filter(kind="accounts.code", address=address).latest("id")
    return str(newest.data["code"])
