"""manage.py, with a worker that sends what is due without asking whose it is."""

import os
import sys

sys.path.insert(0, os.getcwd())

from tests.drills import spoiled


def asks_nobody(claims):
    from notices.models import Notice

    def claim(*, owner, at, limit):
        rows = Notice.objects.due(at=at).values_list("pk", "priority", "attempts")[:limit]
        return [claims.Claimed(*row) for row in rows]

    claims.claim = claim
    claims.fence = lambda ids, *, owner, at: list(Notice.objects.filter(pk__in=ids))
    claims.hand_over = lambda *_notice, **_rest: None
    claims._mine = lambda notice_id, owner, *states: Notice.objects.filter(pk=notice_id)


if __name__ == "__main__":
    spoiled.run(asks_nobody)
