"""`python -m benchmarks.child module name ...`: measure a module's figures, and print them as JSON
on the last line. A process for each module: each has a database of its own, and Django knows one.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from typing import Any

from benchmarks.figures import Figure
from benchmarks.site import ROOT


def measured(module: Any, names: list[str]) -> list[Figure]:
    """These figures of a module; what it says meanwhile is printed."""
    wanted = [name for name in module.NAMES if name in set(names)]
    if not wanted:
        return []
    command = [sys.executable, "-m", "benchmarks.child", module.__name__, *wanted]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    *said, found = done.stdout.splitlines()
    if said:
        print("\n".join(said))
    return [Figure(**figure) for figure in json.loads(found)]


if __name__ == "__main__":
    print(json.dumps([asdict(f) for f in import_module(sys.argv[1]).measure(sys.argv[2:])]))
