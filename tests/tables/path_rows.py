"""The emitted path tables, read back: what to do with an object, and what must be seen of it after each step."""

from __future__ import annotations

import csv
import re
from typing import NamedTuple

from tests.project import ROOT

FOLDER = ROOT / "generated" / "tables" / "paths"
FILES = sorted((path.parent.name, path.stem) for path in FOLDER.glob("*/*.csv"))
"""Machine and criterion."""

LENGTHS = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000}
STEP = re.compile(r"(?:\[(?P<said>[^\]]+)\])? ?(?:\+(?P<wait>[0-9dhms]+))? ?(?P<event>\w+)?")


class Step(NamedTuple):
    said: dict[str, bool]
    wait: int
    """In microseconds."""
    event: str | None


class Seen(NamedTuple):
    answer: str
    """Nothing before the first step."""
    state: str
    status: str | None
    counters: dict[str, int]
    refusal: str | None


class Row(NamedTuple):
    name: str
    steps: list[Step]
    seen: list[Seen]
    """How the object begins, then what is seen after each step."""


def read(machine: str, criterion: str) -> list[Row]:
    with (FOLDER / machine / f"{criterion}.csv").open(encoding="utf-8", newline="") as lines:
        return [row_of(row) for row in csv.DictReader(line for line in lines if not line.startswith("#"))]


def row_of(cells: dict[str, str]) -> Row:
    columns = list(cells)
    counters = columns[columns.index("statuses") + 1 : columns.index("refusals")]
    steps = [step_of(text) for text in cells["steps"].split("; ")] if cells["steps"] else []
    counts = zip(*(trail(cells[counter], len(steps) + 1) for counter in counters), strict=True) if counters else None
    seen = zip(
        ["", *trail(cells["answers"], len(steps))],
        trail(cells["states"], len(steps) + 1),
        [None if status == "-" else status for status in trail(cells["statuses"], len(steps) + 1)],
        [dict(zip(counters, map(int, counted), strict=True)) for counted in counts or [()] * (len(steps) + 1)],
        [None, *(None if refusal == "-" else refusal for refusal in trail(cells["refusals"], len(steps)))],
        strict=True,
    )
    return Row(cells["id"], steps, [Seen(*each) for each in seen])


def trail(text: str, length: int) -> list[str]:
    return text.split(" ") if text else ["-"] * length


def step_of(text: str) -> Step:
    found = STEP.fullmatch(text)
    assert found, text
    facts = found["said"].split(" and ") if found["said"] else []
    said = {fact.removeprefix("not "): not fact.startswith("not ") for fact in facts}
    lengths = re.findall(r"([0-9]+)([dhms])", found["wait"] or "")
    return Step(said, sum(int(number) * LENGTHS[unit] for number, unit in lengths), found["event"])
