"""What becomes of addresses, for the verbs: followed through their machine, counted, and written to a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from sendspec_gen.disk import whole_file

from sendspec.cli.statuses import check_parquet, clean, iso

if TYPE_CHECKING:
    from sendspec.addresses import Addressed, AddressRow
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.sources.privacy import AddressHashes
    from sendspec.sources.records import EventRecord

COLUMNS = ("address", "state", "status", "since", "errors", "kind", "reason")


def check_suffix(path: Path) -> None:
    """End the command with exit code 2 for a kind of file that is not written."""
    if path.suffix not in WRITERS:
        known = ", ".join(WRITERS)
        raise click.BadParameter(f"{path}: addresses are written as one of {known}", param_hint="--addresses")
    check_parquet(path, "--addresses")


def check_told(spec: Compiled, option: str) -> None:
    """End the command with exit code 2 where the project does not say what addresses hear."""
    if spec.bounces is None or spec.addresses is None:
        raise click.BadParameter(
            "the project does not say what addresses hear; write `addresses:` in spec/bounces.yaml", param_hint=option
        )


def followed(spec: Compiled, config: SourceConfig, records: Iterable[EventRecord], as_of: int) -> Addressed:
    """Each address of a log, led through its machine; the project says what it hears."""
    from sendspec.addresses import follow

    assert spec.bounces is not None
    assert spec.addresses is not None
    log_events = dict.fromkeys(event for table in spec.tables.values() for event in table.events)
    tracking = spec.tracking.events if spec.tracking is not None else ()
    return follow(records, config.name, spec.bounces, spec.addresses, (log_events, tracking), as_of)


def write_addresses(path: Path, addressed: Addressed, hashes: AddressHashes | None = None) -> None:
    """Where each address stands, one row each, in the form that the suffix names; raises `OSError`.

    Hashes stand in their own order, which tells nothing of that of the addresses.
    """
    rows = addressed.rows()
    if hashes is not None:
        rows = iter(sorted(row._replace(address=hashes.of(clean(row.address) or "")) for row in rows))
    with whole_file(path.resolve()) as file:
        WRITERS[path.suffix](file, rows)


def _write_lines(file: IO[bytes], rows: Iterator[AddressRow]) -> None:
    for row in rows:
        file.write(json.dumps(dict(zip(COLUMNS, _shown(row), strict=True)), ensure_ascii=False).encode() + b"\n")


def _write_table(file: IO[bytes], rows: Iterator[AddressRow]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(map(_shown, rows))
    text.flush()
    text.detach()


def _shown(row: AddressRow) -> tuple[str | int | None, ...]:
    return clean(row.address), row.state, row.status, iso(row.since), row.errors, row.kind, row.reason


def _write_parquet(file: IO[bytes], rows: Iterator[AddressRow]) -> None:
    import pyarrow
    import pyarrow.parquet

    few = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    kinds = (pyarrow.string(), few, few, pyarrow.timestamp("us", tz="UTC"), pyarrow.int32(), few, few)
    told = [row._replace(address=clean(row.address) or "") for row in rows]
    columns = [list(column) for column in zip(*told, strict=True)] or [[] for _ in COLUMNS]
    arrays = [pyarrow.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    pyarrow.parquet.write_table(pyarrow.table(arrays, names=list(COLUMNS)), file, compression="zstd")


WRITERS: Mapping[str, Callable[[IO[bytes], Iterator[AddressRow]], None]] = {
    ".jsonl": _write_lines,
    ".csv": _write_table,
    ".parquet": _write_parquet,
}
