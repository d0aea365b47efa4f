"""DuckDB's SQL alone: a list of events a message, and `list_reduce` over it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.machines import BITS, EVENTS, Cells, Dense, empty
from benchmarks.peers.worker import run

HISTORIES = """
    CREATE TEMP TABLE histories AS
    SELECT {lists}
    FROM (SELECT message, epoch_us(time) * {size} + list_position({events}, event) - 1 AS packed FROM read_parquet(?))
    GROUP BY message
"""
SORTED = "list_sort(list_distinct(list(packed) FILTER (packed % {size} BETWEEN {first} AND {last}))) AS from_{first}"
STATES = """
    SELECT path, list_reduce(
        path,
        lambda states, packed: list_append(
            states, {targets}[states[len(states)] * {events} + packed % {size} - {first} + 1]
        ),
        [{initial}]
    ) AS states
    FROM (SELECT from_{first} AS path FROM histories WHERE from_{first} IS NOT NULL)
"""
HEARD = """
    SELECT {bucket} AS bucket, state, packed % {size} - {first} AS event, count(*)
    FROM (SELECT unnest(path) AS packed, unnest(states[1:len(path)]) AS state FROM ({states}))
    GROUP BY ALL
"""
BEGUN = """
    SELECT {bucket} AS bucket, count(*)
    FROM (SELECT from_{first}[1] AS packed FROM histories WHERE from_{first} IS NOT NULL)
    GROUP BY ALL
"""


def cells(path: Path, lanes: Sequence[Dense], every: int | None) -> list[Cells]:
    connection = duckdb.connect()
    size = 1 << BITS
    firsts = {machine.first_event: machine.first_event + machine.events - 1 for machine in lanes}
    lists = ", ".join(SORTED.format(size=size, first=first, last=last) for first, last in firsts.items())
    connection.execute(HISTORIES.format(lists=lists, size=size, events=list(EVENTS)), [str(path)])
    first_bucket, buckets = _span(connection, list(firsts), every)
    bucket = f"packed // {size * every} - {first_bucket}" if every is not None else "0"
    return [_lane(connection, machine, bucket, buckets) for machine in lanes]


def _span(connection: duckdb.DuckDBPyConnection, firsts: list[int], every: int | None) -> tuple[int, int]:
    if every is None:
        return 0, 1
    low = ", ".join(f"min(from_{first}[1])" for first in firsts)
    high = ", ".join(f"max(from_{first}[-1])" for first in firsts)
    length = (1 << BITS) * every
    row = connection.execute(f"SELECT least({low}) // {length}, greatest({high}) // {length} FROM histories").fetchone()
    assert row is not None
    return row[0], row[1] - row[0] + 1


def _lane(connection: duckdb.DuckDBPyConnection, machine: Dense, bucket: str, buckets: int) -> Cells:
    size, first = 1 << BITS, machine.first_event
    targets = machine.targets.ravel().tolist()
    states = STATES.format(targets=targets, events=machine.events, size=size, first=first, initial=machine.initial)
    found = empty(machine, buckets)
    heard = HEARD.format(bucket=bucket, size=size, first=first, states=states)
    for place, state, event, number in connection.execute(heard).fetchall():
        found.heard[place, state, event] = number
    for place, number in connection.execute(BEGUN.format(bucket=bucket, first=first)).fetchall():
        found.begun[place] = number
    return found


if __name__ == "__main__":
    run(cells)
