"""Do the locks fit pyproject.toml, and do they name no place to fetch from?"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cop_platform.local.environment import PROJECT

RUN, DEV = "requirements.lock", "requirements-dev.lock"
PLACE = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|^-[if]\b|/simple\b")
Pins = dict[str, Requirement]


def main() -> int:
    """Print what is wrong; the code to exit with."""
    found = list(faults(PROJECT))
    for fault in found:
        print(fault)
    return 1 if found else 0


def faults(folder: Path) -> Iterator[str]:
    """What is wrong with the locks in this folder, a sentence each."""
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    wanted = {RUN: project["dependencies"], DEV: project["optional-dependencies"]["dev"]}
    texts = {name: (folder / name).read_text() for name in (RUN, DEV)}
    pins = {name: _pins(text) for name, text in texts.items()}
    for name, text in texts.items():
        yield from _places(name, text)
        yield from _unhashed(name, text)
        yield from _unmet(name, pins[name], wanted[name])
    yield from _apart(pins[RUN], pins[DEV])


def _places(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if PLACE.search(line):
            yield f"{name}:{number} names a place to fetch from: {line.strip()}"


def _unhashed(name: str, text: str) -> Iterator[str]:
    for block in _blocks(text):
        if "--hash=sha256:" not in block:
            yield f"{name} has no hash for {block.split()[0]}"


def _unmet(name: str, pins: Pins, wanted: list[str]) -> Iterator[str]:
    for words in wanted:
        requirement = Requirement(words)
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None:
            yield f"{name} lacks {requirement.name}: run `make lock`"
        elif not requirement.specifier.contains(_version(pin), prereleases=True):
            yield f"{name} has {pin}, pyproject.toml wants {words}: run `make lock`"


def _apart(run: Pins, dev: Pins) -> Iterator[str]:
    for name, pin in run.items():
        if name not in dev or _version(dev[name]) != _version(pin):
            yield f"{DEV} does not hold {pin} of {RUN}: run `make lock`"


def _pins(text: str) -> Pins:
    words = (block.partition("--hash")[0].replace("\\", " ").strip() for block in _blocks(text))
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, words)}


def _blocks(text: str) -> Iterator[str]:
    """Each pin with its hashes, as one line."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for block in lines.replace("\\\n", " ").splitlines():
        if block.strip() and not block.startswith("-"):  # else an option of pip's
            yield block


def _version(pin: Requirement) -> str:
    return str(pin.specifier).removeprefix("==")


if __name__ == "__main__":
    sys.exit(main())
