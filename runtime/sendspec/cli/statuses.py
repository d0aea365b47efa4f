"""The files that `sendspec replay` writes: whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sendspec.replay import Result
    from sendspec.sources.records import Reading

COLUMNS = ("message", "recipient", "mode", "state", "status", "since", "reason")
SUFFIXES = (".jsonl", ".csv")


def check_suffix(path: Path) -> None:
    """End the command with exit code 2 for a kind of file that is not written."""
    if path.suffix not in SUFFIXES:
        raise click.BadParameter(
            f"{path}: statuses are written as {' or '.join(SUFFIXES)} only", param_hint="--statuses"
        )


def write_statuses(path: Path, result: Result) -> None:
    """The status of each message in each mode, one row each."""
    with _whole(path) as stream:
        if path.suffix == ".csv":
            table = csv.writer(stream, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows(_rows(result))
        else:
            for row in _rows(result):
                stream.write(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n")


def write_aside(path: Path, reading: Reading) -> None:
    """The records that were not understood, as they stand in the log."""
    with _whole(path, errors="surrogateescape") as stream:
        for record in reading.not_understood:
            stream.write(record.text if record.text.endswith("\n") else f"{record.text}\n")


def iso(time: int) -> str:
    """Microseconds since 1970 in UTC as `2026-11-21T01:58:36Z`."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)).isoformat().replace("+00:00", "Z")


def _rows(result: Result) -> Iterator[tuple[str | None, ...]]:
    for mode, found in result.modes.items():
        for row in found.rows():
            yield row.message, row.recipient, mode, row.state, row.status, iso(row.since), row.reason


@contextmanager
def _whole(path: Path, errors: str = "backslashreplace") -> Iterator[IO[str]]:
    """Write beside the file and put it in its place when all is written."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors=errors, newline="") as stream:
            yield stream
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
