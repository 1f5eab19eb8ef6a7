"""Whom words may mean: rather one too many than one too few."""

import pytest

from intakes import likeness
from intakes.likeness import Said

ME = likeness.known("Ada Writer", "ada@writer.example", ["Harbour House"])


def alike(words, name="", mail="q7@gmail.com", *places):
    return Said(words, ME).may_mean(likeness.known(name, mail, places))


@pytest.mark.parametrize(
    "words",
    [
        "Sam Okafor",
        "sam okafor, please",
        "not with okafor",
        "anyone but Sam",
        "SAM OKAFOR'S team",
        "Sam Okafo (I forget how it is written), samm okafor",
        "Okáfor",
    ],
)
def test_a_name_is_found_however_it_is_written(words):
    assert alike(words, "Sam Okafor (demo)") == ["name"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("I hope nobody minds, it may be nothing", "Hope May"),
        ("my health", "Heath"),
        ("sammy", "Sam Okafor"),
        ("nobody", "Nia Obody"),
        ("(demo)", "Kim (demo)"),
    ],
)
def test_an_everyday_word_is_no_name(words, name):
    assert alike(words, name) == []


def test_an_everyday_word_written_like_a_name_is_one():
    assert alike("not with Hope", "Hope Vale") == ["name"]


def test_a_name_of_two_letters_is_found_where_it_is_written_like_one():
    assert alike("I know Li", "Li") == ["name"]
    assert alike("li", "Li Na") == []
    assert alike("that is li na", "Li Na") == ["name"]


def test_an_address_is_found_whole_by_its_first_part_and_by_its_place():
    assert alike("it is s.okafor@brisk.example", "", "s.okafor@brisk.example") == ["mail"]
    assert alike("sokafor is their name online", "", "sokafor@gmail.com") == ["mail"]
    assert alike("somebody at brisk", "", "so@brisk.org.au") == ["mail"]
    assert alike("gmail", "", "so@gmail.com") == []


def test_an_organisation_is_found_by_the_words_that_tell_it_apart():
    place = "Bluegum Women's Health Service"
    assert alike("anyone from bluegum", "", "a@gmail.com", place) == ["organisation"]
    assert alike("the women's health service", "", "a@gmail.com", place) == []
    assert alike("people of BWHS", "", "a@gmail.com", place) == ["organisation"]


def test_my_manager_is_somebody_from_where_i_work():
    assert alike("my manager", "", "a@gmail.com", "harbour  House") == ["organisation"]
    assert alike("my manager", "", "a@gmail.com", "Elsewhere") == []
    assert alike("my neighbour", "", "a@gmail.com", "Harbour House") == []


def test_nobody_is_meant_by_nothing():
    assert alike("", "", "", "", " ") == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("smith", "smyth", True),
        ("smith", "smiths", True),
        ("smith", "smit", False),  # too short to be sure
        ("okafor", "okafr", True),
        ("okafor", "okfar", False),
        ("okafor", "okafor", True),
    ],
)
def test_one_letter_apart(one, other, near):
    assert likeness.one_apart(one, other) is near
