"""The secret address of a person's dates: made, made anew, taken back, and what stands there.

Whoever knows the address sees the dates, so it is shown once, to the person; of it only a
digest is kept. It answers nothing from the moment the person takes it back, is closed, or takes
part nowhere any more: each request asks.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONArray
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.prepared import Prepared
from audit import record
from sessions.feeds import concerns, events
from sessions.models import CalendarFeed, Session

A_YEAR = timedelta(days=366)
SAYS = "1"  # raised when what an event says changes, so that calendars fetch it anew


class ChangedMeanwhile(Exception):
    """A refusal, worded for the person: the address was changed after the page was opened."""


@dataclass(frozen=True)
class Subscriber:
    """Whose dates an address shows, in which language, as of when; and what they stand at."""

    user_id: int
    language: str
    at: datetime
    stands: tuple[str, ...]  # of each session, as JSON: id, version, state

    @property
    def mark(self) -> str:
        """Another one whenever something in the feed has changed."""
        said = repr((SAYS, self.language, self.stands))
        return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


# One query, asked by every calendar every hour: whose it is, and what it shows.
SUBSCRIBED = Prepared(
    lambda digest, at, since: CalendarFeed.objects.filter(
        digest=digest, user__is_active=True
    ).values_list(
        "user_id",
        "user__language",
        ArraySubquery(
            concerns.sessions_of(OuterRef(OuterRef("user")), at, since).values(
                said=JSONArray("pk", "version", "state")
            )
        ),
    ),
    digest=str,
    at=datetime,
    since=datetime,
)


def of(user_id: int) -> CalendarFeed:
    """What is known of a person's address; an unsaved row where there never was one."""
    return CalendarFeed.objects.filter(user=user_id).first() or CalendarFeed(user_id=user_id)


def new_seed() -> str:
    """What a form carries, so that sent twice it makes one address."""
    return secrets.token_urlsafe(32)


@transaction.atomic
def make(*, user_id: int, seed: str, turns: int, at: datetime) -> str:
    """Make the address anew and answer with its secret, 256 bits; the one before is dead.

    Asked again with the same seed it answers the same.

    :param turns: how often it was made or taken back, as the asker saw it.
    :raises ChangedMeanwhile: it was made or taken back since.
    """
    token = salted_hmac("sessions.feeds", f"{user_id}:{seed}", algorithm="sha256").hexdigest()
    feed = _locked(user_id)
    if feed.digest == digest_of(token):
        return token
    if feed.turns != turns:
        raise ChangedMeanwhile(_("Your address was changed a moment ago, in another window."))
    verb = "calendar.address_renewed" if feed.digest else "calendar.address_made"
    _turn(feed, digest_of(token), at)
    record.record(verb, feed, at=at, by=user_id)
    return token


@transaction.atomic
def take_back(*, user_id: int, at: datetime) -> None:
    """Let the address answer nothing from now on. Again, it changes nothing."""
    feed = _locked(user_id)
    if feed.digest is None:
        return
    _turn(feed, None, at)
    record.record("calendar.address_taken_back", feed, at=at, by=user_id)


def subscriber(token: str, at: datetime) -> Subscriber | None:
    """Whose address it is at `at`; None for one that is nobody's, or nobody's any more."""
    found = SUBSCRIBED.rows(digest=digest_of(token), at=at, since=at - A_YEAR)
    if not found:
        return None
    user_id, language, stands = found[0]
    if not stands and not concerns.takes_part(user_id, at):
        return None
    return Subscriber(user_id, language, at, tuple(stands))


def render(found: Subscriber) -> str:
    """The dates of a person, those of the last year among them, in the person's language."""
    ids = [json.loads(one)[0] for one in found.stands]
    sessions = Session.objects.filter(pk__in=ids).select_related("cohort")
    with translation.override(found.language or settings.LANGUAGE_CODE):
        return events.render(
            list(sessions.order_by("starts_at", "pk")), at=found.at, name=_("Your dates")
        )


def digest_of(token: str) -> str:
    """What is kept of an address."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _locked(user_id: int) -> CalendarFeed:
    CalendarFeed.objects.bulk_create([CalendarFeed(user_id=user_id)], ignore_conflicts=True)
    return CalendarFeed.objects.select_for_update(of=("self",)).get(user=user_id)


def _turn(feed: CalendarFeed, digest: str | None, at: datetime) -> None:
    feed.digest, feed.made_at = digest, at if digest else None
    feed.turns += 1
    feed.save(update_fields=["digest", "made_at", "turns"])
