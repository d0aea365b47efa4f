"""What every peer is given and gives back: machines as arrays, and how often which state heard which event.

Peers count cells (minute, state, event); what follows from the counts is worked out here, in the same way for all.
The logs span a day and the shortest deadline is half a week, so that no peer needs a clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sendlogs import MEASURES, MODES, Tracking
from sendspec.table import Table

Array = npt.NDArray[np.int64]
Answer = dict[str, Any]
"""`statuses` and `counters` by mode and name; `kpis`, by mode and name, as a digest of the values a minute."""

MINUTE = 60_000_000
EVENTS = tuple(str(event) for kind in (next(iter(MODES.values())), Tracking) for event in kind.table.events)
"""All events that are heard; peers code an event by its position."""
BITS = 4
"""Of a packed number `time << BITS | event`, the lowest: such numbers sort as the events of an object do."""


@dataclass(frozen=True)
class Dense:
    """A machine by numbers."""

    table: Table[Any, Any]
    states: tuple[str, ...]
    first_event: int
    """The position in `EVENTS` of the first event that it hears."""
    events: int
    """How many it hears."""
    initial: int
    targets: Array
    """States by events: where a state goes; to itself where it ignores or refuses."""

    def hears(self, event: int) -> bool:
        return self.first_event <= event < self.first_event + self.events


@dataclass(frozen=True)
class Cells:
    """How often a state of a machine heard an event, and how many objects began."""

    heard: Array
    """Buckets by states by events."""
    begun: Array
    """By buckets."""


def machines(modes: Sequence[str]) -> list[Dense]:
    """The modes, and tracking as the last."""
    return [dense(kind.table) for kind in (*(MODES[mode] for mode in modes), Tracking)]


def dense(table: Table[Any, Any]) -> Dense:
    states = tuple(table.states)
    targets = np.repeat(np.arange(len(states))[:, None], len(table.events), axis=1)
    for move in table.moves:
        targets[states.index(move.source), table.events.index(move.event)] = states.index(move.target)
    first = EVENTS.index(table.events[0])
    return Dense(table, states, first, len(table.events), states.index(table.initial), targets)


def empty(machine: Dense, buckets: int) -> Cells:
    shape = (buckets, len(machine.states), machine.events)
    return Cells(np.zeros(shape, np.int64), np.zeros(buckets, np.int64))


def answer(lanes: Sequence[Dense], cells: Sequence[Cells], *, series: bool) -> Answer:
    """Statuses, counters and KPIs of each mode; the last machine tracks what all of them sent."""
    flows = _counters(lanes[-1], cells[-1])
    told: Answer = {"statuses": {}, "counters": {}, "kpis": {}}
    for machine, counted in zip(lanes[:-1], cells[:-1], strict=True):
        mode = machine.table.name
        counters = _counters(machine, counted)
        both = {name: counters.get(name, 0) + flows.get(name, 0) for name in counters | flows}
        rows = _rows(machine, counted)
        told["statuses"][mode] = {status: int(values[-1]) for status, values in rows.items()}
        told["counters"][mode] = MEASURES.with_sums({name: int(values[-1]) for name, values in both.items()})
        if series:
            told["kpis"][mode] = digests(_kpis(both, rows))
    return told


def digests(kpis: Mapping[str, Sequence[float | int | None]]) -> dict[str, str]:
    """For each KPI something short that differs where a value differs in its ninth place."""
    return {
        name: hashlib.sha256(repr([None if v is None else round(float(v), 9) for v in values]).encode()).hexdigest()[
            :16
        ]
        for name, values in kpis.items()
    }


def _counters(machine: Dense, cells: Cells) -> dict[str, Array]:
    """Each counter at the end of each bucket."""
    total: dict[str, Array] = {}
    for name, amount in machine.table.at_start.items():
        total[name] = amount * cells.begun
    for move in machine.table.moves:
        times = cells.heard[:, machine.states.index(move.source), machine.table.events.index(move.event)]
        for name, amount in move.effects.items():
            total[name] = total.get(name, 0) + amount * times
    return {name: np.cumsum(values) for name, values in total.items()}


def _rows(machine: Dense, cells: Cells) -> dict[str, Array]:
    """How many objects show each status at the end of each bucket."""
    change = np.zeros((len(cells.begun), len(machine.states)), np.int64)
    change[:, machine.initial] += cells.begun
    for state, targets in enumerate(machine.targets):
        for event, target in enumerate(targets):
            change[:, state] -= cells.heard[:, state, event]
            change[:, target] += cells.heard[:, state, event]
    standing = np.cumsum(change, axis=0)
    shown = [machine.table.states[state].status for state in machine.states]
    return {status: standing[:, [each == status for each in shown]].sum(axis=1) for status in MEASURES.statuses}


def _kpis(counters: Mapping[str, Array], rows: Mapping[str, Array]) -> dict[str, list[float | int | None]]:
    listed_counters = {name: values.tolist() for name, values in counters.items()}
    listed_rows = {name: values.tolist() for name, values in rows.items()}
    values: dict[str, list[float | int | None]] = {kpi.name: [] for kpi in MEASURES.kpis}
    for bucket in range(len(next(iter(listed_rows.values())))):
        now = MEASURES.values(
            {name: column[bucket] for name, column in listed_counters.items()},
            {name: column[bucket] for name, column in listed_rows.items()},
        )
        for name, value in now.items():
            values[name].append(value)
    return values
