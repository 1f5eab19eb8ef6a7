"""What the alarm clock wakes. The rules are in delivery.py; nothing is lost when this never runs."""

from celery import shared_task

from audit import clock
from notices import delivery
from notices.workers import this_worker


@shared_task(name="notices.tasks.drain", acks_late=True, ignore_result=True)
def drain() -> None:
    """Send what is due."""
    delivery.drain(at=clock.now(), worker=this_worker())
