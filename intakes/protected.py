"""The part of a form that is kept apart: how to reach somebody safely, what they need, and whom
they would not be safe with (DOMAIN 0.12, 3.1.1, 4).

It stands with the person, never with the application: no list, search, export or copy has it.
Whoever coordinates the program can read it, for a reason, and that they did is kept: the person
sees it on their own page. Leads, reviewers and everybody else can't.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import access_needs, safe_contacts
from accounts.access_needs import NeedsAReason as NeedsAReason
from accounts.models import AccessNeed, SafeContact, User
from audit import history, record
from intakes import apart, people
from intakes.models import Application
from programs.models import Role, RoleKind

READ = "application.protected_read"
NEEDS = (*access_needs.SAID, "share_adjustments")


class NotTheirs(Exception):
    """A refusal, worded for whoever would read."""


@dataclass(frozen=True)
class Protected:
    """What somebody said in the part kept apart."""

    contact: SafeContact
    need: AccessNeed
    apart: str

    @property
    def anything(self) -> bool:
        """Whether there is more than an address to write to."""
        return bool(self.apart or self.contact.pk or access_needs.anything(self.need))


def of(person_id: int) -> Protected:
    """A person's own: for their own form, and for nobody else's eyes."""
    return Protected(
        safe_contacts.of(person_id), access_needs.of(person_id), apart.words_of(person_id)
    )


@transaction.atomic
def keep(
    *,
    application_id: int,
    contact: Mapping[str, Any],
    needs: Mapping[str, Any],
    apart_words: str,
    at: datetime,
    by: int,
) -> None:
    """Keep the step of a form that is kept apart; what is emptied is forgotten.

    :param contact: how they may be reached; {} leaves it as it is.
    :param needs: `NEEDS`, or some of them; those not named stay.
    :param apart_words: whom they would not be safe with; '' for nobody.
    :raises accounts.safe_contacts.NeedsANumber: no mail, and no number either.
    """
    person_id = Application.objects.values_list("applicant", flat=True).get(pk=application_id)
    if contact:
        people.reach(person_id, contact, at=at, by=by)
    _keep_needs(person_id, needs, at=at, by=by)
    if apart_words.strip() != apart.words_of(person_id):
        apart.say(person_id=person_id, words=apart_words.strip(), at=at, by=by)


def _keep_needs(person_id: int, needs: Mapping[str, Any], *, at: datetime, by: int) -> None:
    known = access_needs.of(person_id)
    said = {name: needs.get(name, getattr(known, name)) for name in NEEDS}
    if all(said[name] == getattr(known, name) for name in NEEDS):
        return
    if any(said.values()):
        access_needs.change(user_id=person_id, by=by, at=at, **said)
    else:
        access_needs.forget(user_id=person_id, by=by, at=at)


# ------------------------------------------------- at the desk


@transaction.atomic
def read(*, application_id: int, by: int, at: datetime, reason: str) -> Protected:
    """Read an applicant's part kept apart, for a reason; who did, when and why is kept.

    :raises NotTheirs: whoever asks does not coordinate the program.
    :raises NeedsAReason: no reason was given.
    """
    application = Application.objects.select_related("intake").get(pk=application_id)
    if not may_read(by, application, at):
        raise NotTheirs(_("Only who coordinates this program can read that part."))
    access_needs.read(user_id=application.applicant_id, by=by, at=at, reason=reason)
    record.record(READ, application, at=at, by=by, reason=reason.strip())
    return of(application.applicant_id)


def may_read(user_id: int, application: Application, at: datetime) -> bool:
    """Whether somebody coordinates the application's program at `at`, or keeps the site."""
    coordinates = Role.objects.live(at=at).filter(
        user=user_id, kind=RoleKind.COORDINATOR, program=application.intake.program_id
    )
    keeps = User.objects.filter(pk=user_id, is_superuser=True, is_active=True)
    return coordinates.exists() or keeps.exists()


def readings(application: Application) -> list[datetime]:
    """When it was read at the desk, the latest first: for the person whose it is."""
    found = history.about(application).filter(verb=READ)
    return list(found.values_list("at", flat=True))
