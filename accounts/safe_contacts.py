"""How a person may be reached without putting them at risk (DOMAIN 0, Words that leave)."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import SafeChannel, SafeContact
from audit.record import record


class NeedsANumber(Exception):
    """Who wants no mail must be reachable by phone; worded for the person."""

    def __init__(self) -> None:
        super().__init__(_("Without mail we need a number to call."))


def of(user_id: int) -> SafeContact:
    """The person's safe contact; where they said nothing, mail at any time."""
    return SafeContact.objects.filter(user_id=user_id).first() or SafeContact(user_id=user_id)


@transaction.atomic
def change(
    *,
    user_id: int,
    channel: str,
    phone: str,
    hours_from: time | None,
    hours_to: time | None,
    voicemail_ok: bool,
    sms_ok: bool,
    note: str,
    by: int,
    at: datetime,
    facilitators_may_call: bool | None = None,
) -> SafeContact:
    """Keep how somebody may be reached. `hours` are the person's own wall clock.

    :param facilitators_may_call: whether a cohort's facilitators see it too, when the person is
        expected and not there; None leaves what stands.
    :raises NeedsANumber: no mail, and no number either.
    """
    if channel == SafeChannel.PHONE and not phone:
        raise NeedsANumber
    shared = (
        {} if facilitators_may_call is None else {"facilitators_may_call": facilitators_may_call}
    )
    contact, _new = SafeContact.objects.update_or_create(
        user_id=user_id,
        defaults=shared
        | {
            "channel": channel,
            "phone": phone,
            "hours_from": hours_from,
            "hours_to": hours_to,
            "voicemail_ok": voicemail_ok,
            "sms_ok": sms_ok,
            "note": note,
        },
    )
    record("safe_contact.changed", contact, at=at, by=by)
    return contact
