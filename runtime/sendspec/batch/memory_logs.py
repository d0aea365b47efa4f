"""A log that is in memory already: tables of events, as Spark and partitions on disk hand them over."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sendspec.batch import arrays


@dataclass(frozen=True, slots=True)
class TableChunk:
    """A table among others."""

    table: pa.Table
    first_row: int

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.table.num_rows)

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Some of its columns."""
        return self.table.select([name for name in columns if name in self.table.schema.names])


class TablesLog:
    """A log of tables, each in the form of `sendspec.batch.schema.READ_AS` and with the same columns."""

    def __init__(self, tables: Sequence[pa.Table]) -> None:
        self.columns: tuple[str, ...] = tuple(tables[0].schema.names) if tables else ()
        self.remarks: list[str] = []
        self._tables = list(tables)
        self._starts = [0]
        for table in tables:
            self._starts.append(self._starts[-1] + table.num_rows)

    @property
    def estimated_rows(self) -> int:
        """How many rows there are."""
        return self._starts[-1]

    def chunks(self, columns: Sequence[str]) -> Iterator[TableChunk]:  # noqa: ARG002
        """The tables, in order."""
        for table, start in zip(self._tables, self._starts, strict=False):
            yield TableChunk(table, start)

    def take(self, rows: NDArray[np.int64], columns: Sequence[str]) -> pa.Table:
        """Single rows by their numbers, which ascend."""
        chosen = [name for name in columns if name in self.columns]
        edges = np.searchsorted(rows, self._starts)
        pieces = [
            table.select(chosen).take(arrays.rows(rows[low:high] - start))
            for table, start, low, high in zip(self._tables, self._starts, edges, edges[1:], strict=False)
            if high > low
        ]
        return pa.concat_tables(pieces) if pieces else self._tables[0].select(chosen).slice(0, 0)

    def place(self, row: int) -> str:
        """Which row of which table, from 1."""
        table = bisect_right(self._starts, row) - 1
        return f"table {table + 1}, row {row - self._starts[table] + 1}"

    def places(self, rows: NDArray[np.int64]) -> Iterator[str]:
        """The same of many rows."""
        return map(self.place, rows.tolist())
