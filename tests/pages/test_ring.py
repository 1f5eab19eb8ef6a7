"""The circle of 25, as geometry, shapes and words."""

import re
from itertools import pairwise
from math import dist

import pytest

from cop_platform.pages import ring


def drawn(tones, **given):
    return ring.draw(
        tuple(tones), **({"label": "", "css": "ring", "centre": "", "beneath": ""} | given)
    )


@pytest.mark.parametrize("count", range(2, 61))
def test_neighbours_never_touch(count):
    stood = ring.places(count)
    nearest = min(dist(a, b) for a, b in pairwise([*stood, stood[0]]))

    assert nearest > 2 * ring.dot_radius(count)


def test_the_first_dot_stands_at_the_top_and_the_second_to_its_right():
    first, second, *_ = ring.places(25)

    assert list(first) == [50, 8]
    assert second[0] > 50


@pytest.mark.parametrize("count", [1, 25, 60])
def test_every_dot_lies_inside_the_picture(count):
    r = ring.dot_radius(count)

    assert all(r <= x <= 100 - r and r <= y <= 100 - r for x, y in ring.places(count))


def test_a_ring_of_nothing_is_an_empty_picture():
    assert "<circle" not in drawn([])


def test_each_tone_has_a_shape_of_its_own():
    shapes = {tone: re.sub(r"dot--\w+", "", ring.shape(tone, 6, 6, 5)) for tone in ring.TONES}

    assert len(set(shapes.values())) == len(ring.TONES)


def test_with_a_label_it_is_an_image_that_says_it_and_without_one_it_is_decoration():
    assert 'role="img" aria-label="3 &lt;b&gt;"' in drawn(["settled"], label="3 <b>")
    assert 'aria-hidden="true"' in drawn(["settled"])


def test_it_carries_no_style():
    picture = drawn(ring.TONES, label="x", centre="5", beneath="of 5")

    assert "style" not in picture
    assert "fill=" not in picture


def test_seats_in_words_say_held_only_where_some_are():
    assert ring.seat_words(confirmed=1, held=0, free=24) == [
        ("settled", "1 seat confirmed"),
        ("quiet", "24 seats free"),
    ]
    assert [said for _tone, said in ring.seat_words(confirmed=22, held=1, free=2)] == [
        "22 seats confirmed",
        "1 seat held",
        "2 seats free",
    ]


def test_labelled_dots_are_counted_in_the_order_they_appear():
    dots = [("present", "here"), ("apology", "sent an apology"), ("present", "here")]

    assert ring.label_of(dots) == "2 here, 1 sent an apology"


def test_a_state_nobody_knows_is_quiet():
    assert ring.tone_of("unheard-of") == "quiet"
