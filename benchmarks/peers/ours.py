"""Sendspec itself, as a library: the one place that knows how it is called."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq
from sendlogs import MEASURES, MODES, Tracking
from sendspec.batch.fold import fold
from sendspec.batch.logs import open_log
from sendspec.batch.plan import plan_of
from sendspec.batch.result import Result, result_of
from sendspec.batch.statuses import SCHEMA, status_tables

from benchmarks.machines import MINUTE, Answer, digests
from benchmarks.peers.worker import arguments, tell


def main() -> None:
    given = arguments()
    begin = perf_counter()
    log = open_log([given.file])
    plan = plan_of([MODES[mode].table for mode in given.modes], Tracking.table)
    folded = fold(log, plan, every=MINUTE if given.series else None, with_rows=given.statuses is not None)
    result = result_of(folded, MEASURES, log)
    stages = dict(folded.seconds)
    if given.statuses is not None:
        written = perf_counter()
        write_statuses(given.statuses, status_tables(folded, log))
        stages["writing"] = perf_counter() - written
    seconds = perf_counter() - begin
    tell(seconds, answer(result), stages=stages)


def write_statuses(path: Path, tables: Iterable[pa.Table]) -> None:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)


def answer(result: Result) -> Answer:
    """A result in the form of the other peers' answers."""
    series = result.series.as_series().modes if result.series is not None else {}
    return {
        "statuses": {mode: dict(numbers.statuses) for mode, numbers in result.modes.items()},
        "counters": {mode: dict(numbers.counters) for mode, numbers in result.modes.items()},
        "kpis": {mode: digests(kpis) for mode, kpis in series.items()},
    }


if __name__ == "__main__":
    main()
