"""`python -m benchmarks [name ...]`: measure, print a table, write var/bench.json."""

import sys

from benchmarks import board, feed, figures, first_page, importing, outbox, pages, planning, seats
from benchmarks.child import measured
from benchmarks.site import ROOT

MODULES = (pages, feed, first_page, board, seats, importing, planning, outbox)


def main(names: list[str]) -> int:
    known = [name for module in MODULES for name in module.NAMES]
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    found = [figure for module in MODULES for figure in measured(module, names or known)]
    figures.write(found, ROOT / "var" / "bench.json")
    print(figures.table(found))
    return 0 if all(figure.ok for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
