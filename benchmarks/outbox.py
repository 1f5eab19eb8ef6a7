"""The outbox: letters a second beside a bare SMTP loop, and finding what is due in a long table."""

import smtplib
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

from benchmarks import sink, site
from benchmarks.figures import Figure

NAMES = ("drain_rate", "due_lookup_growth")
LETTERS, WARM = 1_000, 100
LEAST = 0.4
FEW, MANY = 10_000, 1_000_000
MOST = 2.0
LOOKS = 200


def measure(names: Iterable[str]) -> list[Figure]:
    """The figures of this module among `names`, over one database."""
    measures = {"drain_rate": drain_rate, "due_lookup_growth": due_lookup_growth}
    with site.database():
        return [measures[name]() for name in NAMES if name in set(names)]


# ------------------------------------------------- sending


def drain_rate() -> Figure:
    """Reminders of sessions, by one worker, beside smtplib that sends the same letter as often
    over one connection to the same server."""
    from django.conf import settings
    from django.utils import timezone

    settings.EMAIL_BACKEND = "notices.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.PORT
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    at = timezone.now()
    letter = _owe_reminders(at)
    with sink.serving() as port:
        _send(WARM, at)
        _bare(WARM, letter, port)
        rate = LETTERS / _send(LETTERS, at)
        bare = LETTERS / _bare(LETTERS, letter, port)
    ratio = rate / bare
    return Figure("drain_rate", rate, "mails/s", f"ratio ≥ {LEAST}", ratio >= LEAST, ratio)


def _owe_reminders(at: datetime) -> bytes:
    """As many due reminders as are to be sent; one of them as it goes over the line."""
    from benchmarks import world
    from notices import kinds, letters
    from notices.models import Notice
    from sessions.models import Session

    program = world.program()
    world.communities(program, up_to=1)
    cohort, _keeper = world.cohort(program)
    session = Session.objects.filter(cohort=cohort).latest("starts_at")
    members = list(cohort.memberships.values_list("user_id", flat=True))
    Notice.objects.bulk_create(
        Notice(
            key=f"sessions.reminder:{number}",
            kind="sessions.reminder",
            recipient_id=members[number % len(members)],
            object_id=session.pk,
            cohort_id=cohort.pk,
            data={"version": session.version, "days": 1},
            due_at=at - timedelta(minutes=1),
        )
        for number in range(LETTERS + WARM)
    )
    first = Notice.objects.select_related("recipient").earliest("pk")
    return letters.compose(first, kinds.get(first.kind), at=at).wire()


def _send(count: int, at: datetime) -> float:
    """Seconds until one worker has sent so many."""
    from notices import delivery

    began, left = time.perf_counter(), count
    while left:
        done = delivery.drain(at=at, worker="bench", limit=min(left, 500))
        assert done.sent, done
        left -= done.sent
    return time.perf_counter() - began


def _bare(count: int, letter: bytes, port: int) -> float:
    """Seconds for a loop that sends this letter so often and does nothing else."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for _number in range(count):
            line.sendmail("no-reply@example.org", ["person@example.org"], letter)
    return time.perf_counter() - began


# ------------------------------------------------- finding what is due


def due_lookup_growth() -> Figure:
    """A claim of ten, given back, with a thousandth of the rows due and the rest sent or to come:
    over 10,000 rows and over 1,000,000."""
    from notices.models import Notice

    Notice.objects.all().delete()
    small = _lookup_after(0, FEW)
    large = _lookup_after(FEW, MANY)
    growth = large / small
    goal = f"≤ {MOST:g} times {FEW:,} rows ({small:.2f} ms, {large:.2f} ms)"
    return Figure("due_lookup_growth", growth, "times", goal, growth <= MOST)


def _lookup_after(there: int, rows: int) -> float:
    """Milliseconds of a lookup once there are so many rows; the middle of many."""
    from django.db import connection
    from django.utils import timezone

    from notices import claims

    at = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(FILL, [at, at, at, there, rows - 1])
        cursor.execute("VACUUM ANALYZE notices_notice")
    times = []
    for _look in range(LOOKS):
        began = time.perf_counter()
        taken = claims.claim(owner="bench", at=at, limit=10)
        times.append((time.perf_counter() - began) * 1000)
        assert len(taken) == 10
        claims.release(owner="bench")
    return median(times)


# Of a thousand rows ten are due, 490 are to come, 500 are sent.
FILL = """
    INSERT INTO notices_notice
        (key, kind, address, data, priority, due_at, state, owner, attempts, doubts, sent_at,
         subject, text, problem)
    SELECT 'bench:' || n, 'accounts.mail', 'person' || n || '@example.org', '{}', 5,
        CASE WHEN n %% 1000 < 10 THEN %s - interval '1 minute'
            ELSE %s + n * interval '1 second' END,
        CASE WHEN n %% 1000 < 500 THEN 'pending' ELSE 'sent' END, '', 0, 0,
        CASE WHEN n %% 1000 < 500 THEN NULL ELSE %s END, '', '', ''
    FROM generate_series(%s, %s) AS n
"""
