"""Whose address it is: the person behind a proved address, who begins here if they are new."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from audit.record import record


def normal(email: str) -> str:
    """An address as we keep and compare it."""
    return email.strip().lower()


@transaction.atomic
def person_at(*, email: str, at: datetime) -> User:
    """The person whose address was just proved; a new one if nobody has it.

    The caller has seen the proof. Two proofs of one new address make one person.
    """
    email = normal(email)
    known = User.objects.filter(emailaddress__email=email, emailaddress__verified=True).first()
    if known:
        return known
    user, new = User.objects.get_or_create(
        email=email,
        defaults={
            "password": make_password(None),
            "is_demo": settings.DEMO,
            "date_joined": at,
        },
    )
    if new:
        record("person.began", user, at=at, by=user.pk)
    _verify(user, email)
    return user


def _verify(user: User, email: str) -> None:
    """Mark the address as the person's own, and as the one they sign in with."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one primary address: take turns
    first = not EmailAddress.objects.filter(user=user, primary=True).exists()
    EmailAddress.objects.update_or_create(
        user=user,
        email=email,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": first},
    )
