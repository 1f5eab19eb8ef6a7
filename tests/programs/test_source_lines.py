"""The line of a key, whatever stands around it."""

import tomllib

import pytest

from programs.source_lines import line_of, lines_of, path_at

SOURCE = '''\
# [comment] = "nothing"
title = "a # no comment [nor a table]"
[one]
text = """
[not.a.table]
key = "not a key"
"""
many = [
    "a", # ]
    'b',
]
inline = { x = 1, y = [2] }
[[two]]
"quoted" = 1
[[two]]
raw = \'\'\'
[[two]]
\'\'\'
last = 1979-05-27
'''


def test_every_key_is_found_on_its_line():
    tomllib.loads(SOURCE)

    assert lines_of(SOURCE) == {
        ("title",): 2,
        ("one",): 3,
        ("one", "text"): 4,
        ("one", "many"): 8,
        ("one", "inline"): 12,
        ("two",): 13,
        ("two", 0): 13,
        ("two", 0, "quoted"): 14,
        ("two", 1): 15,
        ("two", 1, "raw"): 16,
        ("two", 1, "last"): 19,
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [(("one", "inline", "x"), 12), (("two", 1, "missing"), 15), (("nowhere",), 1), ((), 1)],
)
def test_what_has_no_line_of_its_own_has_that_of_what_it_lies_in(path, line):
    assert line_of(path, lines_of(SOURCE)) == line


@pytest.mark.parametrize(
    ("line", "path"), [(1, ()), (6, ("one", "text")), (13, ("two", 0)), (99, ("two", 1, "last"))]
)
def test_what_stands_on_a_line_is_what_began_last(line, path):
    assert path_at(line, lines_of(SOURCE)) == path
