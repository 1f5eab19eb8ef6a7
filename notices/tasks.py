"""What the alarm clock wakes; when it never does, nothing is lost."""

from celery import shared_task

from audit import clock
from notices import delivery, shifts
from notices.workers import this_worker


@shared_task(name="notices.tasks.drain", acks_late=True, ignore_result=True)
def drain() -> None:
    """Send what is due."""
    delivery.drain(at=clock.now(), worker=this_worker())


@shared_task(name="notices.tasks.work", acks_late=True, ignore_result=True)
def work() -> None:
    """Go on with what is queued, for a short while: a code may wait behind this."""
    shifts.work(at=clock.now(), worker=this_worker())
