"""A Parquet file as a part of a log; its row groups are decoded by whoever reads a chunk."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sendspec.batch.log_files import Stamp, stamp_of
from sendspec.batch.logs import CHUNK_ROWS
from sendspec.batch.schema import FEW_VALUES, Found, check_names, check_types, normalised
from sendspec.batch.text_places import Told
from sendspec.sources.records import BadLogError

MAGIC = b"PAR1"
ENCRYPTED = b"PARE"
COPY_AGAIN = "copy it again from where it was written"
DECODING = (pa.ArrowException, OSError, ValueError, MemoryError)
"""What pyarrow raises for bytes that are not what they should be."""


def open_parquet(path: Path, zone: tzinfo | None) -> ParquetPart:
    """A file whose columns are known to be those of an event log; raises `BadLogError`."""
    stamp = stamp_of(path)
    _check_ends(path)
    try:
        with pq.ParquetFile(path) as file:
            metadata, schema = file.metadata, file.schema_arrow
    except DECODING as error:
        raise BadLogError(f"{path}: its footer, which says what it holds, is damaged; {COPY_AGAIN}") from error
    found = check_names(schema.names, str(path))
    check_types(schema, str(path), zone)
    return ParquetPart(path, zone, stamp, metadata, found)


class ParquetPart:
    """The rows of one file, in chunks of whole row groups."""

    def __init__(self, path: Path, zone: tzinfo | None, stamp: Stamp, metadata: pq.FileMetaData, found: Found) -> None:
        self.name = str(path)
        self.columns = found.columns
        self.remarks = found.remarks
        self.estimated_rows: int = metadata.num_rows
        self._opened = _Opened(path, zone, stamp, metadata)
        self._rows = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
        self._firsts = [0, *accumulate(self._rows)]

    def chunks(self, columns: Sequence[str]) -> Iterator[ParquetChunk]:  # noqa: ARG002
        """Row groups together until they have about as many rows as a chunk should have."""
        first = rows = 0
        groups: list[int] = []
        for group, more in enumerate(self._rows):
            if groups and rows + more > CHUNK_ROWS:
                yield ParquetChunk(self._opened, self.columns, tuple(groups), first, rows)
                first, rows, groups = first + rows, 0, []
            groups.append(group)
            rows += more
        if rows:
            yield ParquetChunk(self._opened, self.columns, tuple(groups), first, rows)

    def places(self, rows: Sequence[int]) -> Iterator[str]:
        """The row group and the row in it, both from 1."""
        for row in rows:
            group = bisect_right(self._firsts, row) - 1
            yield f"{self.name}: row group {group + 1}, row {row - self._firsts[group] + 1}"

    def tell(self, rows: Sequence[int]) -> Iterator[Told]:
        """With the row as an object of JSON, as far as it can be read."""
        numbers = np.asarray(rows, np.int64)
        for chunk in self.chunks(self.columns):
            inside = numbers[(numbers >= chunk.first_row) & (numbers < chunk.first_row + chunk.rows)]
            if len(inside):
                found = chunk.read(self.columns).take(pa.array(inside - chunk.first_row)).to_pylist()
                for place, row in zip(self.places(inside.tolist()), found, strict=True):
                    yield Told(place, json.dumps(row, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class ParquetChunk:
    """Row groups of a file that follow each other."""

    opened: _Opened
    columns: tuple[str, ...]
    groups: tuple[int, ...]
    first_row: int
    rows: int

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Decoded in this thread; raises `BadLogError` for what is damaged, with its column and row group."""
        return self.opened.read(self.groups, [name for name in self.columns if name in columns], self.rows)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file as it was when its footer was read."""

    path: Path
    zone: tzinfo | None
    stamp: Stamp
    metadata: pq.FileMetaData

    def read(self, groups: Sequence[int], columns: Sequence[str], rows: int) -> pa.Table:
        # Mapped files of which a piece is cut off would end the process, so ask before.
        self.stamp.check()
        try:
            table = normalised(self._decoded(groups, columns), columns, self.zone)
        except OverflowError as error:
            raise BadLogError(
                f"{self._place(groups)}: it holds more than 2 GiB of text in one column; "
                "write the file with smaller row groups, of about a million rows"
            ) from error
        except DECODING as error:
            self.stamp.check()
            raise self._damage(groups, columns) from error
        self.stamp.check()
        if table.num_rows != rows and columns:
            raise self._damage(groups, columns)
        return table

    def _decoded(self, groups: Sequence[int], columns: Sequence[str]) -> pa.Table:
        with pq.ParquetFile(
            self.path,
            metadata=self.metadata,
            memory_map=True,
            read_dictionary=[name for name in columns if name in FEW_VALUES],
            page_checksum_verification=True,
        ) as file:
            return file.read_row_groups(groups, columns=list(columns), use_threads=False)

    def _damage(self, groups: Sequence[int], columns: Sequence[str]) -> BadLogError:
        """Which column of which row group cannot be decoded."""
        for group in groups:
            for name in columns:
                try:
                    table = normalised(self._decoded([group], [name]), [name], self.zone)
                    damaged = table.num_rows != self.metadata.row_group(group).num_rows
                except DECODING:
                    damaged = True
                if damaged:
                    where = f"{self._place([group])}, column `{name}`"
                    return BadLogError(f"{where}: its bytes are damaged; {COPY_AGAIN}")
        return BadLogError(f"{self._place(groups)}: its bytes cannot be read; {COPY_AGAIN}")

    def _place(self, groups: Sequence[int]) -> str:
        first, last = groups[0] + 1, groups[-1] + 1
        return f"{self.path}: row group {first}" if first == last else f"{self.path}: row groups {first} to {last}"


def _check_ends(path: Path) -> None:
    """Raise `BadLogError` for a file that does not begin and end as Parquet does."""
    try:
        with path.open("rb") as stream:
            head = stream.read(len(MAGIC))
            end = stream.seek(0, 2)
            stream.seek(max(0, end - len(MAGIC)))
            tail = stream.read()
    except OSError as error:
        raise BadLogError(f"{path}: it cannot be read: {error.strerror}") from error
    if not end:
        raise BadLogError(f"{path}: it is empty; a Parquet file without rows still says its columns")
    if ENCRYPTED in (head, tail):
        raise BadLogError(f"{path}: it is encrypted; decrypt it first")
    if head != MAGIC:
        raise BadLogError(f"{path}: it is no Parquet file, whatever its name says; name it by what it is")
    if tail != MAGIC:
        raise BadLogError(f"{path}: its end is missing, where Parquet says what the file holds; {COPY_AGAIN}")
