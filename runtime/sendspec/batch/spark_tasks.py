"""What each task of Spark does, in the Python process of an executor; all that it needs comes with it."""
# pyright: reportMissingImports=false

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import pyarrow as pa

from sendspec.batch.column_texts import one_piece
from sendspec.batch.column_times import numbers
from sendspec.batch.fold import Folded, fold
from sendspec.batch.memory_logs import TableChunk, TablesLog
from sendspec.batch.plan import Plan
from sendspec.batch.schema import REQUIRED, normalised
from sendspec.batch.spark_parts import Part, part_from, part_of
from sendspec.batch.statuses import status_tables

PART = "part"
"""The column that holds what a task counted; null in rows of statuses."""
TASK = "task"
FAULT = "fault"
"""The column that holds why there is nothing to count: not an exception, which Spark would try four times."""
KEPT = ("message", "recipient", "time", "event")
"""What tells of a sample."""
ROWS_A_CHUNK = 1 << 18
BYTES_A_CHUNK = 1 << 28
ROWS_A_BATCH = 1 << 16
PARTS = pa.schema([(PART, pa.binary()), (TASK, pa.int32()), (FAULT, pa.string())])
STATUSES = pa.schema(
    [
        *((name, pa.string()) for name in ("message", "recipient", "mode", "state", "status")),
        ("since", pa.timestamp("us", tz="UTC")),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True)
class Folding:
    """Folds the rows of a partition, which holds whole histories, to one row and, if asked for, rows of statuses."""

    plan: Plan
    columns: tuple[str, ...]
    as_of: int
    every: int | None
    meanings: Mapping[str, str] | None
    with_rows: bool
    expected: int
    """About how many rows a partition has."""

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        log = _Arriving(batches, self.columns, self.expected, keeps_all=self.with_rows)
        try:
            folded = fold(
                log,  # type: ignore[arg-type]
                self.plan,
                as_of=self.as_of,
                every=self.every,
                with_rows=self.with_rows,
                meanings=self.meanings,
                threads=1,
            )
        except ValueError as error:
            yield from _row(None, str(error), with_rows=self.with_rows)
            return
        arrived = log.arrived()
        part = part_of(folded, arrived, log.latest)
        if self.with_rows and arrived.columns:
            yield from self._statuses(folded, arrived)
        yield from _row(part, None, with_rows=self.with_rows)

    def _statuses(self, folded: Folded, log: TablesLog) -> Iterator[pa.RecordBatch]:
        for table in status_tables(folded, log, self.meanings):
            plain = table.cast(STATUSES)
            for name, kind in zip(PARTS.names, PARTS.types, strict=True):
                plain = plain.append_column(name, pa.nulls(len(plain), kind))
            yield from plain.to_batches(max_chunksize=ROWS_A_BATCH)


def added(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Many rows of parts as one row."""
    rows = [row for batch in batches for row in batch.to_pylist()]
    fault = next((row[FAULT] for row in rows if row[FAULT] is not None), None)
    parts = [part_from(row[PART]) for row in rows if row[PART] is not None]
    if parts or fault is not None:
        yield from _row(None if fault else reduce(Part.plus, parts), fault, with_rows=False)


def _row(part: Part | None, fault: str | None, *, with_rows: bool) -> Iterator[pa.RecordBatch]:
    from pyspark import TaskContext

    task = TaskContext.get()
    values = {
        PART: None if part is None else part.to_bytes(),
        TASK: 0 if task is None else task.partitionId(),
        FAULT: fault,
    }
    schema = pa.schema([*STATUSES, *PARTS]) if with_rows else PARTS
    yield pa.RecordBatch.from_pylist([values], schema)


class _Arriving:
    """The rows of a partition as a log, read while they come; what status and samples need of them is kept."""

    def __init__(
        self, batches: Iterable[pa.RecordBatch], columns: tuple[str, ...], expected: int, *, keeps_all: bool
    ) -> None:
        self.columns = columns
        self.remarks: list[str] = []
        self.estimated_rows = expected
        self.latest: int | None = None
        self._batches = batches
        self._kept: list[pa.Table] = []
        self._keeps = columns if keeps_all else tuple(name for name in columns if name in KEPT)

    def chunks(self, columns: Sequence[str]) -> Iterator[TableChunk]:  # noqa: ARG002
        """Once, as batches arrive."""
        first = 0
        for table in _tables(self._batches):
            chunk = TableChunk(normalised(table, self.columns, None), first)
            self._kept.append(chunk.table.select(self._keeps))
            self._see(chunk.table)
            yield chunk
            first += chunk.rows

    def arrived(self) -> TablesLog:
        """What was kept."""
        return TablesLog(self._kept)

    def _see(self, table: pa.Table) -> None:
        keys = [name for name in (*REQUIRED, "recipient") if name in table.schema.names]
        complete = table if not any(table[name].null_count for name in keys) else table.select(keys).drop_null()
        times = numbers(one_piece(complete["time"]))
        if len(times) and (self.latest is None or times.max() > self.latest):
            self.latest = int(times.max())


def _tables(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows in larger pieces: what is done once a piece would cost too much once a batch."""
    gathered: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        gathered.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= ROWS_A_CHUNK or size >= BYTES_A_CHUNK:
            yield pa.Table.from_batches(gathered)
            gathered, rows, size = [], 0, 0
    if rows:
        yield pa.Table.from_batches(gathered)
