"""The circle of 25: seats, people, voices, answers drawn as dots in a ring.

Every state becomes one of five tones, and every tone has a shape of its own, so that the ring
reads without colour: settled is a full disc, waiting a ring with a core, needs a diamond, quiet
an empty ring, ended a small mark.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Dot = tuple[str, str]

TONES = ("settled", "waiting", "needs", "quiet", "ended")
TONE_OF = {tone: tone for tone in TONES} | {
    # seats, offers, candidacies
    "confirmed": "settled",
    "accepted": "settled",
    "eligible": "settled",
    "completed": "settled",
    "held": "waiting",
    "offered": "needs",
    "sent": "needs",
    "waitlisted": "waiting",
    "submitted": "waiting",
    "in_review": "waiting",
    "draft": "quiet",
    "free": "quiet",
    "declined": "ended",
    "expired": "ended",
    "rescinded": "ended",
    "withdrawn": "ended",
    "unsuccessful": "ended",
    "lapsed": "ended",
    "closed": "ended",
    # people and sessions
    "present": "settled",
    "part": "waiting",
    "expected": "quiet",
    "apology": "ended",
    "absent": "ended",
    "published": "settled",
    "open": "settled",
    "active": "settled",
    "scheduled": "settled",
    "planned": "quiet",
    "forming": "waiting",
    "cancelled": "ended",
    # answers to a question
    "consent": "settled",
    "concern": "waiting",
    "objection": "needs",
}

MIDDLE, RADIUS = 50.0, 42.0
LARGEST_DOT = 5.6
LINE = 0.26  # how thick an outline is, in radii


def tone_of(state: str) -> str:
    """The tone of a state; what is not known is quiet."""
    return TONE_OF.get(str(state), "quiet")


def places(count: int) -> list[tuple[float, float]]:
    """Where each of `count` dots stands: clockwise from the top, evenly."""
    turn = 2 * pi / count if count else 0.0
    return [
        (
            round(MIDDLE + RADIUS * sin(turn * n), 2),
            round(MIDDLE - RADIUS * cos(turn * n), 2),
        )
        for n in range(count)
    ]


def dot_radius(count: int) -> float:
    """As large as fits: neighbours never touch, a lone dot is not a moon."""
    if count < 2:
        return LARGEST_DOT
    return round(min(LARGEST_DOT, RADIUS * sin(pi / count) * 0.76), 2)


def shape(tone: str, x: float, y: float, r: float) -> SafeString:
    """One dot of the ring, in the shape of its tone."""
    if tone == "waiting":
        return format_html(
            '<circle class="dot dot--waiting" cx="{}" cy="{}" r="{}" stroke-width="{}"/>'
            '<circle class="dot dot--core" cx="{}" cy="{}" r="{}"/>',
            *(x, y, round(r * 0.86, 2), round(r * LINE, 2)),
            *(x, y, round(r * 0.42, 2)),
        )
    if tone == "needs":
        d = round(r * 1.18, 2)
        return format_html(
            '<path class="dot dot--needs" d="M{} {}l{} {}l-{} {}l-{} -{}z"/>',
            *(x, round(y - d, 2), d, d, d, d, d, d),
        )
    size = {"quiet": 0.86, "ended": 0.42}.get(tone, 1.0)
    return format_html(
        '<circle class="dot dot--{}" cx="{}" cy="{}" r="{}" stroke-width="{}"/>',
        *(tone, x, y, round(r * size, 2), round(r * LINE, 2) if tone == "quiet" else 0),
    )


@lru_cache(maxsize=512)
def draw(tones: tuple[str, ...], *, label: str, css: str, centre: str, beneath: str) -> SafeString:
    """The ring as SVG. With a label it is an image with those words, without one decoration."""
    r = dot_radius(len(tones))
    dots = format_html_join(
        "",
        "{}",
        ((shape(t, x, y, r),) for t, (x, y) in zip(tones, places(len(tones)), strict=True)),
    )
    said = format_html('role="img" aria-label="{}"', label) if label else _HIDDEN
    return format_html(
        '<svg class="{}" viewBox="0 0 100 100" {}>{}{}</svg>',
        *(css, said, dots, _words(centre, beneath)),
    )


_HIDDEN = SafeString('aria-hidden="true" focusable="false"')


def _words(centre: str, beneath: str) -> SafeString:
    """What stands in the middle of a large ring."""
    if not centre:
        return SafeString("")
    return format_html(
        '<text class="ring__centre" x="50" y="{}">{}</text>'
        '<text class="ring__beneath" x="50" y="66">{}</text>',
        *(56 if beneath else 59, centre, beneath),
    )


def seat_tones(*, confirmed: int, held: int, free: int) -> tuple[str, ...]:
    """Taken seats first, clockwise from the top."""
    return ("settled",) * confirmed + ("waiting",) * held + ("quiet",) * free


def seat_words(*, confirmed: int, held: int, free: int) -> list[tuple[str, str]]:
    """The same in words, each with the tone of its dots; held is left out when there is none."""
    words = [
        ("settled", ngettext("%d seat confirmed", "%d seats confirmed", confirmed) % confirmed)
    ]
    if held:
        words.append(("waiting", ngettext("%d seat held", "%d seats held", held) % held))
    words.append(("quiet", ngettext("%d seat free", "%d seats free", free) % free))
    return words


def sentence(parts: Iterable[str]) -> str:
    """Parts said one after the other."""
    return ", ".join(str(part) for part in parts)


def label_of(dots: Sequence[Dot]) -> str:
    """What a ring of labelled dots says: '20 present, 3 apologies', in order of appearance."""
    counted = Counter(str(label) for _state, label in dots)
    return sentence(
        _("%(count)s %(label)s") % {"count": count, "label": label}
        for label, count in counted.items()
    )
