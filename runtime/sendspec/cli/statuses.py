"""The files that `sendspec replay` writes: whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

import click
from sendspec_gen.disk import whole_file

from sendspec.times import EPOCH, MICROSECOND

if TYPE_CHECKING:
    import pyarrow as pa

    from sendspec.replay import Result
    from sendspec.sources.privacy import AddressHashes
    from sendspec.sources.records import Reading

StatusRow: TypeAlias = tuple[str | int | None, ...]
"""One value for each of `COLUMNS`, times in microseconds."""
COLUMNS = ("message", "recipient", "mode", "state", "status", "since", "reason")
ROWS_A_GROUP = 100_000


def check_suffix(path: Path) -> None:
    """End the command with exit code 2 for a kind of file that is not written."""
    if path.suffix not in WRITERS:
        known = ", ".join(WRITERS)
        raise click.BadParameter(f"{path}: statuses are written as one of {known}", param_hint="--statuses")
    check_parquet(path, "--statuses")


def check_parquet(path: Path, option: str) -> None:
    """End the command with exit code 2 for Parquet where what writes it is missing."""
    if path.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise click.BadParameter(
            f"{path}: Parquet needs pyarrow: pip install pyarrow, or write .jsonl or .csv", param_hint=option
        )


def check_target(path: Path, option: str, given: Iterable[Path]) -> None:
    """End the command with exit code 2 for a file that is no regular one, or that is among the given ones."""
    try:
        target = path.resolve()
        odd = target.exists() and not target.is_file()
    except (OSError, RuntimeError) as error:
        raise click.BadParameter(f"{path}: it cannot be written: {error}", param_hint=option) from None
    if odd:
        raise click.BadParameter(f"{path}: it is no regular file; name another one", param_hint=option)
    for other in given:
        if _is_within(target, other):
            raise click.BadParameter(
                f"{path}: it is, or lies in, {other}, which is in use; name another one", param_hint=option
            )


def _is_within(target: Path, other: Path) -> bool:
    """Whether a file is another one, by any name, or lies in that folder; one that cannot be read is told of later."""
    try:
        return target.is_relative_to(other.resolve()) or (target.exists() and target.samefile(other))
    except (OSError, RuntimeError):
        return False


def write_statuses(path: Path, result: Result, hashes: AddressHashes | None = None) -> None:
    """The status of each message in each mode, one row each, in the form that the suffix names."""
    rows = _rows(result) if hashes is None else _hashed(_rows(result), hashes)
    with whole_file(path.resolve()) as file:
        WRITERS[path.suffix](file, rows)


def write_status_tables(path: Path, tables: Iterator[pa.Table], hashes: AddressHashes | None = None) -> None:
    """The same from the tables of the columnar engine."""
    if hashes is not None:
        from sendspec.batch.hashed_addresses import hashed

        tables = (hashed(table, hashes) for table in tables)
    with whole_file(path.resolve()) as file:
        if path.suffix == ".parquet":
            from sendspec.batch.statuses import write_parquet

            write_parquet(file, tables)
        else:
            TEXT_WRITERS[path.suffix](file, (row for table in tables for row in _rows_of(table)))


def _rows_of(table: pa.Table) -> Iterator[StatusRow]:
    """The rows of a table, times in microseconds."""
    import pyarrow

    since = table.schema.get_field_index("since")
    plain = table.set_column(since, "since", table.column(since).cast(pyarrow.int64()))
    return zip(*(column.to_pylist() for column in plain.columns), strict=True)


def write_aside(path: Path, reading: Reading, hashes: AddressHashes | None = None) -> None:
    """The records that were not understood, as they stand in the log, but for hashes where there are any."""
    with whole_file(path.resolve()) as file:
        for record in reading.not_understood:
            text = record.text or f"{record.place}: {record.why}"
            text = text if hashes is None else hashes.within(text)
            file.write(text.removesuffix("\n").encode("utf-8", "surrogateescape") + b"\n")


def iso(time: int) -> str:
    """Microseconds since 1970 in UTC as `2026-11-21T01:58:36Z`."""
    return (EPOCH + time * MICROSECOND).isoformat().replace("+00:00", "Z")


def clean(text: str | None) -> str | None:
    """Text without the bytes that were no UTF-8 in the log, which are shown as escapes."""
    return None if text is None else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _rows(result: Result) -> Iterator[StatusRow]:
    for mode, found in result.modes.items():
        for row in found.rows():
            yield clean(row.message), clean(row.recipient), mode, row.state, row.status, row.since, clean(row.reason)


def _hashed(rows: Iterator[StatusRow], hashes: AddressHashes) -> Iterator[StatusRow]:
    for message, recipient, *others, reason in rows:
        yield message, hashes.of(str(recipient or "")), *others, hashes.within(str(reason)) if reason else None


def _write_lines(file: IO[bytes], rows: Iterator[StatusRow]) -> None:
    for row in rows:
        record = dict(zip(COLUMNS, row, strict=True)) | {"since": iso(int(row[5] or 0))}
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def _write_table(file: IO[bytes], rows: Iterator[StatusRow]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([*row[:5], iso(int(row[5] or 0)), row[6]] for row in rows)
    text.flush()
    text.detach()


def _write_parquet(file: IO[bytes], rows: Iterator[StatusRow]) -> None:
    from itertools import islice

    import pyarrow
    import pyarrow.parquet

    kinds = {"mode": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()), "since": pyarrow.timestamp("us", tz="UTC")}
    kinds |= dict.fromkeys(("state", "status"), kinds["mode"])
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in COLUMNS])
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, ROWS_A_GROUP)):
            columns = [list(column) for column in zip(*group, strict=True)]
            arrays = [pyarrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_table(pyarrow.table(arrays, schema=schema))


TEXT_WRITERS: Mapping[str, Callable[[IO[bytes], Iterator[StatusRow]], None]] = {
    ".jsonl": _write_lines,
    ".csv": _write_table,
}
WRITERS = {**TEXT_WRITERS, ".parquet": _write_parquet}
