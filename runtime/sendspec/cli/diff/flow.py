"""A log replayed with two versions of a spec: which numbers move, and which messages end elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from sendspec.cli import logs
from sendspec.cli.diff.flow_data import (
    Figure,
    Flow,
    ModeFlow,
    Named,
    Number,
    RevisionFlow,
    Sample,
    Side,
    Stream,
    Unit,
)
from sendspec.cli.privacy import faults_of
from sendspec.cli.project import Compiled, SourceConfig
from sendspec.cli.statuses import clean
from sendspec.histories import Key, key_of
from sendspec.kpi import Measures
from sendspec.table import Table, Words

if TYPE_CHECKING:
    from sendspec.replay import ModeResult, Result
    from sendspec.sources.records import Reading

SAMPLES = 3
"""How many messages stand for those that went one way."""


def revision_flow(
    before: Compiled,
    after: Compiled,
    log: tuple[Path, ...],
    source: str,
    *,
    modes: tuple[str, ...] = ("all",),
    as_of: str | None = None,
    year: int | None = None,
    timezone: str | None = None,
) -> RevisionFlow:
    """Replay a log with both versions, the old one told in the new names; bad input ends the command as in `replay`."""
    zone = logs.zone_named(timezone)
    until = logs.time_given(as_of, zone)
    config = logs.source_named(after, source)
    old_config = _old_source(before, source)
    chosen = logs.modes_named(dict.fromkeys((*after.tables, *before.tables)), modes)
    from sendspec.sources.records import Request

    def read(one: SourceConfig) -> Reading:
        return logs.read_log(logs.reader_of(one), Request(log, one.events, zone, year))

    with logs.without_garbage():
        reading = read(config)
        # Each version hears what its own source makes of a record.
        meanings = [
            (one.reader, one.events, one.declared, one.bounces and one.bounces.rules) for one in (old_config, config)
        ]
        old_reading = reading if meanings[0] == meanings[1] else read(old_config)
        results = _replay(before, chosen, old_reading, until), _replay(after, chosen, reading, until)
        return _flow_of((before, after), config, (old_reading, reading), results, chosen)


def _old_source(before: Compiled, name: str) -> SourceConfig:
    if name in before.sources:
        return before.sources[name]
    known = ", ".join(before.sources) or "none"
    raise click.BadParameter(
        f"the old spec has no source that is called `{name}`, only the new one has; it has: {known}",
        param_hint="--source",
    )


def _replay(spec: Compiled, modes: Iterable[str], reading: Reading, until: int | None) -> Result:
    from sendspec import replay as engine

    return engine.replay(
        reading.events,
        {name: spec.tables[name] for name in modes if name in spec.tables},
        spec.measures,
        tracking=spec.tracking,
        as_of=reading.end if until is None else until,
    )


def _flow_of(
    specs: tuple[Compiled, Compiled],
    config: SourceConfig,
    readings: tuple[Reading, Reading],
    results: tuple[Result, Result],
    modes: Sequence[str],
) -> RevisionFlow:
    before, after = specs
    was, now = results
    heard = frozenset(config.events.values())
    return RevisionFlow(
        source=Named(config.name, config.label),
        as_of=now.as_of,
        modes=tuple(_mode_flow(specs, was.modes[mode], now.modes[mode]) for mode in modes if _in_both(mode, specs)),
        only_before=tuple(_mode(before, mode) for mode in modes if mode not in after.tables),
        only_after=tuple(_mode(after, mode) for mode in modes if mode not in before.tables),
        records=_records(readings, results),
        remarks=tuple(dict.fromkeys((*readings[1].remarks, *readings[0].remarks))),
        untold=_untold(before, heard) & _untold(after, heard),
        faults=faults_of(readings[1]),
    )


def _untold(spec: Compiled, heard: frozenset[str]) -> frozenset[str]:
    """The KPIs of what is tracked, if the source tells of nothing that is."""
    if spec.tracking is None or not heard.isdisjoint(spec.tracking.events):
        return frozenset()
    moved = {counter for move in spec.tracking.moves for counter in move.effects}
    return frozenset(kpi.name for kpi in spec.measures.kpis if kpi.counter in moved)


def _in_both(mode: str, specs: tuple[Compiled, Compiled]) -> bool:
    return all(mode in spec.tables for spec in specs)


def _mode(spec: Compiled, mode: str) -> Named:
    return Named(mode, spec.tables[mode].label)


def _records(readings: tuple[Reading, Reading], results: tuple[Result, Result]) -> tuple[Figure, ...]:
    counts = [
        {
            "read": reading.read,
            "events": len(reading.events),
            "duplicates": result.duplicates,
            "later": result.later,
            "unknown": result.unknown,
            "not_understood": reading.records["not_understood"],
            "unexpected": result.unexpected,
        }
        for reading, result in zip(readings, results, strict=True)
    ]
    return tuple(Figure(Named(name, {}), "messages", counts[0][name], counts[1][name]) for name in counts[0])


def _mode_flow(specs: tuple[Compiled, Compiled], was: ModeResult, now: ModeResult) -> ModeFlow:
    before, after = (spec.measures for spec in specs)
    statuses = _labels(before.statuses, after.statuses)
    states = _labels(_state_labels(was.table), _state_labels(now.table))
    ends = _ends(was), _ends(now)
    return ModeFlow(
        mode=Named(now.table.name, now.table.label),
        kpis=_figures(_kpis(before), _kpis(after), was.kpis, now.kpis),
        counters=_figures(_counters(before), _counters(after), was.counters, now.counters),
        unsettled=Figure(Named("unsettled", {}), "messages", was.unsettled, now.unsettled),
        statuses=_flow(ends, statuses, lambda result, state: result.table.states[state].status, (was, now)),
        states=_flow(ends, states, lambda _result, state: state, (was, now)),
    )


Measured: TypeAlias = Mapping[str, tuple[Words, Unit]]
"""Numbers that a version knows: the labels and the unit."""


def _kpis(measures: Measures) -> Measured:
    return {kpi.name: (kpi.label, kpi.unit) for kpi in measures.kpis}


def _counters(measures: Measures) -> Measured:
    return {name: (label, "messages") for name, label in measures.counters.items()}


def _figures(
    before: Measured, after: Measured, was: Mapping[str, Number], now: Mapping[str, Number]
) -> tuple[Figure, ...]:
    """Every number of either version: those of the new one in their order, then what is gone.

    A number in another unit is another number.
    """
    both = [name for name in after if name in before and after[name][1] == before[name][1]]
    new = (_figure(name, after, was, now, None if name in both else "after") for name in after)
    gone = (_figure(name, before, was, now, "before") for name in before if name not in both)
    return (*new, *gone)


def _figure(
    name: str, known: Measured, was: Mapping[str, Number], now: Mapping[str, Number], only: Side | None
) -> Figure:
    label, unit = known[name]
    before = None if only == "after" else was[name]
    after = None if only == "before" else now[name]
    return Figure(Named(name, label), unit, before, after, only)


def _labels(before: Mapping[str, Words], after: Mapping[str, Words]) -> dict[str, Words]:
    return {**after, **{name: label for name, label in before.items() if name not in after}}


def _state_labels(table: Table[str, str]) -> dict[str, Words]:
    return {name: state.label for name, state in table.states.items()}


_Ends: TypeAlias = dict[Key, tuple[Sample, str]]
"""By message and recipient: how they are written, and the state in the end."""


def _ends(result: ModeResult) -> _Ends:
    return {
        key_of(history[0]): (
            Sample(clean(history[0].message) or "", clean(history[0].recipient) or ""),
            walk.state,
        )
        for history, walk in zip(result.histories, result.walks, strict=True)
    }


def _flow(
    ends: tuple[_Ends, _Ends],
    labels: Mapping[str, Words],
    shown: Callable[[ModeResult, str], str | None],
    results: tuple[ModeResult, ModeResult],
) -> Flow:
    """Where messages went between what `shown` makes of their last states."""
    was, now = ends
    counts: dict[tuple[str | None, str | None], int] = {}
    samples: dict[tuple[str | None, str | None], list[Sample]] = {}
    unchanged = 0
    for key in dict.fromkeys((*now, *was)):
        old = shown(results[0], was[key][1]) if key in was else None
        new = shown(results[1], now[key][1]) if key in now else None
        if old == new:
            unchanged += 1
            continue
        counts[old, new] = counts.get((old, new), 0) + 1
        some = samples.setdefault((old, new), [])
        if len(some) < SAMPLES:
            some.append((now.get(key) or was[key])[0])
    order = {name: place for place, name in enumerate(labels)}

    def rank(ends: tuple[str | None, str | None]) -> tuple[int, ...]:
        return (-counts[ends], *(order.get(end or "", -1) for end in ends))

    return Flow(
        tuple(
            Stream(_named(old, labels), _named(new, labels), counts[old, new], tuple(samples[old, new]))
            for old, new in sorted(counts, key=rank)
        ),
        unchanged,
    )


def _named(name: str | None, labels: Mapping[str, Words]) -> Named | None:
    return None if name is None else Named(name, labels.get(name, {}))
