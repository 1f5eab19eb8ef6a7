"""How an empty site begins: its first coordinator, before there is a program to coordinate."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import signing_in
from accounts.models import User
from audit import record

ONE_FOUNDER = 7_150_235  # a number of ours: founders take turns on this lock


PURPOSE = "programs.founding"


class AlreadyBegun(Exception):
    """Somebody keeps this site already; worded for who tries."""


def nobody_yet() -> bool:
    """Whether nobody keeps this site: it was never set up."""
    return not User.objects.filter(is_superuser=True, is_active=True).exists()


@transaction.atomic
def begin(*, email: str, at: datetime, another: bool = False) -> User:
    """Make the person at this address the site's first coordinator, who keeps the site.

    They sign in with an emailed code and must then set up a second factor. Asked again for the
    same person it changes nothing.

    :param another: also when somebody keeps the site already, for who has the machine's shell.
    :raises AlreadyBegun: somebody else keeps the site.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_FOUNDER])
    user = User.objects.by_email(email)
    if user and user.is_superuser and user.is_active:
        return user
    if not another and not nobody_yet():
        raise AlreadyBegun(_("Somebody keeps this site already. They can invite you."))
    user = signing_in.person_at(email=email, at=at)
    user.is_superuser = user.is_staff = user.holds_staff_role = True
    user.save(update_fields=["is_superuser", "is_staff", "holds_staff_role"])
    record.record("person.keeps_the_site", user, at=at, by=user.pk)
    return user


def proved(*, user_id: int, payload: dict[str, Any], at: datetime) -> str:
    """The address is theirs: on somebody's own machine the first one keeps the site. The page
    to go to."""
    person = User.objects.get(pk=user_id)
    try:
        if settings.LOCAL:
            begin(email=person.email, at=at)
    except AlreadyBegun:
        return reverse("pages:next")
    return reverse("programs:setup")
