"""Which line of a TOML file a key stands on: the standard parser keeps no lines.

A path is what leads to a value: ("communities", 1, "slug") is the key `slug` of the second
table of `[[communities]]`. Only what our own files use is understood; a key written in another
way is found by the table it stands in.
"""

import re
from collections import Counter
from collections.abc import Iterator

Path = tuple[str | int, ...]

STRING_OR_COMMENT = re.compile(
    r"'''.*?'''"
    r'|"""(?:\\.|[^\\])*?"""'
    r"|'[^'\n]*'"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|\#[^\n]*",
    re.DOTALL,
)
HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
KEY = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)\s*(?==|\.)")


def lines_of(source: str) -> dict[Path, int]:
    """The line, from 1, of every table and key. Of a key that stands twice, the last."""
    found: dict[Path, int] = {}
    tables: Counter[str] = Counter()
    here: Path = ()
    for number, line in _statements(source):
        if header := HEADER.match(line):
            here = _table(header, tables)
            found[here] = number
            found.setdefault(here[:1], number)
        elif key := KEY.match(line):
            found[(*here, key[1].strip("\"'"))] = number
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of a path, or of the nearest table or key it lies in; 1 where there is none."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def path_at(line: int, lines: dict[Path, int]) -> Path:
    """What stands on that line, or begins last before it."""
    before = [(number, len(path), path) for path, number in lines.items() if number <= line]
    return max(before, key=lambda one: one[:2])[2] if before else ()


def _table(header: re.Match[str], tables: Counter[str]) -> Path:
    name = header[2].strip("\"'")
    if header[1] == "[":
        return (name,)
    tables[name] += 1
    return (name, tables[name] - 1)


def _statements(source: str) -> Iterator[tuple[int, str]]:
    """The first line of each statement, with its number: not what goes on inside a value."""
    masked = STRING_OR_COMMENT.sub(_mask, source)
    depth = 0
    for number, (line, bare) in enumerate(
        zip(source.split("\n"), masked.split("\n"), strict=True), start=1
    ):
        if depth == 0 and not bare.startswith("\0"):
            yield number, line
        if depth > 0 or not HEADER.match(bare):
            depth += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
        depth = max(depth, 0)


def _mask(token: re.Match[str]) -> str:
    """As many lines, without brackets or quotes; those that go on inside a string are marked."""
    first, *rest = token[0].split("\n")
    return "\n".join(["_" * len(first), *("\0" + "_" * len(line) for line in rest)])
