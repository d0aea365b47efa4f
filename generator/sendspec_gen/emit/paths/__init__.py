"""Test tables by named criterion, CSV: paths from the initial state, and what is seen after each step, in plain words.

`steps` are joined by `; `. A step is what is said, how much time then passes, and what is heard, each if it is given:
`[recurring and not approved] +1d run`. What was said holds until something else is said. Where nothing is heard the
clock is. The other columns are trails, joined by spaces: `answers` and `refusals` have a word for each step, the rest
begin with how the machine begins; `-` is for nothing, and a trail of nothing else is left empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from sendspec_gen.emit.paths.criteria import Covered, Test, tests_of
from sendspec_gen.model import Machine, Model

FOLDER = "generated/tables/paths"
FIRST_COLUMNS = ("id", "steps", "answers", "states", "statuses")


def files(model: Model) -> Iterator[tuple[str, str]]:
    """Emit a table for each criterion that a machine has tests of, and how much they cover."""
    covered: list[Sequence[str | int]] = []
    for machine in model.machines.values():
        for found in tests_of(machine, model):
            covered.append((machine.name, found.criterion, found.covered, found.of))
            if found.tests:
                yield f"{FOLDER}/{machine.name}/{found.criterion}.csv", _table(found, machine, model)
    yield f"{FOLDER}/coverage.csv", _csv("spec/", ("machine", "criterion", "covered", "of"), covered)


def _table(found: Covered, machine: Machine, model: Model) -> str:
    counters = [counter.name for counter in model.counters.values() if counter.of == machine.kind]
    columns = (*FIRST_COLUMNS, *counters, "refusals")
    return _csv(machine.path, columns, (_row(test, machine) for test in found.tests))


def _row(test: Test, machine: Machine) -> Sequence[str]:
    steps = test.path[1:]
    cells = [step.cell for step in steps if step.cell is not None]
    return (
        test.name,
        "; ".join([step.text for step in steps]),
        " ".join([cell.answer for cell in cells]),
        " ".join([step.state for step in test.path]),
        _trail([machine.states[step.state].status for step in test.path]),
        *(" ".join(map(str, counts)) for counts in zip(*(step.counters for step in test.path), strict=True)),
        _trail([cell.refusal for cell in cells]),
    )


def _trail(words: Sequence[str | None]) -> str:
    return " ".join([word or "-" for word in words]) if any(words) else ""


def _csv(source: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    text = io.StringIO()
    text.write(f"# Generated from {source} by `sendspec generate`. Do not edit.\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
