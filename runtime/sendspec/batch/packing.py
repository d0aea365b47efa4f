"""A chunk of a log to packed events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sendspec.batch.column_texts import one_piece
from sendspec.batch.counts import SAMPLE_ROWS, Account
from sendspec.batch.hashing import hashed_texts
from sendspec.batch.keys import NO_RANK, hash_rows, pack_rows
from sendspec.batch.plan import Plan

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Packed:
    """The events of a chunk by bucket."""

    events: NDArray[np.uint64]
    """Shape (n, words); see `sendspec.batch.keys`."""
    starts: NDArray[np.int64]
    """Where each bucket begins; one more than there are buckets."""
    account: Account
    first: int | None
    """The least time of an event; None: there is no event."""
    latest: int | None
    """The greatest time of all complete rows, heard or not."""


class Packer:
    """Packs chunks of one log for one plan; may be used by many threads."""

    def __init__(
        self, plan: Plan, columns: Sequence[str], bits: int, as_of: int | None, meanings: Mapping[str, str] | None
    ) -> None:
        self.columns = tuple(name for name in columns if name != "source")
        """What must be read."""
        self._ranks = (
            plan.rank
            if meanings is None
            else {name: plan.rank[event] for name, event in meanings.items() if event in plan.rank}
        )
        self._bits = bits
        self._as_of = NEVER if as_of is None else as_of
        self._words = 5 if {"event_id", "reason"} & {*columns} else 4

    def pack(self, table: pa.Table, first_row: int, scratch: Any) -> Packed:
        """The events of a table as `sendspec.batch.logs.Chunk.read` gives it; `scratch` is a `threading.local`."""
        rows = table.num_rows
        keys, buckets = _room(scratch, rows)
        counts = np.zeros(1 << self._bits, np.int64)
        names = [str(name) for name in _array(table, "event").dictionary.to_pylist()] if rows else []
        ranks = np.array([self._ranks.get(name, NO_RANK) for name in names], np.int64)
        unknown = np.zeros(len(names), np.int64)
        incomplete_rows = np.empty(SAMPLE_ROWS, np.int64)
        message, recipient, event_id = _text(table, "message"), _text(table, "recipient"), _text(table, "event_id")
        time, event = _array(table, "time"), _array(table, "event").indices
        told = (_numbers(time, np.int64), _numbers(event, np.int32), ranks)
        nulls = _nulls_of((message.array, recipient.array, time, event, event_id.array))
        heard, later, incomplete, first, latest = hash_rows(
            message.data,
            message.offsets,
            recipient.array is not None,
            recipient.data,
            recipient.offsets,
            *told,
            *nulls,
            self._as_of,
            first_row,
            np.uint64(64 - self._bits),
            keys,
            buckets,
            counts,
            unknown,
            incomplete_rows,
        )
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        events = np.empty((heard, self._words), np.uint64)
        contents = (event_id.data, event_id.offsets, *_reasons(table))
        pack_rows(keys, buckets, *told, *nulls, *contents, first_row, starts[:-1].copy(), events)
        account = Account(
            rows=rows,
            unknown=Counter({name: int(times) for name, times in zip(names, unknown, strict=True) if times}),
            later=later,
            incomplete=incomplete,
            incomplete_rows=incomplete_rows[: min(incomplete, SAMPLE_ROWS)].tolist(),
        )
        return Packed(events, starts, account, first if heard else None, latest if incomplete < rows else None)


def _room(scratch: Any, rows: int) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
    """Arrays that a thread uses again for its next chunk."""
    if getattr(scratch, "rows", -1) < rows:
        scratch.rows = rows
        scratch.keys = np.empty((rows, 2), np.uint64)
        scratch.buckets = np.empty(rows, np.uint16)
    return scratch.keys, scratch.buckets


@dataclass(frozen=True, slots=True)
class _Text:
    """The buffers of a column of text; empty ones where there is no such column."""

    array: pa.Array | None
    data: NDArray[np.uint8]
    offsets: NDArray[np.int32]


def _array(table: pa.Table, name: str) -> pa.Array:
    return one_piece(table[name])


def _text(table: pa.Table, name: str) -> _Text:
    return _buffers(_array(table, name)) if name in table.schema.names else _Text(None, *_NO_TEXT)


def _buffers(array: pa.Array) -> _Text:
    _, offsets, data = array.buffers()
    # Buffers are read as they are: `to_numpy` would import pandas.
    numbers = _read_only(bytes(4) if offsets is None else offsets, np.int32)
    text = _read_only(b"" if data is None else data, np.uint8)
    return _Text(array, text, numbers[array.offset : array.offset + len(array) + 1])


def _numbers(array: pa.Array, kind: type) -> NDArray[Any]:
    data = array.buffers()[1]
    return _read_only(b"" if data is None else data, kind)[array.offset : array.offset + len(array)]


class _Nulls(NamedTuple):
    """Which rows of some columns are null."""

    any: bool
    bitmaps: tuple[NDArray[np.uint8], ...]
    """Of each column its valid rows; empty where nothing is null."""
    offsets: NDArray[np.int64]
    """Where each bitmap begins."""


def _nulls_of(columns: Sequence[pa.Array | None]) -> _Nulls:
    bitmaps, offsets = [], []
    for column in columns:
        bits = None if column is None or not column.null_count else column.buffers()[0]
        bitmaps.append(_read_only(b"" if bits is None else bits, np.uint8))
        offsets.append(0 if column is None else column.offset)
    return _Nulls(any(len(bits) for bits in bitmaps), tuple(bitmaps), np.array(offsets, np.int64))


def _read_only(buffer: Any, kind: type) -> NDArray[Any]:
    """A buffer as it is; always read-only, since numba compiles anew for what may be written."""
    array: NDArray[Any] = np.frombuffer(buffer, kind)
    array.flags.writeable = False
    return array


def _reasons(table: pa.Table) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """The codes of the reasons, -1 where there is none, and a number for each code; equal texts have equal numbers."""
    if "reason" not in table.schema.names:
        return _read_only(b"", np.int32), np.zeros(0, np.uint64)
    array = _array(table, "reason")
    text = _buffers(array.dictionary)
    hashes = np.empty(len(array.dictionary), np.uint64)
    hashed_texts(text.offsets, text.data, hashes)
    return _numbers(array.indices.fill_null(-1), np.int32), hashes


_NO_TEXT = (_read_only(b"", np.uint8), _read_only(b"", np.int32))
