"""A chunk of a log to packed events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sendspec.batch.counts import SAMPLE_ROWS, Account
from sendspec.batch.hashing import hashed_texts
from sendspec.batch.keys import NO_RANK, pack_rows, scatter
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
        packed, buckets = self._room(scratch, rows)
        counts = np.zeros(1 << self._bits, np.int64)
        names = [str(name) for name in table["event"].combine_chunks().dictionary.to_pylist()] if rows else []
        unknown = np.zeros(len(names), np.int64)
        incomplete_rows = np.empty(SAMPLE_ROWS, np.int64)
        message, recipient, time = _text(table, "message"), _text(table, "recipient"), _array(table, "time")
        event, event_id, reason = _array(table, "event").indices, _text(table, "event_id"), _reasons(table)
        nulls = [_nulls(array) for array in (message.array, recipient.array, time, event, event_id.array)]
        number, later, incomplete, first, _, latest = pack_rows(
            message.data,
            message.offsets,
            recipient.array is not None,
            recipient.data,
            recipient.offsets,
            _numbers(time, np.int64),
            _numbers(event, np.int32),
            np.array([self._ranks.get(name, NO_RANK) for name in names], np.int64),
            tuple(bits for bits, _ in nulls),
            np.array([offset for _, offset in nulls], np.int64),
            event_id.data,
            event_id.offsets,
            *reason,
            self._as_of,
            first_row,
            np.uint64(64 - self._bits),
            packed,
            buckets,
            counts,
            unknown,
            incomplete_rows,
        )
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        events = np.empty((number, self._words), np.uint64)
        scatter(packed, buckets, number, starts[:-1].copy(), events)
        account = Account(
            rows=rows,
            unknown=Counter({name: int(times) for name, times in zip(names, unknown, strict=True) if times}),
            later=later,
            incomplete=incomplete,
            incomplete_rows=incomplete_rows[: min(incomplete, SAMPLE_ROWS)].tolist(),
        )
        heard = incomplete < rows
        return Packed(events, starts, account, first if number else None, latest if heard else None)

    def _room(self, scratch: Any, rows: int) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
        """Arrays that a thread uses again for its next chunk."""
        if getattr(scratch, "rows", -1) < rows:
            scratch.rows = rows
            scratch.packed = np.empty((rows, self._words), np.uint64)
            scratch.buckets = np.empty(rows, np.uint16)
        return scratch.packed, scratch.buckets


@dataclass(frozen=True, slots=True)
class _Text:
    """The buffers of a column of text; empty ones where there is no such column."""

    array: pa.Array | None
    data: NDArray[np.uint8]
    offsets: NDArray[np.int32]


def _array(table: pa.Table, name: str) -> pa.Array:
    return table[name].combine_chunks()


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


def _nulls(array: pa.Array | None) -> tuple[NDArray[np.uint8], int]:
    """The bitmap of valid rows and where it begins; an empty one where nothing is null."""
    bits = None if array is None or not array.null_count else array.buffers()[0]
    return (
        (_read_only(b"", np.uint8), 0) if bits is None or array is None else (_read_only(bits, np.uint8), array.offset)
    )


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
