"""The demo's door: only in the local demo, and only for demo people."""

from django.conf import settings
from django.http import Http404

from accounts.access import Visitor, open_to_visitors
from cop_platform.demo import state
from cop_platform.models import DemoState


@open_to_visitors
def in_the_demo(user: Visitor) -> DemoState:
    """Everybody, while the local demo is loaded; nothing is here otherwise."""
    found = state.current() if settings.DEMO and settings.LOCAL else None
    if found is None:
        raise Http404
    return found
