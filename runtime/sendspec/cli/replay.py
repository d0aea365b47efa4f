"""`sendspec replay`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.project import Compiled, SourceConfig, compiled, project_option
from sendspec.names import did_you_mean

if TYPE_CHECKING:
    from sendspec.replay import Result
    from sendspec.sources.readers import Reader
    from sendspec.sources.records import Reading, Request


@click.command(no_args_is_help=True)
@click.argument("log", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", required=True, metavar="NAME", help="What wrote the log: a name of spec/sources/.")
@click.option(
    "--mode",
    "modes",
    multiple=True,
    default=("all",),
    show_default=True,
    metavar="MODE",
    help="One way of sending, several, or all.",
)
@click.option(
    "--as-of", metavar="TIME", help="As at this time, as 2026-11-21T01:58:36Z.  [default: the end of the log]"
)
@click.option("--year", type=click.IntRange(1970, 9000), help="The year of the first line, where lines tell none.")
@click.option("--timezone", metavar="ZONE", help="Of times without one, as Europe/Paris.  [default: UTC]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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
    locale: str | None,
    project: Path,
) -> None:
    """Real logs to statuses and KPIs: give the LOG, and beside it the folder of notifications that came back.

    Exit code 0: fine; 1: the log or the spec is bad; 2: wrong usage.

    Example: sendspec replay samples/postfix/maillog samples/postfix/dsn --source postfix
    """
    from sendspec.cli.statuses import check_suffix, check_target
    from sendspec.sources.records import Request

    zone = _zone(timezone)
    until = _time(as_of, zone)
    if statuses is not None:
        check_suffix(statuses)
        check_target(statuses, "--statuses", log)
    if aside is not None:
        check_target(aside, "--aside", (*log, statuses) if statuses is not None else log)
    spec = compiled(project)
    config = _source(spec, source)
    chosen = _modes(spec, modes)
    reader = _reader(config)
    locale = _locale(spec, locale)
    request = Request(log, config.events, zone, year, keep_aside=aside is not None)
    with _no_garbage():
        _answer(spec, config, reader, request, chosen, until, statuses, aside, locale, as_json=as_json)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Do without the garbage collector: all that is read is kept, and searching it again and again takes its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _answer(
    spec: Compiled,
    config: SourceConfig,
    reader: Reader,
    request: Request,
    modes: list[str],
    until: int | None,
    statuses: Path | None,
    aside: Path | None,
    locale: str,
    *,
    as_json: bool,
) -> None:
    """Read, replay, write and show; all that was made on the way is gone afterwards."""
    reading = _read(reader, request)
    result = _replay(spec, modes, reading, until)
    _write(result, reading, statuses, aside)
    _show(spec, config, reading, result, locale, as_json=as_json)


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        cure = did_you_mean(name, available_timezones()) or "give one such as Europe/Paris"
        raise click.BadParameter(f"no time zone is called `{name}`; {cure}", param_hint="--timezone") from None


def _time(written: str | None, zone: tzinfo | None) -> int | None:
    """Microseconds since 1970 in UTC; a time without a zone is in the zone of the log."""
    if written is None:
        return None
    from sendspec.times import EPOCH, MICROSECOND

    try:
        time = datetime.fromisoformat(written)
        # What cannot be shown in UTC is none either.
        time = (time if time.tzinfo else time.replace(tzinfo=zone or UTC)).astimezone(UTC)
        return (time - EPOCH) // MICROSECOND
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"`{written}` is no time that can be shown; write it as 2026-11-21T01:58:36Z", param_hint="--as-of"
        ) from None


def _source(spec: Compiled, name: str) -> SourceConfig:
    if name in spec.sources:
        return spec.sources[name]
    raise click.BadParameter(_unknown("source", name, list(spec.sources), "spec/sources/"), param_hint="--source")


def _modes(spec: Compiled, names: tuple[str, ...]) -> list[str]:
    if set(names) == {"all"}:
        return list(spec.tables)
    for name in names:
        if name == "all":
            raise click.BadParameter("`all` goes alone: give it, or the modes that are meant", param_hint="--mode")
        if name not in spec.tables:
            raise click.BadParameter(_unknown("mode", name, [*spec.tables, "all"], "spec/modes/"), param_hint="--mode")
    return list(dict.fromkeys(names))


def _locale(spec: Compiled, name: str | None) -> str:
    if name is None:
        return spec.default_locale
    if name in spec.locales:
        return name
    raise click.BadParameter(_unknown("locale", name, list(spec.locales), "spec/project.yaml"), param_hint="--locale")


def _unknown(what: str, name: str, known: list[str], where: str) -> str:
    cure = did_you_mean(name, known) or f"there are: {', '.join(known) or 'none'}"
    return f"no {what} in {where} is called `{name}`; {cure}"


def _reader(config: SourceConfig) -> Reader:
    from sendspec.sources import readers

    try:
        return readers.find(config.reader, config.events)
    except readers.BadSourceError as error:
        click.echo(f"error: {config.place}: {error}", err=True)
        raise SystemExit(1) from None


def _read(reader: Reader, request: Request) -> Reading:
    from sendspec.sources.records import BadLogError

    try:
        if not sys.stderr.isatty():
            return reader.read(request)
        from rich.console import Console

        with Console(stderr=True).status(f"reading {', '.join(map(str, request.paths))}"):
            return reader.read(request)
    except BadLogError as error:
        click.echo(f"error: {error}", err=True)
        raise SystemExit(1) from None


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
