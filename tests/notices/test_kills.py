"""Workers that are killed lose nothing (RELIABILITY R5, short; the long form is a drill)."""

import subprocess

import pytest

from notices.models import Notice, NoticeState
from tests import drainers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("moment", "state", "copies", "attempts"),
    [
        ("hang rcpt", NoticeState.SENDING, 1, 2),  # before it is handed over
        ("hang deaf", NoticeState.HANDOFF, 1, 2),  # handed over, not taken
        ("hang", NoticeState.HANDOFF, 2, 2),  # handed over and taken
    ],
)
def test_a_letter_whose_worker_is_killed_arrives(smtp_sink, moment, state, copies, attempts):
    drainers.owe_many(1)
    smtp_sink.modes["person0@example.org"] = moment
    with drainers.draining(smtp_sink):
        assert smtp_sink.reached.wait(30)
    assert Notice.objects.get().state == state

    with drainers.draining(smtp_sink):
        drainers.wait_for(drainers.all_settled)

    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, notice.data) == (NoticeState.SENT, attempts, {})
    assert list(smtp_sink.ids.values()) == [copies]


def test_of_200_letters_three_kills_lose_none_and_double_three_at_most(smtp_sink):
    drainers.deliver_through_kills(smtp_sink, mails=200, kills=3)

    assert len(smtp_sink.ids) == 200
    assert smtp_sink.copies <= 3
    assert drainers.in_state(NoticeState.SENT) == 200
    assert Notice.objects.filter(attempts__gte=2).count() >= smtp_sink.copies


def test_told_to_stop_a_loop_ends_by_itself(smtp_sink):
    drainers.owe_many(1)
    drainer = drainers.start(smtp_sink)
    try:
        drainers.wait_for(drainers.all_settled)
        drainer.terminate()
        assert drainer.wait(timeout=10) == 0
    finally:
        if drainer.poll() is None:
            drainer.kill()
            drainer.wait()


def test_one_drain_by_hand_says_what_it_did(smtp_sink):
    drainers.owe_many(2)
    words = [drainers.sys.executable, "manage.py", "drain_notices"]
    run = subprocess.run(
        words,
        cwd=drainers.ROOT,
        env=drainers.environment(smtp_sink),
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == "sent 2\n"
