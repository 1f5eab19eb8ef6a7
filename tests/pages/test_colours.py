"""Every pair of colours that meets on a page, light and dark, at WCAG 2.2 AA (1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("paper", "raised", "sunken")
PAIRS = [
    *((words, ground, TEXT) for words in ("ink", "ink-soft", "link") for ground in GROUNDS),
    *((words, ground, TEXT) for words in ("needs", "clay") for ground in GROUNDS),
    *((mark, ground, SHAPE) for mark in ("settled", "needs-mark") for ground in GROUNDS),
    *((mark, ground, SHAPE) for mark in ("edge", "focus") for ground in GROUNDS),
    *((words, ground, TEXT) for words in ("ink", "settled-deep") for ground in ("settled-tint",)),
    *((words, "needs-tint", TEXT) for words in ("ink", "needs")),
    ("needs-mark", "needs-tint", SHAPE),
    ("settled", "settled-tint", SHAPE),
    ("ink", "clay-tint", TEXT),
    ("on-settled", "settled", TEXT),
    ("on-settled", "settled-deep", TEXT),
    ("on-clay", "clay", TEXT),
    ("on-way-out", "way-out", TEXT),
]


def tokens(name):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (CSS / name).read_text()))


LIGHT = tokens("tokens.css")
THEMES = {"light": LIGHT, "dark": LIGHT | tokens("dark.css")}


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_the_pair_can_be_told_apart(theme, front, ground, least):
    colours = THEMES[theme]

    assert contrast(colours[front], colours[ground]) >= least


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_answers_every_colour_of_light():
    assert set(tokens("dark.css")) == set(LIGHT)
