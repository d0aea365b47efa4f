"""What a fold comes to, in the words of the spec: numbers, what each machine did, and KPIs over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from sendspec.batch.counts import Counts, Span
from sendspec.batch.fold import Folded
from sendspec.batch.kernel import NO_ROW
from sendspec.batch.logs import Log
from sendspec.batch.plan import IGNORED, REFUSED, Lane, Plan
from sendspec.evidence import NOTHING, Heard, Pair, Sample
from sendspec.evidence import Counts as MachineCounts
from sendspec.kpi import Measures
from sendspec.numbers import ModeNumbers, Numbers, Unexpected, numbers_of
from sendspec.series import Series
from sendspec.table import Table

SAMPLES = 5
"""How many unexpected events are told."""


@dataclass(frozen=True, slots=True)
class KpiSeries:
    """The value of each KPI at the end of each bucket of time."""

    times: NDArray[np.int64]
    """The last microsecond of each bucket, since 1970 in UTC; of the last one the time as at which all is counted."""
    modes: Mapping[str, Mapping[str, NDArray[np.float64] | NDArray[np.int64]]]
    """By the mode and the KPI: messages, or percent from 0 to 100 with NaN for a share of nothing."""

    def as_series(self) -> Series:
        """The same in Python's own numbers."""
        return Series(
            tuple(self.times.tolist()),
            {mode: {kpi: _plain(values) for kpi, values in kpis.items()} for mode, kpis in self.modes.items()},
        )


@dataclass(frozen=True, slots=True)
class Result(Numbers):
    """What the modes make of one log."""

    machines: Mapping[str, MachineCounts]
    """What the log did to each mode and to the tracking, by the machine's name."""
    series: KpiSeries | None
    """None where none was asked for, or nothing was heard."""
    too_late: int
    """Events of messages that an earlier run closed, which were left out; see `sendspec.batch.carry`."""


def result_of(folded: Folded, measures: Measures, log: Log | None = None) -> Result:
    """The result of a fold; with the log, samples tell whose events they were and where they stand."""
    plan, counts = folded.plan, folded.counts
    machines: dict[str, MachineCounts] = {}
    effects: list[Counter[str]] = []
    named = _Named(log, counts)
    for number, lane in enumerate(plan.lanes):
        machines[lane.table.name] = _machine_counts(plan, number, counts, named)
        effects.append(_effects(lane, machines[lane.table.name]))
    beside = [effects[number] for number, is_log in enumerate(plan.is_log) if not is_log]
    tracked = reduce(_sum, beside, Counter[str]())
    modes = {
        lane.table.name: _mode_numbers(lane, machines[lane.table.name], _sum(effects[number], tracked), measures)
        for number, lane in enumerate(plan.modes)
    }
    return Result(
        as_of=folded.as_of,
        modes=modes,
        duplicates=counts.duplicates,
        later=folded.account.later,
        unknown=folded.account.unknown.total(),
        unexpected=counts.unexpected,
        samples=_samples(plan, machines),
        machines=machines,
        series=_series(plan, counts.timed, folded.span, folded.as_of, measures) if folded.span.number else None,
        too_late=folded.account.too_late,
    )


def _mode_numbers(lane: Lane, counted: MachineCounts, effects: Mapping[str, int], measures: Measures) -> ModeNumbers:
    unexpected = sum(heard.refused for heard in counted.cells.values())
    return numbers_of(lane.table, measures, counted.ends, effects, unexpected)


def _effects(lane: Lane, counted: MachineCounts) -> Counter[str]:
    """What the objects of a machine add to the counters, from their start on."""
    effects: Counter[str] = Counter()
    for counter, amount in lane.table.at_start.items():
        effects[counter] += amount * counted.objects
    for move in lane.moves:
        times = sum(counted.cells[move.answer.state, move.answer.event].ways.values())
        for counter, amount in (move.answer.move.effects if move.answer.move else {}).items():
            effects[counter] += amount * times
    return effects


def _sum(first: Counter[str], second: Counter[str]) -> Counter[str]:
    """Both together; the `+` of counters would drop what is negative."""
    total = Counter(first)
    total.update(second)
    return total


class _Named:
    """The rows of samples, with their messages and places."""

    def __init__(self, log: Log | None, counts: Counts) -> None:
        self._samples: dict[int, Sample] = {}
        rows = np.unique(counts.samples[counts.samples < NO_ROW])
        if log is not None and len(rows):
            messages = log.take(rows, ["message"])["message"].to_pylist()
            told = zip(rows.tolist(), messages, log.places(rows), strict=True)
            self._samples = {row: Sample(str(message), place) for row, message, place in told}

    def __call__(self, rows: NDArray[np.int64]) -> tuple[Sample, ...]:
        return tuple(self._samples[row] for row in rows.tolist() if row in self._samples)


def _machine_counts(plan: Plan, number: int, counts: Counts, named: _Named) -> MachineCounts:
    lane = plan.lanes[number]
    table = lane.table
    ends = dict(zip(lane.states, counts.ends[number].tolist(), strict=False))
    cells = dict(_cells(plan, number, counts, named))
    return MachineCounts(
        objects=sum(ends.values()),
        visits=dict(zip(lane.states, counts.visits[number].tolist(), strict=False)),
        ends=ends,
        cells={(state, event): cells[state, event] for state in table.states for event in table.events},
    )


def _cells(plan: Plan, number: int, counts: Counts, named: _Named) -> Iterator[tuple[Pair, Heard]]:
    lane = plan.lanes[number]
    ways = {(move.answer.state, move.answer.event): move.answer.way for move in lane.moves}
    for at, state in enumerate(lane.states):
        for rank, event in enumerate(plan.events):
            heard, early = int(counts.heard[number, at, rank]), int(counts.early[number, at, rank])
            raised = plan.due_after[number, at] >= 0 and plan.due_event[number, at] == rank
            struck = int(counts.struck[number, at]) if raised else 0
            if not heard and not early and not struck:
                yield (state, event), NOTHING
                continue
            kind = plan.kind[number, at, rank]
            moved = (heard if kind not in (IGNORED, REFUSED) else 0) + struck
            yield (
                (state, event),
                Heard(
                    times=heard + early + struck,
                    ways={ways[state, event]: moved} if moved else {},
                    by_clock=struck,
                    ignored=early + (heard if kind == IGNORED else 0),
                    refused=heard if kind == REFUSED else 0,
                    samples=named(counts.samples[number, at, rank]),
                ),
            )


def _samples(plan: Plan, machines: Mapping[str, MachineCounts]) -> list[Unexpected]:
    """The first few refusals of the modes, pair by pair."""
    found = [
        Unexpected(lane.table.name, state, event, sample.message, sample.place)
        for lane in plan.modes
        for (state, event), heard in machines[lane.table.name].cells.items()
        for sample in heard.samples
    ]
    return found[:SAMPLES]


def _series(plan: Plan, timed: NDArray[np.int64], span: Span, as_of: int, measures: Measures) -> KpiSeries:
    """Each KPI at the end of each bucket: how often each move was taken by then, times what it does."""
    times = span.origin + span.every * np.arange(1, span.number + 1, dtype=np.int64) - 1
    times[-1] = as_of
    taken = np.cumsum(timed, axis=0)
    names = [name for name in measures.counters if name not in measures.sums]
    statuses = list(measures.statuses)
    changes = [taken @ _changes(lane, plan.columns, names, statuses) for lane in plan.lanes]
    tracked = np.zeros((span.number, len(names)), np.int64)
    for change, is_log in zip(changes, plan.is_log, strict=True):
        tracked += 0 if is_log else change[:, : len(names)]
    modes = {}
    for lane, change in zip(plan.modes, changes, strict=False):
        totals = change[:, : len(names)] + tracked
        shown = {name: totals[:, number] for number, name in enumerate(names)}
        for name, parts in measures.sums.items():
            shown[name] = sum((shown[part] for part in parts), np.zeros(span.number, np.int64))
        rows = {status: change[:, len(names) + number] for number, status in enumerate(statuses)}
        modes[lane.table.name] = _values(measures, shown, rows, span.number)
    return KpiSeries(times, modes)


def _changes(lane: Lane, columns: int, names: list[str], statuses: list[str]) -> NDArray[np.int64]:
    """What each column of a plan adds to counters and to the rows of statuses, for the moves of one lane."""
    changes = np.zeros((columns, len(names) + len(statuses)), np.int64)
    table: Table[str, str] = lane.table

    def add(column: int, effects: Mapping[str, int], enters: str, leaves: str | None) -> None:
        for counter, amount in effects.items():
            changes[column, names.index(counter)] += amount
        for state, amount in ((enters, 1), (leaves, -1)):
            status = table.states[state].status if state is not None else None
            if status in statuses:
                changes[column, len(names) + statuses.index(status)] += amount

    add(lane.begin, table.at_start, table.initial, None)
    for move in lane.moves:
        taken = move.answer.move
        if taken is not None:
            add(move.column, taken.effects, taken.target, taken.source)
    return changes


def _values(
    measures: Measures, counters: Mapping[str, NDArray[np.int64]], rows: Mapping[str, NDArray[np.int64]], number: int
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """As `Measures.values`, for many times at once."""
    nothing = np.zeros(number, np.int64)
    values: dict[str, NDArray[np.float64] | NDArray[np.int64]] = {}
    for kpi in measures.kpis:
        shown = counters.get(kpi.counter, nothing) if kpi.counter is not None else rows.get(kpi.status or "", nothing)
        if kpi.over is None:
            values[kpi.name] = shown
        else:
            whole = counters.get(kpi.over, nothing)
            values[kpi.name] = np.divide(100 * shown, whole, out=np.full(number, np.nan), where=whole != 0)
    return values


def _plain(values: NDArray[np.float64] | NDArray[np.int64]) -> tuple[float | int | None, ...]:
    return tuple(None if value != value else value for value in values.tolist())
