"""What is written on a cohort's board: notices and replies, changed or taken out by their author,
struck out by facilitators. What is gone has no words left, from the same transaction on.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import turns
from accounts.models import User
from audit.record import record
from sessions import circle, struck
from sessions.models import Gone, Post, PostKind, Reply

Written = TypeVar("Written", bound=Post | Reply)


class CannotPost(Exception):
    """A refusal, worded for the person who writes."""


class ChangedMeanwhile(Exception):
    """It was changed or taken out since the page was opened."""


@transaction.atomic
def post(
    *,
    cohort_id: int,
    kind: PostKind,
    words: str,
    until: date | None,
    key: UUID,
    by: int,
    at: datetime,
) -> Post:
    """Put a notice on the board. The same form twice is one notice.

    :param until: for an opportunity, its last day, on the cohort's calendar.
    :raises CannotPost: the person is not of the cohort, or an opportunity has no end.
    """
    turns.one_at_a_time(f"board of {by}")
    again = Post.objects.filter(by=by, key=key).first()
    if again is not None:
        return again
    _must_belong(cohort_id, by, at)
    made = Post(
        cohort_id=cohort_id, kind=kind, words=words, until=_until(kind, until),
        key=key, by_id=by, at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    record("post.posted", made, at=at, by=by, cohort_id=cohort_id)
    return made


@transaction.atomic
def reply(*, post_id: int, words: str, key: UUID, by: int, at: datetime) -> Reply:
    """Answer a notice. The same form twice is one reply.

    :raises CannotPost: the notice is gone, or the person is not of the cohort.
    """
    turns.one_at_a_time(f"board of {by}")
    again = Reply.objects.filter(by=by, key=key).first()
    if again is not None:
        return again
    about = Post.objects.select_for_update(no_key=True).filter(pk=post_id, gone_at=None).first()
    if about is None:
        raise CannotPost(_("This notice was taken out meanwhile."))
    _must_belong(about.cohort_id, by, at)
    made = Reply(post=about, words=words, key=key, by_id=by, at=at)
    made.save(force_insert=True)
    record("reply.posted", made, at=at, by=by, cohort_id=about.cohort_id)
    return made


@transaction.atomic
def change(
    *,
    post_id: int,
    kind: PostKind,
    words: str,
    until: date | None,
    version: int,
    by: int,
    at: datetime,
) -> Post:
    """Word a notice anew; only its author does. The same again changes nothing.

    :raises ChangedMeanwhile: it is not the version that was looked at, or is gone.
    :raises CannotPost: an opportunity has no end.
    """
    there = _own(Post, post_id, by)
    said: dict[str, object] = {"kind": kind, "words": words, "until": _until(kind, until)}
    return _reword(there, said, version, by, at, there.cohort_id)


@transaction.atomic
def change_reply(*, reply_id: int, words: str, version: int, by: int, at: datetime) -> Reply:
    """Word a reply anew; as for notices."""
    there = _own(Reply, reply_id, by)
    return _reword(there, {"words": words}, version, by, at, there.post.cohort_id)


@transaction.atomic
def take_out(
    *, thing: type[Post | Reply], pk: int, by: int, at: datetime, reason: str = ""
) -> Post | Reply:
    """Take a notice or a reply out: its author's own; anybody's for who may strike, and then its
    author is told. Replies go with their notice. Twice is once.

    :raises CannotPost: it is somebody else's, and not for this person to strike.
    """
    there: Post | Reply = thing._default_manager.select_for_update(of=("self",)).get(pk=pk)
    cohort_id = there.cohort_id if isinstance(there, Post) else there.post.cohort_id
    own = there.by_id == by
    if not own and not circle.standing_of(cohort_id, User.objects.get(pk=by), at).may_strike:
        raise CannotPost(_("Only who wrote it, or a facilitator, can take it out."))
    if there.gone_at is not None:
        return there
    how = Gone.TAKEN_BACK if own else Gone.STRUCK
    _wipe(there, how, at)
    noun = there._meta.model_name
    record(f"{noun}.{how}", there, at=at, by=by, cohort_id=cohort_id, reason=reason)
    struck.tell(there, author_id=there.by_id, cohort_id=cohort_id, by=by, at=at)
    return there


@transaction.atomic
def take_out_all(*, user_id: int, by: int | None, at: datetime) -> int:
    """Everything somebody wrote goes, since they are erased; how many."""
    gone = 0
    for thing in (Reply, Post):
        rows = thing._default_manager.select_for_update(of=("self",))
        for one in rows.filter(by=user_id, gone_at=None).order_by("pk"):
            _wipe(one, Gone.ERASED, at)
            gone += 1
    return gone


@transaction.atomic
def let_go(*, post_ids: Sequence[int], at: datetime) -> int:
    """Notices that were kept long enough go, and their replies; how many notices."""
    rows = Post.objects.select_for_update(of=("self",)).filter(pk__in=post_ids, gone_at=None)
    due = list(rows.order_by("pk"))
    for there in due:
        replies = Reply.objects.select_for_update(of=("self",)).filter(post=there, gone_at=None)
        for reply_to_it in replies.order_by("pk"):
            _wipe(reply_to_it, Gone.OVER, at)
        _wipe(there, Gone.OVER, at)
        record("post.over", there, at=at, by=None, cohort_id=there.cohort_id)
    return len(due)


def _wipe(there: Post | Reply, how: Gone, at: datetime) -> None:
    there.words, there.gone_at, there.gone_how = "", at, how
    there.save(update_fields=["words", "gone_at", "gone_how"])


def _must_belong(cohort_id: int, by: int, at: datetime) -> None:
    if not circle.standing_of(cohort_id, User.objects.get(pk=by), at).belongs:
        raise CannotPost(_("Only members and facilitators write here."))


def _until(kind: PostKind, until: date | None) -> date | None:
    if kind == PostKind.OPPORTUNITY and until is None:
        raise CannotPost(_("Please say until when it is open."))
    return until if kind == PostKind.OPPORTUNITY else None


def _own(thing: type[Written], pk: int, by: int) -> Written:
    there = (
        thing._default_manager.select_for_update(of=("self",))
        .filter(pk=pk, by=by, gone_at=None)
        .first()
    )
    if there is None:
        raise ChangedMeanwhile
    return cast(Written, there)


def _reword(
    there: Written, said: dict[str, object], version: int, by: int, at: datetime, cohort_id: int
) -> Written:
    if all(getattr(there, name) == value for name, value in said.items()):
        return there
    if there.version != version:
        raise ChangedMeanwhile
    for name, value in said.items():
        setattr(there, name, value)
    there.changed_at, there.version = at, version + 1
    there.save(update_fields=[*said, "changed_at", "version"])
    record(f"{there._meta.model_name}.changed", there, at=at, by=by, cohort_id=cohort_id)
    return there
