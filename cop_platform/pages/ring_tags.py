"""The circle of 25 and its shapes, as templates ask for them. A builtin: no `{% load %}`.

The ring
    {% ring confirmed=20 held=2 free=3 %}        seats as dots; SVG, role="img", said in words
    {% ring ... size="large" centre="22" beneath="of 25 seats" %}   size: small, large or none
    {% ring_of dots label="..." %}               dots: list of (state, label), any state below
    {% seats confirmed=20 held=2 free=3 %}       the ring with its numbers in words beside it
    {% logo %}                                   the site's own ring: decoration
States and tones
    {% status "settled" "You have a seat" %}     badge: settled waiting needs quiet ended, or a
    {% status offer.state offer.get_state_display %}   state known to ring.TONE_OF
    {% glyph "needs" %}                          the dot alone, inline, decoration
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cop_platform.pages import ring as rings

register = template.Library()

LOGO = ("settled",) * 24 + ("needs",)
OPEN_PLACE = ("needs",) + ("quiet",) * 24


def _ring_class(size: str) -> str:
    return f"ring ring--{size}" if size else "ring"


@register.simple_tag
def ring(
    free: int = 0,
    held: int = 0,
    confirmed: int = 0,
    *,
    label: str = "",
    size: str = "",
    centre: str | int = "",
    beneath: str = "",
) -> SafeString:
    """Seats as dots in a ring, with the numbers as its words."""
    words = rings.seat_words(confirmed=confirmed, held=held, free=free)
    return rings.draw(
        rings.seat_tones(confirmed=confirmed, held=held, free=free),
        label=str(label) or rings.sentence(said for _tone, said in words),
        css=_ring_class(size),
        centre=str(centre),
        beneath=str(beneath),
    )


@register.simple_tag
def ring_of(
    dots: Iterable[rings.Dot],
    *,
    label: str = "",
    size: str = "",
    centre: str | int = "",
    beneath: str = "",
) -> SafeString:
    """Anything as dots in a ring: (state, label) each, in order, clockwise from the top."""
    listed = list(dots)
    return rings.draw(
        tuple(rings.tone_of(state) for state, _label in listed),
        label=str(label) or rings.label_of(listed),
        css=_ring_class(size),
        centre=str(centre),
        beneath=str(beneath),
    )


@register.inclusion_tag("components/seats.html")
def seats(free: int = 0, held: int = 0, confirmed: int = 0, *, size: str = "") -> dict[str, Any]:
    """The ring of seats, and beside it the numbers in words: so the ring itself is decoration."""
    counts = {"confirmed": confirmed, "held": held, "free": free}
    drawn = rings.draw(
        rings.seat_tones(**counts), label="", css=_ring_class(size), centre="", beneath=""
    )
    return {"ring": drawn, "words": rings.seat_words(**counts)}


@register.simple_tag
def logo(*, size: str = "logo", centre: str | int = "", beneath: str = "") -> SafeString:
    """The site's sign: a circle of 25 in which one place stands out."""
    return rings.draw(
        LOGO, label="", css=_ring_class(size), centre=str(centre), beneath=str(beneath)
    )


@register.simple_tag
def ring_of_open_place() -> SafeString:
    """One lit place in an empty circle: decoration of the pages on which somebody is lost."""
    return rings.draw(OPEN_PLACE, label="", css="ring", centre="", beneath="")


@register.simple_tag
@lru_cache(maxsize=16)
def glyph(state: str) -> SafeString:
    """One dot as a small inline picture."""
    return format_html(
        '<svg class="glyph" viewBox="0 0 12 12" aria-hidden="true" focusable="false">{}</svg>',
        rings.shape(rings.tone_of(state), 6, 6, 5),
    )


@register.simple_tag
def status(state: str, label: str) -> SafeString:
    """A state as shape and word; the colour only repeats them."""
    return format_html(
        '<span class="status status--{}">{}{}</span>', rings.tone_of(state), glyph(state), label
    )
