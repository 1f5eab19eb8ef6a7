"""The board as one person reads it: a page of notices, their replies, and what is new to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce, Greatest

from programs.models import Cohort
from sessions.models import LastSeen, Post, PostKind, Reply

A_PAGE = 10


@dataclass(frozen=True)
class Board:
    """A page of notices, each with how many replies it has, and whether it is new."""

    page: Page[Post]
    kind: str
    seen_at: datetime | None
    muted: bool
    today: date


@dataclass
class Thread:
    """One notice and a page of its replies."""

    post: Post
    page: Page[Reply]
    today: date
    new_since: datetime | None = field(default=None)


def read(cohort: Cohort, user_id: int, kind: str, number: str, at: datetime) -> Board:
    """A page of the board: what was last spoken of first. Three queries."""
    mark = seen(cohort.pk, user_id)
    since = mark.board_at if mark else None
    posts = (
        Post.objects.filter(cohort=cohort, gone_at=None)
        .select_related("by")
        .annotate(
            answers=Count("replies", filter=Q(replies__gone_at=None)),
            stirred=Greatest(
                "at", Coalesce(Max("replies__at", filter=Q(replies__gone_at=None)), "at")
            ),
        )
    )
    if kind in PostKind.values:
        posts = posts.filter(kind=kind)
    today = at.astimezone(ZoneInfo(cohort.time_zone)).date()
    page: Page[Any] = Paginator(posts.order_by("-stirred", "-pk"), A_PAGE).get_page(number)
    _mark_new(page.object_list, user_id, since)
    return Board(page, kind, since, bool(mark and mark.muted), today)


def thread(cohort: Cohort, post_id: int, user_id: int, number: str, at: datetime) -> Thread | None:
    """A notice with its replies in order, a page at a time; None where there is none. Four
    queries. Without a number it opens at the last page."""
    post = Post.objects.filter(cohort=cohort, pk=post_id, gone_at=None).select_related("by").first()
    if post is None:
        return None
    rows = Reply.objects.filter(post=post, gone_at=None).select_related("by").order_by("at", "pk")
    pages = Paginator(rows, A_PAGE)
    page = pages.get_page(number or str(pages.num_pages))
    today = at.astimezone(ZoneInfo(cohort.time_zone)).date()
    mark = seen(cohort.pk, user_id)
    return Thread(post, page, today, mark.board_at if mark else None)


def _mark_new(posts: Iterable[Post], user_id: int, since: datetime | None) -> None:
    """New is what others wrote since the person last looked."""
    for post in posts:
        stirred = post.stirred  # type: ignore[attr-defined]  # annotated
        own = post.by_id == user_id and stirred == post.at
        post.is_new = not own and (since is None or stirred > since)  # type: ignore[attr-defined]


def reply_of(cohort: Cohort, reply_id: int) -> Reply | None:
    """A reply on this cohort's board, if it is there."""
    rows = Reply.objects.filter(pk=reply_id, gone_at=None, post__cohort=cohort, post__gone_at=None)
    return rows.select_related("post", "by").first()


def seen(cohort_id: int, user_id: int) -> LastSeen | None:
    """When somebody last looked."""
    return LastSeen.objects.filter(cohort=cohort_id, user=user_id).first()
