"""`sendspec events`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.logs import (
    EVENTS,
    check_columns,
    read_log,
    reader_of,
    reading_options,
    source_named,
    without_garbage,
    zone_named,
)
from sendspec.cli.privacy import complain, end_strictly, json_text, note, private_options
from sendspec.cli.project import Compiled, SourceConfig, compiled, project_option

if TYPE_CHECKING:
    import pyarrow as pa

    from sendspec.sources.privacy import AddressHashes
    from sendspec.sources.records import Reading, Request


@click.command(no_args_is_help=True)
@reading_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Write the events, as .parquet, .csv or .jsonl.",
)
@click.option(
    "--aside",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the records that are not understood.",
)
@private_options
@project_option
def events(
    log: tuple[Path, ...],
    source: str,
    year: int | None,
    timezone: str | None,
    as_json: bool,
    out: Path,
    aside: Path | None,
    hashes: AddressHashes | None,
    strict: bool,
    project: Path,
) -> None:
    """The events of a LOG as columns: Parquet, CSV or JSON Lines, for other programs and to be read again.

    A log of events is read from files, folders, globs and addresses; docs/event-log.md describes its columns.

    Exit code 0: fine; 1: the log or the spec is bad, or --strict finds a fault; 2: wrong usage.

    Example: sendspec events samples/postfix/maillog samples/postfix/dsn --source postfix --out events.parquet
    """
    from sendspec.cli.statuses import check_target
    from sendspec.sources.records import Request

    zone = zone_named(timezone)
    check_columns("--out", str(out))
    _check_suffix(out)
    spec = compiled(project)
    config = source_named(spec, source)
    given = [*log, *_files_among(log, config)]
    for option, path in {"--out": out, "--aside": aside}.items():
        if path is not None:
            check_target(path, option, given)
            given.append(path)
    request = Request(log, config.events, zone, year, keep_aside=aside is not None)
    with without_garbage():
        reading, written = _written(config, request, out, hashes)
    _write_aside(aside, reading, hashes)
    _show(spec, reading, out, written, as_json=as_json)
    end_strictly(reading, is_strict=strict)


def _check_suffix(out: Path) -> None:
    from sendspec.batch.writing import WRITERS, can_write

    if not can_write(out.name):
        raise click.BadParameter(f"{out}: events are written as one of {', '.join(WRITERS)}", param_hint="--out")


def _files_among(log: tuple[Path, ...], config: SourceConfig) -> list[Path]:
    """The files that globs stand for: none of them may be written."""
    if config.reader != EVENTS:
        return []
    from sendspec.batch.log_files import files_of
    from sendspec.sources.records import BadLogError

    try:
        return [file.path for file in files_of(log) if file.address is None]
    except BadLogError as error:
        complain(error)
        raise SystemExit(1) from None


def _written(config: SourceConfig, request: Request, out: Path, hashes: AddressHashes | None) -> tuple[Reading, int]:
    """Read the log and write its events; what was read, and how many events were written."""
    from sendspec.batch.writing import tables_of, write_events
    from sendspec.sources.records import BadLogError

    reader = reader_of(config)
    try:
        if config.reader == EVENTS:
            from sendspec.batch.reading import EventRows

            rows = EventRows(request)
            with _progress(out, rows.log.estimated_rows, rows.tables()) as tables:
                return rows.reading, write_events(out, _hashed(tables, hashes))
        reading = read_log(reader, request)
        with _progress(
            out, len(reading.events), ((table, None) for table in tables_of(reading.events, config.name))
        ) as tables:
            return reading, write_events(out, _hashed(tables, hashes))
    except BadLogError as error:
        complain(error)
    except OSError as error:
        complain(f"{out}: it cannot be written: {error.strerror or error}")
    raise SystemExit(1)


def _hashed(tables: Iterator[pa.Table], hashes: AddressHashes | None) -> Iterator[pa.Table]:
    if hashes is None:
        return tables
    from sendspec.batch.hashed_addresses import hashed

    return (hashed(table, hashes) for table in tables)


@contextmanager
def _progress(out: Path, rows: int, tables: Iterator[tuple[pa.Table, object]]) -> Iterator[Iterator[pa.Table]]:
    """The tables, and on a terminal how far they are written."""
    if not sys.stderr.isatty():
        yield (table for table, _ in tables)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"writing {out}", total=rows or None)

        def watched() -> Iterator[pa.Table]:
            for table, _ in tables:
                yield table
                progress.advance(task, table.num_rows)

        yield watched()


def _write_aside(aside: Path | None, reading: Reading, hashes: AddressHashes | None) -> None:
    from sendspec.cli.statuses import write_aside

    if aside is None:
        return
    try:
        write_aside(aside, reading, hashes)
    except OSError as error:
        complain(f"{aside}: it cannot be written: {error.strerror}")
        raise SystemExit(1) from None


def _show(spec: Compiled, reading: Reading, out: Path, written: int, *, as_json: bool) -> None:
    from sendspec.cli.replay_report import account_of_records
    from sendspec.sources.privacy import harmless

    if not as_json:
        click.echo(harmless(str(out)))
        for line in account_of_records(spec, reading, written, spec.default_locale):
            click.echo(line)
        return
    answer = {
        "out": str(out),
        "records": {
            "read": reading.read,
            "events": written,
            "not_understood": reading.records["not_understood"],
        },
        "account": {
            "records": dict(reading.records),
            "reports": dict(reading.reports),
            "incomplete": dict(reading.incomplete),
        },
    }
    click.echo(json_text(answer))
    for remark in reading.remarks:
        note(remark)
