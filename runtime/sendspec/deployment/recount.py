"""Every counter once more from the logs alone: no code here takes part in counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sendspec.deployment.counts import Counts
from sendspec.deployment.log import LogRow
from sendspec.table import Standing, Table, holds


@dataclass(frozen=True, slots=True)
class Recount:
    """What the logs add up to."""

    counters: Mapping[str, int]
    rows: Mapping[str, int]
    """How many messages show each status."""
    unsettled: int
    differences: Mapping[str, int]
    """Recounted minus counted before, where they differed; empty unless something counted past the logs."""


class Refold:
    """Follows each message from row to row, and looks up in its table what each move counts."""

    def __init__(self, tables: Iterable[Table[Any, Any]]) -> None:
        self._tables = {table.kind: table for table in tables}
        self._effects = {kind: _effects(table) for kind, table in self._tables.items()}
        self._states: dict[tuple[str, Hashable], str] = {}
        self._counters: dict[str, int] = {}

    def read(self, rows: Iterable[LogRow]) -> None:
        for row in rows:
            if row.event is None:
                self._add(self._tables[row.kind].at_start)
            else:
                self._hear(row, row.event)
            self._states[row.kind, row.recipient] = row.state

    def counts(self, sent_kind: str) -> Counts:
        """What the rows add up to by now; `sent_kind` is the kind of the sending logs."""
        states = [state for (kind, _), state in self._states.items() if kind == sent_kind]
        stands = [self._standing(sent_kind, state) for state in states]
        return Counts(
            counters=self._counters,
            rows=dict(Counter(standing.status for standing in stands if standing.status is not None)),
            unsettled=sum(not standing.settled for standing in stands),
        )

    def _hear(self, row: LogRow, event: str) -> None:
        source = self._states[row.kind, row.recipient]
        effects = self._effects[row.kind].get((source, event, row.state)) if row.moved else None
        if effects is not None:
            self._add(effects)
        elif row.state != source:
            # No move of the table leads there: one that was added by hand moves the stocks of its two states.
            self._add(self._standing(row.kind, row.state).contributes)
            self._add({name: -number for name, number in self._standing(row.kind, source).contributes.items()})

    def _standing(self, kind: str, state: str) -> Standing[Any]:
        return self._tables[kind].states.get(state, Standing())

    def _add(self, effects: Mapping[str, int]) -> None:
        for counter, amount in effects.items():
            self._counters[counter] = self._counters.get(counter, 0) + amount


def _effects(table: Table[Any, Any]) -> dict[tuple[str, str, str], Mapping[str, int]]:
    """The effects of each move by source, event and target."""
    effects: dict[tuple[str, str, str], Mapping[str, int]] = {}
    for move in table.moves:
        if move.when is None or holds(move.when, {}, table.facts):
            effects.setdefault((move.source, move.event, move.target), move.effects)
    return effects
