"""Times in any of Arrow's forms as microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import timedelta, tzinfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sendspec.batch.column_texts import one_piece
from sendspec.sources.stamps import FIRST, LAST
from sendspec.times import EPOCH, MICROSECOND

MINUTE = 60_000_000

Times = npt.NDArray[np.int64]
Known = npt.NDArray[np.bool_]


def holds_times(kind: pa.DataType) -> bool:
    """Whether a column of that type can be read as times, some of them only with a zone that is given."""
    return any(is_kind(kind) for is_kind in (pa.types.is_timestamp, pa.types.is_date, pa.types.is_null))


def as_times(column: pa.ChunkedArray, zone: tzinfo | None) -> pa.Int64Array:
    """Microseconds in one piece, null for a time that cannot be shown; finer ones are rounded down.

    Whole numbers are microseconds already.
    """
    kind = column.type
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.int64())
    if pa.types.is_date(kind):
        column = column.cast(pa.timestamp("s"))
        kind = column.type
    array = one_piece(column)
    times = numbers(array)
    if pa.types.is_integer(kind):
        return shown(times, known(array))
    if kind.unit == "ns":
        times = times // 1000
    elif kind.unit != "us":
        factor = 1_000_000 if kind.unit == "s" else 1_000
        # What would not fit in 64 bits lies beyond what can be shown, too.
        times = np.clip(times, FIRST // factor - 1, LAST // factor + 1) * factor
    if kind.tz is None and zone is not None:
        times = in_zone(np.clip(times, FIRST, LAST), zone)
    return shown(times, known(array))


def shown(times: Times, are_known: Known | None) -> pa.Int64Array:
    """Times as a column with null where none is known, or where it cannot be shown."""
    if len(times) and (times.min() < FIRST or times.max() > LAST):
        can_be = (times >= FIRST) & (times <= LAST)
        are_known = can_be if are_known is None else are_known & can_be
    bits = None if are_known is None else pa.py_buffer(np.packbits(are_known, bitorder="little"))
    # `pa.array` would import pandas.
    return pa.Array.from_buffers(pa.int64(), len(times), [bits, pa.py_buffer(np.ascontiguousarray(times))])


def numbers(array: pa.Array) -> Times:
    """The 64-bit numbers of a column, whatever they mean; any number where it has null."""
    # `to_numpy` would import pandas.
    values = array.buffers()[1] if len(array) else None
    return np.empty(0, np.int64) if values is None else np.frombuffer(values, np.int64, len(array), array.offset * 8)


def known(array: pa.Array) -> Known | None:
    """Where a column has a value; None where it has one everywhere."""
    if not array.null_count:
        return None
    bits = np.unpackbits(np.frombuffer(array.buffers()[0], np.uint8), bitorder="little")
    return bits[array.offset : array.offset + len(array)].astype(np.bool_)


def in_zone(local: Times, zone: tzinfo) -> Times:
    """Times that were read from a clock in a zone, as UTC; of two alike in autumn the first is taken.

    All are microseconds since 1970, and can be shown.
    """
    minutes, places = np.unique(local // MINUTE, return_inverse=True)
    offsets = np.fromiter((_offset(int(minute), zone) for minute in minutes), np.int64, len(minutes))
    return local - offsets[places]


def _offset(minute: int, zone: tzinfo) -> int:
    try:
        clock = (EPOCH + timedelta(minutes=minute)).replace(tzinfo=zone)
        return (clock.utcoffset() or timedelta()) // MICROSECOND
    except (OverflowError, ValueError):
        return 0
