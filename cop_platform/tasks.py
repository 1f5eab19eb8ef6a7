"""Celery's way in: wakes the planning, and does nothing of its own."""

from celery import shared_task

from audit import clock
from cop_platform import planning


@shared_task(name="cop_platform.tasks.plan")
def plan() -> None:
    """Once a minute (settings.PLAN_EVERY_S)."""
    planning.plan(at=clock.now())
