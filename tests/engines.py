"""What engines are compared by: a log as an Arrow table goes in, an answer comes out, in one form whoever counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import NamedTuple, Protocol

import pyarrow as pa
from sendspec.evidence import Counts
from sendspec.kpi import Measures
from sendspec.table import Table

Value = float | int | None
LOG = pa.schema(
    [
        ("message", pa.string()),
        ("recipient", pa.string()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("event", pa.string()),
        ("event_id", pa.string()),
        ("source", pa.string()),
        ("reason", pa.string()),
    ]
)
ROWS = pa.schema(
    [
        ("message", pa.string()),
        ("recipient", pa.string()),
        ("mode", pa.string()),
        ("state", pa.string()),
        ("status", pa.string()),
        ("since", pa.int64()),
        ("reason", pa.string()),
    ]
)
KINDS = ("moved", "by_clock", "ignored", "refused")
"""What came of an event; moves by the clock are among those that moved."""
SHOWN = 5


class Event(NamedTuple):
    """A record as the runtime reads it."""

    time: int
    message: str
    recipient: str
    event: str
    id: str | None = None
    reason: str | None = None
    place: str = ""
    source: str | None = None


class Spec(NamedTuple):
    """What a log is replayed with."""

    tables: Mapping[str, Table[str, str]]
    measures: Measures
    tracking: Table[str, str] | None

    @property
    def machines(self) -> tuple[Table[str, str], ...]:
        return (*self.tables.values(), *(() if self.tracking is None else (self.tracking,)))


class ModeAnswer(NamedTuple):
    statuses: dict[str, int]
    counters: dict[str, int]
    kpis: dict[str, Value]
    unsettled: int
    unexpected: int
    series: dict[str, list[tuple[int, Value]]] | None
    """For each KPI the buckets that end with another value than the one before, as `changing`; None if too long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that an engine says of a log; what it never says is None."""

    as_of: int
    duplicates: int
    later: int
    unknown: int
    unexpected: int
    not_understood: int
    modes: dict[str, ModeAnswer]
    rows: pa.Table
    """Of `ROWS`; in the order of the mode, the message and the recipient: as `rows_of`."""
    moves: dict[tuple[str, str, str, str], int] | None
    """By the machine, the state, the event and the kind; without zeros."""
    visits: dict[tuple[str, str], int] | None
    """By the machine and the state, how many objects were ever in it; without zeros."""


class Engine(Protocol):
    def __call__(self, log: pa.Table, spec: Spec, as_of: int | None, every: int) -> Answer: ...


def rows_of(columns: Mapping[str, Sequence[object]] | pa.Table) -> pa.Table:
    """Rows of statuses as all engines give them here."""
    given = columns if isinstance(columns, pa.Table) else pa.table(dict(columns), schema=ROWS)
    return (
        given.select(ROWS.names).cast(ROWS).sort_by([(name, "ascending") for name in ("mode", "message", "recipient")])
    )


def changing(
    measures: Measures, buckets: Iterable[tuple[int, Mapping[str, Value]]]
) -> dict[str, list[tuple[int, Value]]]:
    """Series of one form out of the values at ascending buckets, of which any but those that change may be left out."""
    changes: dict[str, list[tuple[int, Value]]] = {kpi.name: [] for kpi in measures.kpis}
    latest: dict[str, Value] = {kpi.name: 0 if kpi.over is None else None for kpi in measures.kpis}
    for bucket, values in buckets:
        for name, value in values.items():
            if value != latest[name]:
                latest[name] = value
                changes[name].append((bucket, value))
    return changes


def done_of(machines: Mapping[str, Counts]) -> tuple[dict[tuple[str, str, str, str], int], dict[tuple[str, str], int]]:
    """Moves and visits of an answer out of what was counted, by the machine's name."""
    moves: dict[tuple[str, str, str, str], int] = {}
    visits: dict[tuple[str, str], int] = {}
    for name, counts in machines.items():
        visits |= {(name, state): number for state, number in counts.visits.items() if number}
        for (state, event), heard in counts.cells.items():
            kinds = {"moved": sum(heard.ways.values()), "by_clock": heard.by_clock}
            kinds |= {"ignored": heard.ignored, "refused": heard.refused}
            assert heard.times == sum(kinds.values()) - heard.by_clock
            moves |= {(name, state, event, kind): times for kind, times in kinds.items() if times}
    return moves, visits


def table_of(events: Iterable[Event]) -> pa.Table:
    """Records as a log."""
    listed = list(events)
    named = {"time": "time", "event_id": "id"}
    columns = {name: [getattr(event, named.get(name, name)) for event in listed] for name in LOG.names}
    return pa.table(columns, schema=LOG)


def events_of(log: pa.Table) -> tuple[list[Event], int]:
    """A log as records, each with its row from 0 as the place; and how many rows are not understood.

    A log without a column has nothing in it; without recipients, one object a message.
    """

    def column(name: str, default: object = None) -> Iterable[object]:
        if name not in log.column_names:
            return [default] * log.num_rows
        values = log.column(name)
        return (values.cast(pa.int64()) if name == "time" else values).to_pylist()

    rows = zip(
        column("time"), column("message"), column("recipient", ""), column("event"), column("event_id"),
        column("reason"), map(str, range(log.num_rows)), column("source"), strict=True,
    )  # fmt: skip
    events = [Event(*row) for row in rows if None not in row[:4]]  # type: ignore[arg-type]
    return events, log.num_rows - len(events)


def differences(expected: Answer, found: Answer) -> list[str]:
    """What an engine says otherwise; empty for equal answers."""
    told = []
    for field in fields(Answer):
        wanted, given = getattr(expected, field.name), getattr(found, field.name)
        if given is None:
            continue
        if field.name == "rows":
            told += _other_rows(wanted, given)
        elif field.name == "modes":
            told += [f"modes: {list(given)}, not {list(wanted)}"] if list(given) != list(wanted) else []
            for mode, answer in wanted.items():
                found_mode = given[mode]._asdict() if mode in given else {}
                left_out = {name for name, value in found_mode.items() if value is None}
                told += _other(mode, _without(answer._asdict(), left_out), _without(found_mode, left_out))
        elif isinstance(wanted, dict):
            told += _other(field.name, wanted, given)
        elif wanted != given:
            told.append(f"{field.name}: {given}, not {wanted}")
    return told


def _without(answer: Mapping[str, object], names: Collection[str]) -> dict[str, object]:
    return {name: value for name, value in answer.items() if name not in names}


def _other(what: str, wanted: Mapping[object, object], given: Mapping[object, object]) -> list[str]:
    told = []
    for name in dict.fromkeys((*wanted, *given)):
        one, other = wanted.get(name), given.get(name)
        if one == other:
            continue
        if isinstance(one, dict) and isinstance(other, dict):
            told += _other(f"{what}, {name}", one, other)
        elif isinstance(one, list) and isinstance(other, list):
            place = next((number for number, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), None)  # noqa: B905
            place = min(len(one), len(other)) if place is None else place
            told.append(f"{what}, {name}, change {place}: {other[place : place + 3]}, not {one[place : place + 3]}")
        else:
            told.append(f"{what}, {name}: {other}, not {one}")
    return told


def _other_rows(wanted: pa.Table, given: pa.Table) -> list[str]:
    if wanted.equals(given):
        return []
    told = [f"rows: {given.num_rows:,}, not {wanted.num_rows:,}"] if given.num_rows != wanted.num_rows else []
    pairs = zip(_tuples(wanted), _tuples(given), strict=False)
    unequal = ((one, other) for one, other in pairs if one != other)
    return told + [f"rows: {_cut(other)}, not {_cut(one)}" for one, other in islice(unequal, SHOWN)]


def _cut(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(f"{cell[:40]}…" if isinstance(cell, str) and len(cell) > 40 else cell for cell in row)


def _tuples(rows: pa.Table) -> Iterable[tuple[object, ...]]:
    for batch in rows.to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
