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


def give_passkey(user: User, name: str = "My phone"):
    """Set up a passkey for somebody, with a real key behind it that nobody holds."""
    from allauth.mfa.models import Authenticator
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import (
        Aaguid,
        AttestationObject,
        AttestedCredentialData,
        AuthenticatorData,
        CollectedClientData,
    )

    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    held = AttestedCredentialData.create(Aaguid.NONE, f"key of {user.pk}".encode(), key)
    flags = AuthenticatorData.FLAG
    data = AuthenticatorData.create(b"\0" * 32, flags.UP | flags.AT, 0, held)
    said = CollectedClientData.create("webauthn.create", b"0" * 32, "http://localhost")
    key_id = websafe_encode(held.credential_id)
    credential = {
        "type": "public-key",
        "id": key_id,
        "rawId": key_id,
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name, "credential": credential},
    )
