"""Logs of events as columns: files, globs and folders of Parquet, CSV and JSON Lines as one sequence of rows."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sendspec.batch import arrays
from sendspec.batch.schema import NAMES, READ_AS, empty
from sendspec.batch.text_places import Told
from sendspec.batch.threads import in_threads

if TYPE_CHECKING:
    from sendspec.batch.log_files import LogFile

CHUNK_ROWS = 1 << 20
"""About how many rows a chunk has."""

Rows = npt.NDArray[np.int64]


class Chunk(Protocol):
    """Consecutive rows of a log; it may be read in any thread, and more than once."""

    @property
    def first_row(self) -> int:
        """The number of its first row in the whole log, from 0."""
        ...

    @property
    def rows(self) -> int:
        """How many rows it has."""
        ...

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Those columns, in the form of `schema.READ_AS` and in one piece each; those that the log lacks are left out.

        Raises `BadLogError` for what is damaged.
        """
        ...


class Part(Protocol):
    """The rows of one file."""

    @property
    def name(self) -> str:
        """As the file was given."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of the schema that the file has."""
        ...

    @property
    def estimated_rows(self) -> int:
        """Exact for Parquet."""
        ...

    @property
    def remarks(self) -> list[str]:
        """What is to be said of its columns."""
        ...

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:
        """In the order of the rows, the same every time; numbered from the first row of the file."""
        ...

    def places(self, rows: Sequence[int]) -> Iterator[str]:
        """Where rows stand, for people; their numbers ascend."""
        ...

    def tell(self, rows: Sequence[int]) -> Iterator[Told]:
        """The same, with what stands there."""
        ...


class Log(Protocol):
    """A log of any number of files."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of the schema that any of its files has."""
        ...

    @property
    def estimated_rows(self) -> int:
        """Exact for Parquet; else from the sizes of the files."""
        ...

    @property
    def remarks(self) -> list[str]:
        """Columns that are left alone, and the like."""
        ...

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:
        """In the order of the rows, the same every time; raises `BadLogError` for what cannot be read."""
        ...

    def take(self, rows: Rows, columns: Sequence[str]) -> pa.Table:
        """Single rows by their numbers, which ascend; raises `BadLogError`."""
        ...

    def place(self, row: int) -> str:
        """Where a row stands: `events.parquet: row group 3, row 12`, counted from 1, or `events.csv:13`."""
        ...

    def places(self, rows: Rows) -> Iterator[str]:
        """The same of rows whose numbers ascend; a file of text is gone through but once for all of them."""
        ...


def open_log(paths: Sequence[Path | str], *, zone: tzinfo | None = None) -> JoinedLog:
    """The log that stands in files, folders and globs; a zone is for times that tell none.

    Raises `BadLogError` where no file is found, and for columns that are missing or of another type.
    """
    from sendspec.batch.log_files import files_of

    return JoinedLog([_opened(file, zone) for file in files_of(paths)])


def _opened(file: LogFile, zone: tzinfo | None) -> Part:
    # What reads one form takes its time to be imported, and the other may not be asked for.
    if file.form == "parquet" and file.address is None:
        from sendspec.batch.parquet_logs import open_parquet

        return open_parquet(file.path, zone)
    from sendspec.batch.other_logs import open_other

    return open_other(file, zone)


class JoinedLog:
    """The rows of several files, one file after the other."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        self._firsts: list[int] = [0]
        """The number of the first row of each file, as far as the files before it were counted."""
        self.columns = tuple(name for name in NAMES if any(name in part.columns for part in parts))
        self.estimated_rows = sum(part.estimated_rows for part in parts)
        self.remarks = [remark for part in parts for remark in part.remarks]
        self.remarks += [
            f"{part.name}: it has no column `recipient`, unlike other files: its events are taken for those of the "
            "message as a whole"
            for part in parts
            if "recipient" in self.columns and "recipient" not in part.columns
        ]

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:
        """All chunks of all files."""
        wanted = tuple(name for name in self.columns if name in columns)
        for number, part in enumerate(self._parts):
            yield from self._chunks_of(number, part, wanted)

    def take(self, rows: Rows, columns: Sequence[str]) -> pa.Table:
        """Single rows by their numbers, which ascend; only chunks that hold one of them are decoded, by all cores."""
        wanted = tuple(name for name in self.columns if name in columns)
        pieces = [pa.table([pa.nulls(0, READ_AS[name]) for name in wanted], names=list(wanted))]
        taken = 0

        def read(chunk_and_rows: tuple[Chunk, Rows]) -> pa.Table:
            chunk, numbers = chunk_and_rows
            return chunk.read(wanted).take(arrays.rows(numbers - chunk.first_row))

        for piece in in_threads(read, self._holding(rows, wanted), os.cpu_count() or 1):
            pieces.append(piece)
            taken += piece.num_rows
        if taken < len(rows):
            raise IndexError(f"the log has no row {rows[taken]}")
        return pa.concat_tables(pieces).unify_dictionaries().combine_chunks()

    def _holding(self, rows: Rows, wanted: tuple[str, ...]) -> Iterator[tuple[Chunk, Rows]]:
        """The chunks that hold some of the rows, each with those."""
        done = 0
        for chunk in self.chunks(wanted) if len(rows) else ():
            end = int(np.searchsorted(rows, chunk.first_row + chunk.rows))
            if end > done:
                yield chunk, rows[done:end]
            done = end
            if done == len(rows):
                return

    def place(self, row: int) -> str:
        """The file, and where in it the row stands."""
        return next(self.places([row]))

    def places(self, rows: Rows | Sequence[int]) -> Iterator[str]:
        """Where rows stand; their numbers ascend, and a file is gone through at most once."""
        for part, numbers in self._by_part(rows):
            yield from part.places(numbers)

    def tell(self, rows: Rows | Sequence[int]) -> Iterator[Told]:
        """Rows as they stand in their files; their numbers ascend."""
        for part, numbers in self._by_part(rows):
            yield from part.tell(numbers)

    def _by_part(self, rows: Rows | Sequence[int]) -> Iterator[tuple[Part, list[int]]]:
        """Each file with those rows that stand in it, numbered from its first."""
        rest = [int(row) for row in rows]
        for number, part in enumerate(self._parts):
            if not rest:
                return
            if len(self._firsts) == number + 1:
                for _ in self._chunks_of(number, part, ("event",)):
                    pass
            first, end = self._firsts[number : number + 2]
            inside = bisect_left(rest, end)
            yield part, [row - first for row in rest[:inside]]
            rest = rest[inside:]
        if rest:
            raise IndexError(f"the log has no row {rest[0]}")

    def _chunks_of(self, number: int, part: Part, wanted: tuple[str, ...]) -> Iterator[Chunk]:
        rows = 0
        for chunk in part.chunks(wanted):
            yield _Numbered(chunk, self._firsts[number] + rows, chunk.rows, self.columns)
            rows += chunk.rows
        if len(self._firsts) == number + 1:
            self._firsts.append(self._firsts[number] + rows)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A chunk of one file as a chunk of the whole log."""

    chunk: Chunk
    first_row: int
    rows: int
    columns: tuple[str, ...]
    """Those of the log."""

    def read(self, columns: Sequence[str]) -> pa.Table:
        """As the chunk, and columns that only other files have."""
        table = self.chunk.read(columns)
        wanted = [name for name in self.columns if name in columns]
        there = table.schema.names
        # A table without a column does not know how many rows it has.
        found = [table[name] if name in there else empty(name, self.rows) for name in wanted]
        return pa.table(found, names=wanted)
