"""Parts of a page that depend on nothing but what they are given. A builtin of all templates.

    {% kept "pages/cohort_people.html" members=page.members others=page.others %}

Like an include, but the part sees these values alone (all hashable), and the same values in the
same language and zone are drawn once in each process. It can't go stale: what differs is drawn
anew. Nothing that is one person's secret belongs in it, nor a form: it has no request.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

register = template.Library()
PARTS = 128


@register.simple_tag
def kept(part: str, **values: object) -> SafeString:
    """The part of this name with these values."""
    key = (part, translation.get_language(), timezone.get_current_timezone_name())
    return _drawn(*key, tuple(values.items()))


@lru_cache(maxsize=PARTS)
def _kept(
    name: str, language: str | None, zone: str, values: tuple[tuple[str, object], ...]
) -> SafeString:
    # A template escaped it.
    return SafeString(render_to_string(name, dict(values)))  # nosec B703


def forget() -> None:
    """Draw everything anew: for tests that change the words themselves."""
    _kept.cache_clear()


_drawn = _kept.__wrapped__ if settings.DEBUG else _kept
