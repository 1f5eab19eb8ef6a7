"""The purpose and pledge of a community: versions, never edited."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from programs.models import Community, Pledge


class NothingPledged(Exception):
    """A refusal, worded for the coordinator: a purpose or a pledge is missing."""


@transaction.atomic
def publish(
    *, community_id: int, purpose: str, pledge: str, by: int | None, at: datetime
) -> Pledge:
    """Make these words the community's newest version; the same words again are that version.

    Who joined with an earlier version keeps it.

    :raises NothingPledged: the purpose or the pledge is empty.
    """
    community = Community.objects.select_for_update(of=("self",), no_key=True).get(pk=community_id)
    purpose, pledge = purpose.strip(), pledge.strip()
    if not purpose or not pledge:
        raise NothingPledged(_("Members accept a purpose and a pledge: please write both."))
    newest = current(community)
    if newest and (newest.purpose, newest.pledge) == (purpose, pledge):
        return newest
    made = Pledge.objects.create(
        community=community,
        version=newest.version + 1 if newest else 1,
        purpose=purpose,
        pledge=pledge,
        since=at,
    )
    record.record("pledge.created", made, at=at, by=by)
    return made


def current(community: Community) -> Pledge | None:
    """The newest version, which people accept now; None before there is one."""
    return community.pledges.order_by("-version").first()
