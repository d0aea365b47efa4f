"""The columns of an event log: what they are called, what each may hold, and how they are read into one form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

import pyarrow as pa

from sendspec.batch.column_texts import as_dictionary, as_text, holds_text
from sendspec.batch.column_times import as_times, holds_times
from sendspec.names import did_you_mean
from sendspec.sources.privacy import masked
from sendspec.sources.records import BadLogError

SCHEMA = pa.schema(
    [
        pa.field("message", pa.string(), nullable=False),
        pa.field("recipient", pa.string()),
        pa.field("time", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("event", pa.string(), nullable=False),
        pa.field("event_id", pa.string()),
        pa.field("source", pa.string()),
        pa.field("reason", pa.string()),
    ]
)
"""The documented form; whatever else is accepted is read as if it were this one."""
NAMES: tuple[str, ...] = tuple(SCHEMA.names)
REQUIRED = ("message", "time", "event")
FEW_VALUES = ("event", "source", "reason")
"""Their values repeat, so that they are read and written as dictionaries."""
KEYS = ("message", "recipient", "event")
"""Text that must be exact: where it is no UTF-8 it is none, and the row is not understood."""
DICTIONARY = pa.dictionary(pa.int32(), pa.string())
READ_AS: dict[str, pa.DataType] = {name: DICTIONARY if name in FEW_VALUES else pa.string() for name in NAMES} | {
    "time": pa.int64()
}
"""The form in which the columns of a log are read; times in microseconds since 1970 in UTC."""
TEXT_CURE = "give text: string, large_string, string_view or a dictionary of these"
TIME_CURE = "give a timestamp with a time zone, as timestamp[us, tz=UTC]"


class Found(NamedTuple):
    """What the columns of one file are."""

    columns: tuple[str, ...]
    """Those of `SCHEMA` that it has, in the order of `SCHEMA`."""
    remarks: list[str]


def check_names(names: Sequence[str], where: str) -> Found:
    """Which columns of an event log these are; raises `BadLogError` for one that is missing or stands there twice."""
    for name in NAMES:
        if names.count(name) > 1:
            raise BadLogError(f"{where}: it has {names.count(name)} columns `{name}`; rename all but one")
    extra = [name for name in names if name not in NAMES]
    for name in REQUIRED:
        if name not in names:
            listed = ", ".join(_shown(name) for name in names[:20]) + (", …" if len(names) > 20 else "")
            cure = f"; {masked(question)}" if (question := did_you_mean(name, extra)) else ""
            raise BadLogError(f"{where}: it has no column `{name}`; its columns are: {listed or 'none'}{cure}")
    columns = tuple(name for name in NAMES if name in names)
    return Found(columns, _remarks(extra, [name for name in NAMES if name not in names], where))


def check_types(schema: pa.Schema, where: str, zone: tzinfo | None) -> None:
    """Raise `BadLogError` for a column whose type cannot be read, with its cure."""
    for name in NAMES:
        if name in schema.names:
            kind = schema.field(name).type
            fault = _fault_of_time(kind, zone) if name == "time" else _fault_of_text(kind)
            if fault:
                raise BadLogError(f"{where}: column `{name}`: {fault}")


def normalised(table: pa.Table, columns: Sequence[str], zone: tzinfo | None) -> pa.Table:
    """Those of the columns that a table has, as `READ_AS` says, each in one piece; null where nothing can be read.

    Raises `OverflowError` where a column holds more than 2 GiB of text.
    """
    read = {
        name: _read(name, table.column(name), zone) for name in NAMES if name in columns and name in table.schema.names
    }
    return pa.table(read, schema=pa.schema([pa.field(name, READ_AS[name]) for name in read]))


def empty(name: str, rows: int) -> pa.Array:
    """A column that a file lacks although others of the same log have it."""
    if name == "recipient":
        # Events without recipients are about the message as a whole.
        return pa.repeat(pa.scalar(""), rows)
    return pa.nulls(rows, READ_AS[name])


def _read(name: str, column: pa.ChunkedArray, zone: tzinfo | None) -> pa.Array:
    if name == "time":
        return as_times(column, zone)
    exact = name in KEYS
    return as_dictionary(column, exact=exact) if name in FEW_VALUES else as_text(column, exact=exact)


def _remarks(extra: list[str], absent: list[str], where: str) -> list[str]:
    if not extra:
        return []
    listed = ", ".join(_shown(name) for name in extra[:20]) + (", …" if len(extra) > 20 else "")
    meant = [f"{masked(question[:-1])} for `{name}`?" for name in absent if (question := did_you_mean(name, extra))]
    return [
        f"{where}: columns that are no part of an event log are left alone: {listed}" + "".join(f"; {m}" for m in meant)
    ]


def _fault_of_text(kind: pa.DataType) -> str | None:
    return None if holds_text(kind) else f"its type is {kind}; {TEXT_CURE}"


def _fault_of_time(kind: pa.DataType, zone: tzinfo | None) -> str | None:
    if holds_times(kind):
        if zone is None and not pa.types.is_null(kind) and getattr(kind, "tz", None) is None:
            return f"its times tell no time zone ({kind}); name it with --timezone, as --timezone Europe/Paris"
        return None
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return f"its type is {kind}, and a number does not tell its unit; {TIME_CURE}"
    return f"its type is {kind}; {TIME_CURE}"


def _shown(name: str) -> str:
    # Where a header lacks, the first row stands in its place.
    return f"`{masked(name)}`"
