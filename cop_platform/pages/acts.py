"""Acts of the audit in words. A builtin of all templates: `{{ entry|act_words }}`."""

from django import template
from django.utils.functional import Promise

from audit.models import Entry

register = template.Library()

# What each verb says to a coordinator; tests/pages/test_acts.py finds those that are missing.
WORDS: dict[str, str | Promise] = {}


@register.filter
def act_words(entry: Entry) -> str | Promise:
    """What was done; a verb without words of its own is read out."""
    return WORDS.get(entry.verb) or entry.verb.replace(".", " ").replace("_", " ").capitalize()
