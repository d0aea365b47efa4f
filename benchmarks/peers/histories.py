"""Reading a log into a dictionary of lists, as a script would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.machines import BITS, EVENTS

ROWS_AT_ONCE = 100_000
CODES = {event: code for code, event in enumerate(EVENTS)}


def histories(path: Path) -> list[list[int]]:
    """The events of each message as packed numbers, in order and without repeats."""
    found: dict[str, list[int]] = {}
    for batch in pq.ParquetFile(path).iter_batches(ROWS_AT_ONCE, columns=["message", "time", "event"]):
        columns = (batch["message"], batch["time"].cast(pa.int64()), batch["event"])
        for message, time, event in zip(*(column.to_pylist() for column in columns), strict=True):
            packed = time << BITS | CODES[event]
            if message in found:
                found[message].append(packed)
            else:
                found[message] = [packed]
    return [sorted(set(listed)) for listed in found.values()]


def span(listed: Sequence[Sequence[int]], every: int | None) -> tuple[int, int]:
    """The first bucket, and how many there are."""
    if every is None:
        return 0, 1
    first = min(history[0] for history in listed) >> BITS
    last = max(history[-1] for history in listed) >> BITS
    return first // every, last // every - first // every + 1
