"""Polars alone: a list of events a message, and one step of all messages at a time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks.machines import BITS, EVENTS, Cells, Dense, empty
from benchmarks.peers.worker import run

SIZE = 1 << BITS


def cells(path: Path, lanes: Sequence[Dense], every: int | None) -> list[Cells]:
    code = pl.col("event").replace_strict(list(EVENTS), list(range(len(EVENTS))), return_dtype=pl.Int64)
    packed = pl.col("time").cast(pl.Int64) * SIZE + code
    events = (
        pl.scan_parquet(path)
        .select("message", packed=packed)
        .group_by("message")
        .agg(pl.col("packed").unique().sort())
        .select("packed")
        .collect(engine="streaming")
    )
    first, buckets = _span(events, every)
    return [_lane(events, machine, SIZE * (every or sys.maxsize // SIZE), first, buckets) for machine in lanes]


def _span(events: pl.DataFrame, every: int | None) -> tuple[int, int]:
    if every is None:
        return 0, 1
    ends = events.select(low=pl.col("packed").list.first().min(), high=pl.col("packed").list.last().max())
    low, high = (value // (SIZE * every) for value in ends.row(0))
    return low, high - low + 1


def _lane(events: pl.DataFrame, machine: Dense, length: int, first: int, buckets: int) -> Cells:
    found = empty(machine, buckets)
    targets = pl.Series(machine.targets.ravel())
    event = pl.element() % SIZE
    heard = pl.col("packed").list.filter(
        (event >= machine.first_event) & (event < machine.first_event + machine.events)
    )
    left = events.select(heard).filter(pl.col("packed").list.len() > 0)
    left = left.with_columns(state=pl.lit(machine.initial, pl.Int64))
    step = 0
    while left.height:
        packed = pl.col("packed").list.get(step)
        now = left.select("state", bucket=packed // length - first, event=packed % SIZE - machine.first_event)
        counted = now.group_by("bucket", "state", "event").len().cast(pl.Int64).to_numpy()
        found.heard[counted[:, 0], counted[:, 1], counted[:, 2]] += counted[:, 3]
        if step == 0:
            begun = now.group_by("bucket").len().cast(pl.Int64).to_numpy()
            found.begun[begun[:, 0]] += begun[:, 1]
        step += 1
        target = targets.gather(now["state"] * machine.events + now["event"])
        left = left.with_columns(state=target).filter(pl.col("packed").list.len() > step)
    return found


if __name__ == "__main__":
    run(cells)
