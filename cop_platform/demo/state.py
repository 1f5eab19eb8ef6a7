"""What the loaded demo remembers: where things are, what was tried, whether it was put away."""

from datetime import date, datetime

from django.db import transaction

from cop_platform.models import DemoState


def current() -> DemoState | None:
    """The demo that is loaded, or None."""
    return DemoState.objects.first()


def remember(*, day: date, at: datetime, places: dict[str, int | str]) -> None:
    """Note which day's demo this is and where the tour finds things."""
    DemoState.objects.update_or_create(
        id=1,
        defaults={
            "day": day,
            "loaded_at": at,
            "places": places,
            "seen": [],
            "dismissed": False,
        },
    )


@transaction.atomic
def see(word: str) -> None:
    """Note that something was looked at; once is enough."""
    state = DemoState.objects.select_for_update().first()
    if state and word not in state.seen:
        state.seen = [*state.seen, word]
        state.save(update_fields=["seen"])


def put_away(*, dismissed: bool) -> None:
    """Hide the tour, or bring it back."""
    DemoState.objects.update(dismissed=dismissed)
