"""What a joint step does to a KPI in each of two modes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sendspec.comparison.joint import JointStep
from sendspec.kpi import Kpi, Measures
from sendspec.table import Move, Table

Tables: TypeAlias = tuple[Table[str, str], Table[str, str]]


class Effect(NamedTuple):
    """What a step adds to what a KPI counts in each mode, and to the whole of which that is a share."""

    numbers: tuple[int, int] = (0, 0)
    wholes: tuple[int, int] = (0, 0)
    """Nothing for a KPI that is no share."""

    @property
    def number(self) -> int:
        """In the second mode more than in the first."""
        return self.numbers[1] - self.numbers[0]

    @property
    def whole(self) -> int:
        """In the second mode more than in the first."""
        return self.wholes[1] - self.wholes[0]

    @property
    def differs(self) -> bool:
        """Whether the modes do not do the same to the KPI."""
        return bool(self.number or self.whole)


@dataclass(frozen=True, slots=True)
class Modes:
    """Two modes, and what is measured of them."""

    tables: Tables
    measures: Measures

    def moves(self, step: JointStep) -> tuple[Move[str, str] | None, Move[str, str] | None]:
        """The move that each mode makes; None where it stays as it is, or the message begins."""
        found = [
            None if way is None else _ways(table, state, step.event)[way]
            for table, state, way in zip(self.tables, step.states, step.ways, strict=True)
        ]
        return found[0], found[1]

    def targets(self, step: JointStep) -> tuple[str, str]:
        """Where each mode is afterwards."""
        found = [
            state if move is None else move.target for state, move in zip(step.states, self.moves(step), strict=True)
        ]
        return found[0], found[1]

    def effect(self, step: JointStep, kpi: Kpi) -> Effect:
        """What a step does to a KPI."""
        changes = [
            self._change(table, step, move, kpi) for table, move in zip(self.tables, self.moves(step), strict=True)
        ]
        return Effect((changes[0][0], changes[1][0]), (changes[0][1], changes[1][1]))

    def flow(self, counters: Mapping[str, int], kpi: Kpi) -> tuple[int, int]:
        """What counters that are the same in both modes add to what a KPI counts, and to its whole."""
        return self._counted(counters, kpi.counter), self._counted(counters, kpi.over)

    def rank(self, step: JointStep) -> tuple[int, ...]:
        """The place of a step in the order of the spec."""
        events = self.tables[0].events
        event = -1 if step.event is None else events.index(step.event) if step.event in events else len(events)
        states = (list(table.states).index(state) for table, state in zip(self.tables, step.states, strict=True))
        ways = (-1 if way is None else way for way in step.ways)
        return event, *states, *ways, int(step.by_clock)

    def _change(
        self, table: Table[str, str], step: JointStep, move: Move[str, str] | None, kpi: Kpi
    ) -> tuple[int, int]:
        begins = step.event is None
        counters = table.at_start if begins else {} if move is None else move.effects
        number, whole = self.flow(counters, kpi)
        if kpi.status is not None:
            came = table.initial if begins else None if move is None else move.target
            left = None if move is None else move.source
            number += _shows(table, came, kpi.status) - _shows(table, left, kpi.status)
        return number, whole

    def _counted(self, counters: Mapping[str, int], name: str | None) -> int:
        if name is None:
            return 0
        parts: Sequence[str] = self.measures.sums.get(name, (name,))
        return sum(counters.get(part, 0) for part in parts)


def _ways(table: Table[str, str], state: str, event: str | None) -> list[Move[str, str]]:
    return [move for move in table.moves if move.source == state and move.event == event]


def _shows(table: Table[str, str], state: str | None, status: str) -> int:
    return int(state is not None and table.states[state].status == status)
