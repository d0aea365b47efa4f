"""`sendspec replay`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sendspec.cli.addresses import check_told
from sendspec.cli.engines import ENGINES, Asked, engine_named, engine_options
from sendspec.cli.logs import (
    duration_given,
    locale_named,
    log_options,
    modes_named,
    source_named,
    time_given,
    without_garbage,
    zone_named,
)
from sendspec.cli.privacy import complain, end_strictly, note, private_options
from sendspec.cli.project import compiled, project_option

if TYPE_CHECKING:
    from sendspec.addresses import Addressed
    from sendspec.cli.engines import Answered
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.sources.privacy import AddressHashes


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files to write, where they are asked for."""

    statuses: Path | None
    addresses: Path | None
    series: Path | None
    aside: Path | None
    recording: Path | None
    plot: Path | None


def _file_option(name: str, help: str) -> Callable[..., Any]:
    return click.option(f"--{name}", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=help)


@click.command(no_args_is_help=True)
@log_options
@_file_option("statuses", "Write the status of each message, as .jsonl, .csv or .parquet.")
@_file_option("addresses", "Write where each address stands, as .jsonl, .csv or .parquet, and count them.")
@_file_option("series", "Write each KPI over time, as .jsonl, .csv or .parquet.")
@click.option("--every", metavar="DURATION", help="The step of the series, as 1m, 1h or 1d.  [default: 1m]")
@_file_option("aside", "Write the records that are not understood.")
@_file_option("recording", "Write the events as a recording for spec/recordings/, without addresses, hosts and ids.")
@_file_option("plot", "Draw how the KPIs moved in each mode, as .svg, .png or .html.")
@click.option("--locale", metavar="LOCALE", help="The language of the labels.")
@engine_options
@private_options
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
    addresses: Path | None,
    series: Path | None,
    every: str | None,
    aside: Path | None,
    recording: Path | None,
    plot: Path | None,
    locale: str | None,
    engine: str,
    hashes: AddressHashes | None,
    strict: bool,
    project: Path,
    **tuning: Any,
) -> None:
    """Real logs to statuses and KPIs: give the LOG, and beside it the folder of notifications that came back.

    Logs of events as columns (--source events) may be of any size.

    Exit code 0: fine; 1: the log or the spec is bad, or --strict finds a fault; 2: wrong usage.

    Example: sendspec replay samples/postfix/maillog samples/postfix/dsn --source postfix
    """
    outputs = Outputs(statuses, addresses, series, aside, recording, plot)
    if every is not None and series is None:
        raise click.BadParameter("it is the step of a series; say where to write it: --series", param_hint="--every")
    _check(outputs, [*log])
    zone = zone_named(timezone)
    asked_until = time_given(as_of, zone)
    step = duration_given(every, "--every")
    spec = compiled(project)
    if addresses is not None:
        check_told(spec, "--addresses")
    config = source_named(spec, source)
    chosen = modes_named(spec.tables, modes)
    locale = locale_named(spec, locale)
    asked = Asked(
        paths=log,
        modes=chosen,
        as_of=asked_until,
        zone=zone,
        year=year,
        every=(step or MINUTE) if series is not None else None,
        with_rows=statuses is not None,
        with_addresses=addresses is not None,
        with_plot=plot is not None,
        with_recording=recording is not None,
        keep_aside=aside is not None,
        tuning=tuning,
    )
    kept = {"--recording": "what a recording tells"} if recording is not None else {}
    kept |= {"--addresses": "what addresses hear"} if addresses is not None else {}
    name = engine_named(engine, config, tuning, kept=kept)
    with without_garbage():
        answered = ENGINES[name](spec, config, asked)
        addressed = answered.addresses() if addresses is not None else None
        _write(outputs, spec, config, answered, addressed, locale, hashes)
        _show(spec, config, answered, addressed, locale, as_json=as_json)
    end_strictly(answered.reading, is_strict=strict)


MINUTE = 60_000_000


def _check(outputs: Outputs, given: list[Path]) -> None:
    """End the command with exit code 2 for files that could not be written."""
    from sendspec.cli import addresses, series, statuses
    from sendspec.cli.plot import check_plot
    from sendspec.cli.recording import check_recording

    if outputs.statuses is not None:
        statuses.check_suffix(outputs.statuses)
    if outputs.addresses is not None:
        addresses.check_suffix(outputs.addresses)
    if outputs.series is not None:
        series.check_suffix(outputs.series)
    if outputs.recording is not None:
        check_recording(outputs.recording)
    if outputs.plot is not None:
        check_plot(outputs.plot)
    for name in Outputs.__slots__:
        path = getattr(outputs, name)
        if path is not None:
            statuses.check_target(path, f"--{name}", given)
            given.append(path)


def _write(
    outputs: Outputs,
    spec: Compiled,
    config: SourceConfig,
    answered: Answered,
    addressed: Addressed | None,
    locale: str,
    hashes: AddressHashes | None,
) -> None:
    from sendspec.cli.addresses import write_addresses
    from sendspec.cli.series import write_series
    from sendspec.cli.statuses import write_aside
    from sendspec.sources.records import BadLogError

    writing: list[tuple[Path | None, Callable[[Path], None]]] = [
        (outputs.statuses, lambda path: answered.write_statuses(path, hashes)),
        (outputs.addresses, lambda path: write_addresses(path, addressed, hashes) if addressed else None),
        (outputs.series, lambda path: write_series(path, answered.series())),
        (outputs.aside, lambda path: write_aside(path, answered.reading, hashes)),
    ]
    for path, write in writing:
        try:
            if path is not None:
                write(path)
        except OSError as error:
            complain(f"{path}: it cannot be written: {error.strerror or error}")
            raise SystemExit(1) from None
        except BadLogError as error:
            # Statuses may need the log once more.
            complain(error)
            raise SystemExit(1) from None
    if outputs.recording is not None:
        from sendspec.cli.recording import write_recording

        write_recording(outputs.recording, config, answered.replayed())
    if outputs.plot is not None:
        from sendspec.cli.plot import write_plot

        write_plot(outputs.plot, spec, answered.curves(), locale)
    answered.finish()


def _show(
    spec: Compiled,
    config: SourceConfig,
    answered: Answered,
    addressed: Addressed | None,
    locale: str,
    *,
    as_json: bool,
) -> None:
    from sendspec.cli import replay_report

    if as_json:
        click.echo(replay_report.as_json(answered.reading, answered.numbers, addressed))
        for remark in answered.reading.remarks:
            note(remark)
    else:
        replay_report.print_tables(spec, config, answered.reading, answered.numbers, locale)
        if addressed is not None:
            replay_report.print_addresses(spec, addressed, locale)
