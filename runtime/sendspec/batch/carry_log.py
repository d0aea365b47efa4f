"""The events that an earlier run left, and after them those of a log, as one log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sendspec.batch import arrays
from sendspec.batch.logs import Chunk, JoinedLog, Log
from sendspec.batch.memory_logs import TablesLog
from sendspec.batch.parquet_logs import open_parquet
from sendspec.batch.plan import Plan
from sendspec.batch.schema import NAMES, READ_AS, empty
from sendspec.batch.threads import in_threads

MARK = "\ue000"
"""Stands before the name of each carried event, so that no source gives it another meaning."""


class CarriedLog:
    """Carried events and then a log; it has all columns, so that equal texts have equal keys on every day."""

    def __init__(self, carried: Sequence[Path], log: Log) -> None:
        """Open the files of carried events. Raises `BadLogError` for a damaged one."""
        parts = [open_parquet(path, None) for path in carried]
        self._carried: Log = JoinedLog(parts) if parts else TablesLog([_EMPTY])
        self.edges = (0, *accumulate(part.estimated_rows for part in parts))
        """Where the rows of each file of carried events begin, and where the last ones end."""
        self._log = log
        self.columns: tuple[str, ...] = NAMES
        self.carried_rows = self._carried.estimated_rows
        self.estimated_rows = self.carried_rows + log.estimated_rows
        self.remarks = list(log.remarks)

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:
        """Those of the carried events, then those of the log."""
        for chunk in self._carried.chunks(columns):
            yield _Chunk(chunk, chunk.first_row, chunk.rows, is_carried=True)
        for chunk in self._log.chunks(columns):
            yield _Chunk(chunk, self.carried_rows + chunk.first_row, chunk.rows, is_carried=False)

    def take(self, rows: NDArray[np.int64], columns: Sequence[str]) -> pa.Table:
        """Single rows by their numbers, which ascend."""
        number = int(np.searchsorted(rows, self.carried_rows))
        pieces = [_EMPTY.select([name for name in NAMES if name in columns])]
        if number:
            pieces.append(_completed(self._carried.take(rows[:number], columns), columns, is_carried=True))
        if number < len(rows):
            others = self._log.take(rows[number:] - self.carried_rows, columns)
            pieces.append(_completed(others, columns, is_carried=False))
        return pa.concat_tables(pieces).unify_dictionaries().combine_chunks()

    def place(self, row: int) -> str:
        """Where a row stands now; where a carried one stood before is not kept."""
        return next(self.places(np.array([row], np.int64)))

    def places(self, rows: NDArray[np.int64]) -> Iterator[str]:
        """The same of rows whose numbers ascend."""
        number = int(np.searchsorted(rows, self.carried_rows))
        yield from (f"state: {place}" for place in self._carried.places(rows[:number]))
        yield from self._log.places(rows[number:] - self.carried_rows)


def meanings_of(plan: Plan, meanings: Mapping[str, str] | None) -> dict[str, str]:
    """The event that each name of a `CarriedLog` means, given those of the log; without them names are events."""
    own = {event: event for event in plan.events} if meanings is None else dict(meanings)
    return own | {MARK + event: event for event in plan.events}


def rows_to_carry(
    log: CarriedLog, wanted: NDArray[np.bool_], meanings: Mapping[str, str], threads: int
) -> Iterator[pa.Table]:
    """Rows of a log with the names of their events as the spec has them; `wanted` is set for each row to give."""

    def work(chunk: Chunk) -> pa.Table:
        places = np.flatnonzero(wanted[chunk.first_row : chunk.first_row + chunk.rows])
        if not len(places):
            return _EMPTY
        table = chunk.read(NAMES).take(arrays.rows(places)).combine_chunks()
        return _with_names(table, {name: meanings.get(name, name) for name in _names(table)})

    return in_threads(work, log.chunks(NAMES), threads)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A chunk of one of the two."""

    chunk: Chunk
    first_row: int
    rows: int
    is_carried: bool

    def read(self, columns: Sequence[str]) -> pa.Table:
        """With all columns that are asked for."""
        return _completed(self.chunk.read(columns), columns, is_carried=self.is_carried)


def _completed(table: pa.Table, columns: Sequence[str], *, is_carried: bool) -> pa.Table:
    """With columns that only the other one has; the events of carried rows marked."""
    for name in columns:
        if name not in table.schema.names:
            table = table.append_column(name, empty(name, table.num_rows))
    table = table.select([name for name in NAMES if name in columns])
    return _with_names(table, {name: MARK + name for name in _names(table)}) if is_carried else table


def _names(table: pa.Table) -> list[str]:
    if "event" not in table.schema.names or not table.num_rows:
        return []
    return [str(name) for name in table["event"].combine_chunks().dictionary.to_pylist()]


def _with_names(table: pa.Table, names: Mapping[str, str]) -> pa.Table:
    """Events by other names, given in the order of their dictionary."""
    if not names:
        return table
    event = pa.DictionaryArray.from_arrays(
        table["event"].combine_chunks().indices, pa.array(list(names.values()), pa.string())
    )
    return table.set_column(table.schema.get_field_index("event"), "event", event)


_EMPTY = pa.table({name: pa.nulls(0, READ_AS[name]) for name in NAMES})
