"""Everything that was sent to one person, as it was sent: for that person, on their own page.

Codes are not among it: their text is never kept.
"""

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from notices import kinds
from notices.models import Notice, NoticeState


def of(person_id: int) -> QuerySet[Notice]:
    """What reached a person by mail (`told_at`: when), or was said by phone; the newest first."""
    forgotten = [name for name in kinds.names() if not kinds.get(name).keep_text]
    by_mail = Q(state=NoticeState.SENT) & ~Q(subject="")
    found = Notice.objects.filter(by_mail | Q(state=NoticeState.CALLED), recipient=person_id)
    dated = found.exclude(kind__in=forgotten).annotate(told_at=Coalesce("sent_at", "due_at"))
    return dated.order_by("-told_at", "-pk")


def one(person_id: int, pk: int) -> Notice | None:
    """One of them."""
    return of(person_id).filter(pk=pk).first()
