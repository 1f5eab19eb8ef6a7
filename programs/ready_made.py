"""The program files that come with the house, and any other on disk."""

from pathlib import Path

from programs import program_files
from programs.program_files import BadFile, Problem, ProgramFile

DATA = Path(__file__).parent / "data"
MOST_BYTES = 1024 * 1024


def names() -> list[str]:
    """The ready-made files, by name without the ending."""
    return sorted(path.stem for path in DATA.glob("*.toml"))


def read(name: str) -> ProgramFile:
    """A ready-made file.

    :raises KeyError: there is none of this name.
    """
    if name not in names():
        raise KeyError(name)
    return read_path(DATA / f"{name}.toml")


def read_path(path: Path) -> ProgramFile:
    """A file on disk.

    :raises OSError: it cannot be read.
    :raises BadFile: it says something wrong.
    """
    if path.stat().st_size > MOST_BYTES:
        raise BadFile([Problem(1, path.name, "This file is far too large for a program.")])
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as trouble:
        line = path.read_bytes()[: trouble.start].count(b"\n") + 1
        raise BadFile([Problem(line, path.name, "This is not UTF-8 text.")]) from None
    return program_files.read(source.replace("\r\n", "\n"))
