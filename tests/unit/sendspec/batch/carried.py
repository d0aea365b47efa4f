"""Logs cut into days, fed day by day, and by a plain loop what comes too late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sendlogs
from sendlogs import MEASURES, MODES
from sendspec.batch.carry import Carried, replay_on
from sendspec.batch.logs import Log, open_log
from sendspec.batch.plan import Plan, plan_of
from sendspec.batch.statuses import status_tables

from tests.engines import LOG, ROWS, Answer, Event, Spec, rows_of, table_of
from tests.parity.columnar_engine import answer_of
from tests.random_events import HOUR
from tests.reference import SMALL_LETTERS

DAY = 24 * HOUR
SHIPPED = Spec({name: kind.table for name, kind in MODES.items()}, MEASURES, sendlogs.Tracking.table)


def plan_for(spec: Spec = SHIPPED) -> Plan:
    return plan_of(list(spec.tables.values()), spec.tracking)


def log_at(path: Path, events: pa.Table | Iterable[Event]) -> Log:
    """A file of events, in a few row groups."""
    table = events if isinstance(events, pa.Table) else table_of(events)
    pq.write_table(table, path, row_group_size=table.num_rows // 3 + 1)
    return open_log([path])


def fed(state: Path, events: pa.Table | Iterable[Event], spec: Spec = SHIPPED, **options: Any) -> Carried:
    """One run."""
    return replay_on(state, log_at(state.with_name("day.parquet"), events), plan_for(spec), **options)


def days_of(log: pa.Table, number: int, seed: int) -> list[pa.Table]:
    """The rows by when they arrive: often soon after their time, sometimes days later."""
    random = np.random.default_rng(seed)
    times = np.array([time or 0 for time in log["time"].cast(pa.int64()).to_pylist()])
    late = np.where(random.random(len(times)) < 0.2, random.exponential(5 * DAY, len(times)), 0)
    arrived = log.take(pa.array(np.argsort(times + late, kind="stable")))
    edges = [log.num_rows * day // number for day in range(number + 1)]
    return [arrived.slice(low, high - low) for low, high in pairwise(edges)]


def by_days(
    state: Path,
    days: Sequence[pa.Table],
    spec: Spec,
    *,
    every: int,
    keep: int | None = None,
    as_ofs: Sequence[int | None] = (),
) -> tuple[Answer, list[Carried]]:
    """What all runs come to, with the last row that a run told of each object; and each run."""
    runs = []
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for day, as_of in zip(days, as_ofs or [None] * len(days), strict=True):
        run = fed(state, day, spec, every=every, keep=keep, as_of=as_of, with_rows=True)
        runs.append(run)
        for table in status_tables(run.folded, run.log, run.meanings):
            for row in table.cast(ROWS).to_pylist():
                rows[row["mode"], row["message"], row["recipient"].translate(SMALL_LETTERS)] = row
    last = runs[-1]
    answer = answer_of(replace(last.folded, rows=()), last.log, spec, every)
    told = pa.Table.from_pylist(list(rows.values()), schema=ROWS)
    return replace(answer, rows=rows_of(told)), runs


def in_time(
    days: Sequence[pa.Table], spec: Spec, keep: int, as_ofs: Sequence[int | None] = ()
) -> tuple[pa.Table, list[int]]:
    """All rows but those of messages that were closed before they came; and how many those were on each day."""
    heard = {str(event) for machine in spec.machines for event in machine.events}
    closed: set[tuple[str, str]] = set()
    latest: dict[tuple[str, str], int] = {}
    end, kept, lost = None, [], []
    for day, as_of in zip(days, as_ofs or [None] * len(days), strict=True):
        times = day["time"].cast(pa.int64()).to_pylist()
        lost.append(0)
        for row, time in zip(day.to_pylist(), times, strict=True):
            recipient = row.get("recipient", "")
            understood = None not in (row["message"], recipient, time, row["event"])
            if understood:
                end = time if end is None else max(end, time)
            if understood and row["event"] in heard:
                key = row["message"], recipient.translate(SMALL_LETTERS)
                if key in closed:
                    lost[-1] += 1
                    continue
                latest[key] = max(time, latest.get(key, time))
            kept.append(row)
        until = (end or 0) if as_of is None else as_of
        for key in [key for key, time in latest.items() if time < until - keep]:
            closed.add(key)
            del latest[key]
    schema = pa.schema([LOG.field(name) for name in days[0].schema.names])
    return pa.Table.from_pylist(kept, schema=schema), lost
