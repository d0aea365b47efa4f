"""`sendspec replay`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.logs import (
    locale_named,
    log_options,
    modes_named,
    read_log,
    reader_of,
    source_named,
    time_given,
    without_garbage,
    zone_named,
)
from sendspec.cli.project import Compiled, SourceConfig, compiled, project_option

if TYPE_CHECKING:
    from sendspec.replay import Result
    from sendspec.sources.readers import Reader
    from sendspec.sources.records import Reading, Request


@click.command(no_args_is_help=True)
@log_options
@click.option(
    "--statuses",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the status of each message, as .jsonl or .csv.",
)
@click.option(
    "--aside",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the records that are not understood.",
)
@click.option(
    "--recording",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the events as a recording for spec/recordings/, without addresses, hosts and ids.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw how the KPIs moved in each mode, as .svg, .png or .html.",
)
@click.option("--locale", metavar="LOCALE", help="The language of the labels.")
@project_option
def replay(
    log: tuple[Path, ...],
    source: str,
    modes: tuple[str, ...],
    as_of: str | None,
    year: int | None,
    timezone: str | None,
    as_json: bool,
    statuses: Path | None,
    aside: Path | None,
    recording: Path | None,
    plot: Path | None,
    locale: str | None,
    project: Path,
) -> None:
    """Real logs to statuses and KPIs: give the LOG, and beside it the folder of notifications that came back.

    Exit code 0: fine; 1: the log or the spec is bad; 2: wrong usage.

    Example: sendspec replay samples/postfix/maillog samples/postfix/dsn --source postfix
    """
    from sendspec.cli.plot import check_plot
    from sendspec.cli.recording import check_recording
    from sendspec.cli.statuses import check_suffix, check_target
    from sendspec.sources.records import Request

    zone = zone_named(timezone)
    until = time_given(as_of, zone)
    if statuses is not None:
        check_suffix(statuses)
    if recording is not None:
        check_recording(recording)
    if plot is not None:
        check_plot(plot)
    given = [*log]
    outputs = {"--statuses": statuses, "--aside": aside, "--recording": recording, "--plot": plot}
    for option, path in outputs.items():
        if path is not None:
            check_target(path, option, given)
            given.append(path)
    spec = compiled(project)
    config = source_named(spec, source)
    chosen = modes_named(spec.tables, modes)
    reader = reader_of(config)
    locale = locale_named(spec, locale)
    request = Request(log, config.events, zone, year, keep_aside=aside is not None)
    with without_garbage():
        _answer(spec, config, reader, request, chosen, until, statuses, aside, recording, plot, locale, as_json=as_json)


def _answer(
    spec: Compiled,
    config: SourceConfig,
    reader: Reader,
    request: Request,
    modes: list[str],
    until: int | None,
    statuses: Path | None,
    aside: Path | None,
    recording: Path | None,
    plot: Path | None,
    locale: str,
    *,
    as_json: bool,
) -> None:
    """Read, replay, write and show; all that was made on the way is gone afterwards."""
    reading = read_log(reader, request)
    result = _replay(spec, modes, reading, until)
    _write(result, reading, statuses, aside)
    if recording is not None:
        from sendspec.cli.recording import write_recording

        write_recording(recording, config, result)
    if plot is not None:
        from sendspec.cli.plot import write_plot

        write_plot(plot, spec, result, locale)
    _show(spec, config, reading, result, locale, as_json=as_json)


def _replay(spec: Compiled, modes: list[str], reading: Reading, until: int | None) -> Result:
    from sendspec import replay as engine

    return engine.replay(
        reading.events,
        {name: spec.tables[name] for name in modes},
        spec.measures,
        tracking=spec.tracking,
        as_of=reading.end if until is None else until,
    )


def _write(result: Result, reading: Reading, statuses: Path | None, aside: Path | None) -> None:
    from sendspec.cli.statuses import write_aside, write_statuses

    path = statuses
    try:
        if statuses is not None:
            write_statuses(statuses, result)
        path = aside
        if aside is not None:
            write_aside(aside, reading)
    except OSError as error:
        click.echo(f"error: {path}: it cannot be written: {error.strerror}", err=True)
        raise SystemExit(1) from None


def _show(
    spec: Compiled, config: SourceConfig, reading: Reading, result: Result, locale: str, *, as_json: bool
) -> None:
    from sendspec.cli import replay_report

    if as_json:
        click.echo(replay_report.as_json(reading, result))
        for remark in reading.remarks:
            click.echo(f"note: {remark}", err=True)
    else:
        replay_report.print_tables(spec, config, reading, result, locale)
