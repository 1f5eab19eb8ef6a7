"""The words and shapes every page is built from. A builtin of all templates: no `{% load %}`.

The ring, states and tones are in `ring_tags`, a builtin too.

Dates (aware moments in; program zone by IANA name)
    {% when session.starts_at "Australia/Melbourne" %}      both zones where they differ
    {% when session.starts_at zone until=session.ends_at %}
    {% day session.date %}                       Wednesday 14 August 2024
    {{ moment|in_words:zone }}                   plain text, for mails and titles
    {{ moment|clock:zone }}                      10:00 am
Blocks
    {% next "You have an offer" kicker="Next for you" icon_name="envelope" %}<p>...</p>{% endnext %}
    {% notice "needs" title="..." %}<p>...</p>{% endnotice %}   tones: quiet settled needs
    {% empty "No sessions yet" %}<p>...</p>{% endempty %}
Lists
    {% facts pairs %}                            (name, value) pairs as a list of facts
    {% steps items now=2 %}                      (title, text) pairs; before `now` done, from 0
Small
    {% icon "calendar-days" %}                   heroicons, outline, decoration
    {% error_summary form %}                     on top of a form that crispy does not draw whole
    {{ name|initials }}   {{ number|tel }}
    {% site_name %} {% exit_url %} {% support_lines as lines %} {% site_contact %}
Parts to include
    components/field.html with field=form.x   label, help, what needs doing, control; crispy uses it
    components/people.html with people=...     components/pagination.html with page=...
    components/htmx.html in the block htmx     components/confirm.html, a whole page (see its head)
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import heroicons
from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cop_platform.pages import browsers, dates, fields
from cop_platform.pages import ring as rings
from cop_platform.pages.ring_tags import glyph

register = template.Library()

register.filter("field_kind", fields.kind)
register.filter("dressed", fields.dressed)
register.filter("dressed_option", fields.dressed_option)
register.filter("field_target", fields.target)
register.filter("asks_much", fields.asks_much)
register.filter("browser_words", browsers.words)

EMPTY = ("quiet",) * 25


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str, css: str = "icon") -> SafeString:
    """A heroicon, as decoration: the words beside it carry the meaning."""
    drawn = heroicons._render_icon("outline", str(name), None, {"class": css, "focusable": "false"})
    # Our own file names, a library's drawings.
    return mark_safe(drawn.replace("\n", ""))  # noqa: S308  # nosec B308, B703


# -- Dates -------------------------------------------------------------------------------------


@register.simple_tag
def when(
    moment: datetime | None, zone: str | None = None, until: datetime | None = None
) -> SafeString:
    """A moment in the program's zone and, where the clocks differ, first in the viewer's."""
    if not moment:
        return SafeString("")
    return dates.when(moment, dates.zone_of(zone), until)


@register.simple_tag
def day(value: date | None, zone: str | None = None) -> SafeString:
    """A day in full."""
    return dates.day(value, dates.zone_of(zone)) if value else SafeString("")


@register.filter
def in_words(moment: datetime | None, zone: str | None = None) -> str:
    """A moment as plain text."""
    return dates.in_zone(moment, dates.zone_of(zone)) if moment else ""


@register.filter
def clock(moment: datetime | None, zone: str | None = None) -> str:
    """The time of day of a moment, in a zone or the viewer's."""
    return dates.clock_words(moment.astimezone(dates.zone_of(zone))) if moment else ""


@register.simple_tag
def zone_here() -> str:
    """The zone in which moments are shown and typed: 'Melbourne time'."""
    return dates.zone_words(dates.zone_of(None))


# -- Blocks ------------------------------------------------------------------------------------


@register.simple_block_tag(end_name="endnext")
def next(  # the name that templates read
    content: str, title: str, *, kicker: str = "", icon_name: str = "", tone: str = "needs"
) -> SafeString:
    """The one thing to do on a page. Links and the button go into a `.next__act` inside."""
    return SafeString(  # nosec B703 -- a template escaped it
        render_to_string(
            "components/next.html",
            {
                "content": content,
                "title": title,
                "kicker": kicker,
                "mark": icon(icon_name) if icon_name else glyph(tone),
                "tone": tone,
            },
        )
    )


NOTICE_ICONS = {"settled": "check-circle", "needs": "hand-raised", "quiet": "information-circle"}


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, tone: str = "quiet", *, title: str = "") -> SafeString:
    """A few words set apart. `needs` asks the reader for something; none is ever an alarm."""
    return format_html(
        '<div class="notice notice--{}">{}<div>{}{}</div></div>',
        tone,
        icon(NOTICE_ICONS.get(tone, "information-circle")),
        format_html("<h2>{}</h2>", title) if title else "",
        content,
    )


@register.simple_block_tag(end_name="endempty")
def empty(content: str, title: str) -> SafeString:
    """What stands where a list will be: a ring of empty places, and what fills it."""
    drawn = rings.draw(EMPTY, label="", css="ring", centre="", beneath="")
    return format_html('<div class="empty">{}<h2>{}</h2>{}</div>', drawn, title, content)


@register.filter
def message_tone(level_tag: str) -> str:
    """The tone of one of Django's messages."""
    return {"success": "settled", "warning": "needs", "error": "needs"}.get(level_tag, "quiet")


@register.filter
def message_icon(level_tag: str) -> SafeString:
    return icon(NOTICE_ICONS[message_tone(level_tag)])


# -- Lists -------------------------------------------------------------------------------------


@register.simple_tag
def facts(pairs: Iterable[tuple[str, object]], *, stacked: bool = False) -> SafeString:
    """Names and values; a pair without a value is left out."""
    rows = format_html_join(
        "",
        "<div><dt>{}</dt><dd>{}</dd></div>",
        ((name, value) for name, value in pairs if value not in (None, "")),
    )
    return format_html('<dl class="facts{}">{}</dl>', " facts--stacked" if stacked else "", rows)


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[tuple[str, str]], now: int | None = None) -> dict[str, Any]:
    """Steps in order. With `now` (from 0), those before it are done."""

    def state(number: int) -> str:
        if now is None:
            return ""
        return "is-now" if number == now else "is-done" if number < now else "is-later"

    return {
        "story": now is None,
        "items": [(title, text, state(n)) for n, (title, text) in enumerate(items)],
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """What a form still needs, with a link to each field; nothing for a form that is well."""
    return {"form": form}


@register.filter
def initials(name: str) -> str:
    """Up to two first letters of a name, for the round sign beside it."""
    words = [word for word in str(name).split() if word[:1].isalnum()]
    letters = [word[0] for word in (words[:1] + words[1:][-1:])]
    return "".join(letters).upper()


# -- The site's own words ----------------------------------------------------------------------


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag
def site_contact() -> str:
    return str(settings.SITE_CONTACT)


@register.simple_tag
def exit_url() -> str:
    return str(settings.EXIT_URL)


@register.simple_tag
def support_lines() -> list[tuple[str, str, str]]:
    return list(settings.SUPPORT_LINES)


@register.filter
def tel(number: str) -> str:
    """A number as a telephone link's address."""
    return "tel:" + "".join(mark for mark in str(number) if mark.isdigit() or mark == "+")
