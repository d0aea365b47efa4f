"""Every counter once more from the logs alone: no code here takes part in counting."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sendspec.deployment.log import LogRow
from sendspec.table import Move, Table, holds


@dataclass(frozen=True, slots=True)
class Recount:
    """What the logs add up to."""

    counters: Mapping[str, int]
    rows: Mapping[str, int]
    """How many messages show each status."""
    unsettled: int
    differences: Mapping[str, int]
    """Recounted minus counted, where they differ; empty unless something counted past the logs."""


class Refold:
    """Follows each message from row to row through its table."""

    def __init__(self, tables: Iterable[Table[Any, Any]], durations: Mapping[str, int]) -> None:
        self._tables = {table.kind: table for table in tables}
        self._durations = durations
        self._stands: dict[tuple[str, Hashable], str] = {}
        self._entered: dict[tuple[str, Hashable], int] = {}
        self.counters: dict[str, int] = {}

    def read(self, rows: Iterable[LogRow]) -> None:
        for row in rows:
            if row.event is None:
                self._begin(row)
            else:
                self._hear(row, row.event)

    def states(self, kind: str) -> list[str]:
        """The state of each message by now."""
        return [state for (its, _), state in self._stands.items() if its == kind]

    def _begin(self, row: LogRow) -> None:
        table = self._tables[row.kind]
        self._stands[row.kind, row.recipient] = table.initial
        self._add(table.at_start)

    def _hear(self, row: LogRow, event: str) -> None:
        key = row.kind, row.recipient
        table = self._tables[row.kind]
        move = self._move(table, key, event, row.at)
        if move is not None:
            self._stands[key] = move.target
            self._add(move.effects)
            if row.at is not None:
                self._entered[key] = row.at

    def _move(
        self, table: Table[Any, Any], key: tuple[str, Hashable], event: str, at: int | None
    ) -> Move[Any, Any] | None:
        """The move that the table knows for the event; None where it is ignored."""
        for move in table.moves:
            if move.source == self._stands[key] and move.event == event:
                if move.when is not None and not holds(move.when, {}, table.facts):
                    continue
                return None if self._too_early(table, move, self._entered.get(key), at) else move
        return None

    def _too_early(self, table: Table[Any, Any], move: Move[Any, Any], entered: int | None, at: int | None) -> bool:
        if move.not_before is None or entered is None or at is None:
            return False
        return at - entered < self._durations.get(move.not_before, table.durations[move.not_before].value)

    def _add(self, effects: Mapping[str, int]) -> None:
        for counter, amount in effects.items():
            self.counters[counter] = self.counters.get(counter, 0) + amount
