"""Small logs of events, written by hand and by others than the code under test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sendspec.batch.logs import open_log
from sendspec.sources.records import BadLogError

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
NOON_IN_MICROSECONDS = 1_767_355_200_000_000
"""By `date -u -d 2026-01-02T12:00:00Z +%s`."""
UTC_MICROSECONDS = pa.timestamp("us", tz="UTC")


def columns(**instead: Any) -> dict[str, Any]:
    """Two rows of an event log, with other columns instead of some, and None for one that is left out."""
    usual = {
        "message": pa.array(["m1", "m2"]),
        "recipient": pa.array(["a@x.test", "b@x.test"]),
        "time": pa.array([NOON, NOON], UTC_MICROSECONDS),
        "event": pa.array(["relayed", "delivered"]),
        "event_id": pa.array(["1", None]),
        "source": pa.array(["s", "s"]),
        "reason": pa.array([None, "250 Ok"]),
    }
    return {name: column for name, column in (usual | instead).items() if column is not None}


def parquet(path: Path, table: dict[str, Any] | pa.Table, **options: Any) -> Path:
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), path, **options)
    return path


def rows_of(*paths: Path | str, **options: Any) -> list[dict[str, Any]]:
    """All rows, as the engine reads them."""
    log = open_log(paths, **options)
    return [row for chunk in log.chunks(log.columns) for row in chunk.read(log.columns).to_pylist()]


def refusal(*paths: Path | str, **options: Any) -> str:
    with pytest.raises(BadLogError) as refused:
        rows_of(*paths, **options)
    return str(refused.value)
