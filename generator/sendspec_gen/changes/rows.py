"""Rows of the emitted test tables, compared by their ids."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from sendspec_gen.changes import words
from sendspec_gen.changes.change import Cell, RowChange
from sendspec_gen.changes.names import NewNames
from sendspec_gen.model import Model

Row = Mapping[str, str]
NOT_COMPARED = ("id", "state", "event")
"""What a row is found by."""


def rows(
    old: Mapping[str, str], new: Mapping[str, str], old_model: Model, new_model: Model, names: NewNames
) -> Iterator[RowChange]:
    """Rows that came, changed and went, a table a machine; `old_model` and its rows still have their own names."""
    before = {
        names.of("machine", machine.name): _renamed(old.get(machine.name, ""), machine.name, old_model, names)
        for machine in old_model.machines.values()
    }
    after = {name: _read(new.get(name, "")) for name in new_model.machines}
    for table in dict.fromkeys((*after, *before)):
        yield from _table(table, before.get(table, {}), after.get(table, {}))


def _table(table: str, old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterator[RowChange]:
    for name, row in new.items():
        cells = _cells(old.get(name, {}), row)
        if name not in old:
            yield RowChange("added", table, name, cells)
        elif cells:
            yield RowChange("changed", table, name, cells)
    for name, row in old.items():
        if name not in new:
            yield RowChange("removed", table, name, _cells(row, {}))


def _cells(old: Row, new: Row) -> tuple[Cell, ...]:
    columns = (column for column in dict.fromkeys((*new, *old)) if column not in NOT_COMPARED)
    pairs = ((column, old.get(column, ""), new.get(column, "")) for column in columns)
    return tuple(Cell(column, before, after) for column, before, after in pairs if before != after)


def _read(text: str) -> dict[str, Row]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {row["id"]: row for row in csv.DictReader(lines)}


def _renamed(text: str, machine: str, model: Model, names: NewNames) -> dict[str, Row]:
    """An old table in the new names."""
    kind, now = model.machines[machine].kind, names.of("machine", machine)
    found: dict[str, Row] = {}
    for row in _read(text).values():
        cells = {names.of("counter", column): value for column, value in row.items()}
        state, event = names.of("state", row["state"], now), names.of("event", row["event"])
        rest = row["id"].removeprefix(f"{row['state']}/{row['event']}")
        cells["id"] = f"{state}/{event}{rest}"
        cells["state"], cells["event"] = state, event
        cells["next_state"] = names.of("state", row["next_state"], now)
        cells["status"] = names.of("status", row["status"], kind)
        for column in ("condition", "requires"):
            cells[column] = words.with_names(row[column], lambda fact: names.of("fact", fact, now))
        cells["tell"] = words.with_names(row["tell"], lambda event: names.of("event", event))
        refusal, _, said = row["reason"].partition(":")
        cells["reason"] = f"{names.of('refusal', refusal)}:{said}" if said else row["reason"]
        found[cells["id"]] = cells
    return found
