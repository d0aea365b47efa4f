"""Sendspec itself, as a library: the one place that knows how it is called."""

from __future__ import annotations

import os
from argparse import Namespace
from time import perf_counter

from sendlogs import MEASURES, MODES, Tracking
from sendspec.batch.fold import fold
from sendspec.batch.logs import open_log
from sendspec.batch.plan import plan_of
from sendspec.batch.result import Result, result_of
from sendspec.batch.statuses import status_tables, write_parquet

from benchmarks.machines import MINUTE, Answer, digests
from benchmarks.peers.worker import arguments, tell


def main() -> None:
    given = arguments()
    seconds: list[float] = []
    for _ in range(given.passes):
        begin = perf_counter()
        result, stages = folded(given)
        seconds.append(perf_counter() - begin)
    tell(seconds, answer(result), stages=stages)


def folded(given: Namespace) -> tuple[Result, dict[str, float]]:
    """What the log comes to, and the seconds of each stage."""
    log = open_log([given.file])
    plan = plan_of([MODES[mode].table for mode in given.modes], Tracking.table)
    found = fold(log, plan, every=MINUTE if given.series else None, with_rows=given.statuses is not None)
    result = result_of(found, MEASURES, log)
    stages = dict(found.seconds)
    if given.statuses is not None:
        begin = perf_counter()
        with given.statuses.open("wb") as stream:
            write_parquet(stream, status_tables(found, log, threads=os.cpu_count() or 1))
        stages["writing"] = perf_counter() - begin
    return result, stages


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
