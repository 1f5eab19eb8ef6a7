"""What a benchmark says: a name, a value, its goal, and whether the goal was met."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """`ratio` compares with the bare view of the same run; None where there is no rate."""

    name: str
    value: float
    unit: str
    goal: str
    ok: bool
    ratio: float | None = None


def write(figures: list[Figure], path: Path) -> None:
    """Write all figures of one run as a JSON list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = ("name", "value", "unit", "ratio", "goal", "ok")
    rows = [{key: asdict(figure)[key] for key in keys} for figure in figures]
    path.write_text(json.dumps(rows, indent=1) + "\n")


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table, so that it can stand in the docs as it is printed."""
    lines = [
        "| name | value | unit | ratio | goal | ok |",
        "| --- | ---: | --- | ---: | --- | --- |",
    ]
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.3f}"
        lines.append(
            f"| {figure.name} | {figure.value:,.1f} | {figure.unit} | {ratio} "
            f"| {figure.goal} | {'yes' if figure.ok else 'NO'} |"
        )
    return "\n".join(lines)
