"""What a cohort had between its sessions, long after its last day: it goes. What stands in the
public library stays until somebody takes it back."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from sessions.board import posts
from sessions.models import Passing, Post, Resource
from sessions.resources import sharing


def resources(before: datetime, program_id: int | None) -> QuerySet[Resource]:
    """Resources of a program's cohorts whose last day lies before then."""
    in_the_library = Passing.objects.filter(
        resource=OuterRef("pk"), cohort=None, agreed_at__isnull=False, ended_at=None
    )
    return Resource.objects.filter(
        gone_at=None,
        cohort__window_last__lt=before.date(),
        cohort__intake__program=program_id or 0,
    ).exclude(Exists(in_the_library))


def notices(before: datetime, program_id: int | None) -> QuerySet[Post]:
    """Notices on the boards of such cohorts."""
    return Post.objects.filter(
        gone_at=None,
        cohort__window_last__lt=before.date(),
        cohort__intake__program=program_id or 0,
    )


def let_resources_go(ids: Collection[int], at: datetime) -> int:
    """Words and files; how many resources."""
    return sharing.let_go(resource_ids=list(ids), at=at)


def let_notices_go(ids: Collection[int], at: datetime) -> int:
    """Words of notices and of their replies; how many notices."""
    return posts.let_go(post_ids=list(ids), at=at)
